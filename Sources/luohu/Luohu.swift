import ArgumentParser
import Casework
import Policy
import Store

/// 落户: the settlement platform's command line.
@main
struct Luohu: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "luohu",
    abstract: "Points-based settlement (积分落户): compute its law, and serve it.",
    discussion: """
      The law: score, explain, choose, compare, outlook and gap look at one applicant; rank, \
      simulate and population at a whole city; validate and policy at files and parameters.
      The service: serve gives the pages, the API and, over a store, the service that people, \
      employers and staff sign in to; store, ledger, keys, clock, outbox and accounts look after it.

      Facts come in the case format: a YAML or JSON file with one case, or JSON Lines with one case \
      a line (also gzip, and standard input).

      EXAMPLES
        luohu score --cycle 2020 examples/applicant.yaml
        luohu explain --cycle 2020 --lang zh examples/applicant.yaml
        luohu population --size 10000 > population.jsonl
        luohu rank --cycle 2020 --quota 500 population.jsonl > ranking.csv

      EXIT STATUS
        0   done
        1   a file or a store could not be read or written, or a check found faults
        2   problems in the input, the parameters or the arguments' values; each is named
        3   a receipt or a signature waits (luohu ledger)
        64  the command line itself is wrong

      ENVIRONMENT
        LUOHU_LANG   zh or en, when --lang is not given
        NO_COLOR     no colour, even on a terminal
      """,
    version: "0.1.0",
    subcommands: [
      ScoreCommand.self, ExplainCommand.self, ChooseCommand.self, CompareCommand.self,
      OutlookCommand.self, GapCommand.self, RankCommand.self, SimulateCommand.self,
      PopulationCommand.self, ValidateCommand.self, PolicyCommand.self, StoreCommand.self,
      LedgerCommand.self, KeysCommand.self, ClockCommand.self, OutboxCommand.self,
      AccountsCommand.self,
      ServeCommand.self, BenchCommand.self,
      MergeEvidenceCommand.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let problems as Problems {
      StandardError.write(problems.list, Language.preferred)
      exitProcess(2)
    } catch let failure as FileFailure {
      StandardError.line(failure.description)
      exitProcess(1)
    } catch let failure as LedgerFileFailure {
      StandardError.line(FileFailure(path: failure.path, reason: failure.reason).description)
      exitProcess(1)
    } catch let failure as VaultFailure {
      StandardError.line("luohu: \(failure.reason[.preferred])")
      exitProcess(1)
    } catch let failure as StoreFailure {
      StandardError.line("luohu: \(failure.wording[.preferred])")
      exitProcess(1)
    } catch let failure as SQLFailure {
      StandardError.line("luohu: \(StoreFailure(failure).wording[.preferred])")
      exitProcess(1)
    } catch {
      exit(withError: error)
    }
  }
}
