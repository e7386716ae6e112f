import PointsLaw
import Policy
import Testing

/// Protects people who read the law as data from paths that say nothing to them.
@Suite("What each parameter means")
struct MeaningTests {
  @Test("every parameter of every edition has a meaning, and no meaning is left over")
  func complete() throws {
    let paths = Set(try Law.library().editions.flatMap { $0.histories.keys })
    #expect(Set(Meaning.all.keys).subtracting(paths).sorted() == [])
    #expect(paths.subtracting(Meaning.all.keys).sorted() == [])
  }

  @Test("a meaning is short, is there in both languages, and belongs to one parameter")
  func short() {
    for (path, meaning) in Meaning.all {
      #expect(!meaning.zh.isEmpty && meaning.zh.count <= 40, "\(path)")
      #expect(!meaning.en.isEmpty && meaning.en.count <= 90, "\(path)")
      #expect(meaning.zh.unicodeScalars.contains { $0.value > 0x4E00 }, "\(path)")
      #expect(meaning.en.unicodeScalars.allSatisfy { $0.value < 0x3000 }, "\(path)")
    }
    #expect(Set(Meaning.all.values.map(\.zh)).count == Meaning.all.count)
    #expect(Set(Meaning.all.values.map(\.en)).count == Meaning.all.count)
  }

  @Test("names of the case format are used where a parameter is one of their rows")
  func examples() {
    #expect(Meaning.all["age.lossPerYear"]?.zh == "每超过年龄界限1岁少加的分")
    #expect(
      Meaning.all["innovation.awards.nationalNaturalScience.first"]
        == Wording("国家自然科学奖一等奖的加分", "points: National Natural Science Award, first"))
    #expect(
      Meaning.all["innovation.competitions.worldSkills.firstYear"]?.en
        == "first year of WorldSkills that counts")
    #expect(Meaning.all["honours.beijingModelWorker"]?.zh == "北京市劳动模范的加分")
  }
}
