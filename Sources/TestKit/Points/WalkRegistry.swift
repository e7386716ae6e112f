import PointsService
import Policy
import Synchronization
import Units

/// The registry of a walk (走查用登记信息): the demo city's units and people as of the year that is filed in; it can be away, and a
/// unit can be cancelled and come back.
final class WalkRegistry: CityRegistry {
  private struct State {
    var isAway = false
    var year: Int
    var cancelled: Set<CreditCode> = []
  }

  private let cities: [Int: DemoCity]
  private let keys: [ResidentNumber: String]
  private let state: Mutex<State>

  /// - Parameter years: the first names everybody: numbers are those of its city.
  init(years: [Int], asOf: Instant) {
    let all = years.map { DemoCity(cycle: $0, asOf: asOf) }
    cities = Dictionary(uniqueKeysWithValues: zip(years, all))
    keys = Dictionary(uniqueKeysWithValues: (all.first?.people ?? []).map { ($0.number, $0.key) })
    state = Mutex(State(year: years.first ?? 0))
  }

  var year: Int {
    get { state.withLock { $0.year } }
    set { state.withLock { $0.year = newValue } }
  }

  var isAway: Bool {
    get { state.withLock { $0.isAway } }
    set { state.withLock { $0.isAway = newValue } }
  }

  /// Cancels a unit, or takes that back.
  func cancel(_ code: CreditCode, _ isCancelled: Bool) {
    state.withLock { state in
      if isCancelled { state.cancelled.insert(code) } else { state.cancelled.remove(code) }
    }
  }

  private func demandHere() throws(RegistryFailure) -> State {
    let now = state.withLock { $0 }
    if now.isAway { throw RegistryFailure("away") }
    return now
  }

  func unit(_ code: CreditCode) async throws(RegistryFailure) -> RegisteredUnit? {
    let now = try demandHere()
    var found = cities[now.year]?.units.first { $0.registered.code == code }?.registered
    if now.cancelled.contains(code) { found?.registration = .cancelled }
    return found
  }

  func person(_ number: ResidentNumber) async throws(RegistryFailure) -> RegisteredPerson? {
    let now = try demandHere()
    return cities[now.year]?.people.first { $0.key == keys[number] }?.registered
  }
}
