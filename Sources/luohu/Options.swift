import ArgumentParser
import PointsLaw
import Policy

/// How results are written.
enum Format: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

extension Language: ExpressibleByArgument {}

extension Language {
  /// `--lang` is remembered so that problems found before and after parsing speak it.
  static var preferred: Language {
    let arguments = CommandLine.arguments
    for (index, argument) in arguments.enumerated() {
      if argument == "--lang", index + 1 < arguments.count,
        let language = Language(rawValue: arguments[index + 1])
      {
        return language
      }
      if argument.hasPrefix("--lang="),
        let language = Language(rawValue: String(argument.dropFirst(7)))
      {
        return language
      }
    }
    return environment("LUOHU_LANG").flatMap(Language.init(rawValue:)) ?? .en
  }
}

/// Options of every command that looks at the law.
struct LawOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Language of explanations and problems: zh or en.", valueName: "lang"))
  var lang: Language = .preferred

  @Option(
    help: ArgumentHelp(
      "Read the parameter files from a folder instead of those built in.", valueName: "dir"))
  var policy: String?

  func library() throws -> Library {
    guard let policy else { return try Library.builtIn() }
    var files: [String: [UInt8]] = [:]
    for name in Library.fileNames + ["history"] {
      files[name] = try readFile("\(policy)/\(name).yaml")
    }
    return try Library { files[$0] }
  }
}

/// A cycle and the reform laid over its edition, if any.
struct CycleOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The cycle (年度) whose rules apply.", valueName: "year"))
  var cycle: Int

  @Option(
    help: ArgumentHelp(
      "Lay a what-if over the edition: a YAML file of parameter paths and values.",
      valueName: "file"))
  var reform: String?

  func rules(_ library: Library) throws -> Rules {
    guard let reform else { return try library.rules(cycle) }
    return try library.rules(cycle, reformAt: reform)
  }
}

extension Library {
  /// The rules of a cycle under a reform file; what is wrong with it names the file.
  func rules(_ cycle: Int, reformAt path: String) throws -> Rules {
    // What is wrong with the law itself is not the reform's fault.
    _ = try rules(cycle)
    let reform = try readReform(path)
    return try naming(path) { try rules(cycle, reform: reform) }
  }
}

/// Problems of a file beside the cases say which file it is, as those of parameter files do.
func naming<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as Problems {
    throw Problems(
      error.list.map { problem in
        var named = problem
        named.path = "\(path): \(problem.path)"
        return named
      })
  }
}

func readReform(_ path: String) throws -> Reform {
  let bytes = try readFile(path)
  let name = path.split(separator: "/").last.map(String.init) ?? path
  let stem = name.split(separator: ".").first.map(String.init) ?? name
  return try naming(path) { try bytes.withUnsafeBytes { try Reform(yaml: $0, name: stem) } }
}
