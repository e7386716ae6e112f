import Foundation
import Testing

/// Protects the command line itself: what it takes, which status it ends with, and where it writes
/// (case-format.md; `luohu --help`, EXIT STATUS).
@Suite("The command line")
struct CommandTests {
  // MARK: Kinds of input

  @Test("a case is the same from YAML, JSON, JSON Lines, gzip and standard input")
  func inputs() async throws {
    let folder = try Folder()
    let line = Sample.person("甲", years: 9)
    let command = "score --cycle 2020 --format json "
    // Every JSON document is a YAML document.
    try folder.write("a.yaml", line)
    try folder.write("a.yml", line)
    try folder.write("a.json", line.replacingOccurrences(of: ", ", with: ",\n  "))
    try folder.write("a.jsonl", line + "\n")
    let zipped = try await folder.gzip("b.jsonl", line + "\n")
    let expected = try await Command.run(command + "a.jsonl", in: folder)
    #expect(expected.status == 0)
    #expect(expected.output.hasPrefix(#"{"id": "甲", "cycle": 2020, "edition": "rules-2020""#))
    #expect(expected.output.contains(#""total": "51.50""#))
    for name in ["a.yaml", "a.yml", "a.json", zipped] {
      let found = try await Command.run(command + name, in: folder)
      #expect(found.status == 0, "\(name): \(found.errors)")
      #expect(found.output == expected.output, "\(name)")
    }
    for arguments in [command, command + "-"] {
      let found = try await Command.run(arguments, input: line, in: folder)
      #expect(found.output == expected.output)
    }
    let gzip = try Data(contentsOf: folder[zipped])
    let piped = try await Command.run(
      ["score", "--cycle", "2020", "--format", "json"], input: gzip, in: folder)
    #expect(piped.output == expected.output, "standard input may be gzip too")
  }

  @Test("line ends, a byte-order mark and a missing last line end change nothing")
  func lineEnds() async throws {
    let lines = [Sample.person("a"), Sample.person("b", years: 8), Sample.person("c", years: 9)]
    let rank = "rank --cycle 2020 --quota 2"
    let expected = try await Command.run(rank, input: lines.joined(separator: "\n") + "\n")
    #expect(expected.status == 0)
    #expect(expected.output.split(separator: "\n").count == 4)
    for text in [
      lines.joined(separator: "\n"), lines.joined(separator: "\r\n") + "\r\n",
      "\u{FEFF}" + lines.joined(separator: "\n"), "  " + lines.joined(separator: " \n\t"),
    ] {
      let found = try await Command.run(rank, input: text)
      #expect(found.status == 0, "\(found.errors)")
      #expect(found.output == expected.output)
    }
  }

  @Test("the same input gives the same bytes in the same order, over several blocks")
  func deterministic() async throws {
    // More than a block of 1 MiB; blocks are worked on side by side.
    let tail = String(repeating: "-", count: 8000)
    let folder = try Folder()
    let numbers = (0..<140).map { $0 * 97 % 149 }
    try folder.write(
      "people.jsonl",
      numbers.map { Sample.person("P-\($0)\(tail)", years: 7 + $0 % 15) + "\n" }.joined())
    let first = try await Command.run("rank --cycle 2020 --quota 60 people.jsonl", in: folder)
    let second = try await Command.run("rank --cycle 2020 --quota 60 people.jsonl", in: folder)
    #expect(first.status == 0)
    #expect(first.bytes == second.bytes)
    #expect(first.errors == second.errors)
    let scores = try await Command.run("score --cycle 2020 --format json people.jsonl", in: folder)
    let order = scores.output.split(separator: "\n").map { line in
      Int(line.dropFirst(#"{"id": "P-"#.count).prefix { $0 != "-" })
    }
    #expect(order == numbers, "in the order of the file")
  }

  // MARK: Statuses

  @Test(
    "the command line itself is wrong: 64 and how it is used",
    arguments: [
      "rank --cycle 2020 people.jsonl", "rank --cycle 2020 --quota 1 --cut-off 90 people.jsonl",
      "rank --quota 1 people.jsonl", "rank --cycle 2020 --quota 1.5 people.jsonl",
      "rank --cycle twenty --quota 1 people.jsonl", "score applicant.yaml",
      "score --cycle 2020 --format xml applicant.yaml",
      "score --cycle 2020 --lang fr applicant.yaml",
      "score --cycle 2020 applicant.yaml study.yaml", "score --cycle 2020 --typo applicant.yaml",
      "simulate --cycle 2020", "simulate --cycle 2020 --size 5 people.jsonl",
      "simulate --cycle 2020 --quota 1 --cut-off 90 people.jsonl",
      "outlook --cycle 2020 --growth 3 --cut-off 90 applicant.yaml", "unknown",
      "policy diff trial-2019", "policy cite",
    ])
  func usage(arguments: String) async throws {
    let result = try await Command.run(arguments)
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("Usage: luohu"))
  }

  @Test(
    "a value that is not allowed: 2, its name, the value and what is allowed",
    arguments: [
      ("rank --cycle 2020 --quota 0 people.jsonl", "--quota: 0: a whole number, 1 or more"),
      ("rank --cycle 2020 --quota=-1 people.jsonl", "--quota: -1: a whole number, 1 or more"),
      (
        "rank --cycle 2020 --cut-off 97.135 people.jsonl",
        "--cut-off: \"97.135\": points with at most two decimals"
      ),
      (
        "rank --cycle 2020 --cut-off many people.jsonl",
        "--cut-off: \"many\": points with at most two decimals"
      ),
      (
        "score --cycle 2017 applicant.yaml",
        "cycle: 2017: a cycle that an edition covers: 2018 or later"
      ),
      ("score --cycle 12020 applicant.yaml", "cycle: 12020: a year of four digits"),
      ("simulate --cycle 2020 --quota 0 people.jsonl", "--quota: 0: a whole number, 1 or more"),
      ("outlook --cycle 2020 --years 0 applicant.yaml", "--years: 0: 1 to 30"),
      ("gap --cycle 2020 --years 31 applicant.yaml", "--years: 31: 1 to 30"),
      (
        "policy diff rules-2019 rules-2020",
        "edition: \"rules-2019\": trial-2018, trial-2019, rules-2020"
      ),
      ("population --size 0", "--size: 0: 1 to 100000000"),
    ])
  func values(arguments: String, message: String) async throws {
    let result = try await Command.run(arguments)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors == message + "\n")
  }

  @Test("a quota of 0 in a reform is refused as one on the command line is")
  func reformQuota() async throws {
    let folder = try Folder()
    try folder.write("none.yaml", "ranking.quota: 0\n")
    try folder.write("people.jsonl", Sample.lines("a", "b"))
    let result = try await Command.run(
      "simulate --cycle 2020 --reform none.yaml people.jsonl", in: folder)
    #expect(result.status == 2, "\(result.output)")
    #expect(result.errors.contains("ranking.quota"))
  }

  @Test(
    "a file that cannot be read or written: 1 and its name",
    arguments: [
      "score --cycle 2020 absent.yaml", "rank --cycle 2020 --quota 1 absent.jsonl",
      "score --cycle 2020 --claims absent.json applicant.yaml",
      "score --cycle 2020 --reform absent.yaml applicant.yaml", "validate absent.jsonl.gz",
      "simulate --cycle 2020 --chart absent/chart.svg people.jsonl",
      "rank --cycle 2020 --quota 1 /tmp",
    ])
  func files(arguments: String) async throws {
    let result = try await Command.run(arguments)
    #expect(result.status == 1)
    #expect(result.errors.hasPrefix("luohu: "))
    #expect(result.errors.split(separator: "\n").count == 1)
    let chinese = try await Command.run(
      arguments.split(separator: " ").map(String.init), environment: ["LUOHU_LANG": "zh"])
    #expect(chinese.errors.contains(/: (没有这个文件或文件夹|是文件夹)\n/), "\(chinese.errors)")
  }

  @Test("damaged, cut-off and empty gzip data are named, never half a ranking")
  func damagedGzip() async throws {
    let folder = try Folder()
    let name = try await folder.gzip(
      "p.jsonl", (0..<50).map { Sample.person("\($0)") + "\n" }.joined())
    let whole = try Data(contentsOf: folder[name])
    var flipped = whole
    flipped[whole.count / 2] ^= 0xFF
    var checksum = whole
    checksum[whole.count - 6] ^= 0xFF
    for (file, data) in [
      ("cut", whole.prefix(whole.count / 2)), ("short", whole.dropLast(4)), ("flipped", flipped),
      ("checksum", checksum),
    ] {
      try folder.write("\(file).jsonl.gz", Data(data))
      let result = try await Command.run("rank --cycle 2020 --quota 1 \(file).jsonl.gz", in: folder)
      #expect(result.status == 1, "\(file)")
      #expect(result.output.isEmpty, "\(file)")
      #expect(result.errors.contains("\(file).jsonl.gz"), "\(file): \(result.errors)")
      #expect(result.errors.contains("damaged"), "\(file): \(result.errors)")
    }
  }

  @Test("a full disk is a status of 1")
  func fullDisk() async throws {
    let result = try await Command.run(
      URL(fileURLWithPath: "/bin/sh"),
      ["-c", "\"$0\" rank --cycle 2020 --quota 1 people.jsonl > /dev/full", Command.binary.path],
      in: Command.golden)
    #expect(result.status == 1)
    #expect(result.errors.contains("standard output"))
  }

  // MARK: Language and colour

  @Test("the language is that of --lang, else of LUOHU_LANG, else English")
  func language() async throws {
    let arguments = ["rank", "--cycle", "2020", "--quota", "0", "people.jsonl"]
    let zh = "--quota: 0: 不小于1的整数\n"
    let en = "--quota: 0: a whole number, 1 or more\n"
    #expect(try await Command.run(arguments).errors == en)
    #expect(try await Command.run(arguments + ["--lang", "zh"]).errors == zh)
    #expect(try await Command.run(arguments + ["--lang=zh"]).errors == zh)
    #expect(try await Command.run(arguments, environment: ["LUOHU_LANG": "zh"]).errors == zh)
    #expect(
      try await Command.run(arguments + ["--lang", "en"], environment: ["LUOHU_LANG": "zh"]).errors
        == en)
  }

  // MARK: On a terminal

  /// What a terminal shows, standard output and standard error together.
  private func terminal(
    _ command: String, environment: [String: String] = [:]
  ) async throws -> String {
    let result = try await Command.run(
      URL(fileURLWithPath: "/usr/bin/script"),
      ["--quiet", "--return", "--command", "\(Command.binary.path) \(command)", "/dev/null"],
      environment: environment, in: Command.golden)
    #expect(result.status == 0, "\(result.output)")
    return result.output
  }

  @Test(
    "colour on a terminal, unless NO_COLOR is set to something (no-color.org)",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")),
    arguments: [
      ([:], true), (["NO_COLOR": ""], true), (["NO_COLOR": "1"], false), (["NO_COLOR": "0"], false),
      (["CLICOLOR": "0"], true), (["NO_COLOR": "1", "CLICOLOR_FORCE": "1"], false),
    ] as [([String: String], Bool)])
  func colour(environment: [String: String], isOn: Bool) async throws {
    let shown = try await terminal("score --cycle 2020 applicant.yaml", environment: environment)
    #expect(shown.contains("\u{1B}[1m") == isOn)
  }

  @Test(
    "long work shows how far it is, on a terminal only, and clears the line at the end",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")),
    arguments: [
      ("validate people.jsonl", "16 cases"), ("validate --lang zh people.jsonl", "16份"),
      ("simulate --cycle 2020 --size 1000", "1000 of 1000 cases"),
      ("simulate --cycle 2020 --size 1000 --lang zh", "共1000份，已完成1000份"),
      ("simulate --cycle 2020 people.jsonl", "16 cases"),
      ("rank --cycle 2020 --quota 5 people.jsonl", "16 cases"),
      ("bench --size 1000 --runs 1", "simulate, law and one reform 1/1"),
    ])
  func progress(command: String, shown: String) async throws {
    let clear = "\r\u{1B}[K"
    let stages = command.contains("simulate --cycle 2020 --size") ? 2 : 1
    let seen = try await terminal(command)
    #expect(
      seen.components(separatedBy: clear + shown + clear).count > stages, "\(seen)")
    guard !command.hasPrefix("bench") else { return }
    let piped = try await Command.run(command)
    #expect(!(piped.output + piped.errors).contains("\u{1B}"))
  }

  // MARK: Help

  static let commands = [
    "score", "explain", "choose", "compare", "outlook", "gap", "rank", "simulate", "population",
    "validate", "policy", "policy editions", "policy parameters", "policy readings", "policy names",
    "policy cite", "policy diff", "bench", "bench engine", "bench store", "store", "store migrate",
    "store status", "store check", "store backup", "store restore", "store rebuild",
    "bench ledger", "ledger", "ledger verify", "ledger prove", "ledger verify-receipt",
    "ledger export", "ledger check", "ledger sign", "ledger reopen", "ledger keys",
    "ledger keys new", "ledger keys show", "ledger sample",
    "keys", "keys new", "keys status", "keys rotate", "keys retire", "clock", "outbox",
    "outbox status", "outbox retry",
  ]

  @Test("help names what a command does and how it is used, with examples", arguments: commands)
  func help(command: String) async throws {
    let result = try await Command.run(command + " --help")
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    #expect(result.output.hasPrefix("OVERVIEW: "))
    #expect(result.output.contains("USAGE: luohu \(command)"))
    #expect(!Self.examples(result.output).isEmpty)
  }

  /// The lines under EXAMPLE or EXAMPLES, as somebody would paste them.
  private static func examples(_ help: String) -> [String] {
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0.hasPrefix("EXAMPLE") }) else { return [] }
    return lines[(start + 1)...].prefix { !$0.isEmpty }.map(String.init)
  }

  @Test("the examples fit 80 columns and work when pasted, in order", arguments: [""] + commands)
  func helpExamples(command: String) async throws {
    let examples = Self.examples(try await Command.run(command + " --help").output)
    for (index, line) in examples.enumerated() {
      #expect(line.count <= 80, "\(line)")
      let goesOn = index > 0 && examples[index - 1].hasSuffix("\\")
      #expect(line.hasPrefix(goesOn ? "    " : "  luohu "), "wrapped: \(line)")
    }
    let folder = try Folder()
    let repository = Command.editions.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    try FileManager.default.createSymbolicLink(
      at: folder["examples"], withDestinationURL: repository.appendingPathComponent("examples"))
    // The same with fewer people, so that a test does not wait for them.
    let script = examples.joined(separator: "\n")
      .replacing(/--size [0-9]+/, with: "--size 1000").replacing(/--runs [0-9]+/, with: "--runs 1")
      .replacing(/--leaves [0-9]+/, with: "--leaves 1000")
    let path = "\(Command.binary.deletingLastPathComponent().path):/usr/bin:/bin"
    let result = try await Command.run(
      URL(fileURLWithPath: "/bin/bash"), ["-e", "-o", "pipefail", "-c", script],
      environment: ["PATH": path], in: folder.url)
    #expect(result.status == 0, "\(script): \(result.errors)")
    #expect(!result.errors.contains("luohu:"), "\(result.errors)")
  }

  @Test(
    "the root's help says what the program is for, and lists commands, exit statuses and environment"
  )
  func rootHelp() async throws {
    let help = try await Command.run("--help").output
    let all = Self.commands.filter { !$0.contains(" ") } + ["accounts", "serve"]
    let overview = help.prefix(upTo: try #require(help.range(of: "EXAMPLES")).lowerBound)
    #expect(overview.hasPrefix("OVERVIEW: ") && overview.contains("and serve it"))
    let words = Set(overview.split { !$0.isLetter })
    for command in all {
      #expect(help.contains("\n  \(command) "), "\(command)")
      #expect(command == "bench" || words.contains(command[...]), "\(command)")
    }
    for word in ["EXIT STATUS", "64", "LUOHU_LANG", "NO_COLOR", "EXAMPLES"] {
      #expect(help.contains(word))
    }
    #expect(try await Command.run("--version").status == 0)
  }

  @Test("completion scripts for the three shells", arguments: ["bash", "zsh", "fish"])
  func completion(shell: String) async throws {
    let result = try await Command.run("--generate-completion-script \(shell)")
    #expect(result.status == 0)
    for command in Self.commands where !command.contains(" ") {
      #expect(result.output.contains(command), "\(command)")
    }
    guard shell == "bash" else { return }
    let folder = try Folder()
    try folder.write("luohu.bash", result.output)
    let check = try await Command.run(
      URL(fileURLWithPath: "/bin/bash"), ["-n", "luohu.bash"], in: folder.url)
    #expect(check.status == 0, "\(check.errors)")
  }

  @Test("the examples of the repository run")
  func examples() async throws {
    let examples = Command.editions.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("examples")
    guard FileManager.default.fileExists(atPath: examples.path) else { return }
    for name in try FileManager.default.contentsOfDirectory(atPath: examples.path).sorted() {
      let path = examples.appendingPathComponent(name).path
      let applicant = examples.appendingPathComponent("applicant.yaml").path
      var arguments = ["score", "--cycle", "2020"]
      if name.hasPrefix("reform") { arguments += ["--reform", path, applicant] }
      if name.hasPrefix("claims") { arguments += ["--claims", path, applicant] }
      if name == "applicant.yaml" { arguments.append(path) }
      guard arguments.count > 3 else { continue }
      let result = try await Command.run(arguments)
      #expect(result.status == 0, "\(name): \(result.errors)")
      #expect(result.errors.isEmpty)
    }
  }
}
