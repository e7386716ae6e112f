import TestKit
import Testing

@Suite("Random acts on units and associations")
struct WalkTests {
  @Test(
    "the service does what the plain model says, act by act",
    arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
  func walk(seed: UInt64) async throws {
    try await PointsWalk.run(seed: seed, steps: 250) { MemoryCases(clock: $0) }
  }
}
