import Casework
import Policy
import TestKit
import Testing

@Suite("Lifecycles (生命周期)")
struct LifecycleTests {
  static var kinds: [any Lifecycle.Type] {
    [
      UnitLifecycle.self, AssociationLifecycle.self, ApplicationLifecycle.self, ClaimLifecycle.self,
      EvidenceLifecycle.self, DisputeLifecycle.self, SanctionLifecycle.self, CycleLifecycle.self,
      TwoPersonLifecycle.self,
      AccountLifecycle.self, DelegationLifecycle.self,
    ]
  }

  /// Every status that can be reached, with the steps that lead on from it.
  static func reached<Kind: Lifecycle>(_: Kind.Type) -> [Kind.Status: Int] {
    var exits: [Kind.Status: Int] = [:]
    var open: [Kind.Status?] = [nil]
    while let status = open.popLast() {
      let next = Kind.Step.allCases.compactMap { try? Kind.apply($0, to: status).status }
      if let status { exits[status] = next.filter { $0 != status }.count }
      for status in next where exits[status] == nil {
        exits[status] = 0
        open.append(status)
      }
    }
    return exits
  }

  @Test("every state can be reached, and only ends have no way on", arguments: kinds.indices)
  func reachable(place: Int) {
    func check<Kind: Lifecycle>(_ kind: Kind.Type) {
      let exits = Self.reached(kind)
      for status in Kind.Status.allCases {
        #expect(exits[status] != nil, "\(status) is never reached")
        #expect((exits[status] == 0) == Kind.isEnd(status), "\(status) is a dead end or no end")
      }
    }
    check(Self.kinds[place])
  }

  @Test(
    "every refusal has its reason in both languages and an article, every event is in the past tense",
    arguments: kinds.indices)
  func words(place: Int) {
    func check<Kind: Lifecycle>(_: Kind.Type) {
      #expect(!Kind.title.zh.isEmpty && !Kind.title.en.isEmpty)
      for status in [Kind.Status?.none] + Kind.Status.allCases.map(Optional.some) {
        if let status {
          let title = Kind.title(of: status)
          #expect(Self.isChinese(title.zh) && !Self.isChinese(title.en))
        }
        for step in Kind.Step.allCases {
          let title = Kind.title(of: step)
          #expect(Self.isChinese(title.zh) && !Self.isChinese(title.en))
          do {
            let event = try Kind.apply(step, to: status).event
            #expect(Self.isPast(event), "\(event)")
          } catch {
            #expect(error.reason.zh.hasSuffix("。") && Self.isChinese(error.reason.zh))
            #expect(error.reason.en.hasSuffix(".") && !Self.isChinese(error.reason.en))
            #expect(!error.article.place.isEmpty)
          }
        }
      }
    }
    check(Self.kinds[place])
  }

  static func isChinese(_ text: String) -> Bool {
    text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
  }

  static func isPast(_ event: String) -> Bool {
    ["ed", "Sent", "Withdrawn", "Upheld", "FoundValid", "FoundInvalid"].contains(
      where: event.hasSuffix)
  }

  /// A walk of many steps from nothing, taking any step; `look` sees each step that was taken.
  static func walk<Kind: Lifecycle>(
    _: Kind.Type, seed: UInt64, _ look: (Kind.Status?, Kind.Step, Kind.Status) -> Void
  ) {
    var random = Seeded(seed)
    let steps = Kind.Step.allCases
    for _ in 0..<300 {
      var status: Kind.Status?
      for _ in 0..<40 {
        let place = random.number(0...steps.count - 1)
        let step = steps[steps.index(steps.startIndex, offsetBy: place)]
        guard let next = try? Kind.apply(step, to: status) else { continue }
        look(status, step, next.status)
        status = next.status
      }
    }
  }

  @Test("a confirmed association stays confirmed for the cycle (MANUAL-2019 注册关联 五)")
  func association() {
    Self.walk(AssociationLifecycle.self, seed: 1) { before, step, after in
      if before == .confirmed { #expect(step == .leave || step == .close) }
      if after == .confirmed {
        #expect(before == .requested && step == .confirm || before == .ended && step == .stay)
      }
      if before == .ended { #expect(step == .stay, "nothing else follows the end") }
    }
  }

  @Test(
    "a claim whose result is awaited is neither edited nor deleted, and no result comes unasked")
  func claim() {
    Self.walk(ClaimLifecycle.self, seed: 2) { before, step, after in
      let awaiting: Set<ClaimLifecycle.Status?> = [.pending, .rechecking, .appealing]
      if awaiting.contains(before) {
        #expect([.queue, .findValid, .findInvalid].contains(step))
        #expect(after != .draft && after != .deleted)
      }
      if step == .findValid || step == .findInvalid { #expect(awaiting.contains(before)) }
      if step == .requestRecheck || step == .appeal { #expect(before == .invalid) }
    }
  }

  @Test(
    "no evidence is accepted without inspection, judged after it was refused, or erased while in use"
  )
  func evidence() {
    Self.walk(EvidenceLifecycle.self, seed: 3) { before, step, after in
      if after == .accepted { #expect(before == .inspected) }
      if after == .refused { #expect(before == nil || before == .received) }
      if before == .refused { #expect(after == .erased) }
      if after == .erased {
        #expect([.accepted, .rejected, .refused, .withdrawn].contains(before))
      }
      if before == .erased { Issue.record("nothing follows erasing") }
    }
  }

  @Test("a unit is active only after it was confirmed, and a barred one only after the bar is gone")
  func unit() {
    Self.walk(UnitLifecycle.self, seed: 4) { before, step, after in
      if after == .active {
        #expect(
          before == .active && step != .activate || before == .unconfirmed && step == .activate)
      }
      if before == .barred || before == .barDisputed {
        #expect([.barred, .barDisputed, .unconfirmed, .cancelled].contains(after))
      }
      if step == .lift { #expect(before == .barred || before == .barDisputed) }
    }
  }
}
