import Hummingbird
import Policy

extension Site {
  /// 首页: what this is, whether one is eligible, where the year stands.
  func addHome(to router: Router<SiteContext>, _ language: Language) {
    router.page(.home, language) { _, _ in .html(home(language)) }
  }

  func home(_ language: Language) -> String {
    page(
      "home",
      PageHead(title: text("home.title", language), language: language, route: .home), [:])
  }
}
