import Testing
import Units

@Suite("Moments as people write them")
struct InstantTextTests {
  @Test(
    "each way to write a moment in Beijing",
    arguments: [
      ("1970-01-01", -28_800_000), ("2020-07-17T08:00", 1_594_944_000_000),
      ("2020-07-17T08:00:00", 1_594_944_000_000),
      ("2020-07-17T08:00:00.001", 1_594_944_000_001),
      ("2020-07-17T08:00:00.000+08:00", 1_594_944_000_000),
      ("2020-07-17T08:00+08:00", 1_594_944_000_000),
      ("2020-07-17T23:59:59.999", 1_595_001_599_999),
    ] as [(String, Int64)])
  func moments(text: String, milliseconds: Int64) {
    #expect(Instant(text) == Instant(milliseconds: milliseconds))
  }

  @Test(
    "what a moment says of itself is read back", arguments: [0, 1_594_944_000_123, -1] as [Int64])
  func back(milliseconds: Int64) {
    let moment = Instant(milliseconds: milliseconds)
    #expect(Instant(moment.description) == moment)
  }

  @Test(
    "anything else is refused",
    arguments: [
      "", "T", "2020-02-30", "2020-07-17T", "2020-07-17T8:00", "2020-07-17T24:00",
      "2020-07-17T08:60", "2020-07-17T08:00:60", "2020-07-17T08:00:00.1", "2020-07-17T08:00.000",
      "2020-07-17T08:00:00Z", "2020-07-17T08:00:00+00:00", "2020-07-17+08:00", "2020-07-17 08:00",
      "2020-07-17T08:00T08:00", "2020-07-17T08:00:00.000.000", "2020-07-17T０8:00",
    ])
  func refused(text: String) {
    #expect(Instant(text) == nil)
  }
}
