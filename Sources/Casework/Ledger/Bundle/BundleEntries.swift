import Glibc

/// One file of entries, read and hashed (条目文件).
struct BundleEntries: Sendable {
  /// Whose event a line is, and the dossier's version after it.
  struct Head: Sendable {
    /// Its kind's place among ``kinds``.
    var kind: Int
    var number: Int64
    var version: Int
  }

  /// The hashes of the lines up to the first that is no event.
  private(set) var hashes: [LedgerHash] = []
  private(set) var heads: [Head] = []
  private(set) var kinds: [DossierKind] = []
  /// What is wrong at the place after the last hash.
  private(set) var fault: LedgerFault?

  private let first: Int
  private let count: Int
  /// The line that was asked for.
  private let wanted: Int?
  private(set) var line: [UInt8]?

  /// The longest line that is read, in bytes.
  static let longest = 16 << 20
  private static let block = 1 << 20

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - number: the file's number.
  ///   - size: events in the whole ledger.
  ///   - wanted: the event whose line is to be kept.
  init(_ files: any LedgerFiles, _ number: Int, of size: Int, wanted: Int? = nil) throws {
    first = number * BundleName.perFile
    count = min(BundleName.perFile, size - first)
    self.wanted = wanted
    let name = BundleName.entries(number)
    var offset = 0
    var rest: [UInt8] = []
    while fault == nil {
      let block = try files.read(name, from: offset, count: BundleEntries.block) ?? []
      offset += block.count
      guard !block.isEmpty else { break }
      if rest.isEmpty { rest = block } else { rest += block }
      let used = take(rest)
      rest.removeFirst(used)
      if rest.count > BundleEntries.longest { fault = fault ?? .eventMalformed(next) }
    }
    if fault == nil, !rest.isEmpty { fault = .eventMalformed(next) }
    if fault == nil, hashes.count < count { fault = .eventMissing(next) }
  }

  private var next: Int { first + hashes.count }

  /// Takes whole lines from the beginning of some bytes.
  ///
  /// - Returns: how many bytes they are.
  private mutating func take(_ bytes: [UInt8]) -> Int {
    bytes.withUnsafeBytes { buffer in
      var start = 0
      while fault == nil, let base = buffer.baseAddress, start < buffer.count,
        let end = memchr(base + start, 0x0A, buffer.count - start)
      {
        let stop = base.distance(to: UnsafeRawPointer(end))
        take(line: UnsafeRawBufferPointer(rebasing: buffer[start..<stop]))
        start = stop + 1
      }
      return start
    }
  }

  private mutating func take(line text: UnsafeRawBufferPointer) {
    guard hashes.count < count else {
      fault = .eventTooMany(next)
      return
    }
    guard text.count <= BundleEntries.longest, let head = head(text) else {
      fault = .eventMalformed(next)
      return
    }
    if next == wanted { line = Array(text) }
    heads.append(head)
    hashes.append(.leaf(text))
  }

  // MARK: The beginning of a line

  /// Reads `{"dossier": "application/1024", "version": 3, "`, with which ``CaseEvent/leaf`` begins.
  private mutating func head(_ text: UnsafeRawBufferPointer) -> Head? {
    var place = 0
    func skip(_ mark: StaticString) -> Bool {
      let size = mark.utf8CodeUnitCount
      guard place + size <= text.count, let base = text.baseAddress,
        memcmp(base + place, mark.utf8Start, size) == 0
      else { return false }
      place += size
      return true
    }
    func number() -> Int64? {
      let start = place
      var value: Int64 = 0
      while place < text.count, (0x30...0x39).contains(text[place]) {
        let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
        let (sum, isTooMuch) = tens.addingReportingOverflow(Int64(text[place] - 0x30))
        guard !isTooLarge, !isTooMuch else { return nil }
        value = sum
        place += 1
      }
      guard place > start, text[start] != 0x30 || place == start + 1 else { return nil }
      return value
    }
    guard skip(#"{"dossier": ""#) else { return nil }
    let start = place
    while place < text.count, place - start <= 64, BundleEntries.isKind(text[place]) { place += 1 }
    guard (1...64).contains(place - start) else { return nil }
    let kind = index(of: UnsafeRawBufferPointer(rebasing: text[start..<place]))
    guard skip("/"), let dossier = number(), skip(#"", "version": "#), let version = number(),
      skip(#", ""#)
    else { return nil }
    return Head(kind: kind, number: dossier, version: Int(version))
  }

  private static func isKind(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      0x30...0x39, UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// The place of a kind among ``kinds``: there are few, and the next event is often of the last one.
  private mutating func index(of name: UnsafeRawBufferPointer) -> Int {
    if let found = kinds.firstIndex(where: { name.elementsEqual($0.rawValue.utf8) }) {
      return found
    }
    kinds.append(DossierKind(rawValue: String(decoding: name, as: UTF8.self)))
    return kinds.count - 1
  }
}
