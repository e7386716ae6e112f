import Casework
import Policy

/// What browsers alone have (仅供浏览器), each with its reason: everything else that can be read or done has an address for programs. A
/// test walks every point and every route, and fails on one that has neither. The guide of the API tells the reasons.
enum BrowserAlone {
  enum Reason: Sendable {
    /// The page of a form. Its fields stand in the definition; what it shows beside them is read at this address of the service,
    /// if it shows anything.
    case form(showsWhatIsAt: String?)
    case said(Wording)
  }

  /// Readings of the service, by the point’s path.
  static let readings: [String: Reason] = {
    var all: [String: Reason] = [
      "/my": .said(
        Wording(
          "只转到此身份的首页；程序从/account得知身份。",
          "It only leads on to where one’s role begins; a program reads its role at /account.")),
      "/city/cycles/new": .said(
        Wording(
          "只用来选择年度；程序直接用/city/cycles/new/{cycle}。",
          "It only chooses a year; a program goes to /city/cycles/new/{cycle}.")),
    ]
    for (address, paths) in forms {
      for path in paths { all[path] = .form(showsWhatIsAt: address) }
    }
    all["/account/program"] = acts["/account/program"]
    for path in fieldsAlone { all[path] = .form(showsWhatIsAt: nil) }
    return all
  }()

  /// Acts of the service, by the point’s path.
  static let acts: [String: Reason] = [
    "/account/program": .said(
      Wording(
        "程序令牌由本人在浏览器中制作，程序不能为自己再做一个。",
        "A token for a program is made by the person in a browser; a program makes none for itself."
      )),
    "/drafts": .said(
      Wording(
        "为浏览器中的人逐项保存未提交的填写；程序一次发送全部字段，没有未提交的填写。",
        "It keeps what a person has typed and not sent; a program sends every field at once.")),
    "/unit/associations": .said(
      Wording(
        "把勾选的申请带到下一页；程序在/unit/associations/answer中直接写明各条的编号与版本。",
        "It carries ticked requests to the next page; a program names numbers and versions in /unit/associations/answer itself."
      )),
  ]

  /// Pages of forms, by the address that has what they show.
  private static let forms: [String: [String]] = [
    "/account/sign-ins": ["/account/sign-ins/:version/report"],
    "/my/data": ["/my/data/export"],
    "/my/eligibility": ["/my/eligibility/dispute", "/my/eligibility/dispute/answer"],
    "/unit": ["/unit/register", "/unit/confirm"],
    "/unit/code": ["/unit/code/rotate"],
    "/unit/dispute": ["/unit/dispute/answer", "/unit/dispute/evidence"],
    "/unit/associations": ["/unit/associations/answer", "/unit/associations/find"],
    "/unit/associations/:number": ["/unit/associations/:number/leave"],
    "/unit/clerks": ["/unit/clerks/invite", "/unit/clerks/hand-over", "/unit/clerks/:number"],
    "/window/disputes/unit/:number": ["/window/disputes/unit/:number/ask"],
    "/window/disputes/eligibility/:number": ["/window/disputes/eligibility/:number/ask"],
    "/window/identity/:number": steps("/window/identity/:number", ["vouch", "unlock"]),
    "/city/cycles/:number": ["/city/cycles/:number/open", "/city/cycles/:number/close"],
    "/city/units/:number": ["/city/units/:number/bar", "/city/units/:number/lift"],
    "/city/sanctions/people/:number": ["/city/sanctions/people/:number/lift"],
    "/city/proposals/:number": ["confirm", "reject", "withdraw"].map {
      "/city/proposals/:number/\($0)"
    },
    "/security/accounts/:number": steps("/security/accounts/:number", ["enable"])
      + steps("/security/accounts/:number", ["grant", "revoke"]).filter {
        !$0.hasSuffix("/propose")
      }
      + ["disable", "unlock", "roles/grant", "roles/revoke"].map {
        "/security/accounts/:number/\($0)"
      },
  ]

  /// Pages of forms that show nothing beside their fields.
  private static let fieldsAlone = [
    "/account/invitation", "/city/sanctions/people/new", "/security/accounts/find",
    "/security/accounts/new", "/audit/people",
  ]

  private static func steps(_ base: String, _ names: [String]) -> [String] {
    names.flatMap { name in
      ["propose", "confirm", "reject", "withdraw"].map { "\(base)/\(name)/\($0)" }
    }
  }

  // MARK: Beside the service

  /// The acts of addresses beside the service, by the first part of the address without `/api/v1`: everybody’s, in whatever role. What
  /// is not here comes before anybody acts: signing in, and what serves pages. A test fails on a route in neither.
  static let publicActs: [Act: Set<String>] = [
    .verifyReceipt: ["verify", "receipts", "ledger"],
    .readPublicPages: [
      "", "eligibility", "calculator", "compare", "rules", "readings", "glossary", "history", "api",
      "contacts", "design", "policy", "validate", "score", "explain", "choose", "outlook", "gap",
      "rank",
      "simulate", "openapi.json",
    ],
  ]
  static let beforeActs: Set<String> = [
    "sign-in", "signed-out", "healthz", "assets", "machine",
    String(DemoProviderPath.root.drop { $0 == "/" }.prefix { $0 != "/" }),
  ]

  /// Routes that are no points of the service, without language.
  enum Route: Sendable {
    /// Programs have the same at these addresses of the API.
    case at([String])
    case said(Wording)
  }

  static let routes: [String: Route] = {
    let signingIn = Route.said(
      Wording(
        "登录与退出由本人在浏览器中、经身份提供方进行；程序用所得的令牌。",
        "People sign in and out with a browser, by way of their identity provider; a program uses the token."
      ))
    let demo = Route.said(
      Wording("演示的身份提供方，不是本平台的事项。", "The demo’s identity provider, which is not the platform."))
    let operation = Route.said(
      Wording("供运行人员与页面自身使用，不是事项。", "For whoever runs the service, and parts of pages."))
    var all: [String: Route] = [
      "/": .said(
        Wording(
          "只有通往各处的链接和当前年度的阶段；程序从/my/tasks得知阶段。",
          "Links, and the stage of the cycle, which a program reads at /my/tasks.")),
      "/contacts": .said(
        Wording(
          "各机构的电话和地址，供人联系。", "Telephones and addresses of offices, for people to turn to.")),
      "/eligibility": .at(["/score"]),
      "/calculator": .at(["/score", "/explain"]),
      "/calculator/:page": .at(["/validate", "/score", "/explain", "/choose", "/outlook", "/gap"]),
      "/compare": .at(["/compare"]),
      "/rules": .at(["/policy/editions"]),
      "/rules/:edition": .at(["/policy/editions/{id}/parameters"]),
      "/rules/:old/changes/:new": .at(["/policy/diff"]),
      "/readings": .at(["/policy/editions/{id}/readings"]),
      "/glossary": .at(["/policy/names"]),
      "/history": .at(["/history"]),
      "/api": .at(["/openapi.json"]),
      "/design": .said(
        Wording("说明页面的组成部分，供制作页面的人使用。", "The parts of pages, for those who make pages.")),
      "/verify": .at(["/receipts/{id}", "/receipts/check"]),
      "/api/v1/machine": .said(
        Wording(
          "部门的机器凭证书询问自己是否已登记，没有登录。",
          "A department’s machine asks whether it is known, by its certificate and without a session."
        )),
    ]
    for path in ["/healthz", "/assets/:hash/:name"] { all[path] = operation }
    for path in [
      "/sign-in", "/sign-in/again", "/sign-in/certificate", "/sign-in/lost", "/sign-in/:provider",
      "/sign-in/:provider/callback", "/sign-in/:provider/ended", "/signed-out",
    ] { all[path] = signingIn }
    for path in ["/:part", "/:part/:more"] { all[DemoProviderPath.root + path] = demo }
    return all
  }()
}
