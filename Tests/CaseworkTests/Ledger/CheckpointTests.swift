import Casework
import Policy
import Testing
import Units

/// Protects checkpoints: one form, signatures by known keys only, and every mistake said plainly.
@Suite("Checkpoints")
struct CheckpointTests {
  private func sample() throws -> (text: String, checkpoint: Checkpoint) {
    let checkpoint = Checkpoint(origin: Bench.name, size: 1000, root: NaiveTree(5).root(5))
    return (try checkpoint.signed(by: try Bench.signer()).text, checkpoint)
  }

  @Test("a checkpoint is a signed note: name, size, root, empty line, signature (C2SP)")
  func form() throws {
    let (text, checkpoint) = try sample()
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 6 && lines[0] == "test.example/ledger" && lines[1] == "1000")
    #expect(LedgerHash(base64: String(lines[2])) == checkpoint.root)
    #expect(lines[3].isEmpty && lines[4].hasPrefix("— test.example/ledger ") && lines[5].isEmpty)
    let signature = try #require(
      Base64.bytes(String(lines[4].split(separator: " ")[2])))
    #expect(signature.count == 68)
    #expect(Array(signature.prefix(4)) == (try Bench.signer().key.id))
    let read = try Checkpoint.read(text, try Bench.keys(1))
    #expect(read.checkpoint == checkpoint)
    #expect(read.key == (try Bench.signer().key))
  }

  @Test(
    "a known note of the Go project is checked with its known key (golang.org/x/mod/sumdb/note)")
  func knownKey() throws {
    // The documentation of that package gives this key and this note.
    let key = try #require(
      LedgerKey("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"))
    #expect(key.description == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    let note =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    let signature = try #require(
      Base64.bytes(
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
      ))
    #expect(Array(signature.prefix(4)) == key.id)
    #expect(key.isValid(signature.dropFirst(4), for: note.utf8))
    #expect(!key.isValid(signature.dropFirst(4), for: (note + " ").utf8))
  }

  @Test("any other byte than the signed ones is refused")
  func mutations() throws {
    let (text, checkpoint) = try sample()
    let bytes = Array(text.utf8)
    let keys = try Bench.keys(1)
    for place in bytes.indices {
      for bit in 0..<8 {
        var turned = bytes
        turned[place] ^= 1 << UInt8(bit)
        guard let text = String(validating: turned, as: UTF8.self) else { continue }
        let read = try? Checkpoint.read(text, keys)
        #expect(read == nil, "byte \(place), bit \(bit): \(text)")
      }
      var cut = bytes
      cut.remove(at: place)
      guard let text = String(validating: cut, as: UTF8.self) else { continue }
      #expect((try? Checkpoint.read(text, keys)) == nil, "without byte \(place)")
    }
    #expect((try? Checkpoint.read(text, keys))?.checkpoint == checkpoint)
  }

  @Test("what is not in form is named by its line")
  func problems() throws {
    let (text, _) = try sample()
    let keys = try Bench.keys(1)
    func problem(_ change: (inout [String]) -> Void) throws -> String {
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      change(&lines)
      do {
        _ = try Checkpoint.read(lines.joined(separator: "\n"), keys)
        return "accepted"
      } catch {
        return error.wording.en
      }
    }
    let prefix = "checkpoint: line "
    #expect(try problem { $0[0] = "" } == prefix + "1 has to be the ledger's name")
    #expect(try problem { $0[0] = "a b" } == prefix + "1 has to be the ledger's name")
    for size in ["", "01000", "1000 ", "-1", "1e3", "１０"] {
      #expect(try problem { $0[1] = size } == prefix + "2 has to be how many events")
    }
    for root in ["", "AAAA", rootLine(text) + "=", "not base64"] {
      #expect(try problem { $0[2] = root } == prefix + "3 has to be the root in base64")
    }
    #expect(try problem { $0[3] = "extension" } == prefix + "4 has to be empty")
    #expect(try problem { $0.removeLast(2) } == prefix + "5 has to be a signature")
    #expect(try problem { $0[4] = "- x AAAAAAAA" } == prefix + "5 has to be a signature")
    #expect(try problem { $0[4] += " " } == prefix + "5 has to be a signature")
    #expect(try problem { $0.removeLast() } == prefix + "5 has to be a signature")
    #expect(try problem { $0[5] = "more" } == prefix + "6 has to be ended by a line feed")
    #expect(
      try problem { $0[4] = "— other.example AAAAAAAAAAAA" }
        == "checkpoint 1000: no known key has signed it")
    #expect(
      try problem { $0[4] += String(repeating: "A", count: 4096) }
        == "checkpoint: it is longer than 4096 bytes")
  }

  private func rootLine(_ text: String) -> String { String(text.split(separator: "\n")[2]) }

  @Test("a signature is accepted from known keys only, old ones up to where they ended")
  func keys() throws {
    let (text, checkpoint) = try sample()
    let old = try Bench.signer(1).key
    func read(_ text: String, _ keys: [LedgerKey]) throws -> LedgerKey {
      try Checkpoint.read(text, LedgerKeys(keys)).key
    }
    var ended = old
    ended.until = 1000
    #expect(try read(text, [ended]) == ended)
    ended.until = 999
    #expect(
      throws: LedgerFault(
        .checkpoint, 1000,
        Wording(
          "\(old.shortName)只签到999为止", "\(old.shortName) signs only up to 999"))
    ) {
      try read(text, [ended])
    }
    #expect(
      throws: LedgerFault(.checkpoint, 1000, Wording("没有已知公钥的签名", "no known key has signed it"))
    ) {
      try read(text, [try Bench.signer(2).key])
    }
    // Two signatures: whichever key is known counts; a wrong one by a known key never passes.
    let other = try checkpoint.signed(by: try Bench.signer(2)).text
    let second = try #require(other.split(separator: "\n").last)
    let both = text + second + "\n"
    #expect(try read(both, [old]) == old)
    #expect(try read(both, [try Bench.signer(2).key]) == (try Bench.signer(2).key))
    let swapped = Checkpoint(origin: Bench.name, size: 1001, root: checkpoint.root)
    let foreign = try #require(
      try swapped.signed(by: try Bench.signer(2)).text.split(separator: "\n").last)
    #expect(throws: LedgerFault.self) {
      try read(text + foreign + "\n", [old, try Bench.signer(2).key])
    }
    #expect(try read(text + foreign + "\n", [old]) == old)
  }

  @Test("a key of another ledger's name does not count")
  func otherName() throws {
    let signer = try #require(
      LedgerSigner(named: "other.example", seed: [UInt8](repeating: 1, count: 32)))
    let checkpoint = Checkpoint(origin: Bench.name, size: 3, root: .empty)
    let text = try checkpoint.signed(by: signer).text
    #expect(throws: LedgerFault.self) { try Checkpoint.read(text, LedgerKeys([signer.key])) }
  }

  @Test("keys survive their text; what is not a key is refused")
  func keyTexts() throws {
    let signer = try #require(LedgerSigner(newNamed: Bench.name))
    let again = try #require(LedgerSigner(signer.text))
    #expect(again.key == signer.key && again.text == signer.text)
    #expect(LedgerSigner(String(signer.text.dropLast()))?.key == signer.key)
    #expect(LedgerKey(signer.key.description) == signer.key)
    var ended = signer.key
    ended.until = 70
    #expect(ended.description == signer.key.description + " 70")
    #expect(LedgerKey(ended.description) == ended)
    let line = signer.key.description
    for text in ["", "a+b", line + " ", line + " x", line + " 1 2", "x" + line, signer.text] {
      #expect(LedgerKey(text) == nil, "\(text)")
    }
    for text in ["", line, "PRIVATE+KEY+" + line, signer.text + "\n", " " + signer.text] {
      #expect(LedgerSigner(text) == nil)
    }
    #expect(LedgerSigner(newNamed: "with space") == nil)
    #expect(LedgerSigner(newNamed: "a+b") == nil)
    #expect(LedgerSigner(newNamed: "") == nil)
    #expect(LedgerSigner(newNamed: String(repeating: "a", count: 101)) == nil)
    #expect(LedgerSigner(newNamed: String(repeating: "a", count: 100)) != nil)
    let keys = try LedgerKeys(reading: Array("# keys\n\n\(line)\n\(ended)\n".utf8))
    #expect(keys.list == [signer.key, ended])
    #expect(throws: LedgerFault(.key, nil, Wording("第2行不是公钥", "line 2 is not a public key"))) {
      try LedgerKeys(reading: Array("\(line)\nkey\n".utf8))
    }
    #expect(throws: LedgerFault(.key, nil, Wording("没有公钥", "there is none"))) {
      try LedgerKeys(reading: Array("# none\n".utf8))
    }
  }

  @Test("signatures are those of RFC 8032 section 7.1, tests 1 to 3")
  func rfc8032() throws {
    for (secret, open, message, signature) in [
      (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
          + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
      ),
      (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
          + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
      ),
      (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
          + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
      ),
    ] {
      let seed = try #require(LedgerText.bytes(hexadecimal: secret))
      let signer = try #require(LedgerSigner(named: "rfc8032", seed: seed))
      #expect(LedgerText.hexadecimal(signer.key.bytes) == open)
      let text = try #require(LedgerText.bytes(hexadecimal: message))
      let known = try #require(LedgerText.bytes(hexadecimal: signature))
      #expect(signer.key.isValid(known, for: text))
      #expect(signer.key.isValid(try signer.signature(of: text), for: text))
    }
  }
}
