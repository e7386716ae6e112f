import PointsLaw
import Policy
import Testing
import Units

/// Protects the tables of annex 1 (创新创业指标积分标准; awards.md): every row, grade and rank in every
/// edition.
@Suite("Innovation: every row, grade and rank")
struct InnovationRowTests {
  /// Ranks up to `last` with their points; an earlier stretch comes first.
  struct Stretch: Sendable {
    let last: Int
    let points: Int
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let row: InnovationRow
    let grade: Grade?
    /// One without an end for rows whose rank does not matter.
    let stretches: [Stretch]

    init(_ row: InnovationRow, _ grade: Grade? = nil, _ stretches: [(Int, Int)]) {
      self.row = row
      self.grade = grade
      self.stretches = stretches.map { Stretch(last: $0.0, points: $0.1) }
    }

    init(_ row: InnovationRow, _ grade: Grade? = nil, all points: Int) {
      self.init(row, grade, [(Int.max, points)])
    }

    var testDescription: String { row.name + (grade.map { " \($0.name)" } ?? "") }

    func points(_ place: Int) -> Int { stretches.first { place <= $0.last }?.points ?? 0 }
  }

  static let ranked = [
    Row(.nationalNaturalScience, .second, [(3, 12), (5, 10)]),
    Row(.nationalTechnologicalInvention, .second, [(3, 12), (6, 10)]),
    Row(.nationalScienceTechnologyProgress, .special, [(15, 12), (30, 11), (50, 10)]),
    Row(.nationalScienceTechnologyProgress, .first, [(5, 12), (10, 11), (15, 10)]),
    Row(.nationalScienceTechnologyProgress, .second, [(3, 10), (6, 9), (10, 8)]),
    Row(.beijingScienceTechnology, .majorInnovation, [(6, 6), (20, 5)]),
    Row(.beijingScienceTechnology, .first, [(6, 6), (15, 5)]),
    Row(.beijingScienceTechnology, .second, [(4, 6), (10, 5)]),
    Row(.beijingScienceTechnology, .third, [(3, 5), (6, 4)]),
    Row(.nationalFirstClassSkills, nil, [(1, 12), (3, 9), (5, 6)]),
    Row(.cityFirstClassSkills, nil, [(1, 6), (3, 4), (5, 2)]),
  ]

  static let flat = [
    Row(.nationalNaturalScience, .first, all: 12),
    Row(.nationalTechnologicalInvention, .first, all: 12),
    Row(.beijingPhilosophySocialScience, .special, all: 6),
    Row(.beijingPhilosophySocialScience, .first, all: 6),
    Row(.beijingPhilosophySocialScience, .second, all: 4),
    Row(.fiveOneProject, all: 12),
    Row(.chinaNews, .special, all: 12), Row(.chinaNews, .first, all: 12),
    Row(.chinaNews, .second, all: 9), Row(.chinaNews, .third, all: 6),
    Row(.changjiangTaofen, all: 12), Row(.beijingLiteratureArt, all: 6),
    Row(.capitalSpiritualCivilisation, all: 6),
    Row(.beijingNews, .first, all: 6), Row(.beijingNews, .second, all: 4),
    Row(.beijingNews, .third, all: 2),
    Row(.chinaInnovation, .first, all: 12), Row(.chinaInnovation, .second, all: 9),
    Row(.chinaInnovation, .third, all: 6),
    Row(.beijingInnovation, .first, all: 6), Row(.beijingInnovation, .second, all: 4),
    Row(.beijingInnovation, .third, all: 2),
    Row(.worldSkills, all: 12),
    Row(.beijingCulturalCreativity, .first, all: 6),
    Row(.beijingCulturalCreativity, .second, all: 4),
    Row(.beijingCulturalCreativity, .third, all: 3),
    Row(.beijingCulturalCreativity, .single, all: 2),
  ]

  /// Accepted since 2020 without published points.
  static let unpublished = [
    Row(.beijingScienceTechnology, .outstandingContributionZhongguancun, all: 0),
    Row(.beijingScienceTechnology, .outstandingYouthZhongguancun, all: 0),
    Row(.beijingScienceTechnology, .special, all: 0),
    Row(.chinaChuangyi, all: 0), Row(.beijingEntrepreneurship, all: 0),
  ]

  static let cycles = [2018, 2019, 2020, 2024]

  static func sheet(_ claim: InnovationClaim, cycle: Int, reform: String? = nil) throws
    -> ScoreSheet
  {
    try score(worker(cycle: cycle) { $0.innovation = [claim] }, cycle: cycle, reform: reform)
  }

  @Test("the tables name every row and grade once")
  func complete() {
    let named = [
      InnovationRowTests.ranked, InnovationRowTests.flat, InnovationRowTests.unpublished,
    ]
    .joined().map(\.testDescription)
    let all = InnovationRow.allCases.filter { $0.route != .enterprise }.flatMap { row in
      row.grades.isEmpty ? [row.name] : row.grades.map { "\(row.name) \($0.name)" }
    }
    #expect(named.sorted() == all.sorted())
  }

  @Test("ranks and their points, and no points outside the table", arguments: ranked)
  func ranks(row: Row) throws {
    let last = row.stretches.last?.last ?? 0
    #expect(row.row.needsPlace(row.grade))
    for cycle in InnovationRowTests.cycles {
      let isOpenBehind = cycle >= 2020 && row.row.route == .competition
      for place in 1...last + 7 {
        let claim = InnovationClaim(row.row, grade: row.grade, place: place, year: 2016)
        let sheet = try InnovationRowTests.sheet(claim, cycle: cycle)
        let points = row.points(place)
        #expect(sheet.points(of: .innovation).hundredths == points * 100, "\(cycle), rank \(place)")
        #expect(sheet.filing.innovation == (points > 0 ? 0 : nil))
        #expect(sheet.warnings.count == (points > 0 ? 0 : 1))
        guard points == 0 else { continue }
        // Ranks 6 to 10 of the skills contests are accepted since 2020, their points unpublished.
        let warning = isOpenBehind && place <= 10 ? "points not published" : "outside its table"
        #expect(sheet.warningTexts.first?.contains(warning) == true, "\(cycle), rank \(place)")
      }
    }
  }

  @Test("rows whose rank does not matter", arguments: flat)
  func flatRows(row: Row) throws {
    #expect(!row.row.needsPlace(row.grade))
    for cycle in InnovationRowTests.cycles {
      for place in row.row.mayHavePlace ? [nil, 1, 99, 999_999] : [nil] {
        let claim = InnovationClaim(row.row, grade: row.grade, place: place, year: 2016)
        let sheet = try InnovationRowTests.sheet(claim, cycle: cycle)
        #expect(sheet.points(of: .innovation).hundredths == row.points(1) * 100, "\(cycle)")
        #expect(sheet.warnings.isEmpty)
        #expect(sheet.filing.innovation == 0)
      }
    }
  }

  @Test(
    "rows without published points score 0 with a warning, and a bureau may fill them in",
    arguments: unpublished)
  func unpublishedRows(row: Row) throws {
    let claim = InnovationClaim(row.row, grade: row.grade, year: 2016)
    for cycle in InnovationRowTests.cycles {
      let sheet = try InnovationRowTests.sheet(claim, cycle: cycle)
      #expect(sheet[.innovation] == "0.00")
      #expect(sheet.filing.innovation == nil)
      let warning = cycle >= 2020 ? "points not published" : "is not part of trial"
      #expect(sheet.warningTexts.count == 1)
      #expect(sheet.warningTexts.first?.contains(warning) == true, "\(cycle)")
    }
    let group = row.row.route == .award ? "awards" : "competitions"
    let path = "innovation.\(group).\(row.row.name).\(row.grade?.name ?? "winner")"
    let filled = try InnovationRowTests.sheet(claim, cycle: 2024, reform: "\(path): 7.5")
    #expect(filled[.innovation] == "7.50")
    #expect(filled.warnings.isEmpty)
  }

  @Test("the unpublished ranks of the skills contests may be filled in")
  func unpublishedRanks() throws {
    let claim = InnovationClaim(.cityFirstClassSkills, place: 10, year: 2016)
    let path = "innovation.competitions.cityFirstClassSkills.place"
    let filled = try InnovationRowTests.sheet(
      claim, cycle: 2024, reform: "\(path): {1-1: 6, 2-3: 4, 4-5: 2, 6-10: 1}")
    #expect(filled[.innovation] == "1.00")
  }
}
