import Glibc
import Policy
import Units

@testable import Casework
@testable import Documents
@testable import Exchange

/// What reads files from strangers and from the vault under arbitrary bytes: the reader named by LUOHU_FUZZ_READER, which
/// is `file` (what is handed in), `sealed` (what stands in the vault), `frame` (what an upload's process says) or
/// `mail` (texts that become mails). A broken promise stops the process, which is how libFuzzer learns of it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDocumentReaders(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  switch Promises.reader {
  case "file": Promises.file(bytes)
  case "sealed": Promises.sealed(bytes)
  case "frame": Promises.frame(bytes)
  case "mail": Promises.mail(bytes)
  default: fatalError("LUOHU_FUZZ_READER is file, sealed, frame or mail")
  }
  return 0
}

/// What must hold for every input.
private enum Promises {
  static let reader = getenv("LUOHU_FUZZ_READER").map { String(cString: $0) } ?? ""

  // MARK: Files handed in

  /// Small pictures pass, so that small inputs reach everything.
  static let limits: EvidenceLimits = {
    var limits = EvidenceLimits()
    limits.leastLongSide = 1
    limits.pixels = 1 << 18
    limits.steps = [EvidenceLimits.Step(longSide: 64, quality: 50)]
    return limits
  }()

  static func file(_ bytes: [UInt8]) {
    do throws(Flaw) {
      let file = try InspectedFile(bytes, limits)
      expect(FileType(firstBytes: bytes) == file.type, "the type is that of the first bytes")
      switch file.content {
      case .jpeg(let jpeg):
        expect(jpeg.end <= bytes.count && jpeg.width * jpeg.height <= limits.pixels, "limits hold")
        stripped(bytes, jpeg)
        try reduced(file)
      case .png(let png):
        expect(png.end <= bytes.count && png.width * png.height <= limits.pixels, "limits hold")
        let again = try InspectedFile(png.picture, limits)
        guard case .png(let bare) = again.content else { return expect(false, "a PNG stays one") }
        expect(
          bare.picture == png.picture && bare.width == png.width && bare.height == png.height,
          "the chunks that make the picture are the picture")
        try reduced(file)
      case .pdf: expect(bytes.count <= limits.most, "limits hold")
      }
    } catch {
      named(error)
    }
  }

  /// Without metadata it is the same picture, and nothing more can be taken out.
  private static func stripped(_ bytes: [UInt8], _ jpeg: JPEGFile) {
    guard let bare = JPEGFile.withoutMetadata(bytes) else {
      return expect(false, "what was read can be stripped")
    }
    expect(JPEGFile.withoutMetadata(bare) == bare, "nothing is left to take out")
    let again = bare.read { file in try? JPEGFile(file, limits) }
    expect(
      again?.width == jpeg.width && again?.height == jpeg.height && again?.end == bare.count
        && again?.orientation == .asStored, "the picture stays what it is")
  }

  /// What a decoder makes of it is a picture that would be accepted.
  private static func reduced(_ file: InspectedFile) throws(Flaw) {
    for picture in try ReducedPhotograph(file, limits).pictures {
      let again = try InspectedFile(picture.jpeg, limits)
      guard case .jpeg(let jpeg) = again.content else { return expect(false, "it is a JPEG") }
      expect(jpeg.width == picture.width && jpeg.height == picture.height, "it has its size")
      expect(max(jpeg.width, jpeg.height) <= 64, "it was made smaller")
    }
  }

  /// A flaw says what was found, and what is allowed in both languages, in one line each.
  private static func named(_ flaw: Flaw) {
    for text in [flaw.found, flaw.allowed.zh, flaw.allowed.en] {
      expect(!text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "it is one line")
    }
    expect(!flaw.problem(0).path.isEmpty, "a flaw becomes a problem")
  }

  // MARK: Files in the vault

  static let key = SecretKey([UInt8](0..<32))

  /// As a sealed file; and as a clear file, which is sealed and damaged at a place that its first bytes say.
  static func sealed(_ bytes: [UInt8]) {
    guard let key else { return expect(false, "there is a key") }
    expect(opened(bytes, bytes.count + 1) == opened(bytes, 1 + bytes.count % 7), "parts are one")
    guard let sealed = try? SealedBlob.seal(bytes, key) else { return expect(false, "it seals") }
    expect(opened(sealed, 997) == .success(bytes), "what was sealed opens")
    let place = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) } % sealed.count
    var altered = sealed
    altered[place] ^= bytes.last ?? 0 == 0 ? 1 : bytes.last ?? 1
    expect(isFailure(opened(altered, 997)), "an altered byte is noticed")
    expect(isFailure(opened(Array(sealed.prefix(place)), 997)), "a cut is noticed")
    expect(isFailure(opened(sealed + [bytes.first ?? 0], 997)), "an added byte is noticed")
  }

  private static func opened(
    _ sealed: [UInt8], _ part: Int
  ) -> Result<[UInt8], SealedBlob.Failure>? {
    guard let key else { return nil }
    do throws(SealedBlob.Failure) {
      var opener = SealedBlob.Opener(key)
      var plain: [UInt8] = []
      for start in stride(from: 0, to: sealed.count, by: part) {
        plain += try opener.add(Array(sealed[start..<min(sealed.count, start + part)]))
      }
      return .success(try plain + opener.finish())
    } catch {
      return .failure(error)
    }
  }

  private static func isFailure(_ result: Result<[UInt8], SealedBlob.Failure>?) -> Bool {
    if case .failure = result { true } else { false }
  }

  // MARK: What processes tell each other

  static func frame(_ bytes: [UInt8]) {
    if let reply = try? MergeReply(bytes, EvidenceLimits()) {
      expect(reply.bytes == bytes, "a reply has one form")
    }
    var rest = bytes[...]
    let request = try? MergeRequest { count in
      guard count <= rest.count else { throw FrameReader.Failure() }
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    if let request {
      expect(
        request.parts.flatMap { $0 } == Array(bytes.prefix(bytes.count - rest.count)),
        "a request has one form")
    }
    let place = MergePlace.last(in: bytes, files: 3)
    if case .file(let index) = place { expect((0..<3).contains(index), "a place is one of ours") }
  }

  // MARK: Mails

  static func mail(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let mailbox = Mailbox(text) {
      expect(
        mailbox.text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != 0x3C && $0 != 0x3E },
        "an address stays between its brackets")
    }
    guard let from = Mailbox("noreply@city.example") else { return expect(false, "an address") }
    let mail = MailText(
      from: from, fromName: text, to: Mailbox(text) ?? from, subject: text, text: text,
      key: String(text.unicodeScalars.prefix(100)), at: Instant(milliseconds: 0))
    let wire = mail.bytes
    expect(
      wire.allSatisfy { $0 == 0x0D || $0 == 0x0A || $0 >= 0x20 && $0 < 0x7F }, "a mail is ASCII")
    var previous: UInt8 = 0
    var lines: [[UInt8]] = [[]]
    for byte in wire {
      if byte == 0x0A {
        expect(previous == 0x0D, "no bare line feed")
        lines.append([])
      } else if byte != 0x0D {
        expect(previous != 0x0D, "no bare carriage return")
        lines[lines.count - 1].append(byte)
      }
      previous = byte
    }
    let head = lines.prefix { !$0.isEmpty }.filter { $0.first != 0x20 }
    expect(head.count == 9, "the headers are ours")
    expect(lines.drop { !$0.isEmpty }.allSatisfy { $0.count <= 76 }, "lines are short")
  }
}

/// Stops the process when a promise is broken and says which, in release builds too.
private func expect(_ holds: Bool, _ promise: String) {
  if !holds { fatalError("broken promise: \(promise)") }
}
