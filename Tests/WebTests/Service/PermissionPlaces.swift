import Casework
import HTTPTypes
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

/// What stands in the places of an address (地址中的占位), for everybody who could name it: a new address with a place needs a line
/// here, or the matrix fails.
enum PermissionPlace {
  /// The number of a case.
  case dossier(DossierKind)
  /// The number of a proposal that is to be taken back.
  case proposal
  /// The number of an account about which an act of two people waits, and whether it is to be taken back.
  case measure(Act, isWithdrawn: Bool)
  case dispute(DisputeContent.Matter)
  /// What was handed in about a case of one’s own.
  case evidence(about: DossierKind)
  /// The number of a dispute, and of what was handed in with it.
  case disputeEvidence(DisputeContent.Matter)
  case session
  /// A line of one’s own history.
  case signIn
  /// A line of the record of acts.
  case act
  /// One of few that are the same to everybody.
  case named([String])

  /// By the beginning of the address; the longest that fits.
  private static let lines: [(address: String, place: PermissionPlace)] =
    [
      ("/account/sign-ins/:version", .signIn), ("/account/sessions/:number", .session),
      ("/my/eligibility/evidence/:evidence", .evidence(about: ApplicationContent.kind)),
      ("/my/undertakings/:undertaking", .named(Undertaking.allCases.map(\.rawValue))),
      ("/my/helpers/:number", .dossier(Delegation.kind)),
      ("/unit/dispute/evidence/:evidence", .evidence(about: UnitContent.kind)),
      ("/unit/associations/export/:format", .named(ListFormat.allCases.map(\.rawValue))),
      ("/unit/associations/answered/:number", .dossier(AnswerRecord.kind)),
      ("/unit/associations/:number", .dossier(AssociationContent.kind)),
      ("/unit/clerks/:number", .dossier(Delegation.kind)),
      ("/window/identity/:number", .dossier(Account.kind)),
      ("/city/cycles/new/:cycle", .named(["2020", "2021", "2022"])),
      ("/city/cycles/:number", .dossier(CycleContent.kind)),
      ("/city/units/:number", .dossier(UnitContent.kind)),
      ("/city/sanctions/people/:number", .dossier(SanctionContent.kind)),
      ("/city/proposals/:number", .dossier(ProposalContent.kind)),
      ("/city/proposals/:number/withdraw", .proposal),
      ("/security/accounts/:number", .dossier(Account.kind)), ("/audit/acts/:place", .act),
    ]
    + disputes + measures

  /// Answers to proposals: those about accounts are found by the account and the act.
  private static let measures =
    ([
      ("/window/identity", "vouch", Act.vouchIdentity),
      ("/window/identity", "unlock", .unlockAtWindow),
      ("/security/accounts", "enable", .enableAccount), ("/security/accounts", "grant", .grantRole),
      ("/security/accounts", "revoke", .revokeRole),
    ] as [(String, String, Act)]).flatMap { base, name, act in
      ["confirm", "reject", "withdraw"].map { step -> (address: String, place: PermissionPlace) in
        ("\(base)/:number/\(name)/\(step)", .measure(act, isWithdrawn: step == "withdraw"))
      }
    }

  private static let disputes = DisputeContent.Matter.allCases.flatMap {
    matter -> [(address: String, place: PermissionPlace)] in
    let address = "/window/disputes/\(matter.rawValue)/:number"
    return [
      (address, .dispute(matter)), ("\(address)/evidence/:evidence", .disputeEvidence(matter)),
    ]
  }

  /// - Returns: `nil` for an address without a line.
  static func of(_ door: PermissionDoor) -> PermissionPlace? {
    let found = lines.filter { door.point.path.hasPrefix($0.address) }
      .max { $0.address.count < $1.address.count }?.place
    guard door.method == .get else { return found }
    // The page before an answer shows whom and what it is about.
    switch found {
    case .measure: return .dossier(Account.kind)
    case .proposal: return .dossier(ProposalContent.kind)
    default: return found
    }
  }

  /// What nothing has.
  static let unknown = "987654321"
}

/// One filling of the places of an address, and how somebody stands to what it names.
struct PermissionCandidate {
  /// In the order of the places.
  var values: [String]
  /// Somebody else’s and none are the same; `nil`: everybody’s who may at all.
  var relations: Set<Relation>?
}

extension PeopledCity {
  /// Everything that could stand in the places of an address, by the mark of what it is: whatever is not of that mark is foreign.
  func candidates(_ place: PermissionPlace, for actor: Actor) async throws -> [PermissionCandidate]
  {
    let dossiers = city.cases.dossiers
    /// All of a kind, and one of every other: those are as unknown as none.
    func each(_ kind: DossierKind, _ relations: (Int64) -> Set<Relation>) -> [PermissionCandidate] {
      let others = [UnitContent.kind, AssociationContent.kind, Account.kind, DisputeContent.kind]
        .compactMap { kind in dossiers.first { $0.id.kind == kind } }
      // Of accounts, those of the asker and those about which something waits.
      let all = dossiers.filter {
        $0.id.kind == kind
          && (kind != Account.kind || $0.id.number == actor.account
            || Body($0).count("measures") > 0)
      }
      let numbers = all + others
      return Set(numbers.map(\.id.number)).sorted().map {
        PermissionCandidate(values: ["\($0)"], relations: relations($0))
      }
    }
    func dossier(_ kind: DossierKind, _ number: Int64) -> Dossier? {
      dossiers.first { $0.id == DossierID(kind, number) }
    }
    func dispute(_ matter: DisputeContent.Matter, _ number: Int64) -> Dossier? {
      dossier(DisputeContent.kind, number).flatMap {
        Body($0).text("matter") == matter.rawValue ? $0 : nil
      }
    }
    switch place {
    case .dossier(let kind):
      return each(kind) { dossier(kind, $0).map { relations(actor, to: $0) } ?? [.foreign] }
    case .proposal:
      return each(ProposalContent.kind) { number in
        guard let found = dossier(ProposalContent.kind, number),
          let content = try? ProposalContent(json: found.body, of: found.id),
          content.proposal.proposed.role == actor.role
        else { return [.foreign] }
        return isProposer(actor, content.proposal)
      }
    case .measure(let act, let isWithdrawn):
      return each(Account.kind) { number in
        dossier(Account.kind, number).map {
          self.relations(actor, to: $0, of: act, isWithdrawn: isWithdrawn)
        } ?? [.foreign]
      }
    case .dispute(let matter):
      return each(DisputeContent.kind) {
        dispute(matter, $0).map { relations(actor, to: $0) } ?? [.foreign]
      }
    case .evidence(let kind):
      return each(EvidenceRecord.kind) { number in
        guard let found = dossier(EvidenceRecord.kind, number),
          let about = Body(found).text("about"),
          let owner = dossiers.first(where: { $0.id.description == about && $0.id.kind == kind })
        else { return [.foreign] }
        return relations(actor, to: owner)
      }
    case .disputeEvidence(let matter):
      let disputes = dossiers.filter { $0.id.kind == DisputeContent.kind }
      let evidence = dossiers.filter { $0.id.kind == EvidenceRecord.kind }.map { "\($0.id.number)" }
      return disputes.flatMap { one in
        (evidence + [PermissionPlace.unknown]).map { number in
          let isIts =
            dispute(matter, one.id.number) != nil && Body(one).texts("evidence").contains(number)
          return PermissionCandidate(
            values: ["\(one.id.number)", number],
            relations: isIts ? relations(actor, to: one) : [.foreign])
        }
      }
    case .session:
      var found: [PermissionCandidate] = []
      for caller in callers.map(\.caller) {
        guard let token = caller.cookies["luohu-session"] else { continue }
        let session = try await city.session(token)
        found.append(
          PermissionCandidate(
            values: ["\(session.number)"],
            relations: session.account == actor.account ? [.own] : [.foreign]))
      }
      return found
    case .signIn:
      let own = try await city.cases.read { reading in
        try reading.history(DossierID(Account.kind, actor.account ?? 0))
      }.filter { $0.name == "SignedIn" }.map(\.version)
      let last = own.max() ?? 0
      return own.map { PermissionCandidate(values: ["\($0)"], relations: [.own]) }
        + (last + 1...last + 3).map {
          PermissionCandidate(values: ["\($0)"], relations: [.foreign])
        }
    case .act:
      return [0, 1, city.cases.events.count / 2].map {
        PermissionCandidate(values: ["\($0)"], relations: [.jurisdiction])
      }
    case .named(let names):
      return names.map { PermissionCandidate(values: [$0], relations: nil) }
    }
  }

  // MARK: How somebody stands to a case

  /// The relations of an actor to a case, worked out from what the case keeps, and not by the code that is tested.
  func relations(_ actor: Actor, to dossier: Dossier) -> Set<Relation> {
    let body = Body(dossier)
    var relations: Set<Relation> = []
    let account = actor.account
    let isCity = [.administrator, .auditor].contains(actor.role)
    func belongs(_ unit: Int64?) -> Bool {
      guard case .entity(let code) = actor.scope, let unit,
        let found = city.cases.dossiers.first(where: { $0.id == DossierID(UnitContent.kind, unit) })
      else { return false }
      return Body(found).text("code") == code.full
    }
    switch dossier.id.kind {
    case UnitContent.kind:
      if belongs(dossier.id.number) { relations.insert(.ownUnit) }
    case AssociationContent.kind, ApplicationContent.kind:
      if account == body.number("applicant") { relations.insert(.own) }
      if belongs(body.number("unit")) { relations.insert(.ownUnit) }
      if case .person(let helped) = actor.scope, dossier.id.kind == ApplicationContent.kind,
        helped == body.number("applicant")
      {
        relations.insert(.own)
      }
    case AnswerRecord.kind:
      if belongs(body.number("unit")) { relations.insert(.ownUnit) }
    case Account.kind:
      if account == dossier.id.number { relations.insert(.own) }
      if actor.role == .security { relations.formUnion([.jurisdiction, .none]) }
    case DisputeContent.kind:
      if account == body.number("filer") { relations.insert(.own) }
      if case .district(let name) = actor.scope {
        return name == body.text("district") ? [.jurisdiction] : [.foreign]
      }
    case Delegation.kind:
      if account == body.number("giver") || account == body.number("holder") {
        relations.insert(.own)
      }
      if actor.scope.text == body.text("scope"), actor.role == .clerk { relations = [.ownUnit] }
      return relations.isEmpty ? [.foreign] : relations
    case SanctionContent.kind, ProposalContent.kind, CycleContent.kind:
      return isCity ? [.jurisdiction] : [.foreign]
    default: return [.foreign]
    }
    if isCity { relations.insert(.jurisdiction) }
    if case .district = actor.scope { relations.insert(.jurisdiction) }
    return relations.isEmpty ? [.foreign] : relations
  }

  /// The same to what waits to be done to an account: to whoever is not of the office that proposed it, it is none; about
  /// one’s own account nobody decides.
  private func relations(
    _ actor: Actor, to dossier: Dossier, of act: Act, isWithdrawn: Bool
  ) -> Set<Relation> {
    let open = (try? Account(dossier))?.measures.first {
      $0.measure.act == act && $0.proposal.proposed.role == actor.role && $0.place == actor.scope
    }
    let account = relations(actor, to: dossier)
    guard let open else { return account.contains(.own) && !isWithdrawn ? [.own] : [.foreign] }
    let own = isProposer(actor, open.proposal)
    return own == [.own] ? own : account
  }

  private func isProposer(_ actor: Actor, _ proposal: Proposal) -> Set<Relation> {
    proposal.proposed.party == actor.party ? [.own] : [.jurisdiction]
  }

  /// What a case keeps, read by its words.
  private struct Body {
    private let document = Document()

    init(_ dossier: Dossier) { try? document.read(json: dossier.body) }

    func text(_ key: String) -> String? {
      document.value(of: document.root, key).map(document.string)
    }

    func number(_ key: String) -> Int64? { text(key).flatMap { Int64($0) } }

    func count(_ key: String) -> Int {
      document.value(of: document.root, key).map { document.items($0).count } ?? 0
    }

    func texts(_ key: String) -> [String] {
      document.value(of: document.root, key).map { document.items($0).map(document.string) }
        ?? []
    }
  }
}
