/// The pseudo-random generator SplitMix64 (Steele, Lea and Flood, 2014), read by number: its n-th
/// output depends on where it starts and on n alone.
///
/// Whole numbers only, so the same on every machine. It is not for secrets.
struct SplitMix64: Sendable {
  private let start: UInt64

  @inline(__always)
  init(start: UInt64) { self.start = start }

  /// The output of a number; what an ordinary generator gives first has the number 1.
  @inline(__always)
  subscript(_ number: UInt64) -> UInt64 {
    var bits = start &+ number &* 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
