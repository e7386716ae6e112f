import Casework
import SwiftASN1
import Units
import X509

/// Which certificates of an authority count no more (证书吊销列表, RFC 5280, section 5).
struct RevocationList: Sendable {
  /// The first moment at which a newer one has to be there.
  let until: Instant
  private let numbers: Set<Certificate.SerialNumber>

  /// Why a list is not believed.
  enum Flaw: Error, Hashable {
    case unreadable
    /// Another authority made it, or one that may sign no lists.
    case issuer
    case signature
    /// Of a kind that is not known: a part of a list, only what changed, or of several authorities.
    case kind
  }

  /// - Parameters:
  ///   - bytes: in DER or PEM.
  ///   - authority: whose list it has to be.
  init(_ bytes: [UInt8], of authority: Certificate) throws(Flaw) {
    let list: SignedList
    do { list = try SignedList(RevocationList.encoded(bytes)) } catch { throw .unreadable }
    // Who may sign certificates is not always who may sign lists (section 4.2.1.3).
    let maySign = (try? authority.extensions.keyUsage).map { $0?.cRLSign ?? true } ?? false
    guard maySign, list.body.issuer == authority.subject else { throw .issuer }
    guard let algorithm = RevocationList.algorithms[list.algorithm],
      authority.publicKey.isValidSignature(
        list.signature.bytes, for: list.signed, signatureAlgorithm: algorithm)
    else { throw .signature }
    guard !list.body.isSpecial else { throw .kind }
    until = list.body.until
    numbers = Set(list.body.numbers)
  }

  func contains(_ certificate: Certificate) -> Bool { numbers.contains(certificate.serialNumber) }

  private static func encoded(_ bytes: [UInt8]) throws -> [UInt8] {
    guard bytes.starts(with: "-----BEGIN".utf8) else { return bytes }
    return try PEMDocument(pemString: String(decoding: bytes, as: UTF8.self)).derBytes
  }

  private static let algorithms: [ASN1ObjectIdentifier: Certificate.SignatureAlgorithm] = [
    [1, 2, 840, 10_045, 4, 3, 2]: .ecdsaWithSHA256,
    [1, 2, 840, 10_045, 4, 3, 3]: .ecdsaWithSHA384,
    [1, 2, 840, 113_549, 1, 1, 11]: .sha256WithRSAEncryption,
    [1, 2, 840, 113_549, 1, 1, 12]: .sha384WithRSAEncryption,
    [1, 2, 840, 113_549, 1, 1, 13]: .sha512WithRSAEncryption,
  ]
}

// MARK: Reading

private let malformed = ASN1Error.invalidASN1Object(reason: "no list of revoked certificates")

/// A list as it is encoded, not yet believed: section 5.1.
private struct SignedList {
  var body: ListBody
  /// What is signed, how, and the signature.
  var signed: ArraySlice<UInt8>
  var algorithm: ASN1ObjectIdentifier
  var signature: ASN1BitString
}

extension SignedList {
  init(_ bytes: [UInt8]) throws {
    self = try DER.sequence(DER.parse(bytes), identifier: .sequence) { nodes in
      guard let list = nodes.next(), let how = nodes.next() else { throw malformed }
      let algorithm = try DER.sequence(how, identifier: .sequence) { nodes in
        let algorithm = try ASN1ObjectIdentifier(derEncoded: &nodes)
        while nodes.next() != nil {}
        return algorithm
      }
      return SignedList(
        body: try ListBody(list, signedBy: how), signed: list.encodedBytes, algorithm: algorithm,
        signature: try ASN1BitString(derEncoded: &nodes))
    }
  }
}

private struct ListBody {
  var issuer: DistinguishedName
  var until: Instant
  var numbers: [Certificate.SerialNumber]
  /// Whether something has to be understood that is not.
  var isSpecial: Bool
}

extension ListBody {
  init(_ list: ASN1Node, signedBy how: ASN1Node) throws {
    self = try DER.sequence(list, identifier: .sequence) { nodes in
      var next = nodes.next()
      // Version 2, or 1 without a number.
      if let version = next, version.identifier == .integer {
        guard try Int(derEncoded: version) == 1 else { throw malformed }
        next = nodes.next()
      }
      guard next?.encodedBytes == how.encodedBytes, let issuer = nodes.next(),
        nodes.next() != nil, let until = nodes.next()
      else { throw malformed }
      var body = ListBody(
        issuer: try DistinguishedName(derEncoded: issuer), until: try ListBody.moment(until),
        numbers: [], isSpecial: false)
      while let node = nodes.next() {
        if node.identifier == .sequence {
          try body.addEntries(node)
        } else {
          let extensions = try DER.explicitlyTagged(
            node, tagNumber: 0, tagClass: .contextSpecific
          ) { node in try ListBody.extensions(node) }
          body.isSpecial = body.isSpecial || extensions.contains(where: \.critical)
        }
      }
      return body
    }
  }

  private mutating func addEntries(_ list: ASN1Node) throws {
    guard case .constructed(let entries) = list.content else { throw malformed }
    for entry in entries {
      try DER.sequence(entry, identifier: .sequence) { nodes in
        let number = try ArraySlice<UInt8>(derEncoded: &nodes)
        guard nodes.next() != nil else { throw malformed }
        numbers.append(Certificate.SerialNumber(bytes: number))
        if let more = nodes.next() {
          isSpecial = try isSpecial || ListBody.extensions(more).contains(where: \.critical)
        }
      }
    }
  }

  private static func extensions(_ node: ASN1Node) throws -> [Certificate.Extension] {
    try DER.sequence(of: Certificate.Extension.self, identifier: .sequence, rootNode: node)
  }

  /// When a newer list has to be there: section 5.1.2.5 has every list say so.
  private static func moment(_ node: ASN1Node) throws -> Instant {
    func instant(_ date: CivilDate?, _ hours: Int, _ minutes: Int, _ seconds: Int) throws -> Instant
    {
      guard let date else { throw malformed }
      let second = ((date.daysSince1970 * 24 + hours) * 60 + minutes) * 60 + seconds
      return Instant(milliseconds: Int64(second) * 1000)
    }
    if node.identifier == .utcTime {
      let time = try UTCTime(derEncoded: node)
      return try instant(
        CivilDate(time.year, time.month, time.day), time.hours, time.minutes, time.seconds)
    }
    let time = try GeneralizedTime(derEncoded: node)
    return try instant(
      CivilDate(time.year, time.month, time.day), time.hours, time.minutes, time.seconds)
  }
}
