import Glibc
import Testing

@testable import Documents

@Suite("Tools run with limits and end when their time is over")
struct SubprocessTests {
  private static let limits = Subprocess.Limits(
    processorSeconds: 5, seconds: 5, memory: 1 << 28, output: 1 << 16)

  private func run(
    _ name: String, _ arguments: [String], _ limits: Subprocess.Limits = limits
  ) throws -> Subprocess.Outcome {
    try Subprocess(name, isolation: []).run(arguments, limits)
  }

  @Test("output, complaints and status come back; there is nothing to read")
  func outcome() throws {
    let outcome = try run("sh", ["-c", "echo out; echo bad >&2; cat; exit 3"])
    #expect(outcome.end == .exited(3))
    #expect(outcome.output == Array("out\n".utf8))
    #expect(outcome.errors == Array("bad\n".utf8))
  }

  @Test("who sleeps too long is ended with what it started")
  func tooSlow() throws {
    var limits = Self.limits
    limits.seconds = 1
    let start = SteadyTime.milliseconds
    #expect(try run("sh", ["-c", "sleep 30 & sleep 30"], limits).end == .tooSlow)
    #expect(try run("sh", ["-c", "exec >&- 2>&-; sleep 30"], limits).end == .tooSlow)
    #expect(SteadyTime.milliseconds - start < 10_000)
  }

  @Test("who computes too long is ended by the system")
  func tooBusy() throws {
    var limits = Self.limits
    limits.processorSeconds = 1
    limits.seconds = 20
    let end = try run("sh", ["-c", "while :; do :; done"], limits).end
    #expect(end == .signalled(SIGXCPU) || end == .signalled(SIGKILL))
  }

  @Test("who prints too much is ended; who wants too much memory gets none")
  func tooMuch() throws {
    #expect(try run("sh", ["-c", "yes"]).end == .tooMuchOutput)
    let memory = try run("head", ["-c", "400000000", "/dev/zero"])
    #expect(memory.end == .tooMuchOutput)
    #expect(try run("tail", ["-c", "400000000", "/dev/zero"]).end != .exited(0))
  }

  @Test("no open file of ours, no setting of ours, no network where the system lets us")
  func isolation() throws {
    let file = open("/dev/null", O_RDONLY)
    defer { close(file) }
    let outcome = try run("sh", ["-c", "ls /proc/self/fd | wc -l; env | cut -d= -f1 | sort"])
    let lines = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n")
    // Standard input, output, errors, and the folder that `ls` reads.
    #expect(lines.first == "4")
    let ours: Set<Substring> = ["LC_ALL", "PATH", "SWIFT_BACKTRACE"]
    #expect(Set(lines.dropFirst()).subtracting(ours).isSubset(of: ["PWD", "OLDPWD", "SHLVL", "_"]))
    let isolation = Subprocess.networkIsolation()
    if !isolation.isEmpty {
      let outcome = try Subprocess("cat", isolation: isolation).run(["/proc/net/dev"], Self.limits)
      let text = String(decoding: outcome.output, as: UTF8.self)
      #expect(outcome.end == .exited(0))
      #expect(!text.contains("eth"))
    }
  }

  @Test("what it reads is written as fast as it reads, and not at all once it has ended")
  func input() throws {
    let large = [UInt8](repeating: 7, count: 3_000_000)
    var limits = Self.limits
    limits.output = 1 << 23
    let sh = try Subprocess("sh", isolation: [])
    let back = try sh.run(["-c", "cat"], limits, input: [[1, 2], [], large, [3]])
    #expect(back.end == .exited(0) && back.output == [1, 2] + large + [3])
    #expect(try sh.run(["-c", "exit 4"], limits, input: [large]).end == .exited(4))
    #expect(try sh.run(["-c", "head -c 1"], limits, input: [large]).output == [7])
    limits.seconds = 1
    #expect(try sh.run(["-c", "sleep 30"], limits, input: [large]).end == .tooSlow)
  }

  @Test("it gets no new rights, and ends with whoever started it")
  func restrained() throws {
    let status = try run("grep", ["NoNewPrivs", "/proc/self/status"])
    #expect(status.output == Array("NoNewPrivs:\t1\n".utf8))
    // What our child starts in the same way has a group of its own, which is not ended with the child's.
    let inner = "setsid setpriv --pdeathsig=KILL -- sleep 30 & echo $!; sleep 30"
    var limits = Self.limits
    limits.seconds = 1
    let outcome = try run("sh", ["-c", inner], limits)
    #expect(outcome.end == .tooSlow)
    let text = String(decoding: outcome.output, as: UTF8.self)
    let process = try #require(pid_t(text.split(separator: "\n").first ?? ""))
    #expect(eventually { kill(process, 0) != 0 })
  }

  private func eventually(_ holds: () -> Bool) -> Bool {
    for _ in 0..<200 {
      if holds() { return true }
      usleep(10_000)
    }
    return false
  }

  @Test("a program that is missing is named")
  func missing() {
    let failure = #expect(throws: SystemFailure.self) { try run("no-such-program", []) }
    #expect(failure?.description == "find no-such-program: No such file or directory")
  }
}
