package import Casework
package import PointsLaw
package import Policy
import Synchronization
package import Units

/// What every use case of points-based settlement stands on (业务台): the store and its keys, the rules, and the ports to the
/// outside. Made once, where the program is put together.
package struct PointsDesk: Sendable {
  /// Where cases are kept.
  package let store: any CaseStore
  /// The keys of personal values, as they are now.
  package let keyring: @Sendable () -> Keyring
  /// The city's registry.
  package let registry: any CityRegistry
  /// Accounts.
  package let people: any People
  /// Editions and their parameters.
  package let law: Library
  /// Who may do what.
  package let permissions: PermissionTable
  /// How surely and how lately somebody must have proved who they are.
  package let demands: ActDemands
  /// Stages of the editions.
  package let stages: StageBook
  /// Texts that applicants accept.
  package let undertakings: UndertakingBook
  /// Deadlines.
  package let clocks: ClockBook
  /// Working days.
  package let calendar: WorkingCalendar
  /// Whether numbers of invented people and units are accepted: on demo installations only.
  package let acceptsInvented: Bool
  /// So many random bytes, from a source that nobody can foresee.
  package let random: @Sendable (Int) -> [UInt8]
  let lastCycle = LastCycle()

  /// - Parameters:
  ///   - law: the editions; those in the program when `nil`.
  ///   - random: the system's source when not given.
  /// - Throws: what is wrong with the tables built into the program.
  package init(
    store: any CaseStore, keyring: @escaping @Sendable () -> Keyring, registry: any CityRegistry,
    people: any People, law: Library? = nil, acceptsInvented: Bool,
    random: RandomSource = .system
  ) throws(Problems) {
    self.store = store
    self.keyring = keyring
    self.registry = registry
    self.people = people
    self.law = if let law { law } else { try Library.builtIn() }
    permissions = try PermissionTable.builtIn()
    demands = try ActDemands.builtIn()
    stages = try StageBook.builtIn()
    undertakings = try UndertakingBook.builtIn()
    clocks = try ClockBook.builtIn()
    calendar = try WorkingCalendar.china()
    self.acceptsInvented = acceptsInvented
    self.random = random.bytes
  }

  // MARK: Asking

  /// Whether somebody may do an act to a case, and has proved enough for it.
  ///
  /// - Throws: ``PointsRefusal/permission(_:)``, ``PointsRefusal/stepUp(_:)``.
  @discardableResult
  func demand(
    _ act: Act, _ actor: Actor, _ relations: Set<Relation>
  ) throws(PointsRefusal) -> Permission {
    let answer = permissions.answer(act, actor.role, relations)
    if case .refused(let refusal) = answer { throw .permission(refusal) }
    if let step = demands.stepUp(act, actor) { throw .stepUp(step) }
    return answer
  }

  /// Refuses as if there were no such case.
  func foreign(_ act: Act, _ actor: Actor) -> PointsRefusal {
    switch permissions.answer(act, actor.role, [.foreign]) {
    case .refused(let refusal): .permission(refusal)
    case .allowed(let article), .withSecondPerson(let article):
      .permission(PermissionRefusal(reason: .notYours, article: article))
    }
  }

  /// Whether the stage of the request's moment allows an act.
  func demandStage(_ act: Act, of plan: StagePlan, _ actor: Actor) throws(PointsRefusal) {
    if case .refused(let refusal) = plan.answer(act, receivedAt: actor.receivedAt) {
      throw .stage(refusal, permissions.entry(act).article)
    }
  }

  // MARK: Doing

  /// Does an act once and gives its dossier.
  func perform(
    _ act: Act, _ actor: Actor, _ content: Content = Content(),
    _ body: @escaping @Sendable (any CaseUnit) throws -> Dossier
  ) async throws -> Done {
    let performed = try await store.perform(actor.command(act, content: content.bytes)) { unit in
      Done.bytes(try body(unit))
    }
    return try Done(performed)
  }

  /// Looks something up in a unit of work, since opening personal values and searching for them needs one; what is
  /// found leaves beside the store's answer, so that nothing personal is kept in it.
  func look<Found: Sendable>(
    _ name: String, _ actor: Actor, _ body: @escaping @Sendable (any CaseUnit) throws -> Found
  ) async throws -> Found {
    let box = Box<Found>()
    // Looking again is another reading: each has a key of its own.
    let command = Command(
      key: "look-\(hexadecimal(random(16)))", name: name, party: actor.party, role: actor.role)
    _ = try await store.perform(command) { unit in
      box.set(try body(unit))
      return []
    }
    guard let found = box.value else { throw StoreFailure.outcomeUnknown }
    return found
  }

  private final class Box<Found: Sendable>: Sendable {
    private let found = Mutex<Found?>(nil)

    func set(_ value: Found) { found.withLock { $0 = value } }
    var value: Found? { found.withLock { $0 } }
  }

  func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// What an act asks for, for recognising a repeated request. The store keeps a hash of it, so that personal values go
  /// in by their blind indexes: nobody finds a number by trying all.
  func content(_ write: (inout Content) -> Void) -> Content {
    var content = Content(keyring: keyring())
    write(&content)
    return content
  }

  struct Content {
    private(set) var bytes: [UInt8] = []
    private var keyring: Keyring?

    init(keyring: Keyring? = nil) { self.keyring = keyring }

    mutating func add(_ text: String) {
      bytes += "\(text.utf8.count):".utf8
      bytes += text.utf8
    }

    mutating func add(_ number: Int64) { add("\(number)") }

    mutating func add(_ number: Int?) { add(number.map { "\($0)" } ?? "-") }

    mutating func addPersonal(_ text: String, _ field: PersonalField) {
      bytes += keyring?.blinds(text, field).first ?? []
    }
  }
}
