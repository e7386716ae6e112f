/// A kind of field in a certificate's subject (证书主体字段).
package enum SubjectField: String, CaseIterable, Hashable, Sendable {
  case commonName
  case serialNumber
  case organizationName
  case organizationalUnitName
  /// ETSI EN 319 412-1.
  case organizationIdentifier
  /// 法人一证通 of several authorities: the user's number of the certificate.
  case userIdentifier

  /// The number of the kind (OID).
  var number: String {
    switch self {
    case .commonName: "2.5.4.3"
    case .serialNumber: "2.5.4.5"
    case .organizationName: "2.5.4.10"
    case .organizationalUnitName: "2.5.4.11"
    case .organizationIdentifier: "2.5.4.97"
    case .userIdentifier: "0.9.2342.19200300.100.1.1"
    }
  }
}
