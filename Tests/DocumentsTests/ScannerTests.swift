import Casework
import Glibc
import TestKit
import Testing

@testable import Documents

@Suite("The scanner answers, or says why it does not")
struct ScannerTests {
  private let work: Workplace

  init() throws { work = try Workplace() }

  /// What every scanner's test calls a virus; harmless.
  private static let sample = Array("LUOHU-STANDARD-SCANNER-TEST-FILE".utf8)

  // MARK: The daemon itself

  @Test("clamd finds what its database names, over a local socket and over TCP")
  func daemon() async throws {
    let clamd = try await Clamd(in: work.path, knowing: Self.sample, as: "Luohu-Test")
    let local = ClamAV.Address.local(path: clamd.socket)
    let network = ClamAV.Address.network(host: "127.0.0.1", port: UInt16(clamd.port))
    for address in [local, network] {
      let scanner = ClamAV(address)
      #expect(await scanner.scan(Self.sample) == .infected("Luohu-Test.UNOFFICIAL"))
      #expect(await scanner.scan(Array("harmless".utf8)) == .clean)
      #expect(await scanner.scan([]) == .clean)
      #expect(await scanner.scan(Sample.jpeg(2000, 1500, .noisyPage)) == .clean)
    }
    // Larger than its StreamMaxLength of one megabyte: it hangs up in the middle, having said why.
    let large = await ClamAV(local).scan([UInt8](repeating: 1, count: 3 << 20))
    guard case .unavailable(let reason) = large else { return #expect(Bool(false), "\(large)") }
    #expect(reason.contains("size limit exceeded"))
    try await clamd.stop()
    for address in [local, network] {
      guard case .unavailable(let reason) = await ClamAV(address).scan([1]) else {
        return #expect(Bool(false), "the daemon has ended")
      }
      #expect(reason.contains("connect"))
    }
  }

  // MARK: Others in its place

  @Test(
    "answers are read exactly",
    arguments: [
      ("stream: OK\0", ScanVerdict.clean), ("stream: Eicar-Test FOUND\0", .infected("Eicar-Test")),
      ("stream: OK", .unavailable("the scanner's answer is cut short: stream: OK")),
      ("", .unavailable("the scanner's answer is cut short: ")),
      ("stream:  FOUND\0", .unavailable("the scanner says: stream:  FOUND")),
      ("stream: OK FOUND\0", .infected("OK")),
      ("OK\0", .unavailable("the scanner says: OK")),
      (
        "INSTREAM size limit exceeded. ERROR\0",
        .unavailable("the scanner says: INSTREAM size limit exceeded. ERROR")
      ),
      (
        "HTTP/1.1 400 Bad Request\r\n\r\n\0",
        .unavailable("the scanner says: HTTP/1.1 400 Bad Request")
      ),
    ])
  func answers(reply: String, verdict: ScanVerdict) async throws {
    let server = try FakeDaemon(work) { connection in
      connection.drain()
      connection.send(Array(reply.utf8))
    }
    #expect(await ClamAV(server.address).scan(Self.sample) == verdict)
  }

  @Test("the bytes arrive whole in the pieces of INSTREAM")
  func protocolBytes() async throws {
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let server = try FakeDaemon(work) { connection in
      let received = connection.drain()
      var place = 10
      var content: [UInt8] = []
      while place + 4 <= received.count {
        let length = received[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
        if length == 0 { break }
        content += received[place + 4..<min(received.count, place + 4 + length)]
        place += 4 + length
      }
      let isRight =
        received.starts(with: Array("zINSTREAM\0".utf8)) && content == bytes
        && place + 4 == received.count
      connection.send(Array((isRight ? "stream: OK\0" : "stream: Wrong FOUND\0").utf8))
    }
    #expect(await ClamAV(server.address).scan(bytes) == .clean)
  }

  @Test("who never answers, never reads or hangs up costs no longer than the deadline")
  func slow() async throws {
    let large = [UInt8](repeating: 1, count: 4 << 20)
    let silent = try FakeDaemon(work) { $0.pause() }
    let start = SteadyTime.milliseconds
    for bytes in [Self.sample, large] {
      let verdict = await ClamAV(silent.address, milliseconds: 300).scan(bytes)
      guard case .unavailable(let reason) = verdict else {
        return #expect(Bool(false), "\(verdict)")
      }
      #expect(reason.contains("timed out"))
    }
    // It would be two minutes; a busy machine takes its time to come back to the test.
    #expect(SteadyTime.milliseconds - start < 60_000)
    let rude = try FakeDaemon(work) { _ in }
    for bytes in [Self.sample, large] {
      guard case .unavailable = await ClamAV(rude.address, milliseconds: 2000).scan(bytes) else {
        return #expect(Bool(false), "it hung up")
      }
    }
    let endless = try FakeDaemon(work) { connection in
      connection.drain()
      for _ in 0..<100 { connection.send([UInt8](repeating: 0x41, count: 1000)) }
    }
    guard case .unavailable = await ClamAV(endless.address, milliseconds: 2000).scan([1]) else {
      return #expect(Bool(false), "no end of an answer is no answer")
    }
  }

  @Test("what is larger than the scanner takes is not sent; nobody there is said with the address")
  func notAsked() async {
    let nowhere = ClamAV(.local(path: "\(work.path)/nobody"), mostBytes: 10)
    #expect(
      await nowhere.scan([UInt8](repeating: 0, count: 11))
        == .unavailable("11 bytes are more than the scanner takes (10)"))
    #expect(
      await nowhere.scan([UInt8](repeating: 0, count: 10))
        == .unavailable("connect \(work.path)/nobody: No such file or directory"))
    let long = ClamAV(.local(path: String(repeating: "x", count: 200)))
    guard case .unavailable = await long.scan([1]) else { return #expect(Bool(false), "too long") }
    #expect(await NoScanner().scan([1]) == .omitted)
  }

  @Test("of several verdicts the worst counts: infected before unanswered before clean")
  func together() {
    #expect(ScanVerdict.together([]) == .clean)
    #expect(ScanVerdict.together([.clean, .unavailable("x"), .omitted]) == .unavailable("x"))
    #expect(ScanVerdict.together([.clean, .omitted, .clean]) == .omitted)
    #expect(ScanVerdict.together([.unavailable("x"), .infected("y")]) == .infected("y"))
  }
}
