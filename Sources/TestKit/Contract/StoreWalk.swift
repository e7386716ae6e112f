package import Casework
import Units

/// A walk of random acts (随机走查) that a store and the model must answer alike, step by step.
package struct StoreWalk: Sendable {
  private let store: any WholeStore
  private let model: MemoryCases
  private let clock: HandClock
  private var random: WalkRandom
  private var step = 0
  /// Messages and leases that were given out, by which both sides are asked again.
  private var taken: [PendingMessage] = []
  private var held: [Lease] = []

  /// - Parameter make: makes an empty store with this clock.
  package static func run(
    seed: UInt64, steps: Int, on make: @Sendable (CityClock) async throws -> any WholeStore
  ) async throws {
    let clock = HandClock()
    var walk = StoreWalk(
      store: try await make(clock.city), model: MemoryCases(clock: clock.city), clock: clock,
      random: WalkRandom(state: seed))
    do {
      for step in 0..<steps {
        walk.step = step
        try await walk.takeStep()
      }
      try await walk.compareEverything()
    } catch let broken as Broken {
      throw Broken(description: "seed \(seed), step \(walk.step): \(broken.description)")
    }
  }

  private static let kinds = ["application", "employer"].map(DossierKind.init(rawValue:))

  private mutating func takeStep() async throws {
    // Back as well as forward.
    clock.move(milliseconds: Int64(random.below(50)) - 10)
    switch random.below(20) {
    case 0: try await outbox()
    case 1: try await report()
    case 2: try await lease()
    case 3: try await reseal()
    case 4: try await query()
    default: try await act()
    }
  }

  // MARK: Acts

  /// What a unit of work does, the same on both sides.
  private enum Deed: Sendable {
    case change(DossierChange, stale: Int)
    case number
    case next(String)
    case send(OutboxMessage)
    case keep(DossierID, field: String)
    case open(DossierID, [Int64])
    case erase(DossierID, [Int64])
    case search(String)
    case fail
  }

  private mutating func act() async throws {
    let deeds = (0...random.below(4)).map { _ in deed() }
    // Few keys, so that some come again with the same or another content.
    let key = random.below(8) == 0 ? "again\(random.below(5))" : "k\(step)"
    var command = Command(
      key: key, name: random.below(30) == 0 ? "Other" : "Act",
      party: PartyID(rawValue: "p\(random.below(3))"), role: .officer,
      content: random.below(8) == 0 ? [1] : [])
    if random.below(10) == 0, !held.isEmpty { command.lease = held[random.below(held.count)] }
    let body: @Sendable (any CaseUnit) throws -> [UInt8] = { unit in
      var answer: [UInt8] = []
      for deed in deeds { answer += try StoreWalk.perform(deed, unit) }
      return answer
    }
    try await alike("\(command.key): \(deeds)") { store in
      try await store.perform(command, body)
    }
  }

  private mutating func deed() -> Deed {
    let id = DossierID(StoreWalk.kinds[random.below(2)], Int64(1 + random.below(6)))
    switch random.below(16) {
    case 0: return .number
    case 1: return .next("series\(random.below(2))")
    case 2:
      return .send(
        OutboxMessage(
          channel: random.below(2) == 0 ? "mail" : "sms", key: "m\(random.below(40))",
          body: random.below(10) == 0 ? #"{"other": 1}"# : "{}",
          dossier: random.below(2) == 0 ? id : nil,
          notBefore: clock.now.adding(milliseconds: Int64(random.below(60)))))
    case 3, 4: return .keep(id, field: "field\(random.below(3))")
    case 5: return .open(id, (0..<4).map { _ in Int64(random.below(60)) })
    case 6: return random.below(4) == 0 ? .erase(id, [Int64(random.below(60))]) : .number
    case 7: return .search("field\(random.below(3))")
    case 8: return random.below(3) == 0 ? .fail : .number
    default:
      let events = (0...random.below(3)).map { place in
        DossierChange.Event("Event\(place)", rules: "rules", body: #"{"n": \#(random.below(9))}"#)
      }
      let keys = (0..<random.below(3)).map { place in
        DossierKey(
          "key\(place)", "\(random.below(8))", isUnique: random.below(3) == 0)
      }
      return .change(
        DossierChange(
          id, seen: 0, events: events, state: "state\(random.below(3))",
          body: #"{"b": \#(random.below(99))}"#, keys: keys),
        stale: random.below(8) == 0 ? 1 + random.below(2) : 0)
    }
  }

  private static func perform(_ deed: Deed, _ unit: any CaseUnit) throws -> [UInt8] {
    switch deed {
    case .change(var change, let stale):
      change.seen = (try unit.dossier(change.id)?.version ?? 0) + stale
      return Array("\(try unit.apply(change))".utf8)
    case .number: return Array("\(try unit.newNumber())".utf8)
    case .next(let series): return Array("\(try unit.next(series))".utf8)
    case .send(let message):
      try unit.send(message)
      return []
    case .keep(let id, let field):
      let number = try unit.newNumber()
      try unit.keep(
        SealedValue(
          id: number, dossier: id, field: field, keyID: "key\(number % 2)",
          sealed: Array("\(number)".utf8), commitment: [1, 2],
          blind: number % 3 == 0 ? nil : [UInt8(number % 4)]))
      return []
    case .open(let id, let ids):
      return Array("\(try unit.values(ids, of: id, reason: .own))".utf8)
    case .erase(let id, let ids):
      try unit.erase(ids, of: id)
      return []
    case .search(let field): return Array("\(try unit.values(field: field, blind: [1]))".utf8)
    case .fail: throw Refusal()
    }
  }

  // MARK: Other ports

  private mutating func outbox() async throws {
    let channel = random.below(2) == 0 ? "mail" : "sms"
    let limit = 1 + random.below(4)
    let now = clock.now
    let until = now.adding(milliseconds: Int64(random.below(100)))
    taken +=
      try await alike("take \(channel)") { store in
        try await store.take(channel: channel, limit: limit, now: now, until: until)
      } ?? []
  }

  private mutating func report() async throws {
    guard !taken.isEmpty else { return }
    let message = taken[random.below(taken.count)]
    let now = clock.now
    let delivery: Delivery =
      switch random.below(3) {
      case 0: .delivered(receipt: "ok")
      case 1: .retry(reason: "busy", notBefore: now.adding(milliseconds: 20))
      default: .dead(reason: "no")
      }
    try await alike("report \(message.id)") { store in
      try await store.record(delivery, of: message, now: now)
      return try await store.waiting().map { "\($0.key) \($0.value)" }.sorted()
    }
  }

  private mutating func lease() async throws {
    if random.below(4) == 0, !held.isEmpty {
      let lease = held[random.below(held.count)]
      try await alike("release \(lease)") { store in
        try await store.release(lease)
        return true
      }
      return
    }
    let holder = "holder\(random.below(2))"
    let now = clock.now
    let until = now.adding(milliseconds: Int64(random.below(300)))
    let lease = try await alike("lease for \(holder)") { store in
      try await store.lease("run", holder: holder, now: now, until: until)
    }
    if let lease = lease ?? nil { held.append(lease) }
  }

  private mutating func reseal() async throws {
    let key = "key\(random.below(3))"
    let after = Int64(random.below(40))
    let values = try await alike("not sealed by \(key)") { store in
      try await store.values(notSealedBy: key, after: after, limit: 3)
    }
    guard var value = values?.first else { return }
    let before = random.below(4) == 0 ? key : value.keyID
    value.keyID = key
    value.sealed = [7]
    let resealed = value
    try await alike("reseal \(value.id)") { store in
      let isDone = try await store.reseal(resealed, sealedBefore: before)
      return "\(isDone) \(try await store.sealedValues().sorted { $0.key < $1.key })"
    }
  }

  private mutating func query() async throws {
    let query = DossierQuery(
      StoreWalk.kinds[random.below(2)],
      state: random.below(2) == 0 ? "state\(random.below(3))" : nil,
      key: random.below(2) == 0
        ? DossierKey("key\(random.below(2))", "\(random.below(8))") : nil,
      after: Int64(random.below(4)), limit: 1 + random.below(5))
    try await alike("\(query)") { store in
      try await store.read { reading in try reading.dossiers(query) }
    }
  }

  // MARK: Comparing

  /// Asks both and compares answers or refusals; `nil` when both refused alike.
  @discardableResult
  private func alike<Answer: Equatable & Sendable>(
    _ what: String, _ ask: (any WholeStore) async throws -> Answer
  ) async throws -> Answer? {
    func outcome(_ store: any WholeStore) async throws -> (answer: Answer?, refusal: String) {
      do {
        return (try await ask(store), "")
      } catch let failure as StoreFailure {
        return (nil, "\(failure)")
      } catch is Refusal { return (nil, "refused") }
    }
    let found = try await outcome(store)
    let wanted = try await outcome(model)
    guard found.answer == wanted.answer, found.refusal == wanted.refusal else {
      throw Broken(description: "\(what): the store says \(found), the model \(wanted)")
    }
    return found.answer
  }

  private func compareEverything() async throws {
    for kind in StoreWalk.kinds.flatMap({ [$0, $0.access] }) {
      let dossiers = try await alike("all of \(kind.rawValue)") { store in
        try await store.read { try $0.dossiers(DossierQuery(kind, limit: 1000)) }
      }
      for dossier in dossiers ?? [] {
        try await alike("history of \(dossier.id)") { store in
          try await store.read { try $0.history(dossier.id) }
        }
      }
    }
    guard !model.events.isEmpty else { throw Broken(description: "nothing happened") }
  }
}

/// Seeded random numbers (SplitMix64): the same walk for the same seed.
private struct WalkRandom: Sendable {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((bits ^ (bits >> 31)) % UInt64(max(bound, 1)))
  }
}
