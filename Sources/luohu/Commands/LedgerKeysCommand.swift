import ArgumentParser
import Casework
import Glibc
import Policy

struct LedgerKeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "Keys that sign checkpoints: make one, show its public part.",
    discussion: """
      The private key stays in a file that only its owner may read. The public line is made known as \
      widely as can be. When a key is followed by another, its line stays in the file of keys with the \
      size of its last checkpoint after it.

      EXAMPLES
        luohu ledger keys new ledger.key --name luohu.example/ledger > keys.txt
        luohu ledger keys show ledger.key
      """,
    subcommands: [New.self, Show.self])

  struct New: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "new",
      abstract: "Make a key: the private one in a new file, the public line printed.",
      discussion: """
        EXAMPLE
          luohu ledger keys new ledger.key --name luohu.example/ledger > keys.txt
        """)

    @Option(
      help: ArgumentHelp(
        "The ledger's name: visible ASCII without +, at most 100 characters.", valueName: "name"))
    var name: String
    @Argument(help: "The private key's file; must not exist yet.") var file: String

    func run() async throws {
      guard let signer = LedgerSigner(newNamed: name) else {
        throw Problem.argument(
          "--name", JSONText.quoted(name), "1至100个可见ASCII字符，不含加号",
          "1 to 100 visible ASCII characters without +")
      }
      try LedgerKeyFile.write(signer, file)
      var output = StandardOutput()
      try output.line(signer.key.description)
      try output.flush()
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Print the public line of a private key.",
      discussion: """
        EXAMPLES
          luohu ledger keys new ledger.key --name luohu.example/ledger
          luohu ledger keys show ledger.key
        """)

    @Argument(help: "The private key's file.") var file: String

    func run() async throws {
      var output = StandardOutput()
      try output.line(try LedgerKeyFile.read(file).key.description)
      try output.flush()
    }
  }
}

/// The file of a private key: its owner alone may read it (mode 0600).
enum LedgerKeyFile {
  static func write(_ signer: LedgerSigner, _ path: String) throws {
    // O_EXCL: a key is never overwritten.
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileFailure.last(path) }
    defer { close(descriptor) }
    let bytes = Array(signer.text.utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      throw FileFailure.last(path)
    }
  }

  /// - Throws: `Problems` when others may read the file, or it holds no private key.
  static func read(_ path: String) throws -> LedgerSigner {
    let bytes = try readSecretFile(path, most: 1_024)
    guard let text = String(validating: bytes, as: UTF8.self),
      let signer = LedgerSigner(text)
    else {
      throw Problem.argument(
        path, JSONText.quoted("…"), "luohu ledger keys new 写的私钥",
        "a private key as luohu ledger keys new writes it")
    }
    return signer
  }
}
