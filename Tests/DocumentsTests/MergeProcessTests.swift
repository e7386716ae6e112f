import Casework
import Glibc
import Policy
import Synchronization
import Testing

@testable import Documents

@Suite("Each upload is prepared in a process of its own, and what that suffers ends with it")
struct MergeProcessTests {
  private let work: Workplace

  init() throws { work = try Workplace() }

  private func problems(
    _ files: [[UInt8]], _ limits: EvidenceLimits,
    report: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> [Problem] {
    let workshop = try work.workshop(limits, report: report)
    let problems = try await #require(throws: Problems.self) { try await workshop.prepare(files) }
    return problems.list
  }

  @Test("the process gives what the same work gives here, byte for byte")
  func same() async throws {
    let files = [Sample.jpeg(1000, 800, .page), Sample.png(900, 700)]
    let prepared = try await work.workshop().prepare(files)
    #expect(prepared == (try await work.prepare(files)))
    #expect(prepared.sources.map(\.digest) == files.map { BlobID(of: $0) })
    #expect(try DiskFile.names(in: work.path).isEmpty)
  }

  @Test("its refusals come back as they are")
  func refused() async throws {
    let cut = Sample.jpeg(800, 600, .page)
    let files = [Sample.jpeg(800, 600), Array(cut.prefix(cut.count / 2) + [0xFF, 0xD9])]
    let here = try await work.refusal(files)
    #expect(here.map(\.path) == ["files[1]"])
    #expect(try await problems(files, EvidenceLimits()) == here)
  }

  @Test("the largest picture that is allowed fits into the memory that is allowed")
  func large() async throws {
    let prepared = try await work.workshop().prepare([Sample.jpeg(8000, 8000, isProgressive: true)])
    #expect(prepared.pages == 1)
  }

  @Test("a picture that needs more memory than there is, is refused; the next upload is not")
  func memory() async throws {
    var limits = EvidenceLimits()
    let picture = Sample.png(8000, 8000)
    // What the program itself needs, and less than the 256 MB of such a picture.
    limits.mergeMemory = try Self.ownMemory() + 150_000_000
    let found = try await problems([Sample.jpeg(800, 600), picture], limits)
    #expect(found.map(\.path) == ["files[1]"])
    #expect(try await work.workshop(limits).prepare([Sample.jpeg(800, 600)]).pages == 1)
    #expect(try await work.workshop().prepare([picture]).pages == 1)
    #expect(try DiskFile.names(in: work.path).isEmpty)
  }

  @Test("a process that the system ends for what it did is a problem of the file it was at")
  func crash() async throws {
    var limits = EvidenceLimits()
    limits.mergeMemory = try Self.ownMemory() + 10_000_000
    let told = Mutex<[String]>([])
    // What follows a picture is no reason to refuse it, but there is no room for it.
    let long = Sample.jpeg(800, 600) + [UInt8](repeating: 0, count: 19_000_000)
    let found = try await problems([long, long], limits) { words in
      told.withLock { $0.append(words) }
    }
    #expect(found.count == 1)
    #expect(found[0].value.contains("signal"), "\(found)")
    #expect(told.withLock { $0.count } == 1)
  }

  @Test("a picture that takes too long is refused, and its process is gone")
  func slow() async throws {
    var limits = EvidenceLimits()
    limits.mergeProcessorSeconds = 1
    let slow = Sample.jpeg(5000, 4000, .page, isProgressive: true)
    let start = SteadyTime.milliseconds
    let found = try await problems([Sample.jpeg(800, 600)] + [slow, slow, slow, slow], limits)
    #expect(found.count == 1 && found[0].path.hasPrefix("files[") && found[0].path != "files[0]")
    #expect(found[0].allowed.en.hasPrefix("too complex to be read in time"))
    limits.mergeProcessorSeconds = 100
    limits.mergeSeconds = 0
    #expect(try await problems([slow], limits)[0].allowed.zh.contains("在限定的时间内"))
    #expect(SteadyTime.milliseconds - start < 60_000)
    #expect(try DiskFile.names(in: work.path).isEmpty)
  }

  @Test("a program that is another one is the platform's fault and no problem of the files")
  func otherProgram() async throws {
    let photograph = Sample.jpeg(800, 600)
    for (program, reason) in [
      ("/bin/true", "merge-evidence: its answer makes no sense"),
      ("/bin/false", "merge-evidence: status 1: "),
      ("/bin/no-such-program", "merge-evidence: status 127: "),
    ] {
      let workshop = try EvidenceWorkshop(
        limits: EvidenceLimits(), folder: work.path, program: program)
      let failure = await #expect(throws: EvidenceFailure.self) {
        try await workshop.prepare([photograph])
      }
      guard case .unavailable(let words) = failure else {
        Issue.record("\(program): \(failure as Any)")
        continue
      }
      #expect(words.hasPrefix(reason), "\(words)")
    }
  }

  @Test("who comes when too many wait is told to come back, and nobody is forgotten")
  func busy() async throws {
    var limits = EvidenceLimits()
    limits.waiting = 1
    let workshop = try work.workshop(limits)
    let photograph = Sample.jpeg(2500, 2000, .page)
    let outcomes = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<6 {
        group.addTask { (try? await workshop.prepare([photograph])) != nil }
      }
      return await group.reduce(into: [true: 0, false: 0]) { $0[$1, default: 0] += 1 }
    }
    #expect((outcomes[true] ?? 0) >= 2)
    #expect((outcomes[false] ?? 0) >= 1)
    #expect(try await workshop.prepare([photograph]).pages == 1)
    #expect(try DiskFile.names(in: work.path).isEmpty, "no temporary file is left")
  }

  // MARK: What an end means

  @Test("faults and limits of time are problems of the file, all else is ours to mend")
  func ends() {
    let limits = EvidenceLimits()
    func reply(_ end: Subprocess.End, _ errors: String = "luohu: file 1\n") -> MergeReply {
      MergeReply(
        Subprocess.Outcome(end: end, output: [], errors: Array(errors.utf8)), limits, files: 2)
    }
    for signal in [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSYS, SIGXFSZ, SIGXCPU] {
      guard case .refused(let problems) = reply(.signalled(signal)) else {
        Issue.record("signal \(signal)")
        continue
      }
      #expect(problems.map(\.path) == ["files[1]"])
    }
    guard case .refused(let problems) = reply(.tooSlow, "luohu: file 1\nluohu: together\n") else {
      return #expect(Bool(false))
    }
    #expect(problems.map(\.path) == ["files"])
    for end in [
      Subprocess.End.signalled(SIGKILL), .signalled(SIGTERM), .exited(0), .exited(2),
      .tooMuchOutput,
    ] {
      guard case .unavailable = reply(end) else {
        Issue.record("\(end)")
        continue
      }
    }
    for words in ["", "luohu: file 2\n", "luohu: file -1\n", "file 0"] {
      #expect(MergePlace.last(in: Array(words.utf8), files: 2) == .together)
    }
  }

  // MARK: Frames

  @Test("a request survives being written and read, with every limit")
  func request() throws {
    var limits = EvidenceLimits()
    limits.steps = [EvidenceLimits.Step(longSide: 700, quality: 11)]
    // Each field changed in turn, so that one which is forgotten in the frame is found.
    let fields: [WritableKeyPath<EvidenceLimits, Int>] = [
      \.most, \.target, \.files, \.photoBytes, \.longSide, \.pixels, \.leastLongSide,
      \.scans, \.pages, \.toolProcessorSeconds, \.toolSeconds, \.toolMemory,
      \.mergeProcessorSeconds, \.mergeSeconds, \.mergeMemory, \.atOnce, \.waiting,
      \.bytesTogether,
    ]
    #expect(Mirror(reflecting: limits).children.count == fields.count + 1)
    for (place, field) in fields.enumerated() {
      limits[keyPath: field] = 1000 + place
      let request = MergeRequest(files: [[1, 2, 3], [], [4]], limits: limits, folder: "/tmp/x")
      #expect(try read(request.parts.flatMap { $0 }) == request)
    }
  }

  @Test("a request or reply that is cut short, longer or altered is none")
  func frames() throws {
    let limits = EvidenceLimits()
    let request = MergeRequest(files: [[1, 2, 3]], limits: limits, folder: "/tmp/x")
    let bytes = request.parts.flatMap { $0 }
    for count in bytes.indices {
      #expect(throws: FrameReader.Failure.self) { try read(Array(bytes.prefix(count))) }
    }
    let replies: [MergeReply] = [
      .prepared(pdf: [1, 2, 3], pages: 2), .unavailable("磁盘"),
      .refused([Problem(path: "files", value: "\"x\"", allowed: Wording("甲", "a"))]),
    ]
    for reply in replies {
      let bytes = reply.bytes
      #expect(try MergeReply(bytes, limits) == reply)
      for count in bytes.indices {
        #expect(throws: FrameReader.Failure.self) {
          try MergeReply(Array(bytes.prefix(count)), limits)
        }
      }
      #expect(throws: FrameReader.Failure.self) { try MergeReply(bytes + [0], limits) }
    }
    var small = limits
    (small.most, small.pages) = (2, 2)
    let prepared = replies[0].bytes
    #expect(throws: FrameReader.Failure.self) { try MergeReply(prepared, small) }
    (small.most, small.pages) = (3, 1)
    #expect(throws: FrameReader.Failure.self) { try MergeReply(prepared, small) }
  }

  private func read(_ bytes: [UInt8]) throws -> MergeRequest {
    var rest = bytes[...]
    return try MergeRequest { count in
      guard count <= rest.count else { throw FrameReader.Failure() }
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
  }

  /// Bytes of address space that the program has when it has just begun: it waits for input then.
  private static func ownMemory() throws -> Int {
    let sh = try Subprocess("sh", isolation: [])
    let limits = Subprocess.Limits(
      processorSeconds: 20, seconds: 60, memory: 1 << 36, output: 1 << 16)
    let script = """
      sleep 5 2>/dev/null | \(Workplace.program) merge-evidence & sleep 3
      cat /proc/$!/status; kill $!
      """
    let outcome = try sh.run(["-c", script], limits)
    let text = String(decoding: outcome.output, as: UTF8.self)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("VmPeak:") })
    return try #require(Int(line.filter(\.isNumber))) * 1024
  }
}
