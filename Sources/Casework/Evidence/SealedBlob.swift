import Crypto
package import Policy

/// A file sealed for the vault (加密文件): a line that says so, then the file in chunks, each sealed by itself.
///
/// Chunks are AES-256-GCM under a key that seals this file and nothing else, so their nonces are their
/// numbers (Hoang, Reyhanitabar, Rogaway, Vizár: STREAM): seven zero bytes, four bytes of the chunk's
/// number, and 1 for the last chunk. So no chunk can be left out, moved or put behind the last one, and
/// a file of any length needs the memory of one chunk.
package enum SealedBlob {
  /// Says the form; a file that does not begin with it is none.
  static let head = Array("luohu sealed 1\n".utf8)
  /// Bytes of the clear file in each chunk; the last has fewer, or none of an empty file.
  package static let chunk = 65_536
  static let tagLength = 16

  /// Why a sealed file does not open (无法解封).
  package enum Failure: Error, Hashable, Sendable {
    /// It does not begin as a sealed file does.
    case noSeal
    /// Everything up to this chunk is right, and the rest is missing.
    case truncated(chunk: Int)
    /// This chunk, counted from 0, was altered, moved or sealed by another key.
    case broken(chunk: Int)

    package var wording: Wording {
      switch self {
      case .noSeal: Wording("不是加密文件", "not a sealed file")
      case .truncated(let chunk):
        Wording("加密文件在第\(chunk)块之后缺失", "the sealed file is cut short after chunk \(chunk)")
      case .broken(let chunk):
        Wording(
          "加密文件第\(chunk)块被改动过，或密钥不符",
          "chunk \(chunk) of the sealed file was altered, or the key is another's")
      }
    }
  }

  /// A whole file, sealed.
  package static func seal(_ bytes: [UInt8], _ key: SecretKey) throws -> [UInt8] {
    var sealer = Sealer(key)
    let sealed = try sealer.add(bytes)
    return try sealed + sealer.finish()
  }

  /// What was sealed.
  package static func open(_ sealed: [UInt8], _ key: SecretKey) throws(Failure) -> [UInt8] {
    var opener = Opener(key)
    let bytes = try opener.add(sealed)
    return try bytes + opener.finish()
  }

  /// Seals a file as it comes.
  package struct Sealer: Sendable {
    private let key: SecretKey
    private var waiting: [UInt8] = []
    private var number = 0
    private var hasBegun = false

    /// - Parameter key: never used for another file.
    package init(_ key: SecretKey) { self.key = key }

    /// Takes the next part of the file.
    ///
    /// - Returns: the next part of the sealed file.
    package mutating func add(_ bytes: [UInt8]) throws -> [UInt8] {
      var sealed = hasBegun ? [] : head
      hasBegun = true
      var place = 0
      while place < bytes.count {
        // A full chunk waits until it is known not to be the last.
        if waiting.count == chunk { sealed += try next(isLast: false) }
        let part = bytes[place..<min(bytes.count, place + chunk - waiting.count)]
        waiting += part
        place = part.endIndex
      }
      return sealed
    }

    /// The end of the sealed file.
    package mutating func finish() throws -> [UInt8] {
      let start = try add([])
      return try start + next(isLast: true)
    }

    private mutating func next(isLast: Bool) throws -> [UInt8] {
      let nonce = try AES.GCM.Nonce(data: SealedBlob.nonce(number, isLast))
      let box = try AES.GCM.seal(waiting, using: key.key, nonce: nonce)
      waiting.removeAll(keepingCapacity: true)
      number += 1
      return [UInt8](box.ciphertext) + [UInt8](box.tag)
    }
  }

  /// Opens a sealed file as it comes.
  package struct Opener: Sendable {
    private let key: SecretKey
    private var waiting: [UInt8] = []
    private var number = 0
    private var hasHead = false

    package init(_ key: SecretKey) { self.key = key }

    /// Takes the next part of the sealed file.
    ///
    /// - Returns: the next part of the file, every byte of it as it was sealed.
    package mutating func add(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
      var plain: [UInt8] = []
      var rest = bytes[...]
      if !hasHead {
        let part = rest.prefix(head.count - waiting.count)
        waiting += part
        rest = rest.dropFirst(part.count)
        guard waiting.count == head.count else { return [] }
        guard waiting == head else { throw .noSeal }
        hasHead = true
        waiting = []
      }
      while !rest.isEmpty {
        if waiting.count == chunk + tagLength { plain += try next() }
        let part = rest.prefix(chunk + tagLength - waiting.count)
        waiting += part
        rest = rest.dropFirst(part.count)
      }
      return plain
    }

    /// The end of the file.
    package mutating func finish() throws(Failure) -> [UInt8] {
      guard hasHead else { throw .noSeal }
      if let plain = opened(isLast: true) { return plain }
      // Right as a chunk in the middle: the end was cut off.
      throw opened(isLast: false) == nil && !waiting.isEmpty
        ? .broken(chunk: number) : .truncated(chunk: number)
    }

    private mutating func next() throws(Failure) -> [UInt8] {
      guard let plain = opened(isLast: false) else { throw .broken(chunk: number) }
      waiting.removeAll(keepingCapacity: true)
      number += 1
      return plain
    }

    private func opened(isLast: Bool) -> [UInt8]? {
      let text = waiting.dropLast(tagLength)
      guard waiting.count >= tagLength,
        let nonce = try? AES.GCM.Nonce(data: SealedBlob.nonce(number, isLast)),
        let box = try? AES.GCM.SealedBox(
          nonce: nonce, ciphertext: text, tag: waiting.suffix(tagLength)),
        let plain = try? AES.GCM.open(box, using: key.key)
      else { return nil }
      return [UInt8](plain)
    }
  }

  private static func nonce(_ number: Int, _ isLast: Bool) -> [UInt8] {
    [UInt8](repeating: 0, count: 7)
      + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } + [isLast ? 1 : 0]
  }
}
