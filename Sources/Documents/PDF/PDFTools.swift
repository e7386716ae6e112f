import Casework
import Policy

/// The programs that read and write PDF for us (PDF工具): qpdf, and poppler's pdfinfo as a second opinion.
struct PDFTools: Sendable {
  private let qpdf: Subprocess
  private let pdfinfo: Subprocess
  private let limits: Subprocess.Limits

  /// - Parameter isolation: from ``Subprocess/networkIsolation()``, unless this process has none itself.
  /// - Throws: ``SystemFailure`` naming the program that is missing.
  init(_ limits: EvidenceLimits, isolation: [String]) throws(SystemFailure) {
    qpdf = try Subprocess("qpdf", isolation: isolation)
    pdfinfo = try Subprocess("pdfinfo", isolation: isolation)
    self.limits = Subprocess.Limits(
      processorSeconds: limits.toolProcessorSeconds, seconds: limits.toolSeconds,
      memory: min(limits.toolMemory, limits.mergeMemory), output: 16 << 20)
  }

  /// Why something did not come of a file: the file's fault, or ours.
  enum Failure: Error, Hashable {
    case flaw(Flaw)
    case system(SystemFailure)
  }

  /// Refuses a file that is encrypted, with or without a password for opening.
  func refuseEncrypted(_ path: String) throws(Failure) {
    let outcome = try run(qpdf, ["--requires-password", path])
    // 0: a password is needed; 3: none, but what may be done with it is restricted.
    guard outcome.end == .exited(0) || outcome.end == .exited(3) else { return }
    throw .flaw(
      Flaw(
        "PDF, encrypted", "PDF已加密或设有权限限制；请打开后以“打印为PDF”方式另存，不设密码",
        "the PDF is encrypted or restricted; open it and print it to a PDF without a password"))
  }

  /// Refuses a file that qpdf cannot read, or only by guessing what is lost.
  func refuseDamaged(_ path: String) throws(Failure) {
    _ = try readable(run(qpdf, ["--check", path]))
  }

  /// All objects of a file as qpdf writes them in JSON, version 2.
  ///
  /// - Parameter withStreams: with the bytes of streams, as they stand in the file.
  func objects(_ path: String, withStreams: Bool) throws(Failure) -> Document {
    let outcome = try readable(
      run(
        qpdf,
        [
          "--json=2", "--json-key=qpdf", "--decode-level=none",
          "--json-stream-data=\(withStreams ? "inline" : "none")", path,
        ]))
    let document = Document()
    do throws(Document.Failure) {
      try outcome.output.read { buffer throws(Document.Failure) in
        try document.read(json: buffer)
      }
    } catch {
      throw .flaw(PDFTools.tooComplex)
    }
    return document
  }

  /// How many pages poppler sees.
  func pages(_ path: String) throws(Failure) -> Int {
    let outcome = try run(pdfinfo, [path])
    let text = String(decoding: outcome.output, as: UTF8.self)
    guard outcome.end == .exited(0),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Pages:") }),
      let pages = Int(line.dropFirst(6).drop { $0 == " " }), pages > 0
    else {
      throw .flaw(
        Flaw.damaged("PDF", PDFTools.reason(String(decoding: outcome.errors, as: UTF8.self))))
    }
    return pages
  }

  /// Puts pages of files one behind the other. Only pages come along: no document information, no XMP,
  /// no bookmarks, no actions of the document.
  func merge(_ parts: [(path: String, pages: String)], to path: String) throws(Failure) {
    let list = parts.flatMap { [$0.path, $0.pages] }
    try write(["--empty", "--pages"] + list + ["--", path])
  }

  /// Writes a file with some of its objects replaced by those of a JSON file.
  func update(_ path: String, with json: String, to result: String) throws(Failure) {
    try write([path, "--update-from-json=\(json)", "--object-streams=generate", result])
  }

  private func write(_ arguments: [String]) throws(Failure) {
    _ = try readable(run(qpdf, ["--deterministic-id"] + arguments))
  }

  /// Warnings that cost nothing of what is in a file; with any other, qpdf goes on with something missing.
  private static let harmless = [
    "expected endobj", "duplicated key", "stream keyword followed by",
    "stream keyword not followed by",
  ]

  /// What qpdf did, when it read everything.
  private func readable(_ outcome: Subprocess.Outcome) throws(Failure) -> Subprocess.Outcome {
    let words = String(decoding: outcome.errors, as: UTF8.self)
    if outcome.end == .exited(0) { return outcome }
    // Without memory for an object it takes it for empty, and warns.
    if words.contains("bad_alloc") { throw .flaw(PDFTools.tooComplex) }
    let warnings = words.split(separator: "\n").filter { $0.hasPrefix("WARNING: ") }
    let isHarmless = warnings.allSatisfy { warning in
      PDFTools.harmless.contains { warning.contains($0) }
    }
    if outcome.end == .exited(3), isHarmless { return outcome }
    throw .flaw(Flaw.damaged("PDF", PDFTools.reason(words)))
  }

  private func run(
    _ program: Subprocess, _ arguments: [String]
  ) throws(Failure) -> Subprocess.Outcome {
    let outcome: Subprocess.Outcome
    do { outcome = try program.run(arguments, limits) } catch { throw .system(error) }
    switch outcome.end {
    case .exited: return outcome
    case .signalled, .tooSlow, .tooMuchOutput: throw .flaw(PDFTools.tooComplex)
    }
  }

  private static let tooComplex = Flaw(
    "PDF", "PDF结构过于复杂，无法在限定的时间和内存内检查；请以“打印为PDF”方式另存",
    "the PDF is too complex to be checked within time and memory; print it to a PDF")

  /// The tool's first warning, or its last words, without the path before them, which is ours and says nothing to anybody.
  static func reason(_ words: String) -> String {
    let lines = words.split(separator: "\n")
    let line = (lines.first { $0.hasPrefix("WARNING: ") } ?? lines.last).map(String.init) ?? ""
    guard let end = line.firstRange(of: ".pdf") else { return line }
    return String(line[end.upperBound...].drop { ": (".contains($0) })
  }
}
