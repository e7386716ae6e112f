import Crypto
import TestKit
import Testing

@testable import Casework

@Suite("A sealed file opens whole and unaltered, or says what is wrong with it")
struct SealedBlobTests {
  private static let key = SecretKey([UInt8](0..<32))

  private func key() throws -> SecretKey { try #require(Self.key) }

  private func bytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var random = Seeded(seed)
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  @Test("the format, put together by hand from its description: a file sealed once opens for ever")
  func known() throws {
    let clear = bytes(SealedBlob.chunk + 5)
    let key = SymmetricKey(data: [UInt8](0..<32))
    var expected = Array("luohu sealed 1\n".utf8)
    for (number, part) in [clear.prefix(65_536), clear.suffix(5)].enumerated() {
      let nonce: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, UInt8(number), UInt8(number)]
      let box = try AES.GCM.seal(part, using: key, nonce: AES.GCM.Nonce(data: nonce))
      expected += box.ciphertext + box.tag
    }
    #expect(try SealedBlob.seal(clear, self.key()) == expected)
    // The digest was reckoned once, by another program (OpenSSL through Python).
    #expect(
      BlobID(of: try SealedBlob.seal(Array("hello".utf8), self.key())).rawValue
        == "61ead099050abfb38e1ccdfaa3b4ff9aa4a08e36ac379663edd8a5e8030380eb")
  }

  @Test(
    "every length around the borders of chunks comes back as it was",
    arguments: [0, 1, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073, 300_000])
  func lengths(count: Int) throws {
    let clear = bytes(count)
    let sealed = try SealedBlob.seal(clear, key())
    let chunks = max(1, (count + 65_535) / 65_536)
    #expect(sealed.count == 15 + count + 16 * chunks)
    #expect(try SealedBlob.open(sealed, key()) == clear)
  }

  @Test("in parts of any size, sealed and opened, it is the same file")
  func parts() throws {
    let clear = bytes(200_000)
    let whole = try SealedBlob.seal(clear, key())
    var random = Seeded(5)
    for most in [1_000, 70_000, 150_000] {
      func cut(_ bytes: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
          let part = rest.prefix(random.number(1...most))
          parts.append(Array(part))
          rest = rest.dropFirst(part.count)
        }
        return parts
      }
      var sealer = SealedBlob.Sealer(try key())
      var sealed: [UInt8] = []
      for part in cut(clear) { sealed += try sealer.add(part) }
      sealed += try sealer.finish()
      #expect(sealed == whole)
      var opener = SealedBlob.Opener(try key())
      var opened: [UInt8] = []
      for part in cut(whole) { opened += try opener.add(part) }
      opened += try opener.finish()
      #expect(opened == clear)
    }
  }

  @Test("of a large file never more than one chunk is held back, in sealing and in opening")
  func memory() throws {
    var sealer = SealedBlob.Sealer(try key())
    var opener = SealedBlob.Opener(try key())
    let part = bytes(300_000)
    var (given, sealed, opened) = (0, 0, 0)
    for _ in 0..<20 {
      let out = try sealer.add(part)
      given += part.count
      sealed += out.count
      #expect(given - sealed <= SealedBlob.chunk)
      opened += try opener.add(out).count
      #expect(sealed - opened <= SealedBlob.chunk + 15 + 16 * (sealed / SealedBlob.chunk + 1))
    }
    opened += try opener.add(sealer.finish()).count
    opened += try opener.finish().count
    #expect(opened == given)
  }

  @Test("cut short, altered, exchanged, moved or under another key: named by its chunk")
  func damaged() throws {
    let key = try key()
    let sealed = try SealedBlob.seal(bytes(150_000), key)
    let size = SealedBlob.chunk + 16
    func failure(_ bytes: [UInt8], _ key: SecretKey) -> SealedBlob.Failure? {
      do throws(SealedBlob.Failure) {
        _ = try SealedBlob.open(bytes, key)
        return nil
      } catch {
        return error
      }
    }
    for count in [0, 1, 14] { #expect(failure(Array(sealed.prefix(count)), key) == .noSeal) }
    #expect(failure(Array("%PDF-1.4 of a store from before".utf8), key) == .noSeal)
    #expect(failure(Array(sealed.prefix(15)), key) == .truncated(chunk: 0))
    #expect(failure(Array(sealed.prefix(15 + size)), key) == .truncated(chunk: 0))
    #expect(failure(Array(sealed.prefix(15 + 2 * size)), key) == .truncated(chunk: 1))
    #expect(failure(Array(sealed.prefix(15 + size + 3)), key) == .broken(chunk: 1))
    #expect(failure(Array(sealed.dropLast()), key) == .broken(chunk: 2))
    #expect(failure(sealed + [0], key) == .broken(chunk: 2))
    for (place, chunk) in [(15, 0), (15 + size - 1, 0), (15 + size, 1), (sealed.count - 1, 2)] {
      var altered = sealed
      altered[place] ^= 1
      #expect(failure(altered, key) == .broken(chunk: chunk))
    }
    let (first, second) = (sealed[15..<15 + size], sealed[15 + size..<15 + 2 * size])
    let exchanged = Array(sealed.prefix(15) + second + first + sealed.dropFirst(15 + 2 * size))
    #expect(failure(exchanged, key) == .broken(chunk: 0))
    let shortened = Array(sealed.prefix(15) + sealed.dropFirst(15 + size))
    #expect(failure(shortened, key) == .broken(chunk: 0))
    #expect(failure(sealed, SecretKey()) == .broken(chunk: 0))
  }

  @Test("any one byte altered, left out or put in of a small file is noticed")
  func mutations() throws {
    let key = try key()
    let clear = bytes(40)
    let sealed = try SealedBlob.seal(clear, key)
    var random = Seeded(9)
    for _ in 0..<500 {
      var altered = sealed
      let place = random.number(0...sealed.count - 1)
      switch random.number(0...2) {
      case 0: altered[place] ^= UInt8(random.number(1...255))
      case 1: altered.remove(at: place)
      default: altered.insert(UInt8(random.number(0...255)), at: place)
      }
      if altered == sealed { continue }
      #expect(throws: SealedBlob.Failure.self) { try SealedBlob.open(altered, key) }
    }
  }

  @Test("a secret survives being written and read; what is none is none")
  func secret() throws {
    let secret = EvidenceSecret(sources: [
      EvidenceSource(type: "jpeg", bytes: 5, digest: BlobID(of: [1])),
      EvidenceSource(type: "pdf", bytes: 0, digest: BlobID(of: [])),
    ])
    #expect(EvidenceSecret(text: secret.text) == secret)
    #expect(EvidenceSecret(sources: []) != EvidenceSecret(sources: []), "every key is new")
    for text in ["", "00", secret.text + "\n", secret.text + "\npdf 1 x", secret.text + "\npdf"] {
      #expect(EvidenceSecret(text: text) == nil)
    }
  }
}
