import HTTPTypes
import Hummingbird
import NIOCore

/// The fields of a form as sent: `application/x-www-form-urlencoded`, or `multipart/form-data` where a
/// file goes with it.
package struct FormBody: Sendable {
  /// Names and values in the order of the page; a file is the text in it.
  package private(set) var pairs: [(name: String, value: String)] = []
  /// Files that were handed in, as they are; without those that were left empty.
  private(set) var files: [(name: String, bytes: [UInt8])] = []

  /// Larger forms are refused before they are read.
  static let mostBytes = 512 * 1024
  /// A page of the calculator has a few hundred.
  private static let mostPairs = 20_000

  /// The last value of a field; `nil` when it was not sent.
  package subscript(_ name: String) -> String? {
    pairs.last { $0.name == name }?.value
  }

  /// - Throws: 413 when the form is too large, 415 when it is none.
  static func read(_ request: Request, upTo most: Int = mostBytes) async throws -> FormBody {
    let type = request.headers[.contentType] ?? ""
    let buffer = try await request.body.collect(upTo: most)
    let bytes = Array(buffer.readableBytesView)
    let form: FormBody? =
      if type.hasPrefix("application/x-www-form-urlencoded") {
        FormBody(urlEncoded: bytes)
      } else if type.hasPrefix("multipart/form-data"), let boundary = boundary(in: type) {
        FormBody(multipart: bytes, boundary: boundary)
      } else {
        nil
      }
    guard let form else { throw HTTPError(.unsupportedMediaType) }
    return form
  }

  package init(pairs: [(name: String, value: String)]) { self.pairs = pairs }

  package init?(urlEncoded bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let pair = rest[..<(rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.endIndex)]
      rest = rest[pair.endIndex...].dropFirst()
      if pair.isEmpty { continue }
      let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      guard let name = FormEncoding.decoded(pair[..<end]),
        let value = FormEncoding.decoded(pair[end...].dropFirst())
      else { return nil }
      pairs.append((name, value))
      guard pairs.count <= FormBody.mostPairs else { return nil }
    }
  }

  // MARK: Forms with a file (RFC 7578)

  private static func boundary(in type: String) -> String? {
    guard let found = type.firstRange(of: "boundary=") else { return nil }
    let rest = type[found.upperBound...]
    let boundary =
      rest.hasPrefix("\"")
      ? rest.dropFirst().prefix { $0 != "\"" } : rest.prefix { $0 != ";" && $0 != " " }
    return (1...70).contains(boundary.count) ? String(boundary) : nil
  }

  package init?(multipart bytes: [UInt8], boundary: String) {
    let marker = Array("--\(boundary)".utf8)
    let gap = Array("\r\n\r\n".utf8)
    // Every part but the first is preceded by a line break that belongs to the boundary.
    let text = Array("\r\n".utf8) + bytes
    let separator = Array("\r\n".utf8) + marker
    var parts: [ArraySlice<UInt8>] = []
    var start: Int?
    var index = 0
    while let found = FormBody.find(separator, in: text[index...]) {
      if let start { parts.append(text[start..<found]) }
      start = found + separator.count
      index = found + separator.count
      guard parts.count <= FormBody.mostPairs else { return nil }
    }
    guard let start, text[start...].starts(with: Array("--".utf8)) else { return nil }
    for part in parts {
      guard let head = FormBody.find(gap, in: part) else { return nil }
      let about = String(decoding: part[part.startIndex..<head], as: UTF8.self)
      guard let name = FormBody.name(about) else { return nil }
      let bytes = part[(head + gap.count)...]
      let isFile = about.contains("; filename=")
      if isFile, !bytes.isEmpty { files.append((name, Array(bytes))) }
      if let value = String(validating: bytes, as: UTF8.self) {
        pairs.append((name, value))
      } else if !isFile {
        return nil
      }
    }
  }

  private static func name(_ head: String) -> String? {
    guard let found = head.firstRange(of: "; name=\"") else { return nil }
    return String(head[found.upperBound...].prefix { $0 != "\"" })
  }

  private static func find(_ pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = pattern.first else { return nil }
    var rest = bytes
    while let at = rest.firstIndex(of: first) {
      if bytes[at...].starts(with: pattern) { return at }
      rest = rest[(at + 1)...]
    }
    return nil
  }
}
