import Casework
import Policy
import Testing

/// Protects a ledger from being signed by a key that is not its own, which nothing could take back, and that its key can still be
/// changed.
@Suite("Which key may sign on in a ledger")
struct KeySuccessionTests {
  /// Why a key may not sign after the newest checkpoint, of 20 events by key 1; `nil` when it may.
  private static func refusal(
    _ signer: LedgerKey, known: [LedgerKey] = [], after text: (String) -> String = { $0 }
  ) async throws -> Wording? {
    let ledger = try await Bench.ledger(20, checkpoints: [10, 20])
    var newest = try #require(try await ledger.latestCheckpoint())
    newest.text = text(newest.text)
    return refusal(signer, known, newest)
  }

  private static func refusal(
    _ signer: LedgerKey, _ known: [LedgerKey], _ newest: SignedCheckpoint?
  ) -> Wording? {
    do throws(Problems) {
      try KeySuccession(signer, known: LedgerKeys(known), keysName: "--keys")
        .demand(after: newest, name: "--signer", value: "some.key")
      return nil
    } catch {
      #expect(error.list.first?.path == "--signer" && error.list.first?.value == "\"some.key\"")
      return error.list.first?.allowed
    }
  }

  @Test("the key of the newest checkpoint signs on, and any key signs the first")
  func own() async throws {
    let key = try Bench.signer().key
    #expect(try await Self.refusal(key) == nil)
    #expect(try await Self.refusal(key, known: [key]) == nil)
    #expect(Self.refusal(try Bench.signer(2).key, [], nil) == nil)
  }

  @Test("another key is refused by both names, whatever ledger it belongs to")
  func other() async throws {
    let (own, same) = (try Bench.signer().key, try Bench.signer(2).key)
    let foreign = try #require(LedgerKey(name: "other.example/ledger", bytes: own.bytes))
    let named = try #require(try await Self.refusal(foreign, known: [own, foreign]))
    for words in [own.shortName, "(20)", foreign.shortName, "a ledger keeps its name"] {
      #expect(named.en.contains(words), "\(named.en)")
    }
    let unknown = try #require(try await Self.refusal(same))
    for words in [own.shortName, same.shortName, "a space and 20 after it", "--keys"] {
      #expect(unknown.en.contains(words), "\(unknown.en)")
    }
  }

  @Test("a key follows when the file of keys has it, and the older one's last size, no smaller")
  func follows() async throws {
    let (older, newer) = (try Bench.signer().key, try Bench.signer(2).key)
    func ended(_ size: Int?) -> LedgerKey {
      var key = older
      key.until = size
      return key
    }
    for (known, isRefused) in [
      ([older, newer], true), ([ended(19), newer], true), ([ended(20), newer], false),
      ([ended(21), newer], false), ([ended(20)], true), ([newer], true),
    ] {
      let found = try await Self.refusal(newer, known: known)
      #expect((found != nil) == isRefused, "\(known): \(found?.en ?? "")")
    }
  }

  @Test("a key that ended signs no more, not even where nothing is signed yet")
  func ended() async throws {
    var key = try Bench.signer().key
    key.until = 20
    let words = try #require(try await Self.refusal(key, known: [key]))
    #expect(words.en.contains("signs only up to 20"))
    #expect(Self.refusal(key, [key], nil) != nil)
  }

  @Test("what is no checkpoint is left to the keeper, which closes the ledger")
  func noCheckpoint() async throws {
    let key = try Bench.signer(2).key
    #expect(try await Self.refusal(key) { _ in "" } == nil)
    #expect(try await Self.refusal(key) { String($0.prefix(40)) } == nil)
  }
}
