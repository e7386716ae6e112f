/// The sixteen districts (区), the economic-technological development area, and for insurance the
/// municipal agency (市本级).
package enum District: UInt8, CaseIterable, Sendable {
  case dongcheng, xicheng, chaoyang, haidian, fengtai, shijingshan
  case mentougou, fangshan, tongzhou, shunyi, changping, daxing, huairou, pinggu, miyun, yanqing
  case yizhuang
  /// Insurance paid at the municipal agency; nobody lives there.
  case municipal

  /// The pinyin, as in case files.
  /// Made once: asking a case for its name is slow.
  private static let names = allCases.map { String(describing: $0) }
  package var name: String { Self.names[Int(rawValue)] }
}
