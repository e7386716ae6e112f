import Policy

/// How large a body each address takes (正文上限): a population, files as evidence, and for all others the same.
struct BodyLimits: Sendable {
  /// What may be sent a population.
  private static let bulk: Set<String> = ["/api/v1/rank", "/api/v1/simulate", "/api/v1/validate"]

  private let points: [(point: ServicePoint, most: Int)]
  private let settings: Settings

  init(_ points: [ServicePoint], _ settings: Settings) {
    self.points = points.compactMap { point in
      point.doing?.largestBody.map { (point, max($0, settings.bodyBytes)) }
    }
    self.settings = settings
  }

  func limit(_ path: String) -> Int {
    BodyLimits.bulk.contains(path) ? settings.bulkBytes : files(path) ?? settings.bodyBytes
  }

  /// Whether an address takes more than a form: few are worked on at a time.
  func isLarge(_ path: String) -> Bool { BodyLimits.bulk.contains(path) || files(path) != nil }

  private func files(_ path: String) -> Int? {
    var path = ServiceDoor.path(path)
    if path.hasPrefix(Endpoint.base + "/") { path.removeFirst(Endpoint.base.count) }
    return points.first { $0.point.isAt(path) }?.most
  }
}
