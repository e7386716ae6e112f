import Casework
import Identity
import PointsService
import Policy

/// All whom one can be on a demo installation (演示账户表), in the order in which the provider's page lists them.
struct DemoPeople: Sendable {
  let all: [DemoPerson]
  private let bySubject: [String: DemoPerson]

  /// - Throws: a problem about a row that the city knows nothing of.
  init(_ city: DemoCity) throws(Problems) {
    all = try Self.applicants(city) + Self.clerks(city) + Self.staff
    bySubject = Dictionary(all.map { ($0.subject, $0) }) { first, _ in first }
  }

  /// For the demo provider.
  var accounts: [DemoAccount] { all.map(\.account) }

  subscript(_ subject: String) -> DemoPerson? { bySubject[subject] }
}

extension DemoCity {
  /// Somebody of the city as a person to sign in as.
  ///
  /// - Parameter situation: what is there to be seen of them.
  func person(
    _ key: String, _ english: String, level: AssuranceLevel = .l3, _ situation: Wording
  ) throws(Problems) -> DemoPerson {
    guard let found = people.first(where: { $0.key == key }) else { throw unknown(key) }
    return DemoPerson(
      subject: key, audience: .person, title: Wording(found.name, english),
      situation: situation, name: found.name, level: level, number: found.number)
  }

  /// A clerk who signs in for a unit of the city.
  func clerk(
    _ key: String, _ english: String, subject: String? = nil, _ situation: Wording
  ) throws(Problems) -> DemoPerson {
    guard let found = units.first(where: { $0.key == key }) else { throw unknown(key) }
    let name = found.registered.name
    return DemoPerson(
      subject: subject ?? "unit-\(key)", audience: .entity, title: Wording(name, english),
      situation: situation, name: name, level: .l2, code: found.registered.code)
  }

  private func unknown(_ key: String) -> Problems {
    Problem.argument(
      "demo", JSONText.quoted(key), "演示城市登记的人员或单位",
      "somebody whom the demo city’s registry knows")
  }
}
