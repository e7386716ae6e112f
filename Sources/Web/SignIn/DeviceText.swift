/// Browser and system in two words (登录设备), from what a browser says of itself: enough to recognise one's own.
enum DeviceText {
  private static let browsers = [
    ("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"),
    ("Chromium", "Chromium"), ("Chrome", "Chrome"), ("Safari", "Safari"), ("curl", "curl"),
  ]
  private static let systems = [
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"),
    ("Windows", "Windows"), ("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
  ]

  /// `Firefox, Windows`; empty when it says neither.
  static func of(_ agent: String) -> String {
    [browsers, systems].compactMap { names in names.first { agent.contains($0.0) }?.1 }
      .joined(separator: ", ")
  }
}
