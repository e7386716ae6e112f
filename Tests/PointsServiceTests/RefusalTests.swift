import Casework
import PointsLaw
import PointsService
import Policy
import TestKit
import Testing
import Units

@Suite("Every refusal speaks both languages and names its article (拒绝理由)")
struct RefusalTests {
  /// Every refusal that this service can give, generated from the rules themselves.
  static func all() throws -> [PointsRefusal] {
    var all: [PointsRefusal] = Rule.allCases.map { .rule($0, nil) }
    all.append(.rule(.unitObstacle, UnitObstacle.outsideCity.wording))
    all += AssuranceLevel.allCases.map { .stepUp(StepUp(level: $0, reason: .level)) }
    all.append(.stepUp(StepUp(level: .l3, reason: .age(minutes: 15))))
    let table = try PermissionTable.builtIn()
    for act in Act.allCases {
      for role in Role.allCases {
        for relation in Relation.allCases {
          if case .refused(let refusal) = table.answer(act, role, [relation]) {
            all.append(.permission(refusal))
          }
        }
      }
    }
    func lifecycle<Kind: Lifecycle>(_: Kind.Type) {
      for status in [Kind.Status?.none] + Kind.Status.allCases.map(Optional.some) {
        for step in Kind.Step.allCases {
          do { _ = try Kind.apply(step, to: status) } catch { all.append(.lifecycle(error)) }
        }
      }
    }
    lifecycle(UnitLifecycle.self)
    lifecycle(AssociationLifecycle.self)
    lifecycle(ApplicationLifecycle.self)
    lifecycle(DisputeLifecycle.self)
    lifecycle(SanctionLifecycle.self)
    lifecycle(CycleLifecycle.self)
    lifecycle(TwoPersonLifecycle.self)
    let now = PointsBench.filing
    all += [.needsNobodyElse, .samePerson, .notProposer, .expired(now), .stillOpen(now)]
      .map(PointsRefusal.proposal)
    let book = try StageBook.builtIn()
    for plan in book.plans {
      for act in book.staged.sorted(by: { $0.rawValue < $1.rawValue }) {
        for moment in plan.stages.map(\.from) + [Instant(milliseconds: 0)] {
          if case .refused(let refusal) = plan.answer(act, receivedAt: moment) {
            all.append(.stage(refusal, table.entry(act).article))
          }
        }
      }
    }
    return all
  }

  static func isChinese(_ text: String) -> Bool {
    text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
  }

  @Test("all of them")
  func words() throws {
    let all = try Self.all()
    #expect(all.count > 3000)
    for refusal in Set(all) {
      let wording = refusal.wording
      #expect(Self.isChinese(wording.zh) && wording.zh.hasSuffix("。"), "\(wording.zh)")
      #expect(wording.en.hasSuffix(".") && !wording.en.isEmpty, "\(wording.en)")
      // Titles of stages come from the edition, the rest is English.
      if case .stage = refusal {} else { #expect(!Self.isChinese(wording.en), "\(wording.en)") }
      #expect(!refusal.article.document.isEmpty && !refusal.article.place.isEmpty)
      #expect(!refusal.code.isEmpty)
    }
    #expect(
      Set(Rule.allCases.map(\.wording)).count == Rule.allCases.count, "each says something else")
  }

  @Test("what people see besides refusals has both languages, too")
  func titles() throws {
    let wordings: [Wording] =
      UnitObstacle.allCases.map(\.wording) + InsuranceMatch.allCases.map(\.wording)
      + EligibilityStanding.allCases.map(\.wording) + MaritalStatus.allCases.map(\.wording)
      + ShowTasks.Step.Status.allCases.map(\.wording) + [EditBasics.disclosure]
    for wording in wordings {
      #expect(Self.isChinese(wording.zh) && !Self.isChinese(wording.en) && !wording.en.isEmpty)
    }
    for obstacle in UnitObstacle.allCases { #expect(!obstacle.article.place.isEmpty) }
    #expect(EditBasics.disclosure.zh.contains("不影响") && EditBasics.disclosure.en.contains("no"))
  }

  @Test("notices stand beside the common ones, with the same places in both languages")
  func notices() throws {
    let texts = try NoticeTexts(NoticeText.common + PointsNotices.all)
    #expect(texts.all.count == NoticeText.common.count + PointsNotices.all.count)
  }
}
