import Policy
import Testing
import Units

@testable import Casework

/// Protects values from a keyring that is not their store's, and keys from being thrown away beside the wrong store.
@Suite("Whether a keyring is the one of a store")
struct KeyringFitTests {
  private static let moment = Instant(milliseconds: 1_600_000_000_000)
  private static let dossier = DossierID(DossierKind(rawValue: "application"), 7)
  private let ring = Keyring(newAt: moment)

  private static func rows(
    _ keyring: Keyring, _ ids: ClosedRange<Int64>, _ field: PersonalField = .identityNumber
  ) throws -> [SealedValue] {
    try ids.map { try keyring.seal("value \($0)", field, id: $0, of: dossier) }
  }

  private static func rotated(_ keyring: Keyring, withIndex: Bool = false) -> Keyring {
    var keyring = keyring
    _ = keyring.add(withIndex: withIndex)
    _ = keyring.promote(at: moment)
    return keyring
  }

  private static func fit(_ keyring: Keyring, _ rows: [SealedValue]) async throws -> KeyringFit {
    try await KeyringFit(keyring, MemoryPersonal(rows))
  }

  @Test("its own store fits, an empty one too, and one whose values older keys have sealed")
  func fits() async throws {
    let newer = Self.rotated(ring, withIndex: true)
    for rows in [[], try Self.rows(ring, 1...40), try Self.rows(newer, 1...2, .name)] {
      let fit = try await Self.fit(newer, rows)
      #expect(fit.misfits.isEmpty && fit.lost.isEmpty)
      try fit.demand("keyring", "k.yaml")
    }
  }

  @Test("a keyring of another installation does not, though its keys have the same numbers")
  func foreign() async throws {
    let fit = try await Self.fit(Keyring(newAt: Self.moment), try Self.rows(ring, 1...40))
    #expect(fit.misfits == [.foreign(key: "k1", values: 40)])
    #expect {
      try fit.demand("keyring", "k.yaml")
    } throws: { error in
      let problem = (error as? Problems)?.list.first
      return problem?.path == "keyring" && problem?.value == "\"k.yaml\""
        && problem?.allowed.en.contains("opens none of the newest of 40 values") == true
    }
  }

  @Test("one damaged value does not make a keyring foreign")
  func damaged() async throws {
    var rows = try Self.rows(ring, 1...3)
    rows[2].sealed[20] ^= 1
    #expect(try await Self.fit(ring, rows).misfits.isEmpty)
  }

  @Test("an older copy of the keyring lacks the key that seals now")
  func stale() async throws {
    let rows = try Self.rows(ring, 1...3) + Self.rows(Self.rotated(ring), 4...5)
    let fit = try await Self.fit(ring, rows)
    #expect(fit.misfits == [.missing(key: "k2", values: 2)] && fit.lost.isEmpty)
  }

  @Test("values of a key that is gone are named; only where nothing else opens are they refused")
  func lost() async throws {
    var newer = Self.rotated(ring)
    _ = newer.remove("k1")
    let old = try Self.rows(ring, 1...3)
    let both = try await Self.fit(newer, old + Self.rows(newer, 4...5))
    #expect(both.misfits.isEmpty && both.lost == [.missing(key: "k1", values: 3)])
    let none = try await Self.fit(newer, old)
    #expect(none.misfits == [.missing(key: "k1", values: 3)] && none.lost.isEmpty)
  }

  @Test("an index key by which nothing is found does not fit, though every value opens")
  func otherIndex() async throws {
    let other = try #require(
      Keyring(keys: ring.keys, indexKeys: [.init(id: "i1", secret: SecretKey())], current: "k1"))
    let names = try Self.rows(ring, 41...80, .name)
    let fit = try await Self.fit(other, Self.rows(ring, 1...40) + names)
    #expect(fit.misfits == [.otherIndex(key: "k1", values: 80)])
    #expect(try await Self.fit(other, names).misfits.isEmpty, "nobody searches names")
  }

  @Test("a store proves that a key is not needed by values that all open, and by nothing less")
  func proof() async throws {
    func refusal(_ keyring: Keyring, _ rows: [SealedValue]) async throws -> String? {
      let check = try await KeyCheck(keyring, MemoryPersonal(rows))
      do throws(Problems) {
        try check.demandProof("sqlite:a.db")
        return nil
      } catch { return error.list.first?.allowed.en }
    }
    var rows = try Self.rows(ring, 1...4)
    #expect(try await refusal(ring, rows) == nil)
    #expect(try await refusal(ring, [])?.contains("has 0 values") == true)
    rows[1].sealed[20] ^= 1
    #expect(try await refusal(ring, rows)?.contains("of its 4 values 1 do not open") == true)
  }
}
