import Casework
import PointsLaw
import PointsService
import Policy
import Testing

@testable import Web

@Suite("Articles as people read them (依据)")
struct ArticleTextTests {
  @Test("a document is called by its title, what the platform lays down by its rule")
  func text() {
    let article = Article(document: "MANUAL-2019", place: "注册关联 二1")
    #expect(article.text(.zh) == "《积分落户申报手册（2019年）》注册关联 二1")
    #expect(article.text(.en) == "filing manual for points-based settlement, 2019, 注册关联 二1")
    #expect(Article(document: "PLATFORM", place: "凭证").text(.zh) == "平台规则：凭证")
    #expect(
      Article.text(["TRIAL-2018 第十五条", "MANUAL-2019 资格条件"], .zh)
        == "《北京市积分落户操作管理细则（试行）》第十五条、《积分落户申报手册（2019年）》资格条件")
  }

  @Test("whatever a service cites has a title")
  func titles() throws {
    let permissions = try PermissionTable.builtIn()
    let acts = ServiceCatalogue.areas.flatMap(\.points).flatMap { point in
      [point.reading?.act, point.doing?.act].compactMap(\.self).map {
        permissions.entry($0).article
      }
    }
    #expect(acts.count > 50)
    let articles =
      acts + Rule.allCases.map(\.article) + UnitObstacle.allCases.map(\.article)
      + [EvidenceLimits.article]
    for article in articles where article.document != "PLATFORM" {
      #expect(Article.titles[article.document] != nil, "\(article)")
    }
  }
}
