package import Casework
import PointsService
import Policy
import Units

/// A walk of random acts on units and associations (业务随机走查): several units with clerks in common, applicants, windows and administrators,
/// each with devices that may show what was so before, two of them at once now and then, and the platform itself. ``WalkModel`` says of
/// each act whether it is done or which refusal comes; afterwards every case has to be as the model has it.
package struct PointsWalk {
  let city: WalkCity
  var model = WalkModel()
  private var random: Seeded
  private let seed: UInt64
  private let steps: Int
  private let tally: WalkTally
  private var journal: [String] = []
  private var step = 0
  /// Versions that some device still shows.
  private var shown: [DossierID: Set<Int>] = [:]
  var windows: [String: Int64] = [:]
  var administrators: [Int64] = []
  /// The dossier of the open cycle.
  var cycleNumber: Int64 = 0

  /// - Parameters:
  ///   - tally: counts what steps came to.
  ///   - make: makes an empty store with this clock.
  /// - Throws: ``Broken`` with the seed and all steps when the service does otherwise than the model says.
  package static func run(
    seed: UInt64, steps: Int, _ tally: WalkTally,
    on make: @Sendable (CityClock) async throws -> any WholeStore
  ) async throws {
    var walk = PointsWalk(try await WalkCity(on: make, seed: seed), seed, steps, tally)
    do {
      try await walk.begin()
      for step in 0..<steps {
        walk.step = step
        try await walk.go()
        try await walk.compareStates()
        if step % 50 == 49 { try await walk.compareHistories() }
      }
      try await walk.compareHistories()
      try await walk.compareListings()
    } catch {
      let text = (error as? Broken)?.description ?? "\(error)"
      throw Broken(
        description: "seed \(seed), step \(walk.step): \(text)\n"
          + walk.journal.joined(separator: "\n"))
    }
  }

  private init(_ city: WalkCity, _ seed: UInt64, _ steps: Int, _ tally: WalkTally) {
    self.city = city
    self.seed = seed
    self.steps = steps
    self.tally = tally
    random = Seeded(seed)
  }

  // MARK: Drawing

  /// One time in so many.
  mutating func chance(_ one: Int) -> Bool { random.number(1...one) == 1 }

  mutating func number(_ range: ClosedRange<Int>) -> Int { random.number(range) }

  mutating func one<Value>(of values: [Value]) throws -> Value {
    guard !values.isEmpty else { throw Broken(description: "nothing to choose from") }
    return values[random.number(0...values.count - 1)]
  }

  /// What a device shows of a case: mostly what is so, sometimes what was so before.
  mutating func seen(_ id: DossierID) async throws -> (version: Int, isStale: Bool) {
    let version = try await city.version(id)
    let old = shown[id, default: []].subtracting([version]).sorted()
    shown[id, default: []].insert(version)
    guard !old.isEmpty, chance(7) else { return (version, false) }
    return (try one(of: old), true)
  }

  // MARK: Steps

  private mutating func begin() async throws {
    let administrator = RoleGrant(.administrator, .whole, .provider)
    let one = try await city.staff("city-1", place: 1, administrator)
    let two = try await city.staff("city-2", place: 2, administrator)
    // The first one's other account.
    let again = try await city.staff("city-1b", place: 1, administrator)
    (model.humans[one], model.humans[two], model.humans[again]) = ("city-1", "city-2", "city-1")
    for (place, name) in ["dongcheng", "chaoyang", "haidian"].enumerated() {
      let grant = RoleGrant(.window, .district(name), .provider)
      windows[name] = try await city.staff("window-\(name)", place: 10 + place, grant)
    }
    for person in WalkPeople.people {
      let account = try await city.person(person.key)
      model.people.append(
        WalkModel.Person(
          key: person.key, account: account, payer: person.payer, standing: person.standing))
      model.humans[account] = person.key
    }
    // Somebody has an account of another provider as well.
    let second = try await city.person("eligible", by: "others")
    model.people.append(
      WalkModel.Person(key: "eligible", account: second, payer: "good", standing: "eligible"))
    model.humans[second] = "eligible"
    for unit in WalkPeople.units {
      let root = try await city.entity(unit.code, person: unit.rootPerson)
      model.units[unit.key] = WalkModel.Unit(
        key: unit.key, code: unit.code, root: root, held: unit.held, home: unit.home)
      model.clerks[unit.key] = [root: true]
      model.humans[root] = unit.rootPerson
    }
    guard let clerk = model.people.first(where: { $0.key == "clerk" })?.account else { return }
    // Who serves a unit and the city as well.
    administrators = [one, two, again, clerk]
    cycleNumber = try await city.openCycle(2020, by: one, and: two)
    model.cycle = 2020
  }

  private mutating func go() async throws {
    city.clock.move(milliseconds: Int64(random.number(0...1_800_000)))
    if chance(30) { city.clock.move(milliseconds: Int64(random.number(1...3)) * WalkModel.day) }
    if try await turnYear() { return }
    // A cycle in which nobody has looked yet is no use.
    if model.applications.count < 4, chance(2) { return try await check() }
    switch random.number(0...99) {
    case 0...5: try await register()
    case 6...12: try await activate()
    case 13...14: try await changeContact()
    case 15...17: try await rotate()
    case 18: try await readCode()
    case 19...22: try await invite()
    case 23...26: try await accept()
    case 27: try await endClerk()
    case 28: try await expireInvitations()
    case 29...35: try await check()
    case 36...38: try await lookUp()
    case 39: try await guess()
    case 40...51: try await request()
    case 52...54: try await cancel()
    case 55...61: try await answer(.confirm)
    case 62...65: try await answer(.reject)
    case 66...67: try await leave()
    case 68: try await stay()
    case 69...70: try await many()
    case 71...72: try await list()
    case 73...76: try await dispute()
    case 77...81: try await decide()
    case 82...87: try await propose()
    case 88...93: try await settleProposal()
    case 94...96: try await catchUp()
    case 97: try await refreshUnits()
    default: try await turnRegistry()
    }
  }

  /// Filing ends in the walk's middle, the cycle is closed, and the next one opened.
  private mutating func turnYear() async throws -> Bool {
    switch step {
    case steps * 58 / 100:
      // A moment before the end of filing.
      let end = PointsBench.moment(2020, 8, 15, hour: 20).adding(milliseconds: -1)
      if city.now < end { city.clock.set(end) }
      return false
    case steps * 64 / 100: try await closeCycle()
    case steps * 70 / 100: try await openNext()
    default: return false
    }
    return true
  }

  // MARK: Outcomes

  /// Does an act and demands the outcome that the model says.
  ///
  /// - Returns: what it gave, when it was done.
  @discardableResult
  mutating func expect<Answer>(
    _ name: String, _ wanted: String, _ what: String = "", _ act: () async throws -> Answer
  ) async throws -> Answer? {
    journal.append("\(step) \(city.now) \(name) \(what): \(wanted)")
    var answer: Answer?
    var outcome = "done"
    do { answer = try await act() } catch { outcome = try Self.outcome(error) }
    guard outcome == wanted else {
      throw Broken(description: "\(name) \(what) is \(outcome), the model says \(wanted)")
    }
    tally.add(name, outcome)
    return answer
  }

  /// Writes down what happened beside an act.
  mutating func note(_ name: String, _ outcome: String) {
    journal.append("\(step) \(city.now) \(name): \(outcome)")
    tally.add(name, outcome)
  }

  /// The name of a refusal; what is none of the service's answers is a fault.
  static func outcome(_ error: any Error) throws -> String {
    switch error {
    case PointsRefusal.permission(let refusal), AccountRefusal.permission(let refusal):
      return "permission \(refusal.reason.rawValue)"
    case let refusal as PointsRefusal: return refusal.code
    case AccountRefusal.stepUp: return "stepUp"
    case AccountRefusal.lifecycle: return "state"
    case AccountRefusal.invitation: return "invitation"
    case AccountRefusal.held: return "held"
    case AccountRefusal.fromProvider: return "fromProvider"
    case is Problems: return "problems"
    case StoreFailure.conflict: return "conflict"
    default: throw error
    }
  }

  /// Two acts at once of which one is done, and the other one's outcome.
  mutating func race<Answer: Sendable>(
    _ name: String, loser: String,
    _ first: @Sendable () async throws -> Answer, _ second: @Sendable () async throws -> Answer
  ) async throws -> (answer: Answer, isFirst: Bool) {
    journal.append("\(step) \(city.now) \(name) at once")
    async let one = Self.attempt(first)
    async let two = Self.attempt(second)
    let outcomes = try await (one, two)
    tally.add("atOnce", name)
    switch outcomes {
    case ((let answer?, _), (nil, loser)): return (answer, true)
    case ((nil, loser), (let answer?, _)): return (answer, false)
    default:
      throw Broken(description: "\(name) at once: \(outcomes.0.1) and \(outcomes.1.1)")
    }
  }

  private static func attempt<Answer>(
    _ act: () async throws -> Answer
  ) async throws -> (Answer?, String) {
    do { return (try await act(), "done") } catch { return (nil, try outcome(error)) }
  }
}
