import Testing

@testable import Casework

/// Known answers: the primitives are those that the standards define, put through our own functions.
@Suite("AES-GCM and HMAC as published")
struct SealingTests {
  static func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  struct Vector: Sendable, CustomTestStringConvertible {
    var name: String
    var key: String
    var nonce: String
    var plain: String
    var associated: String
    var ciphertext: String
    var tag: String
    var testDescription: String { name }
  }

  static let zeros = String(repeating: "0", count: 64)
  static let key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
  static let text =
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
  static let cipher =
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"

  /// McGrew and Viega, The Galois/Counter Mode of Operation, as submitted to NIST: the test cases of 256-bit keys
  /// with nonces of 96 bits.
  static let vectors = [
    Vector(
      name: "case 13", key: zeros, nonce: String(zeros.prefix(24)), plain: "", associated: "",
      ciphertext: "", tag: "530f8afbc74536b9a963b4f1c4cb738b"),
    Vector(
      name: "case 14", key: zeros, nonce: String(zeros.prefix(24)),
      plain: String(zeros.prefix(32)), associated: "",
      ciphertext: "cea7403d4d606b6e074ec5d3baf39d18", tag: "d0d1c8a799996bf0265b98b5d48ab919"),
    Vector(
      name: "case 15", key: key, nonce: "cafebabefacedbaddecaf888", plain: text, associated: "",
      ciphertext: cipher, tag: "b094dac5d93471bdec1a502270e3cc6c"),
    Vector(
      name: "case 16", key: key, nonce: "cafebabefacedbaddecaf888", plain: String(text.dropLast(8)),
      associated: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
      ciphertext: String(cipher.dropLast(8)), tag: "76fc6ece0f4e1768cddf8853bb2d551b"),
  ]

  @Test("AES-256-GCM gives the published ciphertexts and opens them", arguments: vectors)
  func gcm(vector: Vector) throws {
    let key = try #require(SecretKey(Self.bytes(vector.key)))
    let nonce = Self.bytes(vector.nonce)
    let associated = Self.bytes(vector.associated)
    let sealed = try Sealing.seal(
      Self.bytes(vector.plain), key, nonce: nonce, associated: associated)
    #expect(sealed == nonce + Self.bytes(vector.ciphertext) + Self.bytes(vector.tag))
    #expect(Sealing.open(sealed, key, associated: associated) == Self.bytes(vector.plain))
  }

  @Test("a nonce is never the same twice, and none of another length is taken")
  func nonces() throws {
    let key = SecretKey()
    let nonces = try (0..<1000).map { _ in
      try Sealing.seal([1], key, associated: []).prefix(Sealing.nonceLength)
    }
    #expect(Set(nonces.map(Array.init)).count == 1000)
    // GCM hashes nonces of other lengths, which only what we wrote may not have.
    let short = try Sealing.seal([], key, associated: []).dropLast(17)
    #expect(Sealing.open(Array(short), key, associated: []) == nil)
    #expect(Sealing.open([], key, associated: []) == nil)
  }

  @Test(
    "HMAC-SHA256 gives the codes of RFC 4231",
    arguments: [
      (
        [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
      ),
      (
        Array(1...25), [UInt8](repeating: 0xCD, count: 50),
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
      ),
      (
        [UInt8](repeating: 0xAA, count: 131),
        Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
      (
        [UInt8](repeating: 0xAA, count: 131),
        Array(
          ("This is a test using a larger than block-size key and a larger than block-size data. "
            + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
      ),
    ] as [([UInt8], [UInt8], String)])
  func hmac(key: [UInt8], message: [UInt8], code: String) {
    #expect(Sealing.code(message, key: key) == Self.bytes(code))
  }

  @Test("codes are compared in full")
  func comparison() {
    let code = Sealing.code([1], key: [2])
    #expect(Sealing.areSame(code, code))
    #expect(Sealing.areSame([], []))
    #expect(!Sealing.areSame(code, Array(code.dropLast())))
    for place in code.indices {
      var other = code
      other[place] ^= 0x80
      #expect(!Sealing.areSame(code, other))
    }
  }
}
