import Casework
import Dispatch
import Glibc
import Policy
import Synchronization

/// What reads the ledger's published texts under arbitrary bytes: the reader named by LUOHU_FUZZ_READER, which is
/// `checkpoint`, `receipt` or `bundle`. Whatever is accepted must survive being written and read again; whatever is
/// refused must be named. A broken promise stops the process, which is how libFuzzer learns of it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLedgerReaders(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  switch Promises.reader {
  case "checkpoint": Promises.checkpoint(bytes)
  case "receipt": Promises.receipt(bytes)
  case "bundle": Promises.bundle(bytes)
  default: fatalError("LUOHU_FUZZ_READER is checkpoint, receipt or bundle")
  }
  return 0
}

/// What must hold for every input.
private enum Promises {
  static let reader = getenv("LUOHU_FUZZ_READER").map { String(cString: $0) } ?? ""
  static let name = "sample.luohu.example/ledger"
  static let signer = LedgerSigner(named: name, seed: [UInt8](repeating: 7, count: 32))
  static let keys = LedgerKeys(signer.map { [$0.key] } ?? [])

  // MARK: Checkpoints and keys

  static func checkpoint(_ bytes: [UInt8]) {
    guard let signer else { return expect(false, "there is a key") }
    let text = String(decoding: bytes, as: UTF8.self)
    _ = outcome { () throws(LedgerFault) in try Checkpoint.read(text, keys) }
    // The body signed: only its form stands between it and being accepted.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.count > 2, let size = LedgerText.number(lines[1]),
      let root = LedgerHash(base64: String(lines[2]))
    {
      let checkpoint = Checkpoint(origin: name, size: size, root: root)
      let signed = try? checkpoint.signed(by: signer).text
      let read = outcome { () throws(LedgerFault) in try Checkpoint.read(signed ?? "", keys) }
      expect(read?.checkpoint == checkpoint, "a signed checkpoint is read as it was")
    }
    let read = outcome { () throws(LedgerFault) in try LedgerKeys(reading: bytes) }
    if let read {
      let again = outcome { () throws(LedgerFault) in
        try LedgerKeys(reading: Array(read.text.utf8))
      }
      expect(again == read, "keys survive their text")
    }
    if let signer = LedgerSigner(text) {
      expect(LedgerSigner(signer.text)?.key == signer.key, "a private key survives its text")
    }
  }

  // MARK: Receipts

  static func receipt(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let reference = ReceiptReference(text) {
      expect(ReceiptReference(reference.description) == reference, "a reference survives its text")
    }
    guard let receipt = outcome({ () throws(LedgerFault) in try Receipt(json: bytes) }) else {
      return
    }
    let again = outcome { () throws(LedgerFault) in try Receipt(json: receipt.json) }
    expect(again == receipt, "a receipt survives its file")
    if case .wrong(let fault) = receipt.check(keys) { named(fault) }
    for language in Language.allCases {
      expect(!receipt.text(language).isEmpty, "a receipt can be printed")
    }
  }

  // MARK: Published ledgers

  /// The input is a folder: files follow each other, each after a line `=== name`; the line feed before that line
  /// is not the file's. The body of its checkpoint is signed, so that what stands in the other files is looked at.
  static func bundle(_ bytes: [UInt8]) {
    guard let signer else { return expect(false, "there is a key") }
    var parts: [String: [ArraySlice<UInt8>]] = [:]
    var name = ""
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if line.starts(with: Array("=== ".utf8)) {
        name = String(decoding: line.dropFirst(4), as: UTF8.self)
        parts[name] = []
      } else {
        parts[name, default: []].append(line)
      }
    }
    var files = parts.mapValues { Array($0.joined(separator: [0x0A])) }
    let body = String(decoding: files[BundleName.checkpoint] ?? [], as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    if body.count > 2, let size = LedgerText.number(body[1]),
      let root = LedgerHash(base64: String(body[2])),
      let note = try? Checkpoint(origin: Promises.name, size: size, root: root).signed(by: signer)
    {
      files[BundleName.checkpoint] = Array(note.text.utf8)
      if files[BundleName.checkpoints(0)] == nil {
        files[BundleName.checkpoints(0)] = Array((note.text + "\n").utf8)
      }
    }
    let folder = Folder(files: files)
    let report = Mutex<BundleVerifier.Report?>(nil)
    let done = DispatchSemaphore(value: 0)
    Task {
      do {
        let found = try await BundleVerifier(folder, keys, width: 2).verify()
        report.withLock { $0 = found }
      } catch {
        named(error)
      }
      done.signal()
    }
    done.wait()
    let events = report.withLock { $0?.events }
    for index in [0, 1, 255, 256, (events ?? 1) - 1] {
      do {
        let receipt = try BundleProver(folder, keys).receipt(of: index)
        if case .wrong = receipt.check(keys) { expect(false, "a proof that was given is right") }
      } catch {
        named(error)
        // Bytes that are no text can be a leaf, but no receipt can show them.
        let isNoText = error as? LedgerFault == .eventMalformed(index)
        expect(isNoText || !(0..<(events ?? 0)).contains(index), "what verifies can be proved")
      }
    }
  }

  private struct Folder: LedgerFiles {
    var files: [String: [UInt8]]

    func read(_ name: String, from offset: Int, count: Int) throws -> [UInt8]? {
      files[name].map { Array($0.dropFirst(offset).prefix(count)) }
    }
  }

  // MARK: Refusals

  private static func outcome<Value>(
    _ read: () throws(LedgerFault) -> Value
  ) -> Value? {
    do throws(LedgerFault) {
      return try read()
    } catch {
      named(error)
      return nil
    }
  }

  /// A refusal is one line in each language.
  private static func named(_ error: any Error) {
    guard let fault = error as? LedgerFault else {
      return expect(false, "a refusal is a fault of the ledger")
    }
    for language in Language.allCases {
      let text = fault.wording[language]
      expect(
        !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "a fault is one line")
    }
  }
}

/// Stops the process when a promise is broken and says which, in release builds too.
private func expect(_ holds: Bool, _ promise: String) {
  if !holds { fatalError("broken promise: \(promise)") }
}
