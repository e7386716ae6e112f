import Casework
import Policy
import Testing

@Suite("Who may do what (权限)")
struct PermissionTests {
  let table: PermissionTable

  init() throws { table = try .builtIn() }

  func isRefused(_ permission: Permission) -> PermissionRefusal.Reason? {
    if case .refused(let refusal) = permission { refusal.reason } else { nil }
  }

  @Test("every act, role and relation has an answer with its article, and every refusal has words")
  func total() throws {
    for act in Act.allCases {
      let entry = table.entry(act)
      #expect(!entry.title.zh.isEmpty && !entry.title.en.isEmpty)
      for role in Role.allCases {
        for relation in Relation.allCases {
          switch table.answer(act, role, [relation]) {
          case .allowed(let article), .withSecondPerson(let article):
            #expect(article == entry.article)
          case .refused(let refusal):
            #expect(refusal.article == entry.article)
            #expect(!refusal.wording.zh.isEmpty && !refusal.wording.en.isEmpty)
          }
        }
      }
    }
  }

  static let line = "  one:\n    title: {zh: 一, en: one}\n    cite: \"X 1\"\n    lines:\n"

  @Test("a file without a line for some act, role and relation is refused and names it")
  func missing() throws {
    let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
    func text(_ lines: (Act) -> String) -> [UInt8] {
      let acts = Act.allCases.map {
        Self.line.replacing("one:", with: "\($0.rawValue):") + lines($0)
      }
      return Array(("acts:\n" + acts.joined()).utf8)
    }
    let all = "      - {roles: [\(roles)], notForRole: all}\n"
    _ = try PermissionTable(yaml: text { _ in all })
    for (hole, named) in [
      (all.replacing("applicant, ", with: ""), "appeal applicant own"),
      (
        all.replacing("all}", with: "[own, ownUnit, assigned, jurisdiction, none]}"),
        "appeal applicant foreign"
      ),
    ] {
      let problems = try #require(
        #expect(throws: Problems.self) {
          try PermissionTable(yaml: text { $0 == .appeal ? hole : all })
        })
      #expect(problems.list.contains { $0.value == JSONText.quoted(named) })
    }
    let withoutAct = String(decoding: text { _ in all }, as: UTF8.self)
      .replacing("  appeal:", with: "  apeal:")
    #expect(throws: Problems.self) { try PermissionTable(yaml: Array(withoutAct.utf8)) }
    #expect(throws: Problems.self, "two answers") {
      try PermissionTable(yaml: text { $0 == .appeal ? all + all : all })
    }
    #expect(throws: Problems.self, "no such answer") {
      try PermissionTable(yaml: text { _ in all.replacing("notForRole", with: "maybe") })
    }
  }

  @Test("what is somebody else's and what does not exist is refused to everybody in the same words")
  func foreign() {
    for act in Act.allCases {
      for role in Role.allCases {
        let foreign = table.answer(act, role, [.foreign])
        #expect(foreign == table.answer(act, role, []), "no relation is the same as foreign")
        #expect(isRefused(foreign) != nil, "\(act) \(role)")
      }
    }
  }

  @Test("nobody decides about themselves or their own unit, whatever else holds")
  func separation() {
    let deciding: [Act] = [
      .decideVerification, .decideRecheck, .decideAppeal, .decideEligibilityDispute,
      .decideUnitDispute, .approveTransfer, .cancelQualification, .sanctionPerson, .sanctionUnit,
      .checkGraduate, .decideGraduate, .decideSettlement, .decidePermit, .inspectEvidence,
      .handleReport, .receivePapers, .readPersonalData,
    ]
    for act in deciding {
      for role in [Role.officer, .window, .supervisor, .administrator] {
        guard isRefused(table.answer(act, role, [.assigned])) == nil else { continue }
        #expect(isRefused(table.answer(act, role, [.assigned, .own])) == .ownCase)
        #expect(
          isRefused(table.answer(act, role, [.assigned, .jurisdiction, .ownUnit])) == .ownUnit)
        #expect(isRefused(table.answer(act, role, Set(Relation.allCases))) == .ownCase)
      }
      let mayDecide = Role.allCases.filter { isRefused(table.answer(act, $0, [.assigned])) == nil }
      #expect(!mayDecide.isEmpty, "\(act) is somebody's duty")
    }
    // A clerk confirms those of the own unit, but not themselves.
    #expect(isRefused(table.answer(.confirmAssociation, .clerk, [.ownUnit])) == nil)
    #expect(isRefused(table.answer(.confirmAssociation, .clerk, [.ownUnit, .own])) == .ownCase)
  }

  @Test("who reported is seen by the officer who handles the report alone (TRIAL-2018 第九条)")
  func reporter() {
    for role in Role.allCases {
      for relation in Relation.allCases {
        let isAllowed = isRefused(table.answer(.readReporter, role, [relation])) == nil
        #expect(
          isAllowed == ((role == .officer || role == .administrator) && relation == .assigned))
      }
    }
    #expect(isRefused(table.answer(.readReporter, .auditor, [.jurisdiction])) == .handlerOnly)
    #expect(isRefused(table.answer(.readReporter, .officer, [.assigned, .ownUnit])) == .ownUnit)
  }

  @Test("a helper fills in and never submits, withdraws or undertakes")
  func helper() {
    for act in [Act.editBasics, .fileClaim, .editClaim, .deleteClaim] {
      #expect(isRefused(table.answer(act, .familyHelper, [.own])) == nil)
    }
    for act in [
      Act.submitApplication, .withdrawApplication, .acceptUndertaking, .requestAssociation, .appeal,
      .requestRecheck, .uploadEvidence, .withdrawEvidence,
    ] {
      #expect(isRefused(table.answer(act, .familyHelper, [.own])) == .applicantOnly)
      #expect(isRefused(table.answer(act, .applicant, [.own])) == nil)
    }
  }

  /// What everybody who is signed in may do about their own account.
  static let ownAccount: Set<Act> = [
    .enterService, .signOut, .chooseRole, .readNotices, .saveDraft, .readSignIns, .reportSignIn,
    .signOutEverywhere, .admitProgram,
  ]

  @Test("everybody looks after their own account, and after nobody else's")
  func ownAccount() {
    for act in Self.ownAccount {
      for role in Role.allCases {
        let isSignedIn = role != .system && role != .visitor
        #expect((isRefused(table.answer(act, role, [.own])) == nil) == isSignedIn)
        for relation in Relation.allCases where relation != .own {
          #expect(isRefused(table.answer(act, role, [relation])) != nil)
        }
      }
    }
  }

  @Test("the auditor reads everything and changes nothing; keepers decide no cases")
  func keepers() {
    let reading = Self.ownAccount.union([
      .readCase, .searchActs, .exportProof, .readPublicPages, .verifyReceipt,
    ])
    for act in Act.allCases {
      let mayAudit = Relation.allCases.contains {
        isRefused(table.answer(act, .auditor, [$0])) == nil
      }
      #expect(mayAudit == reading.contains(act), "\(act)")
      // Keepers and deciders share nothing but what everybody may read and the taking back of their own proposals.
      let roles = Set(
        Role.allCases.filter { role in
          Relation.allCases.contains { isRefused(table.answer(act, role, [$0])) == nil }
        })
      // A window looks at accounts before it vouches for somebody.
      let common = Self.ownAccount.union([
        .readPublicPages, .verifyReceipt, .withdrawProposal, .readAccounts,
      ])
      if !common.contains(act), !roles.isDisjoint(with: [.technician, .security]) {
        #expect(roles.isDisjoint(with: [.officer, .window, .supervisor, .administrator]), "\(act)")
        #expect(roles.isDisjoint(with: [.technician]) || roles.isDisjoint(with: [.security]))
      }
    }
  }

  @Test(
    "acts of weight take two people",
    arguments: [
      (Act.planCycle, Role.administrator, Relation.none), (.openCycle, .administrator, .none),
      (.setAdmission, .administrator, .none), (.publishList, .administrator, .none),
      (.sanctionUnit, .administrator, .jurisdiction),
      (.erasePersonalData, .administrator, .assigned),
      (.vouchIdentity, .window, .jurisdiction), (.grantRole, .security, .none),
      (.unlockAtWindow, .window, .jurisdiction), (.revokeRole, .security, .none),
      (.enableAccount, .security, .none),
      (.rotateKeys, .technician, .none), (.allocateQuota, .administrator, .none),
      (.revokeLetter, .administrator, .jurisdiction), (.cancelPermit, .officer, .assigned),
    ])
  func twoPersons(act: Act, role: Role, relation: Relation) {
    guard case .withSecondPerson = table.answer(act, role, [relation]) else {
      Issue.record("\(act) takes a second person")
      return
    }
  }

  @Test("system, security and audit administrators are different people, and decide no cases")
  func conflicts() {
    let keepers: [Role] = [.technician, .security, .auditor]
    let deciders: [Role] = [.officer, .window, .supervisor, .administrator]
    for first in Role.allCases {
      for second in Role.allCases where first != second {
        let isConflict =
          first == .system || second == .system
          || keepers.contains(first) && (keepers + deciders).contains(second)
          || keepers.contains(second) && (keepers + deciders).contains(first)
        let found = RoleConflict.among([first, second])
        #expect(found.isEmpty == !isConflict, "\(first) \(second)")
        #expect(found.allSatisfy { !$0.reason.zh.isEmpty && !$0.reason.en.isEmpty })
      }
      #expect(RoleConflict.among([first]).isEmpty)
    }
    #expect(RoleConflict.among([.technician, .security, .auditor, .applicant]).count == 3)
  }
}
