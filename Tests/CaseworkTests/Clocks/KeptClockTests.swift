import Casework
import Policy
import TestKit
import Testing
import Units

@Suite("Clocks and proposals that were kept")
struct KeptClockTests {
  func read<Value>(
    _ text: String, _ make: (Int, Document) throws -> Value
  ) throws -> Value {
    let document = Document()
    try document.read(json: text)
    return try make(document.root, document)
  }

  func text(_ write: (inout JSONWriter) -> Void) -> String {
    var json = JSONWriter()
    write(&json)
    return json.text
  }

  @Test("a clock comes back as it was, whatever happened to it")
  func clock() throws {
    let calendar = try WorkingCalendar.china()
    let book = try ClockBook.builtIn()
    var random = Seeded(3)
    var rules = book.rules
    rules.append(
      try ClockRule(
        name: "fixed", title: Wording("定", "fixed \"x\""),
        period: .moment(moment("2020-08-15 20:00")),
        owedBy: .applicant, owedTo: .officer, onExpiry: .lapse,
        article: Article(document: "X", place: "1 2")))
    for _ in 0..<200 {
      let start = try moment("2020-03-01").adding(
        milliseconds: Int64(random.number(0...9_000_000_000)))
      var clock = DeadlineClock(rules[random.number(0...rules.count - 1)], start: start)
      var now = start
      for _ in 0..<random.number(0...5) {
        now = now.adding(milliseconds: Int64(random.number(0...90_000_000)))
        switch random.number(0...4) {
        case 0, 1:
          try? clock.pause(
            at: now, waitsFor: .applicant, reason: random.number(0...1) == 0 ? "" : "缺\"件\"",
            calendar: calendar)
        case 2, 3: try? clock.resume(at: now)
        default: try? clock.stop(at: now)
        }
      }
      let kept = text(clock.write)
      #expect(try read(kept, DeadlineClock.init) == clock)
    }
  }

  static let clock = #"""
    {"rule": {"name": "a", "title": {"zh": "甲", "en": "a"}, "workingDays": 3, "hours": [[0, 86400000]], "owedBy": "officer", "owedTo": "applicant", "onExpiry": "escalate", "cite": "X 1"}, "start": 1000, "pauses": [{"from": 2000, "to": 3000, "waitsFor": "applicant", "reason": "r"}, {"from": 3000, "to": 4000, "waitsFor": "applicant", "reason": "r"}], "stopped": 5000}
    """#

  @Test(
    "a clock that contradicts itself is refused",
    arguments: [
      (#""from": 2000"#, #""from": 999"#), (#""to": 3000, "#, ""),
      (#""from": 3000"#, #""from": 2999"#),
      (#""to": 3000"#, #""to": 1999"#), (#""stopped": 5000"#, #""stopped": 3999"#),
      (#""to": 4000, "#, ""), (#""workingDays": 3"#, #""workingDays": 0"#),
      ("86400000]", "86400001]"), ("[0, ", "[86400000, "),
      (#""onExpiry": "escalate""#, #""onExpiry": "lapse""#),
      (#""start": 1000"#, #""start": "1000""#), (#""pauses""#, #""paused""#),
    ])
  func refused(old: String, new: String) throws {
    #expect(text(try read(Self.clock, DeadlineClock.init).write) == Self.clock)
    let changed = Self.clock.replacing(old, with: new)
    #expect(changed != Self.clock)
    #expect(throws: Problems.self) { try read(changed, DeadlineClock.init) }
  }

  static let proposal = #"""
    {"act": "sanctionUnit", "subject": "employer/7", "proposed": {"party": "a", "role": "administrator", "at": 1}, "until": 9, "status": "confirmed", "decided": {"party": "b", "role": "administrator", "at": 2}}
    """#

  @Test("a proposal comes back as it was, and one confirmed by its proposer is refused")
  func proposal() throws {
    let proposal = try read(Self.proposal, Proposal.init)
    #expect(proposal.status == .confirmed && proposal.decided?.party.rawValue == "b")
    #expect(text(proposal.write) == Self.proposal)
    for (old, new) in [
      (#""party": "b""#, #""party": "a""#), (#""confirmed""#, #""withdrawn""#),
      (#""confirmed""#, #""proposed""#), (#""confirmed""#, #""expired""#),
      (#""decided""#, #""by""#), (#""until": 9, "#, ""), ("sanctionUnit", "sanction"),
    ] {
      #expect(throws: Problems.self) {
        try read(Self.proposal.replacing(old, with: new), Proposal.init)
      }
    }
  }
}
