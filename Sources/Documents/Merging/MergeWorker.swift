import Casework
import Glibc
import Policy

/// One upload in a process of its own (凭证合并进程): `luohu merge-evidence` reads a ``MergeRequest``, writes a ``MergeReply`` and ends.
///
/// Pictures from strangers are decoded by C libraries; what a hostile one does to them ends with this
/// process. The limits are put around it by ``Subprocess``.
package enum MergeWorker {
  /// Reads the request from standard input and writes the reply to standard output.
  ///
  /// - Returns: the exit status: 0 whatever the reply, 2 when there was no request.
  package static func run() -> CInt {
    guard let request = try? MergeRequest(readAll) else { return 2 }
    let reply = answer(request) { place in write(Array("\(place.line)\n".utf8), to: 2) }
    write(reply.bytes, to: 1)
    return 0
  }

  /// The work itself.
  ///
  /// - Parameter report: told what is about to be worked on.
  static func answer(
    _ request: MergeRequest, _ report: @escaping (MergePlace) -> Void = { _ in }
  ) -> MergeReply {
    do {
      let files = try InspectedFile.all(request.files, request.limits)
      // Around us stands already what keeps the tools from the network.
      let tools = try PDFTools(request.limits, isolation: [])
      let merging = EvidenceMerging(
        files, request.limits, tools, folder: request.folder, report: report)
      let merged = try merging.merged()
      return .prepared(pdf: merged.pdf, pages: merged.pages)
    } catch let problems as Problems {
      return .refused(problems.list)
    } catch {
      return .unavailable("\(error)")
    }
  }

  /// Exactly so many bytes of standard input.
  private static func readAll(_ count: Int) throws(FrameReader.Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let read = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(0, buffer.baseAddress.map { $0 + filled }, count - filled)
      }
      if read < 0, errno == EINTR { continue }
      guard read > 0 else { throw FrameReader.Failure() }
      filled += read
    }
    return bytes
  }

  private static func write(_ bytes: [UInt8], to file: CInt) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(file, buffer.baseAddress.map { $0 + written }, buffer.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      written += count
    }
  }
}

/// What a process is working on (处理位置), told on standard error before it begins: when it ends by a signal, its last word
/// says which file did that.
enum MergePlace: Hashable, Sendable {
  case file(Int)
  case together

  var line: String {
    switch self {
    case .file(let index): "luohu: file \(index)"
    case .together: "luohu: together"
    }
  }

  /// The last place that was told; all files together when there is none.
  static func last(in words: [UInt8], files: Int) -> MergePlace {
    let lines = String(decoding: words, as: UTF8.self).split(separator: "\n")
    for line in lines.reversed() {
      if line == MergePlace.together.line { return .together }
      if line.hasPrefix("luohu: file "), let index = Int(line.dropFirst(12)),
        (0..<files).contains(index)
      {
        return .file(index)
      }
    }
    return .together
  }
}
