import Crypto
import Foundation
import SwiftASN1
import Units
import X509

/// A certificate that a test makes.
struct TestCertificate {
  let der: [UInt8]
  let certificate: Certificate

  /// - Parameters:
  ///   - subject: kinds (OID) and values, in order.
  ///   - starts: the first second; ``ends``: the last.
  init(
    subject: [(String, String)], issuer: String = "Test authority", starts: Instant, ends: Instant,
    key: P256.Signing.PrivateKey = P256.Signing.PrivateKey(),
    extensions: Certificate.Extensions = Certificate.Extensions()
  ) throws {
    let name = try DistinguishedName(
      subject.map { kind, value in
        RelativeDistinguishedName(
          RelativeDistinguishedName.Attribute(
            type: try ASN1ObjectIdentifier(
              elements: kind.split(separator: ".").compactMap { UInt($0) }),
            value: .init(utf8String: value)))
      })
    certificate = try Certificate(
      version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey),
      notValidBefore: Date(timeIntervalSince1970: TimeInterval(starts.milliseconds / 1000)),
      notValidAfter: Date(timeIntervalSince1970: TimeInterval(ends.milliseconds / 1000)),
      issuer: try DistinguishedName { CommonName(issuer) }, subject: name,
      signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions,
      issuerPrivateKey: .init(key))
    var serializer = DER.Serializer()
    try serializer.serialize(certificate)
    der = serializer.serializedBytes
  }

  var pem: String { get throws { try certificate.serializeAsPEM().pemString } }

  var fingerprint: String {
    SHA256.hash(data: der).map { String(format: "%02x", $0) }.joined()
  }
}
