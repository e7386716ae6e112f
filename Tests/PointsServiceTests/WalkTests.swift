import TestKit
import Testing

@Suite("Random acts on units and associations")
struct WalkTests {
  @Test("the service does what the plain model says, act by act, and every outcome comes")
  func walks() async throws {
    let tally = WalkTally()
    try await withThrowingTaskGroup { group in
      for seed in 1...24 as ClosedRange<UInt64> {
        group.addTask {
          try await PointsWalk.run(seed: seed, steps: 400, tally) { MemoryCases(clock: $0) }
        }
      }
      try await group.waitForAll()
    }
    #expect(tally.missing == [], "a walk that never comes there proves nothing about it")
  }
}
