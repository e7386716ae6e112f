import Casework
import Policy
package import Units

/// Which certificates of legal entities count (法人数字证书), and where the unit's number stands in them.
package struct EntityCertificates: Hashable, Sendable {
  /// Where the credit code stands.
  package var field: SubjectField
  /// What stands before it there: `91` codes are sometimes written `USCC:91…`; empty for nothing.
  package var prefix: String
  /// Where the unit's name stands.
  package var name: SubjectField
  /// The certificates' issuers as RFC 4514 writes them: a machine's certificate, trusted by the same server,
  /// must not pass for a unit's.
  package var issuers: [String]

  package init(
    field: SubjectField, prefix: String = "", name: SubjectField = .organizationName,
    issuers: [String]
  ) {
    self.field = field
    self.prefix = prefix
    self.name = name
    self.issuers = issuers
  }

  /// Reads the part of the file that says so; `nil` when there is none.
  init?(_ reader: FieldReader) throws(Problems) {
    guard let node = reader.optional("entityCertificates", in: reader.root) else { return nil }
    try reader.only(["field", "prefix", "name", "issuers"], in: node)
    field = try reader.name("field", in: node)
    prefix = reader.optional("prefix", in: node) == nil ? "" : try reader.text("prefix", in: node)
    name =
      reader.optional("name", in: node) == nil
      ? .organizationName : try reader.name("name", in: node)
    let list = try reader.value("issuers", in: node)
    var issuers: [String] = []
    for item in try reader.list(list) { issuers.append(try reader.text(item)) }
    self.issuers = issuers
    guard !issuers.isEmpty else {
      throw reader.refusal(list, "至少一个签发机构", "at least one issuer")
    }
  }

  /// The unit that showed a certificate.
  ///
  /// - Parameters:
  ///   - certificate: in DER, its chain verified by the TLS layer.
  ///   - now: by the machine's clock.
  ///   - invented: accept the codes of invented units, on demo installations only.
  package func unit(
    showing certificate: [UInt8], at now: Instant, invented: Bool = false
  ) throws(CertificateFlaw) -> (creditCode: CreditCode, name: String) {
    let peer = try PeerCertificate(certificate)
    guard issuers.contains(peer.issuer) else { throw .issuer }
    try peer.check(at: now)
    let text = try peer.value(of: field)
    guard text.hasPrefix(prefix) else { throw .creditCode }
    let code: CreditCode
    do {
      code = try CreditCode(String(text.dropFirst(prefix.count)), invented: invented)
    } catch {
      throw .creditCode
    }
    return (code, try peer.value(of: name))
  }
}
