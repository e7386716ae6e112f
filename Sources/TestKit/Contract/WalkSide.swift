import Casework
import Synchronization

/// The same office over one of the two stores.
struct WalkSide: Sendable {
  var cases: any WholeStore
  var office: AccountOffice
  /// Two processes on one store.
  var desks: [SessionDesk]
  /// One that remembers nothing.
  var fresh: @Sendable () -> SessionDesk

  init(_ cases: any WholeStore, _ clock: CityClock, _ keyring: Keyring, seed: UInt64) throws {
    let book = try LimitBook.builtIn()
    let demands = try ActDemands.builtIn()
    self.cases = cases
    office = AccountOffice(
      store: cases, sessions: cases,
      limits: Limits(book, cases, keyring: { keyring }, clock: clock), keyring: { keyring },
      table: try .builtIn(), demands: demands, book: book, clock: clock,
      random: WalkSide.source(seed))
    fresh = { SessionDesk(cases, cases, demands, clock: clock) }
    desks = [fresh(), fresh()]
  }

  private static func source(_ seed: UInt64) -> RandomSource {
    let state = Shared(Seeded(seed))
    return RandomSource { count in state.bytes(count) }
  }

  private final class Shared: Sendable {
    private let random: Mutex<Seeded>
    init(_ random: Seeded) { self.random = Mutex(random) }
    func bytes(_ count: Int) -> [UInt8] {
      random.withLock { random in
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      }
    }
  }
}
