package import Casework

/// The ClamAV daemon as scanner (ClamAV查毒): bytes are sent to `clamd` in its INSTREAM command, over a local socket or TCP.
///
/// TCP to another machine is neither encrypted nor authenticated: keep it inside one machine or
/// one private network.
package struct ClamAV: EvidenceScanner {
  /// Where the daemon listens.
  package enum Address: Hashable, Sendable {
    case local(path: String)
    case network(host: String, port: UInt16)
  }

  private let address: Address
  private let milliseconds: Int
  private let mostBytes: Int

  /// - Parameters:
  ///   - milliseconds: for the whole exchange; afterwards there is no answer.
  ///   - mostBytes: `StreamMaxLength` of the daemon; larger files are not sent.
  package init(_ address: Address, milliseconds: Int = 20_000, mostBytes: Int = 25 << 20) {
    self.address = address
    self.milliseconds = milliseconds
    self.mostBytes = mostBytes
  }

  package func scan(_ bytes: [UInt8]) async -> ScanVerdict {
    guard bytes.count <= mostBytes else {
      return .unavailable("\(bytes.count) bytes are more than the scanner takes (\(mostBytes))")
    }
    do {
      return try await OwnThread.run { [self] in try exchange(bytes) }
    } catch {
      return .unavailable("\(error)")
    }
  }

  private func exchange(_ bytes: [UInt8]) throws -> ScanVerdict {
    let deadline = SteadyTime.milliseconds + milliseconds
    let stream = try StreamSocket(address, deadline: deadline)
    do throws(SystemFailure) {
      try stream.write(Array("zINSTREAM\0".utf8))
      for start in stride(from: 0, to: bytes.count, by: ClamAV.piece) {
        let part = bytes[start..<min(start + ClamAV.piece, bytes.count)]
        try stream.write(ClamAV.length(part.count) + part)
      }
      try stream.write(ClamAV.length(0))
    } catch {
      // The daemon may have said why before it hung up.
      guard stream.isHungUp(error) else { throw error }
    }
    return ClamAV.verdict(try stream.readToNUL(most: 4096))
  }

  private static let piece = 65_536

  private static func length(_ count: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }
  }

  /// `stream: OK`, `stream: Eicar-Test-Signature FOUND`, or anything else, which is no answer.
  static func verdict(_ reply: [UInt8]) -> ScanVerdict {
    let text = String(
      decoding: reply.prefix(200).filter { (0x20..<0x7F).contains($0) }, as: UTF8.self)
    guard reply.last == 0 else { return .unavailable("the scanner's answer is cut short: \(text)") }
    let prefix = "stream: "
    if text == prefix + "OK" { return .clean }
    let suffix = " FOUND"
    if text.hasPrefix(prefix), text.hasSuffix(suffix), text.count > prefix.count + suffix.count {
      return .infected(String(text.dropFirst(prefix.count).dropLast(suffix.count)))
    }
    return .unavailable("the scanner says: \(text)")
  }
}
