import HTTPTypes
import NIOCore
import Policy
import Testing

@testable import Web

/// Protects the limits that are kept in memory: they hold, and they stay small themselves.
@Suite("Limits of the server")
struct ServerLimitTests {
  static func address(_ text: String) throws -> RateLimit.Address {
    try #require(RateLimit.Address(SocketAddress(ipAddress: text, port: 1)))
  }

  @Test("an address may send its burst, then as many as its rate")
  func rate() throws {
    let limit = RateLimit(rate: 2, burst: 3, addresses: 100)
    let one = try Self.address("203.0.113.1")
    let other = try Self.address("203.0.113.2")
    for _ in 0..<3 { #expect(limit.take(one, now: 0) == nil) }
    #expect(limit.take(one, now: 0) == 1)
    #expect(limit.take(other, now: 0) == nil)
    #expect(limit.take(one, now: 499) == 1)
    #expect(limit.take(one, now: 500) == nil)
    #expect(limit.take(one, now: 500) == 1)
    for _ in 0..<3 { #expect(limit.take(one, now: 60_000) == nil) }
    #expect(limit.take(one, now: 60_000) != nil)
  }

  @Test("the table of addresses is bounded, and who asks often stays in it")
  func bounded() throws {
    let limit = RateLimit(rate: 1, burst: 2, addresses: 100)
    let busy = try Self.address("203.0.113.1")
    #expect(limit.take(busy, now: 0) == nil)
    #expect(limit.take(busy, now: 0) == nil)
    for visitor in 0..<10_000 {
      _ = limit.take(RateLimit.Address(bits: UInt64(visitor), isLong: true), now: 0)
      if visitor % 40 == 0 { #expect(limit.take(busy, now: 0) != nil, "\(visitor)") }
      #expect(limit.count <= 101)
    }
  }

  @Test("addresses of one subscriber are one, this machine's own are known")
  func addresses() throws {
    #expect(try Self.address("2001:db8::1") == Self.address("2001:db8::ffff"))
    #expect(try Self.address("2001:db8::1") != Self.address("2001:db8:0:1::1"))
    #expect(try Self.address("::ffff:203.0.113.1") == Self.address("203.0.113.1"))
    #expect(try Self.address("127.0.0.1").isLoopback)
    #expect(try Self.address("::1").isLoopback)
    #expect(try Self.address("::ffff:127.0.0.1").isLoopback)
    #expect(try !Self.address("203.0.113.1").isLoopback)
    #expect(try !Self.address("2001:db8::1").isLoopback)
  }

  @Test("places are given in order; a full queue and a long wait are refused")
  func capacity() async throws {
    let patient = Capacity(places: 1, queue: 1, patience: .seconds(60))
    var first: Capacity.Place? = try await patient.place()
    let second = Task { _ = try await patient.place() }
    while patient.queued == 0 { await Task.yield() }
    await #expect(throws: Rejection.self, "the queue is full") { try await patient.place() }
    withExtendedLifetime(first) {}
    first = nil
    try await second.value
    _ = try await patient.place()

    let impatient = Capacity(places: 1, queue: 1, patience: .milliseconds(50))
    let only = try await impatient.place()
    await #expect(throws: Rejection.self, "the wait is too long") { try await impatient.place() }
    #expect(impatient.queued == 0)
    withExtendedLifetime(only) {}
  }

  @Test(
    "moments are written as the calendar has them",
    arguments: [
      (0, "1970-01-01T00:00:00.007Z"), (951_782_399, "2000-02-28T23:59:59.007Z"),
      (951_782_400, "2000-02-29T00:00:00.007Z"), (951_868_800, "2000-03-01T00:00:00.007Z"),
      (1_798_761_599, "2026-12-31T23:59:59.007Z"), (4_107_542_400, "2100-03-01T00:00:00.007Z"),
    ])
  func moments(_ seconds: Int, _ text: String) {
    var line: [UInt8] = []
    ServerClock.appendMoment(seconds, 7, to: &line)
    #expect(String(decoding: line, as: UTF8.self) == text)
  }

  @Test("every setting has a name of its own, and its default is one that is allowed")
  func settings() {
    for names in [Setting.all.map(\.name), Setting.all.map(\.flag), Setting.all.map(\.variable)] {
      #expect(Set(names).count == names.count)
    }
    let defaults = Settings()
    for setting in Setting.all {
      let shown = setting.shown(defaults)
      if !shown.isEmpty {
        var settings = Settings()
        #expect(setting.set(shown, in: &settings), "\(setting.name)")
        #expect(setting.shown(settings) == shown)
      }
      #expect(!setting.meaning.zh.isEmpty && !setting.meaning.en.isEmpty)
    }
  }

  @Test("a number on the edge of its range is taken, one beyond is not")
  func ranges() {
    for setting in Setting.all {
      guard case .number(let path, let range) = setting.kind else { continue }
      var settings = Settings()
      for edge in [range.lowerBound, range.upperBound] {
        #expect(setting.set("\(edge)", in: &settings))
        #expect(settings[keyPath: path] == edge)
      }
      for wrong in ["\(range.lowerBound - 1)", "\(range.upperBound + 1)", "1e3", "", " 1", "0x1"] {
        #expect(!setting.set(wrong, in: &settings), "\(setting.name): \(wrong)")
      }
      #expect(settings[keyPath: path] == range.upperBound)
    }
  }

  @Test("a store is named by its engine and place, or not at all")
  func store() throws {
    let setting = try #require(Setting.named("store"))
    var settings = Settings()
    for right in ["sqlite:cases.db", "postgresql://a/b", "postgres://a/b", ""] {
      #expect(setting.set(right, in: &settings) && settings.store == right)
    }
    for wrong in ["cases.db", "sqlite:", "postgresql://", "mysql://a/b", " "] {
      #expect(!setting.set(wrong, in: &settings), "\(wrong)")
    }
  }

  @Test("a secret is never shown")
  func secrets() throws {
    var settings = Settings()
    settings.sealKey = [UInt8](repeating: 7, count: 32)
    settings.privateKey = "/etc/secret.pem"
    settings.mailPassword = "secret"
    settings.store = "postgresql://luohu:secret@db.example/luohu"
    for setting in Setting.all where setting.isSecret {
      #expect(setting.shown(settings) == "***")
    }
    let key = try #require(Setting.named("seal.key"))
    #expect(key.set("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", in: &settings))
    #expect(settings.sealKey == [UInt8](0..<32))
    #expect(!key.set("AAEC", in: &settings))
  }
}
