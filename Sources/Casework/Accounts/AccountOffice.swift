import Policy
import Synchronization
import Units

/// Where accounts are opened, kept and looked after (账户办理处). Each verb is a method in a file of its own.
package struct AccountOffice: Sendable {
  let store: any CaseStore
  let sessions: any SessionStore
  let limits: Limits
  let keyring: @Sendable () -> Keyring
  let table: PermissionTable
  let demands: ActDemands
  let book: LimitBook
  let clock: CityClock
  let random: RandomSource

  /// - Parameter keyring: the keys as they are when something is sealed.
  package init(
    store: any CaseStore, sessions: any SessionStore, limits: Limits,
    keyring: @escaping @Sendable () -> Keyring, table: PermissionTable, demands: ActDemands,
    book: LimitBook, clock: CityClock, random: RandomSource = .system
  ) {
    self.store = store
    self.sessions = sessions
    self.limits = limits
    self.keyring = keyring
    self.table = table
    self.demands = demands
    self.book = book
    self.clock = clock
    self.random = random
  }

  /// Asks whether an actor may do an act, and has proved enough.
  ///
  /// - Throws: ``AccountRefusal/permission(_:)``, ``AccountRefusal/stepUp(_:)``.
  func admit(_ act: Act, _ actor: Actor, _ relations: Set<Relation>) throws {
    if case .refused(let refusal) = table.answer(act, actor.role, relations) {
      throw AccountRefusal.permission(refusal)
    }
    if let step = demands.stepUp(act, actor) { throw AccountRefusal.stepUp(step) }
  }

  /// The refusal of what is not there, or is nothing of the actor's: the same words for both.
  func unknown(_ act: Act, _ actor: Actor) -> AccountRefusal {
    if case .refused(let refusal) = table.answer(act, actor.role, [.foreign]) {
      return .permission(refusal)
    }
    return .permission(PermissionRefusal(reason: .notYours, article: table.entry(act).article))
  }

  /// The account of whoever acts.
  ///
  /// - Throws: the refusal of somebody who has none.
  func own(_ actor: Actor, _ act: Act, in reading: any CaseReading) throws -> Account {
    guard let number = actor.account, let account = try Account.read(number, in: reading) else {
      throw unknown(act, actor)
    }
    return account
  }

  /// How an actor stands to an account: their own, also another one of the same person; for the window anybody who
  /// comes; for the security administrator everybody's.
  func relations(
    _ actor: Actor, to account: Account, in reading: any CaseReading
  ) throws -> Set<Relation> {
    if let number = actor.account, let own = try Account.read(number, in: reading),
      own.person == account.person
    {
      return [.own]
    }
    switch (actor.role, account.audience) {
    case (.security, _): return [.none]
    case (.window, .person), (.window, .entity): return [.jurisdiction]
    default: return []
    }
  }

  /// What a command keeps of a content that is personal: the store keeps SHA-256 of it, from which a number could be
  /// found, so it gets a keyed hash instead.
  func hidden(_ text: String) -> [UInt8] { keyring().blinds(text, .claims).first ?? [] }

  /// Runs a unit of work and hands out a value that is not kept with the command: personal values and codes must
  /// not be in its answer.
  ///
  /// - Returns: `nil` for a command that was done before.
  func perform<Value: Sendable>(
    _ command: Command, _ body: @escaping @Sendable (any CaseUnit) throws -> Value
  ) async throws -> Value? {
    let box = Handed<Value>()
    _ = try await store.perform(command) { unit in
      box.set(try body(unit))
      return []
    }
    return box.value
  }
}

/// What a unit of work hands to its caller beside its answer; the last run of the body counts.
private final class Handed<Value: Sendable>: Sendable {
  private let state = Mutex<Value?>(nil)

  func set(_ value: Value) { state.withLock { $0 = value } }
  var value: Value? { state.withLock { $0 } }
}
