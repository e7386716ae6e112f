package import Casework
import PointsService
import Policy
import Units

/// A walk of random acts on units and associations (业务随机走查): several clerks and applicants, two devices each that do not know
/// of each other, the platform itself; compared after each act with a plain model of what the rules say.
package struct PointsWalk {
  /// What the model knows of a unit and of an association: nothing but their states and versions.
  private struct Model {
    var unit = "none"
    /// Applicant to state.
    var associations: [Int64: String] = [:]
    var clerks: Set<Int64> = []
    var works = false
  }

  private let bench: PointsBench
  private var random: Seeded
  private var model = Model()
  private var unit: Int64 = 0
  private var code = ""
  /// Applicant to the association's number.
  private var numbers: [Int64: Int64] = [:]
  /// What each device last saw, by clerk or applicant: it may be outdated.
  private var seen: [Int64: Int] = [:]
  private var applicants: [Int64] = []
  private var step = 0
  private var acts: [String: Int] = [:]

  /// - Parameter make: makes an empty store with this clock.
  /// - Throws: ``Broken`` when the service does otherwise than the model says.
  package static func run(
    seed: UInt64, steps: Int, on make: @Sendable (CityClock) async throws -> any CaseStore
  ) async throws {
    let bench = try await PointsBench(on: make, seed: seed)
    try await bench.openCycle()
    var walk = PointsWalk(bench, seed)
    do {
      try await walk.begin()
      for step in 0..<steps {
        walk.step = step
        bench.clock.move(milliseconds: Int64(walk.random.number(0...60_000)))
        try await walk.act()
        try await walk.compare()
      }
    } catch let broken as Broken {
      throw Broken(description: "seed \(seed), step \(walk.step): \(broken.description)")
    }
    guard walk.acts.count >= 9 else {
      throw Broken(description: "a walk takes every kind of step: \(walk.acts)")
    }
  }

  private init(_ bench: PointsBench, _ seed: UInt64) {
    self.bench = bench
    random = Seeded(seed)
  }

  private mutating func begin() async throws {
    let active = try await bench.activeUnit(clerk: 1)
    (unit, code) = active
    model = Model(unit: "active", clerks: [1], works: true)
    // Several accounts of a person do as well as several people, and there are never too few.
    for (place, key) in ["eligible", "payerDiffers", "unknownPost", "clerk"].enumerated() {
      guard let person = bench.city.people.first(where: { $0.key == key }) else { continue }
      for number in 0..<4 {
        let account = try await bench.account(
          person.name, person.number, "walk-\(place)-\(number)")
        _ = try await CheckEligibility(bench.desk)(by: bench.actor(account, .applicant))
        applicants.append(account)
      }
    }
  }

  private mutating func chance(_ one: Int) -> Bool { random.number(1...one) == 1 }

  // MARK: Acts

  private mutating func act() async throws {
    var applicant = applicants[random.number(0...applicants.count - 1)]
    let waiting = applicants.filter { model.associations[$0] == "requested" }
    if !waiting.isEmpty, chance(2) { applicant = waiting[random.number(0...waiting.count - 1)] }
    // Most of the time the unit can act, so that there is something to answer.
    if !model.works, chance(2) {
      return model.unit == "barred" ? try await bar() : try await activate()
    }
    switch random.number(0...13) {
    case 0...2: try await request(applicant)
    case 3: try await cancel(applicant)
    case 4...5: try await answer(applicant, .confirm)
    case 6...7: try await answer(applicant, .reject)
    case 8: try await leave(applicant)
    case 9: try await many()
    case 10: try changeClerks(applicant)
    case 11: try await bar()
    case 12: try await activate()
    default: try await catchUp()
    }
  }

  /// Does an act and demands that it was done, or refused, as the model says.
  private mutating func expect(
    _ name: String, _ isDone: Bool, _ act: () async throws -> Void
  ) async throws {
    do {
      try await act()
    } catch is PointsRefusal {
      guard !isDone else { throw Broken(description: "\(name) was refused, the model does it") }
      return
    } catch StoreFailure.conflict {
      guard !isDone else { throw Broken(description: "\(name) saw another version") }
      return
    }
    guard isDone else { throw Broken(description: "\(name) was done, the model refuses it") }
    acts[name, default: 0] += 1
  }

  /// What a device shows: mostly what is so, sometimes what was so before.
  private mutating func shown(_ id: DossierID) async throws -> (version: Int, isCurrent: Bool) {
    let version = try await bench.dossier(id)?.version ?? 0
    guard chance(6), version > 1 else { return (version, true) }
    return (version - 1, false)
  }

  /// Acting as a clerk of the unit, whether or not one is.
  private func clerk(_ account: Int64) throws -> Actor {
    bench.actor(account, .clerk, .entity(try bench.code("good")))
  }

  private mutating func someClerk() -> Int64 {
    if chance(2) { return 1 }
    let all = applicants
    return all[random.number(0...all.count - 1)]
  }

  private func isClerk(_ account: Int64) -> Bool { model.clerks.contains(account) }

  private mutating func request(_ applicant: Int64) async throws {
    let state = model.associations[applicant] ?? "none"
    let isDone =
      model.works && ["none", "rejected", "cancelled"].contains(state)
    let actor = bench.actor(applicant, .applicant)
    let code = code
    // A second device sends the same request under its own key at the same time.
    let twice = chance(5)
    let other = bench.actor(applicant, .applicant)
    let desk = bench.desk
    if twice, isDone {
      async let first = try? RequestAssociation(desk)(code, knowing: true, by: actor)
      async let second = try? RequestAssociation(desk)(code, knowing: true, by: other)
      let done = await [first, second].compactMap(\.self)
      guard done.count == 1 else {
        throw Broken(description: "\(done.count) of two requests at once were done")
      }
      numbers[applicant] = done[0].dossier.number
      acts["request", default: 0] += 1
    } else {
      var number: Int64?
      try await expect("request", isDone) {
        number = try await RequestAssociation(desk)(code, knowing: true, by: actor).dossier.number
      }
      if let number { numbers[applicant] = number }
    }
    if isDone { model.associations[applicant] = "requested" }
  }

  private mutating func cancel(_ applicant: Int64) async throws {
    let number = numbers[applicant] ?? 777_777
    let shown = try await shown(DossierID(AssociationContent.kind, number))
    let isDone = model.associations[applicant] == "requested" && shown.isCurrent
    let actor = bench.actor(applicant, .applicant)
    try await expect("cancel", isDone) { [desk = bench.desk] in
      _ = try await CancelAssociation(desk)(number, seen: shown.version, by: actor)
    }
    if isDone { model.associations[applicant] = "cancelled" }
  }

  private func canAnswer(_ account: Int64, _ applicant: Int64) -> Bool {
    isClerk(account) && account != applicant && model.works
      && model.associations[applicant] == "requested"
  }

  private mutating func answer(
    _ applicant: Int64, _ answer: AssociationAnswer
  ) async throws {
    let number = numbers[applicant] ?? 777_777
    let account = someClerk()
    let shown = try await shown(DossierID(AssociationContent.kind, number))
    let isDone = canAnswer(account, applicant) && shown.isCurrent
    let actor = try clerk(account)
    try await expect(answer.rawValue, isDone) { [desk = bench.desk] in
      switch answer {
      case .confirm:
        _ = try await ConfirmAssociation(desk)(number, seen: shown.version, by: actor)
      case .reject:
        _ = try await RejectAssociation(desk)(
          number, seen: shown.version, remark: "不是本单位员工", by: actor)
      }
    }
    if isDone { model.associations[applicant] = answer == .confirm ? "confirmed" : "rejected" }
  }

  private mutating func leave(_ applicant: Int64) async throws {
    let number = numbers[applicant] ?? 777_777
    let account = someClerk()
    let isDone =
      isClerk(account) && account != applicant && model.associations[applicant] == "confirmed"
    let actor = try clerk(account)
    let version = try await bench.dossier(DossierID(AssociationContent.kind, number))?.version ?? 0
    try await expect("leave", isDone) { [desk = bench.desk] in
      _ = try await RecordLeaver(desk)(
        number, seen: version, leftOn: actor.receivedAt.beijing.date, by: actor)
    }
    if isDone { model.associations[applicant] = "ended" }
  }

  /// Two clerks answer the same selection at once.
  private mutating func many() async throws {
    guard !numbers.isEmpty, chance(6) else { return }
    var rows: [AnswerAssociations.Row] = []
    var states: [Int64: String] = [:]
    for (applicant, number) in numbers.sorted(by: { $0.key < $1.key }) {
      let dossier = try await bench.dossier(DossierID(AssociationContent.kind, number))
      rows.append(.init(number, seen: dossier?.version ?? 0))
      states[number] = canAnswer(1, applicant) ? "open" : "closed"
    }
    let desk = bench.desk
    let selection = rows
    let (one, two) = (try bench.entity(1), try bench.entity(1))
    async let first = AnswerAssociations(desk)(.confirm, selection, by: one)
    async let second = AnswerAssociations(desk)(.reject, selection, remark: "不是本单位员工", by: two)
    let outcomes = try await (first, second)
    for (confirmed, rejected) in zip(outcomes.0, outcomes.1) {
      func isDone(_ outcome: AnswerAssociations.Outcome) -> Bool {
        if case .done = outcome { true } else { false }
      }
      let number = confirmed.row.number
      let count = [confirmed, rejected].filter { isDone($0.outcome) }.count
      guard count == (states[number] == "open" ? 1 : 0) else {
        throw Broken(description: "\(count) answers to \(number), \(states[number] ?? "")")
      }
      guard count == 1, let applicant = numbers.first(where: { $0.value == number })?.key else {
        continue
      }
      acts["many", default: 0] += 1
      model.associations[applicant] = isDone(confirmed.outcome) ? "confirmed" : "rejected"
    }
    let again = try await AnswerAssociations(desk)(.confirm, selection, by: one)
    guard again.map(\.outcome) == outcomes.0.map(\.outcome) else {
      throw Broken(description: "asked again, many at once are answered otherwise")
    }
  }

  /// Accounts say who is a clerk; from then on they may, or may no longer.
  private mutating func changeClerks(_ account: Int64) throws {
    let scope = RoleScope.entity(try bench.code("good"))
    if model.clerks.contains(account) {
      bench.people.dismiss(account, scope)
      model.clerks.remove(account)
      acts["removeClerk", default: 0] += 1
    } else {
      bench.people.appoint(account, scope)
      model.clerks.insert(account)
      acts["addClerk", default: 0] += 1
    }
  }

  private mutating func bar() async throws {
    let today = bench.clock.now.beijing.date
    let bench = bench
    let unit = unit
    let isBarred = model.unit == "barred"
    guard isBarred || chance(3) else { return }
    try await expect(isBarred ? "lift" : "bar", true) {
      let proposal =
        isBarred
        ? try await LiftSanction(bench.desk)(
          unit, reason: "情况已更正", by: bench.actor(9001, .administrator))
        : try await SanctionUnit(bench.desk)(
          unit, until: today.adding(days: 400), reason: "出具虚假证明",
          by: bench.actor(9001, .administrator))
      _ = try await bench.confirm(proposal)
    }
    model.unit = isBarred ? "unconfirmed" : "barred"
    model.works = false
  }

  private mutating func activate() async throws {
    let shown = try await shown(DossierID(UnitContent.kind, unit))
    let isDone = model.unit == "unconfirmed" && shown.isCurrent
    let actor = try bench.entity(1)
    let unit = unit
    try await expect("activate", isDone) { [desk = bench.desk] in
      _ = try await ActivateUnit(desk)(unit, seen: shown.version, by: actor)
    }
    if isDone {
      model.unit = "active"
      model.works = true
    }
  }

  private mutating func catchUp() async throws {
    let round = try await CatchUp(bench.desk)(at: bench.clock.now)
    guard round.failed.isEmpty else { throw Broken(description: "failed: \(round.failed)") }
    acts["catchUp", default: 0] += 1
    guard model.unit == "barred" else { return }
    for (applicant, state) in model.associations where state == "requested" {
      model.associations[applicant] = "rejected"
    }
  }

  // MARK: Comparing

  private func compare() async throws {
    let found = try await bench.dossier(DossierID(UnitContent.kind, unit))
    guard found?.state == model.unit else {
      throw Broken(description: "the unit is \(found?.state ?? "none"), the model \(model.unit)")
    }
    for (applicant, state) in model.associations {
      let number = numbers[applicant] ?? 0
      let dossier = try await bench.dossier(DossierID(AssociationContent.kind, number))
      guard dossier?.state == state else {
        throw Broken(
          description: "association \(number) is \(dossier?.state ?? "none"), the model \(state)")
      }
    }
  }
}
