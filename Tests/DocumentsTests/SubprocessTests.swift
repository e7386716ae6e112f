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
    #expect(Set(lines.dropFirst()).isSubset(of: ["LC_ALL", "PATH", "PWD", "OLDPWD", "SHLVL", "_"]))
    let isolation = Subprocess.networkIsolation()
    if !isolation.isEmpty {
      let outcome = try Subprocess("cat", isolation: isolation).run(["/proc/net/dev"], Self.limits)
      let text = String(decoding: outcome.output, as: UTF8.self)
      #expect(outcome.end == .exited(0))
      #expect(!text.contains("eth"))
    }
  }

  @Test("a program that is missing is named")
  func missing() {
    let failure = #expect(throws: SystemFailure.self) { try run("no-such-program", []) }
    #expect(failure?.description == "find no-such-program: No such file or directory")
  }
}
