package import Policy

/// The paper by which a window officer knew who stood before them (核验的证件), kept with the vouching. The city takes originals that
/// bear a photograph and the identity number.
package enum IdentityDocument: String, CaseIterable, Hashable, Sendable {
  /// 居民身份证
  case identityCard
  /// 临时居民身份证
  case temporaryCard
  /// 公安机关出具的、贴有照片的户籍证明: for whoever has lost the card.
  case policeStatement
  /// 北京市居住证
  case residencePermit

  package var title: Wording {
    switch self {
    case .identityCard: Wording("居民身份证", "identity card")
    case .temporaryCard: Wording("临时居民身份证", "temporary identity card")
    case .policeStatement:
      Wording("公安机关出具的带照片户籍证明", "statement of the police with a photograph")
    case .residencePermit: Wording("北京市居住证", "Beijing residence permit")
    }
  }
}
