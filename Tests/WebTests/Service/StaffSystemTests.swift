import Casework
import HTTPTypes
import Identity
import PointsLaw
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

@Suite("The system administrator sees how the system does, and moves a demonstration’s clock")
struct StaffSystemTests {
  @Test("health in words, with what is not well, and no personal data")
  func health() async throws {
    let city = try await ServiceCity.staffed()
    var technician = try await city.caller("system-1")
    #expect(technician.page.words.contains("有部分不正常") && technician.page.words.contains("放弃2条"))
    #expect(technician.page.words.contains("登录服务"), "\(technician.page.words)")
    #expect(
      technician.page.words.contains("待发邮件") && !technician.page.words.contains("outbox.mail"))
    #expect(technician.page.words.contains("未启用"), "what nobody has set up is not called well")
    try await technician.api(.get, "/system")
    #expect(technician.page.json["isWell"] as? Bool == false)
    for subject in ["city-1", "supervisor-1", "security-1", "auditor-1", "eligible"] {
      var other = try await city.caller(subject)
      try await other.open("/system")
      #expect(other.page.status == 403, "\(subject)")
    }
  }

  /// An authority of nobody, and its list, which ran out in 2020.
  private static let authority = """
    -----BEGIN CERTIFICATE-----
    MIIBfTCCASOgAwIBAgIULkSwUBnkagYonuvq8l/WN6RPvLUwCgYIKoZIzj0EAwIw
    EzERMA8GA1UEAwwIRW50aXR5Q0EwIBcNMjYxMTI3MDgzMzA4WhgPMjEyNjExMDMw
    ODMzMDhaMBMxETAPBgNVBAMMCEVudGl0eUNBMFkwEwYHKoZIzj0CAQYIKoZIzj0D
    AQcDQgAE+9JqGbCESz/z1X88jLjR8jk0YzAhj74/4X+yl0KMQSDlXBTyHmwMf+eW
    njUQEWmXi/ItwYPsFzA7YBs1qtGPZqNTMFEwHQYDVR0OBBYEFN+kYmbXLZglA/tx
    CdDi5w+TOW3cMB8GA1UdIwQYMBaAFN+kYmbXLZglA/txCdDi5w+TOW3cMA8GA1Ud
    EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgdGIwU3XQwwxh1LIkNcOsVh0F
    ktC3b2ebGjOwakjvJBsCIQDR82uRx7XdIkpmgvv2EZ5IoLEDA56am7Q6nxp1M1l0
    fg==
    -----END CERTIFICATE-----
    """
  private static let list = """
    -----BEGIN X509 CRL-----
    MIGXMD8wCgYIKoZIzj0EAwIwEzERMA8GA1UEAwwIRW50aXR5Q0EXDTIwMDEwMTAw
    MDAwMFoXDTIwMDEwMjAwMDAwMFowCgYIKoZIzj0EAwIDSAAwRQIgaNW2ubwG+jW1
    6PywoprjafxnvKIoIodDnopELO5Pt0YCIQC82V7H/q25HBv26YDil6rxBD1Sy86s
    oyxU29AgHGHCWQ==
    -----END X509 CRL-----
    """

  @Test("a list of revoked certificates that has run out is told, by what it is called")
  func overdueList() async throws {
    let plain = try await ServiceCity.staffed(hasCycle: false)
    let files = ["ca.pem": Self.authority, "ca.crl": Self.list]
    let hall = Hall(
      installation: plain.hall.installation, accounts: plain.hall.accounts,
      sessions: plain.hall.sessions, drafts: plain.hall.drafts, limits: plain.hall.limits,
      points: plain.hall.points, notices: plain.hall.notices, parties: plain.hall.parties,
      demo: plain.hall.demo,
      revoked: try RevocationLists(
        [RevocationLists.Source(authority: "ca.pem", list: "ca.crl")], at: CityClock.system.now(),
        read: { files[$0].map { Array($0.utf8) } }),
      proof: plain.hall.proof, evidence: nil, lists: plain.hall.lists, address: plain.hall.address)
    let site = try Site(library: .builtIn(), seal: Seal(), proof: hall.proof, hall: hall)
    let city = ServiceCity(
      cases: plain.cases, clock: plain.clock, city: plain.city, hall: hall, site: site)
    var technician = try await city.caller("system-1")
    try await technician.open("/system")
    #expect(technician.page.words.contains("证书吊销列表"), "\(technician.page.words)")
    #expect(technician.page.words.contains("列表已于2020-01-02T08:00:00.000+08:00到期"))
    try await technician.api(.get, "/system")
    let parts = try #require(technician.page.json["parts"] as? [[String: Any]])
    let told = try #require(parts.first { $0["name"] as? String == "revocation.0" })
    #expect(told["isWell"] as? Bool == false)
    #expect(technician.page.json["isWell"] as? Bool == false)
  }

  @Test("the clock goes on by a day, to the next stage and to a moment, never back")
  func clock() async throws {
    let city = try await ServiceCity.staffed()
    var technician = try await city.caller("system-1")
    try await technician.open("/clock")
    #expect(technician.page.words.contains("2020年8月15日 20:00"), "\(technician.page.words)")
    #expect(technician.page.words.contains("可能需要重新登录"), "said before it happens")
    let form = try #require(Caller.Form.all(technician.page.text).first { $0.action == "/clock" })
    func pairs(_ values: KeyValuePairs<String, String>) -> [(name: String, value: String)] {
      form.pairs.filter { pair in pair.name != "key" && !values.contains { $0.key == pair.name } }
        + values.map { ($0.key, $0.value) }
    }
    try await technician.post("/clock", pairs(["move": "moment", "moment": "2020-07-01T08:00"]))
    #expect(technician.page.status == 422 && technician.page.words.contains("不早于"))
    #expect(technician.page.text.contains("value=\"2020-07-01T08:00\""))
    try await technician.post("/clock", pairs(["move": "rate", "rate": "100000"]))
    #expect(technician.page.status == 422)
    try await technician.post("/clock", pairs(["move": "sideways"]))
    #expect(technician.page.status == 422)
    try await technician.post("/clock", pairs(["move": "rate", "rate": "0"]))
    #expect(technician.page.words.contains("时间已调整") && technician.page.words.contains("静止"))
    let before = city.hall.now
    try await technician.post("/clock", pairs(["move": "day"]))
    #expect(
      city.hall.now == before.adding(milliseconds: Instant.millisecondsOfDay),
      "at once, in this process")
    #expect(technician.page.path.hasPrefix("/sign-in"), "signed out by the time that passed")
    var again = try await city.caller("system-1")
    try await again.api(.post, "/clock", #"{"move":"boundary"}"#)
    #expect(again.page.status == 200, "\(again.page.text)")
    again = try await city.caller("system-1")
    try await again.api(.get, "/clock")
    #expect(
      again.page.json["now"] as? String == "2020-08-15T20:00:00.000+08:00", "\(again.page.text)")
    #expect(city.cases.events.count { $0.name == "ClockMoved" } == 3)
  }

  @Test("the demo registry is taken away and brought back by a button, and every page says so")
  func registry() async throws {
    let city = try await ServiceCity.staffed()
    var technician = try await city.caller("system-1")
    var person = try await city.caller("eligible")
    try await technician.open("/clock")
    try await technician.submit(to: "/clock/registry")
    #expect(technician.page.words.contains("登记信息已停用"), "\(technician.page.words)")
    #expect(technician.page.words.contains("恢复登记信息"))
    try await person.open("/my/eligibility")
    #expect(person.page.words.contains("登记信息已停用。"), "\(person.page.words)")
    try await person.submit(to: "/my/eligibility/check")
    #expect(
      person.page.status == 200 && person.page.words.contains("登记信息暂不可用，恢复后自动校验"),
      "\(person.page.status) \(person.page.words)")
    #expect(!person.page.words.contains("可以与用人单位关联"), "nothing is decided while nothing is known")
    try await technician.open("/clock")
    try await technician.submit(to: "/clock/registry")
    #expect(technician.page.words.contains("登记信息已恢复") && !city.city.outage)
    try await person.open("/my/eligibility")
    #expect(!person.page.words.contains("登记信息已停用。"))
    for subject in ["city-1", "eligible"] {
      var other = try await city.caller(subject)
      try await other.api(.post, "/clock/registry", #"{"away":true}"#)
      #expect(other.page.status == 403 && !city.city.outage, "\(subject)")
    }
  }

  @Test("a real service has no such page, and nobody but the system administrator comes to it")
  func nowhere() async throws {
    let city = try await ServiceCity.staffed()
    for subject in ["city-1", "supervisor-1", "auditor-1", "eligible"] {
      var other = try await city.caller(subject)
      try await other.open("/clock")
      #expect(other.page.status == 403, "\(subject)")
    }
    // A rehearsal's time can be moved, too.
    let rehearsal = try await ServiceCity.staffed(purpose: .rehearsal)
    var technician = try await rehearsal.caller("system-1")
    try await technician.open("/clock")
    #expect(technician.page.status == 200)
    let real = try await ServiceCity.staffed(purpose: .service)
    var caller = real.caller()
    try await caller.open("/clock")
    #expect(caller.page.status == 404)
  }

  @Test("every rule of the platform that a refusal names has a name in English as well")
  func platformRules() throws {
    let table = try PermissionTable.builtIn()
    let places =
      Set(Act.allCases.map { table.entry($0).article })
      .filter { $0.document == "PLATFORM" }.map(\.place) + ["区窗口异议", "登记信息", "实人认证", "间歇"]
    for place in places {
      let text = Article(document: "PLATFORM", place: place).text(.en)
      #expect(text.utf8.count == text.count, "\(text)")
      #expect(Article(document: "PLATFORM", place: place).text(.zh) == "平台规则：\(place)")
    }
  }

  @Test(
    "who works at a supervising unit is told its number, and that no register has its name yet",
    arguments: Language.allCases)
  func supervisor(language: Language) async throws {
    let city = try await ServiceCity.staffed()
    var caller = try await city.caller("supervisor-1", language)
    #expect(caller.page.path.hasSuffix("/work"))
    #expect(caller.page.words.contains(language == .zh ? "主管单位 编号1" : "Supervising unit no. 1"))
    #expect(caller.page.words.contains(language == .zh ? "名录" : "no register"))
    try await caller.api(.get, "/work")
    #expect(caller.page.json["scope"] as? String == "supervisor/1")
    try await caller.open("/account")
    #expect(
      caller.page.words.contains(
        language == .zh ? "主管单位工作人员（编号1）" : "Officer of a supervising unit (no. 1)"))
    try await caller.open("/account/sign-ins")
    let report = try #require(caller.page.text.firstMatch(of: /href="([^"]*\/report)"/))
    try await caller.open(ServiceDoor.path(String(report.1)))
    #expect(
      caller.page.words.contains(language == .zh ? "请安全管理员解除" : "ask a security administrator"),
      "a window unlocks people: \(caller.page.words)")
  }

  @Test(
    "a department is told by its words, one of an installation’s own by its name",
    arguments: Language.allCases)
  func departments(language: Language) async throws {
    let city = try await ServiceCity.staffed()
    var officer = try await city.caller("officer-1", language)
    try await officer.open("/account")
    #expect(
      officer.page.words.contains(
        language == .zh ? "审核部门工作人员（税务）" : "Officer of a department (tax)"),
      "\(officer.page.words)")
    let number = try await city.account("officer-2")
    let proposer = try await city.account("security-1")
    var security = try await city.caller("security-2", language)
    let confirmer = try await city.account("security-2")
    for (name, words) in [
      ("housing", language == .zh ? "房屋登记" : "housing registration"),
      ("civil-affairs", language == .zh ? "民政" : "civil affairs"),
      ("weather", language == .zh ? "审核部门weather" : "department weather"),
    ] {
      try await city.hall.accounts.propose(
        .grant(.officer, .department(name), until: nil), for: number,
        city.actor(proposer, .security))
      try await security.open("/security/accounts/\(number)")
      #expect(security.page.words.contains(words), "\(words): \(security.page.words)")
      try await city.hall.accounts.confirm(
        .grantRole, for: number, city.actor(confirmer, .security))
    }
  }

  @Test("officers are told honestly what their page will be")
  func work() async throws {
    let city = try await ServiceCity.staffed()
    var officer = try await city.caller("officer-1", .en)
    #expect(officer.page.words.contains("That service is not open yet"), "\(officer.page.words)")
    try await officer.api(.get, "/work")
    #expect(officer.page.json["scope"] as? String == "department/tax")
    var other = try await city.caller("city-1")
    try await other.open("/work")
    #expect(other.page.status == 403)
  }
}
