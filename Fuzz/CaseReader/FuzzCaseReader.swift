import PointsLaw
import Policy
import Units

/// The case reader under arbitrary bytes: whatever it accepts must survive being written and read
/// again, and every total must be the sum of what stands under it.
///
/// Each input is tried as a JSON case, as a YAML case and as a choices file. A broken promise stops
/// the process, which is how libFuzzer learns of it; so does a trap, an overflow or a stray access.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCaseReader(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard Promises.isReady else { return 0 }
  let bytes = UnsafeRawBufferPointer(start: start, count: count)
  Promises.shared.check(bytes)
  return 0
}

/// What must hold for every input; one instance is reused, as `luohu` reuses it from line to line.
private final class Promises {
  nonisolated(unsafe) static let shared = Promises()

  /// The editions built into the program must load; nothing else can be checked without them.
  static let isReady: Bool = !shared.scorers.isEmpty

  private var reader = CaseReader()
  private var scorers: [Scorer]
  /// Made from the input, so that a run can be repeated.
  private var dice: UInt64 = 0

  private init() {
    let library = try? Library.builtIn()
    scorers = [2018, 2019, 2020, 2024, 2031].compactMap { cycle in
      (try? library?.rules(cycle)).map { Scorer($0) }
    }
    expect(scorers.count == 5, "the built-in editions load")
  }

  func check(_ bytes: UnsafeRawBufferPointer) {
    dice = bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    let json = outcome { reader throws(Problems) in try reader.read(json: bytes) }
    let yaml = outcome { reader throws(Problems) in try reader.read(yaml: bytes) }
    if let json { check(json) }
    if let yaml, yaml != json { check(yaml) }
    let filing = outcome { reader throws(Problems) in try reader.readFiling(json: bytes) }
    if let filing, let facts = Promises.example, filing.problems(with: facts).isEmpty {
      for place in scorers.indices {
        check(facts, filing, place, best: scorers[place].score(facts).total)
      }
    }
    _ = outcome { reader throws(Problems) in try reader.readFiling(yaml: bytes) }
  }

  /// What the reader gives, or `nil` when it refuses; a refusal must say why.
  private func outcome<Value>(
    _ read: (inout CaseReader) throws(Problems) -> Value
  ) -> Value? {
    do throws(Problems) {
      return try read(&reader)
    } catch {
      expect(!error.list.isEmpty, "a refusal names a problem")
      for problem in error.list {
        expect(Promises.isOneLine(problem.text(.zh)), "a problem is one line of text")
        expect(Promises.isOneLine(problem.text(.en)), "a problem is one line of text")
      }
      return nil
    }
  }

  private func check(_ facts: Facts) {
    let written = Promises.json(facts)
    let again = written.withUnsafeBytes { buffer in
      outcome { reader throws(Problems) in try reader.read(json: buffer) }
    }
    expect(again == facts, "facts survive being written as JSON and read again")
    // YAML folds or refuses some characters that JSON keeps, so only plain text is compared.
    if written.allSatisfy({ $0 < 0x80 }) {
      let asYAML = written.withUnsafeBytes { buffer in
        outcome { reader throws(Problems) in try reader.read(yaml: buffer) }
      }
      expect(asYAML == facts, "JSON is read alike as YAML")
    }
    for place in scorers.indices { check(facts, place) }
  }

  private func check(_ facts: Facts, _ place: Int) {
    let sheet = scorers[place].sheet(facts)
    let lines = sheet.lines.reduce(0) { $0 + $1.points.hundredths }
    let indicators = Indicator.allCases.reduce(0) { $0 + sheet.points(of: $1).hundredths }
    expect(sheet.total.hundredths == lines, "the total is the sum of the lines")
    expect(sheet.total.hundredths == indicators, "the total is the sum of the indicators")
    let score = scorers[place].score(facts)
    expect(score.total == sheet.total, "the score without steps has the same total")
    expect(score.isEligible == sheet.isEligible, "and the same answer on eligibility")
    expect(sheet.filing.problems(with: facts).isEmpty, "the best filing can be filed")
    expect(
      scorers[place].score(facts, filing: sheet.filing).total == sheet.total,
      "filing the best choices gives the best total")
    for other in sheet.alternatives ?? [] {
      expect(other.total <= sheet.total, "no alternative beats the best filing")
    }
    check(facts, anyFiling(facts), place, best: score.total)
    var writer = JSONWriter()
    writer.score(sheet, .zh)
    expect(Promises.isJSON(writer.bytes), "a score sheet is printed as JSON")
  }

  /// A caller's own choices never beat the best ones.
  private func check(_ facts: Facts, _ filing: Filing, _ place: Int, best: Points) {
    let own = scorers[place].sheet(facts, filing: filing)
    expect(own.total <= best, "a caller's choices never beat the best filing")
    expect(
      scorers[place].score(facts, filing: filing).total == own.total,
      "choices score alike with and without the steps")
  }

  /// Choices as good as any, the same for the same input.
  private func anyFiling(_ facts: Facts) -> Filing {
    var state = dice
    func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % sides
    }
    func pick(_ count: Int) -> Int? { count == 0 ? nil : roll(count) }
    return Filing(
      credential: pick(facts.credentials.count), innovation: pick(facts.innovation.count),
      taxRoute: Filing.TaxRoute.allCases[roll(2)],
      leftOut: facts.residences.indices.filter { _ in roll(2) == 0 })
  }

  // MARK: Texts

  private static func json(_ facts: Facts) -> [UInt8] {
    var writer = JSONWriter()
    writer.facts(facts)
    return writer.bytes
  }

  /// Nothing that would begin a line of its own or steer a terminal.
  private static func isOneLine(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }

  private static func isJSON(_ bytes: [UInt8]) -> Bool {
    let document = Document()
    return bytes.withUnsafeBytes { buffer in (try? document.read(json: buffer)) != nil }
  }

  /// A case on which choices files are tried: something of every kind of choice.
  private static let example: Facts? = {
    let insurance = InsuranceType.allCases.map {
      InsuranceSpell($0, MonthSpan(Month(2009, 11), Month(2019, 12)), .daxing)
    }
    return Facts(
      id: "choices", birthDate: CivilDate(1980, 5, 17) ?? CivilDate.last(of: Month(1980, 5)),
      sex: .female, post: .worker, household: .urban, insurance: insurance,
      residences: [
        Residence(.ownHome, owner: .self, MonthSpan(Month(2009, 1), Month(2012, 8)), .changping),
        Residence(.rental, MonthSpan(Month(2017, 2), Month(2018, 2)), .haidian),
        Residence(.dormitory, MonthSpan(Month(2018, 3), Month(2019, 4)), .yizhuang),
      ],
      credentials: [
        Credential(
          .bachelor, diploma: true, degree: true, enrolled: Month(1998, 9),
          graduated: Month(2002, 8)),
        Credential(
          .master, diploma: true, degree: true, enrolled: Month(2014, 9),
          graduated: Month(2018, 6)),
      ],
      innovation: [
        InnovationClaim(.worldSkills, year: 2017),
        InnovationClaim(.C1, years: [2017, 2018, 2019]),
      ],
      taxes: Taxes(
        authorised: true,
        income: [2017, 2018, 2019].map { IncomeTax(year: $0, paid: Yuan(fen: 12_000_000)) }))
  }()
}

/// Stops the process when a promise is broken and says which, in release builds too.
private func expect(_ holds: Bool, _ promise: String) {
  if !holds { fatalError("broken promise: \(promise)") }
}
