import PointsLaw
import Policy
import Units

@main struct Luohu {
  static func main() throws {
    let lib = try Library.builtIn()
    let args = CommandLine.arguments
    let rules = try lib.rules(Int(args[1])!)
    var scorer = Scorer(rules)
    var reader = CaseReader()
    while let line = readLine() {
      let bytes = Array(line.utf8)
      var w = JSONWriter()
      bytes.withUnsafeBytes { b in
        do throws(Problems) {
          let f = try reader.read(json: b)
          w.score(scorer.sheet(f), .en)
          print(w.text)
          let fast = scorer.score(f)
          if fast.total != scorer.sheet(f).total { print("FAST DIFFERS", fast.total) }
        } catch { for p in error.list { print("ERR", p.text(.en)) } }
      }
    }
  }
}
