import ArgumentParser
import Documents

/// One upload's own process (凭证合并进程): the server starts it, people do not.
struct MergeEvidenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge-evidence",
    abstract: "Merge the evidence that the server sends on standard input.",
    shouldDisplay: false)

  func run() throws { exitProcess(MergeWorker.run()) }
}
