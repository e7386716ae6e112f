package import Policy
import Units

/// How surely and how lately somebody must have proved who they are, for each act (身份要求), from `assurance.yaml`. Total: a file
/// that leaves out an act is refused.
package struct ActDemands: Sendable {
  /// What one act demands.
  package struct Demand: Hashable, Sendable {
    package var level: AssuranceLevel
    /// Milliseconds since the last proof; `nil` when the sign-in is enough, however long ago.
    package var proof: Int64?
    /// Whether the act changes anything, or only reads.
    package var changes: Bool

    package init(level: AssuranceLevel, proof: Int64?, changes: Bool) {
      self.level = level
      self.proof = proof
      self.changes = changes
    }
  }

  private let demands: [Act: Demand]

  package static func builtIn() throws(Problems) -> ActDemands {
    try ActDemands(yaml: PackageResources.assurance_yaml)
  }

  /// - Throws: what is malformed, and acts that have no line or two.
  package init(yaml: [UInt8]) throws(Problems) {
    let file = try FieldReader("assurance.yaml", yaml: yaml)
    var demands: [Act: Demand] = [:]
    for line in try file.items("lines", in: file.root) {
      let minutes = try file.optional("proof", in: line).map { _ throws(Problems) in
        try file.number("proof", in: line, 1...1440)
      }
      let demand = Demand(
        level: try file.name("level", in: line), proof: minutes.map { Int64($0) * 60_000 },
        changes: try file.name("kind", in: line, Kind.self) == .changes)
      for node in try file.items("acts", in: line) {
        let act: Act = try file.name(node)
        guard demands.updateValue(demand, forKey: act) == nil else {
          throw file.refusal(node, "每个事项一次", "each act once")
        }
      }
    }
    let missing = Act.allCases.filter { demands[$0] == nil }
    guard missing.isEmpty else {
      throw Problems(
        missing.map {
          Problem(
            path: "assurance.yaml: lines", value: JSONText.quoted($0.rawValue),
            allowed: Wording("每个事项须有一条规定", "a line for every act"))
        })
    }
    self.demands = demands
  }

  private enum Kind: String, CaseIterable { case reads, changes }

  package subscript(_ act: Act) -> Demand {
    guard let demand = demands[act] else { preconditionFailure("a table has every act") }
    return demand
  }

  /// What an actor has to prove before an act; `nil` when nothing is missing. The platform itself proves nothing.
  package func stepUp(_ act: Act, _ actor: Actor) -> StepUp? {
    guard actor.role != .system else { return nil }
    let demand = self[act]
    if actor.level < demand.level {
      // The window's word lifts level L2 to L3, of those who come to it: not of staff.
      let isVouchable =
        demand.level == .l3 && actor.level == .l2
        && [.applicant, .familyHelper, .clerk].contains(actor.role)
      return StepUp(level: demand.level, reason: .level, isVouchable: isVouchable)
    }
    guard let proof = demand.proof else { return nil }
    let age = actor.receivedAt.milliseconds - actor.provedAt.milliseconds
    return age < proof ? nil : StepUp(level: demand.level, reason: .age(minutes: proof / 60_000))
  }
}

/// What has to be proved before an act (再次核验身份).
package struct StepUp: Error, Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    /// The level is too low.
    case level
    /// The last proof is too old.
    case age(minutes: Int64)
  }

  package var level: AssuranceLevel
  package var reason: Reason
  /// Whether the district window can vouch where the provider cannot prove the level (窗口核验).
  package var isVouchable: Bool

  package init(level: AssuranceLevel, reason: Reason, isVouchable: Bool = false) {
    self.level = level
    self.reason = reason
    self.isVouchable = isVouchable
  }

  /// Days for which the window's word holds, as the limits have it.
  package static let vouchedDays = 365

  /// The other road to level L3: where it is, what to bring, how long it holds.
  private static var road: Wording {
    let documents = IdentityDocument.allCases.map(\.title)
    return Wording(
      "身份提供方无法为您进行三级核验的，可由本人到居住地的区窗口办理：带证件原件（\(documents.map(\.zh).joined(separator: "、"))，任一种），由两名工作人员当面核验；核验后\(vouchedDays)天内，以二级（实名）登录即按三级（实人）办理。",
      "If your provider cannot verify you at that level, go to the window of the district where you live: bring one of these originals (\(documents.map(\.en).joined(separator: ", "))); two officers look at it and at you, and for \(vouchedDays) days your sign-in at level 2 counts as level 3."
    )
  }

  package var wording: Wording {
    switch reason {
    case .level where isVouchable:
      Wording(
        "办理此事项需要\(level.title.zh)身份核验。\(Self.road.zh)",
        "This takes an identity of \(level.title.en). \(Self.road.en)")
    case .level:
      Wording(
        "办理此事项需要\(level.title.zh)身份核验。", "This takes an identity of \(level.title.en).")
    case .age(let minutes):
      Wording(
        "办理此事项前须在\(minutes)分钟内核验过身份，请再次核验；已填写的内容会保留。",
        "This takes a proof of identity within \(minutes) minutes; prove it again. What you typed is kept."
      )
    }
  }
}
