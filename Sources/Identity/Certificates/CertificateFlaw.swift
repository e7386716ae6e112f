package import Policy

/// Why a client certificate opens nothing (证书不被接受的原因).
package enum CertificateFlaw: String, Error, CaseIterable, Hashable, Sendable {
  case unreadable
  /// Nobody is registered with it.
  case unknown
  /// Registered, but for another holder.
  case subject
  /// Made by somebody whose certificates do not count here.
  case issuer
  case notYetValid
  case expired
  /// Its authority took it back.
  case revoked
  /// Whether its authority took it back is not known: the list that says so is too old.
  case list
  /// The certificate is valid, its registration is not: before it begins or after it ended.
  case registration
  /// Its subject does not have the agreed field exactly once.
  case field
  /// What stands in the field is no credit code.
  case creditCode

  package var wording: Wording {
    switch self {
    case .unreadable: Wording("证书无法读取。", "The certificate cannot be read.")
    case .unknown: Wording("证书未登记。", "The certificate is not registered.")
    case .subject: Wording("证书持有者与登记不符。", "The certificate’s holder is not the registered one.")
    case .issuer: Wording("证书签发机构不在约定之内。", "The certificate’s issuer is not an agreed one.")
    case .notYetValid: Wording("证书尚未生效。", "The certificate is not valid yet.")
    case .expired: Wording("证书已过期。", "The certificate has expired.")
    case .revoked: Wording("证书已被吊销。", "The certificate is revoked.")
    case .list:
      Wording(
        "暂时无法核实证书是否已被吊销，请稍后再试。",
        "Whether the certificate is revoked cannot be verified right now; try again later.")
    case .registration: Wording("登记不在有效期内。", "The registration is not in force.")
    case .field: Wording("证书缺少约定的主体信息。", "The certificate’s subject lacks the agreed field.")
    case .creditCode: Wording("证书中的统一社会信用代码有误。", "The credit code in the certificate is wrong.")
    }
  }
}
