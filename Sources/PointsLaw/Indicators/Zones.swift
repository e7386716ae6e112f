import Units

/// The time line cut where a rule treats months differently: at the boundary month, and where a study
/// begins and ends. Four stretches, earliest first; some may be empty.
struct Zones {
  /// First and last bit of each stretch; an empty one begins after it ends.
  var starts: SIMD4<Int32>
  var ends: SIMD4<Int32>
  /// The stretches up to the boundary: the first ones, one lane each.
  var isBefore: SIMDMask<SIMD4<Int32>>
  var countBefore: Int
  /// The stretches inside the study.
  var isStudy: SIMDMask<SIMD4<Int32>>

  /// Earlier than every month a file can name.
  static let beginning = Int32.min / 2

  /// - Parameters:
  ///   - boundary: last bit at which months are imputed.
  ///   - last: bit of the reference month.
  @inline(__always)
  init(boundary: Int32, last: Int32) {
    starts = SIMD4(Zones.beginning, boundary &+ 1, 1, 1)
    ends = SIMD4(min(boundary, last), last, 0, 0)
    isBefore = SIMDMask([true, false, false, false])
    countBefore = 1
    isStudy = SIMDMask(repeating: false)
  }

  /// - Parameters:
  ///   - from: first bit of the study.
  ///   - to: last bit of the study, not after `last`.
  init(boundary: Int32, last: Int32, study from: Int32, _ to: Int32) {
    var cuts = [min(boundary, last) &+ 1, from, to &+ 1]
    cuts.sort()
    starts = SIMD4(Zones.beginning, cuts[0], cuts[1], cuts[2])
    ends = SIMD4(cuts[0] &- 1, cuts[1] &- 1, cuts[2] &- 1, last)
    let highest = SIMD4(repeating: boundary)
    isBefore = ends .<= highest
    var count = 0
    for zone in 0..<4 where ends[zone] <= boundary { count += 1 }
    countBefore = count
    isStudy = (starts .>= SIMD4(repeating: from)) .& (ends .<= SIMD4(repeating: to))
  }

  /// Months of a stretch in each zone.
  @inline(__always)
  func counts(_ from: Int32, _ to: Int32) -> SIMD4<Int32> {
    let low = pointwiseMax(starts, SIMD4(repeating: from))
    let high = pointwiseMin(ends, SIMD4(repeating: to))
    return pointwiseMax(high &- low &+ 1, .zero)
  }

  /// Months of a set in each zone up to the boundary, within a stretch.
  @inline(__always)
  func countsBefore(_ bits: MonthBits, _ from: Int32, _ to: Int32) -> SIMD4<Int32> {
    var result = SIMD4<Int32>.zero
    if countBefore == 1 {
      result[0] = Int32(
        truncatingIfNeeded: bits.count(Int(from), Int(min(ends[0], to))))
      return result
    }
    for zone in 0..<countBefore {
      let low = max(starts[zone], from)
      let high = min(ends[zone], to)
      if low <= high { result[zone] = Int32(truncatingIfNeeded: bits.count(Int(low), Int(high))) }
    }
    return result
  }
}

extension SIMD4 where Scalar == Int32 {
  /// The sum of the lanes that a mask picks.
  @inline(__always)
  func sum(where mask: SIMDMask<SIMD4<Int32>>) -> Int32 {
    replacing(with: 0, where: .!mask).wrappedSum()
  }
}
