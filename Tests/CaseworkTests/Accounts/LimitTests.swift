import Casework
import Policy
import TestKit
import Testing
import Units

@Suite("How often one may try (限制)")
struct LimitTests {
  let bench: AccountBench

  init() throws { bench = try AccountBench() }

  private func draw(
    _ kinds: [Limited], _ account: Int64? = 7, _ address: ClientAddress? = AccountBench.home,
    limits: Limits? = nil
  ) async throws -> TryAgain? {
    do {
      try await (limits ?? bench.limits).draw(kinds, account: account, address: address)
      return nil
    } catch let again as TryAgain { return again }
  }

  @Test(
    "every limit gives its burst, then one in its time, to the millisecond",
    arguments: Limited.allCases)
  func boundary(kind: Limited) async throws {
    let rule = bench.book[kind]
    for place in 0..<rule.burst {
      #expect(try await draw([kind]) == nil, "\(place) of \(rule.burst)")
    }
    let wait = try #require(try await draw([kind]))
    #expect(wait.at == bench.clock.now.adding(milliseconds: rule.every))
    #expect(wait.seconds == Int(rule.every / 1000))
    #expect(!wait.wording.zh.isEmpty && !wait.wording.en.isEmpty)
    // Somebody else is not held up.
    switch rule.subject {
    case .account:
      #expect(try await draw([kind], 8) == nil)
      #expect(try await draw([kind], 7, ClientAddress("198.51.100.1")) != nil)
    case .address:
      #expect(try await draw([kind], 8) != nil)
      #expect(try await draw([kind], 7, ClientAddress("198.51.100.1")) == nil)
    }
    bench.clock.move(milliseconds: rule.every - 1)
    #expect(try await draw([kind])?.seconds == 1)
    bench.clock.move(milliseconds: 1)
    #expect(try await draw([kind]) == nil)
    #expect(try await draw([kind]) != nil)
    // No wait is ever longer than one attempt takes, whoever made the others.
    for _ in 0..<50 { _ = try await draw([kind]) }
    #expect(try await draw([kind])?.at == bench.clock.now.adding(milliseconds: rule.every))
    #expect(!rule.reason.zh.isEmpty && !rule.reason.en.isEmpty)
  }

  @Test("stored limits hold across processes, those of a process do not")
  func processes() async throws {
    let keyring = bench.keyring
    let other = Limits(bench.book, bench.cases, keyring: { keyring }, clock: bench.clock.city)
    for kind in Limited.allCases {
      let rule = bench.book[kind]
      for _ in 0..<rule.burst { _ = try await draw([kind]) }
      #expect(try await draw([kind]) != nil)
      #expect(try await (draw([kind], limits: other) != nil) == (rule.keeping == .store), "\(kind)")
    }
    #expect(bench.book[.invitation].keeping == .store, "invitations are counted everywhere")
  }

  @Test("what an address is: version 4 whole, version 6 by its first 64 bits")
  func addresses() throws {
    func place(_ text: String) throws -> [UInt8] { try #require(ClientAddress(text)).place }
    #expect(try place("203.0.113.7") != place("203.0.113.8"))
    #expect(try place("2001:db8:1:2::1") == place("2001:db8:1:2:ffff::9"))
    #expect(try place("2001:db8:1:2::1") != place("2001:db8:1:3::1"))
    #expect(try place("::ffff:203.0.113.7") == place("203.0.113.7"))
    for text in ["", "203.0.113", "203.0.113.256", "x", "1::2::3", "203.0.113.7:80", "[::1]"] {
      #expect(ClientAddress(text) == nil, "\(text)")
    }
    #expect("\(try #require(ClientAddress("203.0.113.7")))" == "203.0.113.0/24")
    #expect(String(describing: ClientAddress("2001:db8:1:2::1")).contains("2001:db8:1::/48"))
  }

  @Test("five failures are free, then waits grow, for that account at that address alone")
  func failures() async throws {
    func fail(_ account: Int64, _ address: ClientAddress? = AccountBench.home) async throws -> Int?
    {
      try await bench.limits.failed(account: account, address: address).wait?.seconds
    }
    func mayTry(_ account: Int64, _ address: ClientAddress?) async throws -> Bool {
      do {
        try await bench.limits.demandNoWait(account: account, address: address)
        return true
      } catch is TryAgain { return false }
    }
    let elsewhere = ClientAddress("198.51.100.1")
    for _ in 0..<5 { #expect(try await fail(7) == nil) }
    for (place, seconds) in [60, 300, 900, 3600, 14400, 14400].enumerated() {
      let isFirst = try await bench.limits.failed(account: 7, address: AccountBench.home)
      #expect(isFirst.wait?.seconds == seconds && isFirst.isFirst == (place == 0))
      #expect(try await !mayTry(7, AccountBench.home))
      #expect(try await mayTry(7, elsewhere), "the owner elsewhere is not held up")
      #expect(try await mayTry(8, AccountBench.home), "others at that address are not")
      bench.clock.move(milliseconds: Int64(seconds) * 1000 - 1)
      #expect(try await !mayTry(7, AccountBench.home))
      bench.clock.move(milliseconds: 1)
      #expect(try await mayTry(7, AccountBench.home))
    }
    _ = try await fail(7)
    try await bench.limits.succeeded(account: 7, address: AccountBench.home)
    #expect(try await mayTry(7, AccountBench.home))
    #expect(try await fail(7) == nil, "counted anew")
    // Forgotten after a day.
    for _ in 0..<4 { _ = try await fail(7) }
    bench.clock.move(milliseconds: bench.book.failures.forget)
    #expect(try await fail(7) == nil)
    for _ in 0..<4 { _ = try await fail(7) }
    bench.clock.move(milliseconds: bench.book.failures.forget - 1)
    #expect(try await fail(7) != nil)
  }

  @Test("somebody else's failures from many addresses never keep the owner out")
  func neverLockedOut() async throws {
    let owner = try await bench.signIn(AccountBench.person(1))
    let number = owner.session.account
    for place in 0..<40 {
      for _ in 0..<8 {
        _ = try await bench.office.recordFailedProof(
          account: number, provider: "people", reason: "access_denied",
          place: SignInPlace(device: "x", address: ClientAddress("198.51.100.\(place)")),
          key: bench.key())
      }
    }
    #expect(try await bench.account(number).status == .active)
    try await bench.office.demandMayProve(account: number, address: AccountBench.home)
    #expect(try await bench.signIn(AccountBench.person(1)).session.account == number)
    // The owner was told once for each place where a wait began, not for each failure.
    #expect(try await bench.notices(number).filter { $0 == "account.failures" }.count == 40)
    #expect(try await bench.account(number).places.count == 30)
  }

  @Test("the stored counters say nothing of accounts or addresses")
  func hidden() async throws {
    let spy = AttemptSpy(bench.cases)
    let keyring = bench.keyring
    let limits = Limits(bench.book, spy, keyring: { keyring }, clock: bench.clock.city)
    try await limits.draw(
      [.invitation, .invitationOfAddress], account: 7, address: AccountBench.home)
    _ = try await limits.failed(account: 7, address: AccountBench.home)
    let keys = spy.keys
    #expect(keys.count == 3 && Set(keys).count == 3)
    for key in keys { #expect(key.count == 43 && !key.contains("account") && !key.contains("203")) }
  }

  @Test("buckets of a process are bounded, and forgetting never harms")
  func bounded() {
    let buckets = TokenBuckets(keys: 10)
    for place in 0..<1000 {
      #expect(
        buckets.draw([Draw("k\(place)", burst: 1, every: 1000)], now: bench.clock.now) == nil)
      #expect(buckets.count <= 10)
    }
  }

  @Test("a sweep removes what is over and nothing that still counts")
  func swept() async throws {
    for place in 1...2 { _ = try await bench.signIn(AccountBench.person(place)) }
    _ = try await draw([.invitation])
    for _ in 0..<6 { _ = try await bench.limits.failed(account: 7, address: AccountBench.home) }
    let nothing = AccountSweep(sessions: 0, attempts: 0, delegations: 0)
    #expect(try await bench.office.sweep(key: bench.key()) == nothing)
    bench.clock.move(milliseconds: bench.book.failures.forget - 1)
    #expect(try await bench.office.sweep(key: bench.key()).sessions == 2)
    #expect(try await bench.limits.failed(account: 7, address: AccountBench.home).wait != nil)
    bench.clock.move(milliseconds: 10 * Instant.millisecondsOfDay)
    #expect(
      try await bench.office.sweep(key: bench.key())
        == AccountSweep(sessions: 0, attempts: 2, delegations: 0))
  }

  @Test("a book with a missing, wrong or shrinking line does not load")
  func bookRefused() throws {
    let text = String(decoding: try #require(Self.yaml()), as: UTF8.self)
    _ = try LimitBook(yaml: Array(text.utf8))
    for (old, new) in [
      ("  stepUp:", "  stepup:"), ("  staff:", "  stuff:"), ("burst: 600,", "burst: 0,"),
      ("idle: 30,", "idle: 481,"), ("[60, 300,", "[300, 60,"), ("kept: store", "kept: paper"),
      ("free: 5", "free: 0"), ("reportLock: 30", "reportLock: 0"),
    ] {
      #expect(text.contains(old), "\(old)")
      #expect(throws: Problems.self, "\(new)") {
        try LimitBook(yaml: Array(text.replacing(old, with: new, maxReplacements: 1).utf8))
      }
    }
  }
}
