import PointsService
import Policy

extension DemoPeople {
  /// Those who sign in for a unit.
  static func clerks(_ city: DemoCity) throws(Problems) -> [DemoPerson] {
    [
      try city.clerk(
        "good", "Stardust Software",
        Wording(
          "已激活，60余人待确认，多名经办人，一份邀请待接受",
          "active, more than 60 requests wait, several clerks, an invitation is open")),
      try city.clerk(
        "good", "Stardust Software, second clerk", subject: "unit-good-2",
        Wording("同一单位的另一名经办人：两人同时办理", "another clerk of the same unit: two at once")),
      try city.clerk(
        "fresh", "New Shoots Education",
        Wording("尚未注册，登记信息正常", "not registered yet; the registry knows it")),
      try city.clerk(
        "other", "Far Hill Design",
        Wording(
          "去年激活过，本年度未激活；一份邀请已过期",
          "active last year, not activated for the cycle; an invitation is over")
      ),
      try city.clerk(
        "settled", "Xiaoman Catering",
        Wording("已激活，有已确认的关联和一名离职者", "active, with a confirmed association and a leaver")),
      try city.clerk(
        "tax", "Trackless Logistics", Wording("未通过：税务非正常", "refused: tax state abnormal")),
      try city.clerk(
        "outside", "Seaside Trading", Wording("未通过：不在本市", "refused: outside the city")),
      try city.clerk("cancelled", "Old Dream Books", Wording("未通过：已注销", "refused: cancelled")),
      try city.clerk(
        "barred", "Hollow Advice", Wording("未通过：登记显示失信禁入", "refused: barred by the registry")),
      try city.clerk(
        "disputing", "Clear Brook Environment",
        Wording("未通过；异议附证照，待区窗口处理", "refused; its dispute with a certificate waits")),
      try city.clerk(
        "asked", "Rainsong Printing",
        Wording(
          "异议中：区窗口要求补充材料，期限中止", "its dispute: the window asks for more, the clock stands")),
      try city.clerk(
        "upheld", "Bluestone Pharma",
        Wording("异议成立，可以确认激活", "its dispute was upheld; it can be activated")),
      try city.clerk(
        "dismissed", "Ring Island Travel", Wording("异议不成立", "its dispute was dismissed")),
      try city.clerk(
        "sanctioned", "Floating Light Media",
        Wording("失信处理，禁入至某日", "sanctioned by the city, barred until a day")),
      try city.clerk(
        "barDisputing", "Bright Mirror Appraisal",
        Wording("失信处理，对禁入的异议待区窗口处理", "sanctioned; its dispute of the bar waits")),
      try city.clerk(
        "lifted", "Homing Goose Culture",
        Wording(
          "禁入已解除，异议随之了结，可以确认激活", "its bar was lifted and the dispute settled; it can be activated")),
      try city.clerk(
        "unanswered", "Sea Mist Trading",
        Wording("已注册，登记机关不答复，待核验", "registered; the registry does not answer, so it waits")),
      try city.clerk(
        "closed", "Sunset Pictures",
        Wording("注册后在登记机关注销", "registered, then cancelled in the registry")),
    ]
  }
}
