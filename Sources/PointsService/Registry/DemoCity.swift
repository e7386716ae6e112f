import PointsLaw
package import Policy
import Synchronization
package import Units

/// The registry of a demo city (演示城市登记信息): invented units and people whose numbers nobody has, between them every state that
/// somebody may meet. It can be switched off, as real registries sometimes are.
package final class DemoCity: CityRegistry {
  /// A unit of the demo city (演示单位) and what it is there to show.
  package struct Unit: Hashable, Sendable {
    /// For the page of demo accounts, for instance `good`.
    package var key: String
    package var registered: RegisteredUnit
    /// What somebody meets who registers it.
    package var shows: Wording
  }

  /// A person of the demo city (演示人员) and what they are there to show.
  package struct Person: Hashable, Sendable {
    /// For the page of demo accounts, for instance `eligible`.
    package var key: String
    package var name: String
    package var number: ResidentNumber
    package var registered: RegisteredPerson
    /// What they meet who check their eligibility.
    package var shows: Wording
  }

  /// The year of the cycle for which the city is made.
  package let cycle: Int
  /// Of when the records say they are.
  package let asOf: Instant
  /// All units, in the order in which the page lists them.
  package let units: [Unit]
  /// All people, in the same way.
  package let people: [Person]
  private let isAway = Mutex(false)
  private let cancelled = Mutex<Set<CreditCode>>([])

  /// The city as it is for a cycle: who is eligible is so on that cycle's reference date.
  ///
  /// - Parameters:
  ///   - cycle: the year.
  ///   - asOf: of when the records say they are.
  package init(cycle: Int, asOf: Instant) {
    self.cycle = cycle
    self.asOf = asOf
    units = DemoCity.units(cycle, asOf)
    people = DemoCity.people(cycle, asOf)
  }

  /// Whether the registry is away (停用开关).
  package var outage: Bool {
    get { isAway.withLock { $0 } }
    set { isAway.withLock { $0 = newValue } }
  }

  /// Cancels a unit in the registry from now on, or takes that back.
  package func cancel(_ code: CreditCode, _ isCancelled: Bool = true) {
    cancelled.withLock { cancelled in
      if isCancelled { cancelled.insert(code) } else { cancelled.remove(code) }
    }
  }

  package func unit(_ code: CreditCode) async throws(RegistryFailure) -> RegisteredUnit? {
    guard !outage else { throw RegistryFailure("the demo city’s registry is switched off") }
    guard code != DemoCity.unanswered else {
      throw RegistryFailure("the demo city’s registry does not answer about this unit")
    }
    guard var found = units.first(where: { $0.registered.code == code })?.registered else {
      return nil
    }
    if cancelled.withLock({ $0.contains(code) }) { found.registration = .cancelled }
    return found
  }

  package func person(
    _ number: ResidentNumber
  ) async throws(RegistryFailure) -> RegisteredPerson? {
    guard !outage else { throw RegistryFailure("the demo city’s registry is switched off") }
    return people.first { $0.number == number }?.registered
  }
}
