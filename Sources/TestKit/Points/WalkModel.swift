import Casework
import Policy
import Units

/// What the rules say, as plainly as can be (走查模型): states of cases in words, and nothing of how the service keeps them. Its answers are
/// `done`, or the name of the refusal.
struct WalkModel {
  struct Person {
    var key: String
    var account: Int64
    /// The unit that pays the insurance; `nil`: not on record.
    var payer: String?
    /// What the records make of the four conditions.
    var standing: String
  }

  struct Unit {
    var key: String
    var code: CreditCode
    /// The account that signs in for the legal entity.
    var root: Int64
    /// What the registry holds against it, besides that it was cancelled.
    var held: Set<String> = []
    var home: String
    var isCancelled = false
    // From here on as the platform has it.
    var number: Int64?
    var state: String?
    var isOnRecord = false
    var obstacles: Set<String> = []
    var waived: Set<String> = []
    var waivedFor: Int?
    var cycle: Int?
    var hasContact = false
    var code16: String?
    var oldCodes: [String] = []
    var dispute: Int64?
    var barredUntil: CivilDate?
    var barredBy: Int64?

    var district: String { isOnRecord ? home : "dongcheng" }
  }

  struct Dispute {
    var unit: String
    var filer: Int64
    var district: String
    var state = "open"
  }

  struct Application {
    var standing: String
    var isChecked: Bool
    var barredUntil: CivilDate?
    var missed: [Instant] = []
    var isClosed = false
  }

  struct Association {
    var number: Int64
    var cycle: Int
    var applicant: Int64
    var unit: String
    var state: String
    var match: String
    var hasRemark = false
    var leftOn: CivilDate?
  }

  struct Invitation {
    var unit: String
    var giver: Int64
    var holder: Int64?
    var code: String
    var handsOver: Bool
    var until: Instant
    var state = "offered"
  }

  struct Sanction {
    var accounts: [Int64]
    var human: String
    var until: CivilDate
    var state = "active"
  }

  enum Matter {
    case barUnit(String, CivilDate)
    case liftUnit(String)
    case barPerson(Int64, CivilDate)
    case liftPerson(Int64)
  }

  struct Proposal {
    var matter: Matter
    var by: Int64
    var until: Instant
    var state = "proposed"
  }

  struct Case: Hashable {
    var cycle: Int
    var account: Int64
  }

  static let day: Int64 = Instant.millisecondsOfDay

  /// Account to human being: whoever has two is one.
  var humans: [Int64: String] = [:]
  var people: [Person] = []
  var units: [String: Unit] = [:]
  /// Unit to its clerks; whether the provider says so.
  var clerks: [String: [Int64: Bool]] = [:]
  var applications: [Case: Application] = [:]
  var associations: [Case: Association] = [:]
  var disputes: [Int64: Dispute] = [:]
  var invitations: [Int64: Invitation] = [:]
  var sanctions: [Int64: Sanction] = [:]
  var proposals: [Int64: Proposal] = [:]
  /// The cycle in which people file; `nil` when none is open.
  var cycle: Int?
  var closed: Set<Int> = []
  var isAway = false
  /// The events of each case, from its first on.
  var events: [DossierID: [String]] = [:]

  // MARK: Who and when

  func isClerk(_ account: Int64, _ unit: String) -> Bool { clerks[unit]?[account] != nil }

  func areSame(_ one: Int64, _ other: Int64) -> Bool {
    one == other || humans[one] != nil && humans[one] == humans[other]
  }

  /// Whether an account is of somebody who is a clerk of the unit, perhaps by another account.
  func isOfUnit(_ account: Int64, _ unit: String) -> Bool {
    clerks[unit]?.keys.contains { areSame($0, account) } ?? false
  }

  func accounts(_ human: String) -> [Int64] {
    humans.filter { $0.value == human }.map(\.key).sorted()
  }

  func sanction(_ human: String) -> (key: Int64, value: Sanction)? {
    sanctions.first { $0.value.human == human && $0.value.state == "active" }
  }

  static func isFiling(_ cycle: Int, _ now: Instant) -> Bool {
    let (from, to) =
      cycle == 2020
      ? (PointsBench.moment(2020, 7, 17, hour: 8), PointsBench.moment(2020, 8, 15, hour: 20))
      : (PointsBench.moment(2021, 4, 15, hour: 8), PointsBench.moment(2021, 5, 14, hour: 20))
    return from <= now && now < to
  }

  // MARK: Units

  func standing(_ unit: Unit) -> Set<String> {
    var all = unit.held
    if unit.isCancelled, !all.contains("unknown") { all.insert("cancelled") }
    return all.subtracting(unit.waived)
  }

  /// What a window decided in an earlier cycle is over with it.
  mutating func confirming(_ key: String) {
    guard var unit = units[key] else { return }
    if let earlier = unit.waivedFor, earlier != cycle { unit.waived = [] }
    unit.waivedFor = unit.waived.isEmpty ? nil : cycle
    units[key] = unit
  }

  func works(_ key: String, _ cycle: Int) -> Bool {
    units[key].map { $0.state == "active" && $0.cycle == cycle } ?? false
  }

  func unit(code16: String) -> Unit? { units.values.first { $0.code16 == code16 } }

  mutating func note(_ kind: String, _ number: Int64, _ names: [String]) {
    events[DossierID(DossierKind(rawValue: kind), number), default: []] += names
  }

  mutating func change(_ key: String, _ events: String..., to state: String) {
    units[key]?.state = state
    if let number = units[key]?.number { note("unit", number, events) }
  }

  /// What the registry's word makes of a unit that asks, or waited.
  mutating func register(_ key: String, on today: CivilDate) {
    guard let unit = units[key] else { return }
    units[key]?.isOnRecord = !unit.held.contains("unknown")
    var found = standing(unit)
    // A bar of the city's own outlasts whatever the registry does to the unit.
    if let until = unit.barredUntil, today <= until { found.insert("barred") }
    units[key]?.obstacles = found
    found.isEmpty
      ? change(key, "UnitRegistered", to: "unconfirmed")
      : change(key, "UnitRefused", to: "refused")
  }

  /// What a unit disputed does not stand any more.
  mutating func settle(_ key: String) {
    guard let number = units[key]?.dispute else { return }
    units[key]?.dispute = nil
    guard disputes[number]?.state == "open" else { return }
    disputes[number]?.state = "settled"
    note("dispute", number, ["DisputeSettled"])
  }

  mutating func lift(_ key: String) {
    units[key]?.barredUntil = nil
    units[key]?.barredBy = nil
    change(key, "UnitBarLifted", to: "unconfirmed")
    settle(key)
  }

  // MARK: Associations

  mutating func change(_ at: Case, _ events: String..., to state: String) {
    associations[at]?.state = state
    if let number = associations[at]?.number { note("association", number, events) }
  }

  func find(association number: Int64) -> (at: Case, value: Association)? {
    associations.first { $0.value.number == number }.map { ($0.key, $0.value) }
  }

  /// Why somebody may not ask for an association, or look a unit up; `nil` when they may.
  func asking(_ account: Int64, _ code: String, level: AssuranceLevel, _ now: Instant) -> String? {
    guard level >= .l3 else { return "stepUp" }
    guard let cycle else { return "noCycle" }
    guard Self.isFiling(cycle, now) else { return "stage" }
    guard let application = applications[Case(cycle: cycle, account: account)] else {
      return "eligibilityUnchecked"
    }
    if let until = application.barredUntil, now.beijing.date <= until { return "personBarred" }
    if application.standing == "notEligible" { return "notEligible" }
    let recent = application.missed.filter { now.milliseconds - $0.milliseconds < Self.day }
    if recent.count >= 10 { return "codeAttempts" }
    guard let unit = unit(code16: code) else { return "codeUnknown" }
    return works(unit.key, cycle) ? nil : "unitInactive"
  }

  /// An unknown code counts.
  mutating func miss(_ account: Int64, _ now: Instant) {
    guard let cycle else { return }
    let at = Case(cycle: cycle, account: account)
    applications[at]?.missed.removeAll { now.milliseconds - $0.milliseconds >= Self.day }
    applications[at]?.missed.append(now)
  }

  func match(_ account: Int64, _ unit: String) -> String {
    guard let person = people.first(where: { $0.account == account }),
      let cycle, applications[Case(cycle: cycle, account: account)]?.isChecked ?? false,
      let payer = person.payer
    else { return "unknown" }
    return payer == unit ? "same" : "other"
  }

  /// The records were asked about somebody: their association is marked with who pays.
  mutating func compare(_ at: Case) {
    guard let found = associations[at], ["requested", "confirmed"].contains(found.state),
      let payer = people.first(where: { $0.account == at.account })?.payer
    else { return }
    let match = payer == found.unit ? "same" : "other"
    guard match != found.match else { return }
    associations[at]?.match = match
    note("association", found.number, ["InsurancePayerCompared"])
  }

  /// A person has one association in a cycle, by whichever account.
  func requesting(_ account: Int64, _ unit: String, isKnowing: Bool) -> String {
    guard let cycle else { return "noCycle" }
    if match(account, unit) == "other", !isKnowing { return "payerDiffers" }
    let others = associations.filter { at, value in
      at.cycle == cycle && at.account != account && areSame(at.account, account)
        && ["requested", "confirmed", "ended"].contains(value.state)
    }
    guard others.isEmpty else { return "otherAccount" }
    let own = associations[Case(cycle: cycle, account: account)]?.state
    return [nil, "rejected", "cancelled"].contains(own) ? "done" : "state"
  }

  /// Whether somebody may act on an association as a clerk of a unit: `nil` when they may.
  func clerking(_ found: Association?, _ account: Int64, of unit: String) -> String? {
    guard let found else { return "permission notYours" }
    if areSame(account, found.applicant) { return "permission ownCase" }
    return found.unit == unit && isClerk(account, unit) ? nil : "permission notYours"
  }

  func answering(
    _ found: Association?, _ account: Int64, of unit: String, isStale: Bool, isMute: Bool,
    _ now: Instant
  ) -> String {
    if isMute { return "remarkNeeded" }
    if let refusal = clerking(found, account, of: unit) { return refusal }
    guard let found, Self.isFiling(found.cycle, now) else { return "stage" }
    if isStale { return "conflict" }
    guard works(unit, found.cycle) else { return "unitInactive" }
    return found.state == "requested" ? "done" : "state"
  }
}
