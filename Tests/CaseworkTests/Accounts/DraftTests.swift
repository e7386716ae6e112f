import Casework
import Policy
import TestKit
import Testing
import Units

@Suite("What was typed is never lost, and nobody else sees it (保存的填写)")
struct DraftTests {
  let bench: AccountBench
  let desk: DraftDesk

  init() throws {
    bench = try AccountBench()
    let keyring = bench.keyring
    desk = DraftDesk(bench.cases, keyring: { keyring }, book: bench.book, clock: bench.clock.city)
  }

  private static let typed = [
    DraftField("spouse", "张\u{3000}三 "), DraftField("child", ""), DraftField("child", "“李”\n四\0"),
  ]

  private func save(
    _ fields: [DraftField] = DraftTests.typed, of account: Int64 = 7, form: String = "basics",
    seen: Int64 = 0
  ) async throws -> Int64 {
    guard
      case .saved(let version) = try await desk.save(
        fields, form: form, of: account, seen: seen)
    else { throw NotSignedIn.unknown }
    return version
  }

  @Test("it comes back exactly as it was typed, after any time without a session")
  func exact() async throws {
    let version = try await save()
    bench.clock.move(milliseconds: 89 * Instant.millisecondsOfDay)
    _ = try await bench.cases.endAll(of: 7)
    try await desk.sweep()
    let draft = try #require(try await desk.draft(of: 7, form: "basics"))
    #expect(draft.fields == Self.typed && draft.version == version)
    #expect(try await desk.forms(of: 7).map(\.form) == ["basics"])
  }

  @Test("two people on one browser never see each other's drafts")
  func twoPeople() async throws {
    let one = try await bench.signIn(AccountBench.person(1))
    let two = try await bench.signIn(AccountBench.person(2))
    _ = try await save(of: one.session.account)
    let actor = try await bench.actor(one)
    try await bench.office.signOut(one.session.number, actor)
    #expect(try await desk.draft(of: two.session.account, form: "basics") == nil)
    #expect(try await desk.forms(of: two.session.account).isEmpty)
    let back = try await bench.signIn(AccountBench.person(1))
    #expect(try await desk.draft(of: back.session.account, form: "basics")?.fields == Self.typed)
  }

  @Test("it is sealed: nothing of it stands in the store, and another account's row does not open")
  func sealed() async throws {
    _ = try await save()
    let row = try #require(try await bench.cases.draft(of: 7, form: "basics"))
    #expect(!String(decoding: row.value.sealed, as: UTF8.self).contains("spouse"))
    #expect(bench.cases.events.isEmpty, "typing is nothing that happened")
    // A row put below another account by hand.
    var moved = row
    moved.account = 8
    moved.value.dossier = DossierID(Account.kind, 8)
    #expect(try await bench.cases.save(moved, seen: 0))
    await #expect(throws: SealFailure.self) { _ = try await desk.draft(of: 8, form: "basics") }
  }

  @Test("two devices: the later one is shown both, and overwrites nothing")
  func conflict() async throws {
    let first = try await save()
    bench.clock.move(milliseconds: 5)
    let other = [DraftField("spouse", "李四")]
    let second = try await save(other, seen: first)
    #expect(second > first)
    guard
      case .conflict(let kept, let typed) = try await desk.save(
        Self.typed, form: "basics", of: 7, seen: first)
    else {
      Issue.record("overwritten")
      return
    }
    #expect(kept?.fields == other && kept?.version == second && typed == Self.typed)
    #expect(try await desk.draft(of: 7, form: "basics")?.fields == other)
    // Having seen both, the later one decides.
    _ = try await save(Self.typed, seen: second)
  }

  @Test("when the act is done it is erased, and a device that still types does not bring it back")
  func done() async throws {
    let version = try await save()
    try await desk.finish(form: "basics", of: 7, seen: version, sent: [])
    #expect(try await desk.draft(of: 7, form: "basics") == nil)
    let late = try await desk.save(Self.typed, form: "basics", of: 7, seen: version)
    #expect(late == .conflict(kept: nil, typed: Self.typed))
    // Begun anew a millisecond later, old versions are old.
    bench.clock.move(milliseconds: 1)
    let anew = try await save()
    #expect(anew > version)
    guard
      case .conflict = try await desk.save(Self.typed, form: "basics", of: 7, seen: version)
    else {
      Issue.record("a version of the erased draft counts")
      return
    }
  }

  @Test(
    "an act that is done erases no version that its device had not seen, unless it is what was sent"
  )
  func finished() async throws {
    let first = try await save()
    bench.clock.move(milliseconds: 5)
    let other = [DraftField("spouse", "李四")]
    let second = try await save(other, seen: first)
    for seen in [0, first, second + 1] {
      try await desk.finish(form: "basics", of: 7, seen: seen, sent: Self.typed)
      #expect(try await desk.draft(of: 7, form: "basics")?.version == second, "\(seen)")
    }
    try await desk.finish(form: "basics", of: 8, seen: second, sent: other)
    #expect(try await desk.draft(of: 7, form: "basics")?.fields == other)
    try await desk.finish(form: "basics", of: 7, seen: first, sent: other)
    #expect(try await desk.draft(of: 7, form: "basics") == nil, "saved on the way to being sent")
    try await desk.finish(form: "basics", of: 7, seen: first, sent: other)
  }

  @Test("size, number and age have limits, one step on each side")
  func limits() async throws {
    let most = DraftDesk.mostBytes
    _ = try await save([DraftField("a", String(repeating: "x", count: most - 1))])
    await #expect(throws: DraftRefusal.tooLarge(most + 1)) {
      _ = try await desk.save(
        [DraftField("a", String(repeating: "x", count: most))], form: "b", of: 7, seen: 0)
    }
    for place in 1..<bench.book.drafts.most { _ = try await save(form: "f\(place)") }
    await #expect(throws: DraftRefusal.tooMany(bench.book.drafts.most)) {
      _ = try await save(form: "one more")
    }
    _ = try await save(of: 8)
    bench.clock.move(milliseconds: bench.book.drafts.age)
    #expect(try await desk.sweep() == 0)
    bench.clock.move(milliseconds: 1)
    #expect(try await desk.sweep() == bench.book.drafts.most + 1)
  }

  @Test("drafts outlive a change of keys, and no key goes that a draft needs")
  func keys() async throws {
    let version = try await save()
    var keyring = bench.keyring
    _ = keyring.add(withIndex: false)
    let isPromoted = keyring.promote(at: bench.clock.now)
    #expect(isPromoted)
    let counts = try await bench.cases.sealedValues()
    let later = bench.clock.now.adding(milliseconds: Keyring.settling)
    var trial = keyring
    #expect(throws: Problems.self) { try trial.retire("k1", counts: counts, now: later) }
    let progress = try await KeyRotation(keyring, bench.cases).run()
    #expect(progress.failures.isEmpty && progress.counts == ["k2": 1])
    try keyring.retire("k1", counts: progress.counts, now: later)
    let changed = keyring
    let desk = DraftDesk(
      bench.cases, keyring: { changed }, book: bench.book, clock: bench.clock.city)
    let draft = try #require(try await desk.draft(of: 7, form: "basics"))
    #expect(draft.fields == Self.typed && draft.version == version)
  }
}
