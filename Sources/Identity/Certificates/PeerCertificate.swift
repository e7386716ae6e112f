import Crypto
import FoundationEssentials
import SwiftASN1
import Units
import X509

/// A client certificate (客户端证书) whose chain the TLS layer has verified already: what it says of its holder.
struct PeerCertificate {
  /// SHA-256 of the whole certificate, 64 hexadecimal digits.
  let fingerprint: String
  /// Its holder and who made it, as RFC 4514 writes names: `CN=tax-01,O=税务局`, kinds of fields under the names
  /// that `openssl` prints.
  let subject: String
  let issuer: String
  private let holder: DistinguishedName
  private let starts: Instant
  private let ends: Instant

  /// - Parameter bytes: the certificate in DER.
  init(_ bytes: [UInt8]) throws(CertificateFlaw) {
    guard let certificate = try? Certificate(derEncoded: bytes) else { throw .unreadable }
    fingerprint = SHA256.hash(data: bytes).map { byte in
      let digits = String(byte, radix: 16)
      return digits.utf8.count == 1 ? "0" + digits : digits
    }.joined()
    holder = certificate.subject
    subject = PeerCertificate.text(certificate.subject)
    issuer = PeerCertificate.text(certificate.issuer)
    starts = PeerCertificate.instant(certificate.notValidBefore)
    ends = PeerCertificate.instant(certificate.notValidAfter)
  }

  private static func text(_ name: DistinguishedName) -> String {
    name.reversed().map { part in
      part.map { attribute in
        let number = String(describing: attribute.type)
        return "\(shortNames[number] ?? number)=\(attribute.value)"
      }.joined(separator: "+")
    }.joined(separator: ",")
  }

  private static let shortNames = [
    "2.5.4.3": "CN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST",
    "2.5.4.9": "street", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.97": "organizationIdentifier",
    "0.9.2342.19200300.100.1.1": "UID", "0.9.2342.19200300.100.1.25": "DC",
    "1.2.840.113549.1.9.1": "emailAddress",
  ]

  /// The one value of a kind of attribute of the subject.
  ///
  /// - Throws: when there is none, or several: whoever reads the other one would see somebody else.
  func value(of kind: SubjectField) throws(CertificateFlaw) -> String {
    let values = holder.flatMap { $0 }.filter { String(describing: $0.type) == kind.number }
    guard values.count == 1, let text = String(values[0].value) else { throw .field }
    return text
  }

  /// Checks the days of the certificate; its last second is still valid (RFC 5280, section 4.1.2.5).
  func check(at now: Instant) throws(CertificateFlaw) {
    guard now >= starts else { throw .notYetValid }
    guard now.milliseconds < ends.milliseconds + 1000 else { throw .expired }
  }

  /// Times of certificates are whole seconds, which a floating-point number holds exactly.
  private static func instant(_ date: Date) -> Instant {
    Instant(milliseconds: Int64(date.timeIntervalSince1970) * 1000)
  }
}
