import Casework
import PointsLaw
import Policy
import Testing
import Units

@Suite("Stages of the year (阶段)")
struct StageTests {
  let book: StageBook

  init() throws { book = try .builtIn() }

  func plan(_ cycle: Int) throws -> StagePlan { try #require(book.plan(cycle)) }

  @Test(
    "filing in 2020 begins at 08:00 on 17 July and ends at 20:00 on 15 August, to the millisecond (QA-2020 问11)",
    arguments: [
      ("2020-07-17 07:59:59.999", false), ("2020-07-17 08:00:00.000", true),
      ("2020-08-15 19:59:59.999", true), ("2020-08-15 20:00:00.000", false),
      ("2020-08-16 00:00", false),
    ])
  func filing(text: String, isAllowed: Bool) throws {
    let answer = try plan(2020).answer(.submitApplication, receivedAt: moment(text))
    if case .allowed(let stage) = answer {
      #expect(isAllowed && stage.name == "filing")
    } else {
      #expect(!isAllowed)
    }
  }

  @Test("an act outside its stage is refused with the stage that allows it and when that begins")
  func refusal() throws {
    let plan = try plan(2020)
    func refusal(_ act: Act, _ text: String) throws -> StageRefusal? {
      guard case .refused(let refusal) = plan.answer(act, receivedAt: try moment(text)) else {
        return nil
      }
      return refusal
    }
    let early = try #require(try refusal(.appeal, "2020-08-20"))
    #expect(early.current?.name == "results" && early.next?.name == "query")
    #expect(early.wording.en.contains("from 5 September 2020 08:00"))
    #expect(early.wording.zh.contains("审核结果查询"))
    let recess = try #require(try refusal(.appeal, "2020-09-05 07:59:59.999"))
    #expect(recess.current?.name == "recess" && recess.next?.name == "query")
    let late = try #require(try refusal(.fileClaim, "2020-08-15 20:00"))
    #expect(late.next == nil && late.last?.name == "filing")
    #expect(late.wording.en.contains("was over at 15 August 2020 20:00"))
    let before = try #require(try refusal(.fileClaim, "2020-07-17 07:59:59.999"))
    #expect(before.current == nil && before.next?.name == "filing")
    let never = try #require(try refusal(.confirmClaims, "2020-07-20"))
    #expect(never.next == nil && never.last == nil)
    #expect(never.wording.zh.contains("没有办理该事项的阶段"))
    #expect(plan.answer(.registerUnit, receivedAt: try moment("2020-01-01")) == .anyTime)
  }

  @Test(
    "a timetable of the city has all stages of its edition, once and in their order, in its year")
  func whole() throws {
    let rows = try plan(2021).stages.map {
      StageBook.Row(stage: $0.name, from: $0.from, to: $0.to)
    }
    func problems(_ cycle: Int, _ rows: [StageBook.Row]) -> [String] {
      do throws(Problems) {
        try book.demandWhole(cycle: cycle, edition: "rules-2020", rows: rows)
        return []
      } catch { return error.list.map { "\($0.path) \($0.allowed.zh)" } }
    }
    #expect(problems(2021, rows) == [])
    #expect(
      try problems(2020, plan(2020).stages.map { .init(stage: $0.name, from: $0.from, to: $0.to) })
        == [])
    #expect(problems(2022, rows) == ["stages[0] 首个阶段须在2022年"])
    #expect(problems(2021, Array(rows.dropLast())) == ["stages 还须有：落户办理"])
    #expect(
      problems(2021, [rows[0]])
        == ["stages 还须有：部门审核结果汇总、审核结果查询、部门复核及积分排名、公示、落户办理"])
    #expect(
      problems(2021, rows + [rows[8]]) == ["stages[9] “落户办理”只能有一次"])
    var swapped = rows
    swapped.swapAt(6, 7)
    #expect(problems(2021, swapped) == ["stages[7] “部门复核及积分排名”须在“公示”之前"])
    var both = rows
    both[8].stage = "noticeAndSettlement"
    #expect(problems(2021, both) == ["stages[8] “公示和落户办理”只能有一次"])
    both.remove(at: 7)
    #expect(problems(2021, both) == [])
  }

  @Test("time between two stages is a recess, to the millisecond, and no time is none")
  func recesses() throws {
    for cycle in [2020, 2021] {
      let rows = try plan(cycle).stages.map {
        StageBook.Row(stage: $0.name, from: $0.from, to: $0.to)
      }
      #expect(StageBook.withRecesses(rows.filter { $0.stage != StageBook.recess }) == rows)
    }
    let end = try moment("2030-02-01")
    func rows(_ from: String) throws -> [StageBook.Row] {
      StageBook.withRecesses([
        .init(stage: "a", from: try moment("2030-01-01"), to: end),
        .init(stage: "b", from: try moment(from), to: nil),
      ])
    }
    #expect(try rows("2030-02-01").map(\.stage) == ["a", "b"])
    #expect(
      try rows("2030-01-31 23:59:59.999").map(\.stage) == ["a", "b"], "an overlap is no recess")
    let late = try rows("2030-02-01 00:00:00.001")
    #expect(late.map(\.stage) == ["a", "recess", "b"])
    #expect(late[1].from == end && late[1].to == late[2].from)
  }

  @Test("the open end of the last stage never comes")
  func openEnd() throws {
    let plan = try plan(2020)
    #expect(plan.stage(at: try moment("2039-01-01"))?.name == "noticeAndSettlement")
    #expect(plan.timeLeft(at: try moment("2039-01-01")) == nil)
    #expect(plan.timeLeft(at: try moment("2020-08-15 19:59:59.999")) == 1)
    #expect(plan.timeLeft(at: try moment("2020-07-01")) == nil)
    let ended = try self.plan(2021)
    #expect(ended.stage(at: try moment("2023-12-31 23:59:59.999"))?.name == "settlement")
    #expect(ended.stage(at: try moment("2024-01-01")) == nil)
    guard case .refused = ended.answer(.approveTransfer, receivedAt: try moment("2024-01-01"))
    else {
      Issue.record("settlement of 2021 is over")
      return
    }
  }

  @Test("the timetables are those of the public history, with recesses named")
  func history() throws {
    let history = try Library.builtIn().history
    #expect(book.plans.map(\.cycle) == history.calendars.map(\.cycle))
    for calendar in history.calendars {
      let stages = try plan(calendar.cycle).stages.filter { $0.name != "recess" }
      #expect(stages.map(\.name) == calendar.spans.map(\.stage.rawValue))
      for (stage, span) in zip(stages, calendar.spans) {
        let from = "\(span.from) \(span.fromTime ?? "00:00")"
        #expect(stage.from == (try moment(from)))
        let to = try span.to.map { last in
          try span.toTime.map { try moment("\(last) \($0)") } ?? Instant(last.adding(days: 1))
        }
        #expect(stage.to == to)
      }
    }
  }

  @Test(
    "every act that is bound to stages is allowed in some stage of some edition, and no other act is named"
  )
  func acts() throws {
    var named: Set<Act> = []
    for edition in ["trial-2018", "trial-2019", "rules-2020"] {
      for pattern in try book.patterns(of: edition) {
        #expect(!pattern.title.zh.isEmpty && !pattern.title.en.isEmpty)
        named.formUnion(pattern.acts)
      }
    }
    #expect(named == book.staged)
  }

  @Test(
    "what differs between editions (cycle.md)",
    arguments: [
      ("trial-2018", Act.requestRecheck, ["recheck"]), ("trial-2018", .confirmClaims, ["filing"]),
      ("trial-2019", .requestRecheck, ["filing"]), ("trial-2019", .appeal, []),
      ("trial-2019", .submitAtStageEnd, ["results"]), ("rules-2020", .requestRecheck, ["filing"]),
      ("rules-2020", .appeal, ["query"]), ("rules-2020", .carryOverClaims, ["filing"]),
      ("rules-2020", .confirmClaims, []), ("rules-2020", .submitAtStageEnd, []),
      ("rules-2020", .fileReport, ["notice", "noticeAndSettlement"]),
    ])
  func editions(edition: String, act: Act, stages: [String]) throws {
    let found = try book.patterns(of: edition).filter { $0.acts.contains(act) }.map(\.name)
    #expect(found == stages)
  }

  private func stage(_ name: String, _ from: String, _ to: String?) throws -> Stage {
    Stage(
      name: name, title: Wording(same: name), from: try moment(from),
      to: try to.map { try moment($0) }, acts: [], article: Article(document: "X", place: "1"))
  }

  @Test(
    "a plan with a gap, an overlap, an empty stage or an open middle is refused by a millisecond")
  func plans() throws {
    func make(_ stages: [Stage]) throws -> StagePlan {
      try StagePlan(cycle: 2030, edition: "x", stages: stages, staged: [.appeal])
    }
    let first = try stage("a", "2030-01-01", "2030-02-01")
    #expect(try make([first, stage("b", "2030-02-01", nil)]).stages.count == 2)
    for (from, word) in [
      ("2030-02-01 00:00:00.001", "gap"), ("2030-01-31 23:59:59.999", "overlap"),
    ] {
      let problems = try #require(
        #expect(throws: Problems.self) { try make([first, stage("b", from, nil)]) })
      #expect(problems.list.count == 1)
      #expect(
        problems.list[0].path == "stages[1].from" && problems.list[0].allowed.en.contains(word))
    }
    #expect(throws: Problems.self) { try make([]) }
    #expect(throws: Problems.self) { try make([stage("a", "2030-01-01", "2030-01-01")]) }
    #expect(throws: Problems.self) {
      try make([stage("a", "2030-01-01", nil), stage("b", "2030-02-01", nil)])
    }
    var foreign = first
    foreign.acts = [.fileClaim]
    #expect(throws: Problems.self) { try make([foreign]) }
  }

  @Test("a plan is made from an edition's stages and the dates that the city enters")
  func entered() throws {
    func row(_ stage: String, _ from: String, _ to: String?) throws -> StageBook.Row {
      StageBook.Row(
        stage: stage, from: try moment(from), to: try to.map { try moment($0) })
    }
    let rows = [
      try row("filing", "2031-04-15 08:00", "2031-05-14 20:00"),
      try row("results", "2031-05-14 20:00", nil),
    ]
    let plan = try book.plan(cycle: 2031, edition: "rules-2020", rows: rows)
    #expect(plan.staged == book.staged)
    guard case .allowed = plan.answer(.fileClaim, receivedAt: try moment("2031-05-01")) else {
      Issue.record("filing is on")
      return
    }
    #expect(throws: Problems.self) {
      try book.plan(cycle: 2031, edition: "rules-2031", rows: rows)
    }
    #expect(throws: Problems.self) {
      try book.plan(cycle: 2031, edition: "trial-2018", rows: rows)
    }
  }
}
