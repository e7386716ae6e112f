import Casework
import Policy
import Testing

/// Protects receipts: readable numbers that notice mistakes, one file form, and a check that needs public keys only.
@Suite("Receipts")
struct ReceiptTests {
  private func leaf(_ number: Int) -> LedgerHash { LedgerHash.leaf(Array("leaf \(number)".utf8)) }

  // MARK: References

  @Test("a reference is sixteen letters in four groups and comes back from its text")
  func references() {
    #expect(ReceiptReference(index: 0, leaf: leaf(0)).description.count == 19)
    var dice = Dice(1)
    for index in [0, 1, 31, 32, 1_000_000, (1 << 40) - 1] {
      let reference = ReceiptReference(index: index, leaf: leaf(dice.number(0...1 << 30)))
      let text = reference.description
      #expect(text.split(separator: "-").map(\.count) == [4, 4, 4, 4])
      #expect(ReceiptReference(text) == reference && reference.index == index)
      #expect(ReceiptReference(text.lowercased()) == reference)
      #expect(ReceiptReference(text.filter { $0 != "-" }) == reference)
      #expect(
        ReceiptReference(text.replacing("-", with: " ").replacing("0", with: "O")) == reference)
      #expect(ReceiptReference(text.replacing("1", with: "l")) == reference)
      #expect(ReceiptReference(text.replacing("1", with: "I")) == reference)
    }
  }

  @Test("every wrong letter, every two wrong letters and every exchange of two is noticed")
  func mistakes() {
    let letters = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    var dice = Dice(2)
    for _ in 0..<6 {
      let reference = ReceiptReference(
        index: dice.number(0...(1 << 40) - 1), leaf: leaf(dice.number(0...1 << 30)))
      let text = Array(reference.description.filter { $0 != "-" })
      for first in text.indices {
        for wrong in letters where wrong != text[first] {
          var mistaken = text
          mistaken[first] = wrong
          #expect(ReceiptReference(String(mistaken)) == nil)
          let second = dice.number(0...15)
          let other = letters[dice.number(0...31)]
          guard second != first, other != text[second] else { continue }
          mistaken[second] = other
          #expect(ReceiptReference(String(mistaken)) == nil)
        }
        for second in text.indices where text[second] != text[first] {
          var exchanged = text
          exchanged.swapAt(first, second)
          #expect(ReceiptReference(String(exchanged)) == nil)
        }
      }
    }
  }

  @Test(
    "what is no reference is refused",
    arguments: [
      "", "0000", "0000-0000-0000-000", "0000-0000-0000-00000", "0000-0000-0000-000U",
      "０000-0000-0000-0000", "0000_0000_0000_0000", "110101199003078515",
    ])
  func notReferences(text: String) {
    #expect(ReceiptReference(text) == nil)
  }

  // MARK: Checking

  private func desk(_ ledger: MemoryLedger) throws -> ReceiptDesk {
    ReceiptDesk(ledger, try Bench.keys(1))
  }

  @Test("a receipt waits until a checkpoint covers its event, then it proves it")
  func grows() async throws {
    let ledger = try await Bench.ledger(300, checkpoints: [100, 290])
    let desk = try desk(ledger)
    let keys = try Bench.keys(1)
    let early = try #require(try await desk.receipt(of: 295))
    #expect(early.inclusion == nil && early.check(keys) == .waiting(index: 295))
    #expect(try await desk.check(early) == .waiting(index: 295))
    _ = try await Bench.keeper(ledger).round()
    let key = try #require(keys.list.first)
    #expect(try await desk.check(early) == .covered(index: 295, size: 300, key: key))
    let late = try #require(try await desk.receipt(early.reference))
    #expect(late.check(keys) == .covered(index: 295, size: 300, key: key))
    #expect(try await desk.receipt(of: 300) == nil)
    #expect(try await desk.receipt(of: -1) == nil)
    #expect(try await desk.receipt(ReceiptReference(index: 4, leaf: leaf(1))) == nil)
    for index in [0, 99, 255, 256, 299] {
      let receipt = try #require(try await desk.receipt(of: index, withEvent: true))
      #expect(receipt.check(keys) == .covered(index: index, size: 300, key: key))
      #expect(try Receipt(json: receipt.json) == receipt)
      #expect(try await desk.check(receipt) == .covered(index: index, size: 300, key: key))
    }
  }

  @Test("a receipt that says another thing than the ledger today is wrong")
  func elsewhere() async throws {
    let ledger = try await Bench.ledger(30, checkpoints: [30])
    let desk = try desk(ledger)
    #expect(try await desk.check(Receipt(index: 7, leaf: leaf(7))) == .wrong(.eventChanged(7)))
    #expect(try await desk.check(Receipt(index: 30, leaf: leaf(7))) == .wrong(.eventMissing(30)))
  }

  @Test("every part of a receipt is held against the others")
  func wrong() async throws {
    let ledger = try await Bench.ledger(30, checkpoints: [20, 30])
    let desk = try desk(ledger)
    let receipt = try #require(try await desk.receipt(of: 17, withEvent: true))
    func check(_ change: (inout Receipt) -> Void) throws -> String {
      var changed = receipt
      change(&changed)
      return changed.check(try Bench.keys(1)).wording.en
    }
    let key = try Bench.signer().key.shortName
    #expect(
      try check { _ in } == "right: event 17 is in the ledger, checkpoint 30, signed by \(key)")
    let reference = "wrong: receipt: the reference is not that of the place and hash"
    #expect(try check { $0.index = 18 } == reference)
    #expect(try check { $0.leaf = leaf(1) } == reference)
    #expect(try check { $0.reference = ReceiptReference(index: 17, leaf: leaf(1)) } == reference)
    #expect(try check { $0.event? += " " } == "wrong: event 17: it is not what was signed")
    let proof = "wrong: receipt: the proof does not lead to the root of its checkpoint"
    #expect(try check { $0.inclusion?.proof.removeLast() } == proof)
    #expect(try check { $0.inclusion?.proof.append(leaf(1)) } == proof)
    #expect(try check { $0.inclusion?.proof[2] = leaf(1) } == proof)
    let small = try Checkpoint(origin: Bench.name, size: 17, root: leaf(2)).signed(
      by: Bench.signer())
    #expect(
      try check { $0.inclusion?.checkpoint = small.text }
        == "wrong: receipt: its checkpoint does not cover it")
    #expect(
      try check { $0.inclusion?.checkpoint = "" }
        == "wrong: checkpoint: line 1 has to be the ledger's name")
    #expect(
      receipt.check(try Bench.keys(2)).wording.en
        == "wrong: checkpoint 30: no known key has signed it")
    #expect(
      try check {
        $0.event = nil; $0.inclusion = nil
      }
        == "waiting: no checkpoint covers event 17 yet")
  }

  @Test("no byte of a receipt's file can be turned unnoticed")
  func mutations() async throws {
    let ledger = try await Bench.ledger(9, checkpoints: [9])
    let receipt = try #require(try await desk(ledger).receipt(of: 4, withEvent: true))
    let keys = try Bench.keys(1)
    let bytes = receipt.json
    for place in bytes.indices {
      for bit in [0, 3, 5] {
        var turned = bytes
        turned[place] ^= 1 << UInt8(bit)
        // Letters of the reference in the other case, and white space, mean the same.
        guard let read = try? Receipt(json: turned), read != receipt else { continue }
        guard case .wrong = read.check(keys) else {
          Issue.record("byte \(place), bit \(bit): \(String(decoding: turned, as: UTF8.self))")
          continue
        }
      }
    }
  }

  @Test(
    "what is not in the form of a receipt is named",
    arguments: [
      ("", "it is not a JSON object"), ("[]", "it is not a JSON object"),
      ("{} {}", "it is not a JSON object"),
      ("{}", "field receipt is not in form"), (#"{"receipt": 2}"#, "field receipt is not in form"),
      (#"{"receipt": 1, "receipt": 1}"#, "it has a field that does not belong there"),
      (#"{"receipt": 1, "name": "x"}"#, "it has a field that does not belong there"),
      (#"{"receipt": 1}"#, "field reference is not in form"),
      (#"{"receipt": 1, "reference": "R", "index": 1e0}"#, "field index is not in form"),
      (#"{"receipt": 1, "reference": "R", "index": -0}"#, "field index is not in form"),
      (#"{"receipt": 1, "reference": "R", "index": "1"}"#, "field index is not in form"),
      (#"{"receipt": 1, "reference": "R", "index": 1099511627776}"#, "field index is not in form"),
      (#"{"receipt": 1, "reference": "R", "index": 1}"#, "field hash is not in form"),
      (
        #"{"receipt": 1, "reference": "R", "index": 1, "hash": "H", "event": 1}"#,
        "field event is not in form"
      ),
      (
        #"{"receipt": 1, "reference": "R", "index": 1, "hash": "H", "checkpoint": ""}"#,
        "field proof is not in form"
      ),
      (
        #"{"receipt": 1, "reference": "R", "index": 1, "hash": "H", "proof": []}"#,
        "field checkpoint is not in form"
      ),
      (
        #"{"receipt": 1, "reference": "R", "index": 1, "hash": "H", "proof": ["A"], "checkpoint": ""}"#,
        "field proof is not in form"
      ),
      (
        #"{"receipt": 1, "reference": "R", "index": 1, "hash": "H", "proof": null}"#,
        "field proof is not in form"
      ),
    ])
  func form(text: String, reason: String) {
    let hash = leaf(1)
    let json = text.replacing(#""R""#, with: #""\#(ReceiptReference(index: 1, leaf: hash))""#)
      .replacing(#""H""#, with: #""\#(hash)""#)
    do {
      _ = try Receipt(json: Array(json.utf8))
      Issue.record("accepted")
    } catch {
      #expect(error.wording.en == "receipt: " + reason)
    }
  }

  @Test("printed in both languages it shows reference, hash and how to check")
  func printed() async throws {
    let ledger = try await Bench.ledger(9, checkpoints: [5])
    let desk = try desk(ledger)
    for (index, zh, en) in [(4, "核对", "To check it"), (8, "尚无检查点", "No checkpoint covers it yet")] {
      let receipt = try #require(try await desk.receipt(of: index))
      for (language, words) in [(Language.zh, zh), (.en, en)] {
        let text = receipt.text(language)
        #expect(text.contains(receipt.reference.description))
        #expect(text.contains(receipt.leaf.description))
        #expect(text.contains(words))
      }
      if let inclusion = receipt.inclusion {
        for line in inclusion.checkpoint.split(separator: "\n") {
          #expect(receipt.text(.zh).contains(line))
        }
      }
    }
  }
}
