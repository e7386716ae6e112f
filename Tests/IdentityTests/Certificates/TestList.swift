import Crypto
import SwiftASN1
import Units
import X509

/// A revocation list that a test makes: right, but for what the test changes.
struct TestList {
  var issuer: String
  var key: P256.Signing.PrivateKey
  var numbers: [Certificate.SerialNumber] = []
  var until: Instant
  var hasVersion = true
  /// Of the list, and of each entry.
  var extensions: [Certificate.Extension] = []
  var entryExtensions: [Certificate.Extension] = []
  /// The algorithm that is named inside, where it is not the one outside.
  var inside: ASN1ObjectIdentifier = [1, 2, 840, 10_045, 4, 3, 2]

  var der: [UInt8] {
    get throws {
      var body = DER.Serializer()
      try body.appendConstructedNode(identifier: .sequence) { coder in
        if hasVersion { try coder.serialize(1) }
        try Self.algorithm(&coder, inside)
        try coder.serialize(try DistinguishedName { CommonName(issuer) })
        try coder.serialize(Self.time(until.adding(milliseconds: -86_400_000)))
        // From 2050 on the other form of times (section 5.1.2.5).
        try coder.serialize(Self.time(until))
        if !numbers.isEmpty {
          try coder.appendConstructedNode(identifier: .sequence) { coder in
            for number in numbers {
              try coder.appendConstructedNode(identifier: .sequence) { coder in
                try coder.serialize(number.bytes)
                try coder.serialize(Self.time(until.adding(milliseconds: -86_400_000)))
                if !entryExtensions.isEmpty { try coder.serializeSequenceOf(entryExtensions) }
              }
            }
          }
        }
        if !extensions.isEmpty {
          try coder.serialize(explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific) {
            coder in try coder.serializeSequenceOf(extensions)
          }
        }
      }
      let signature = try key.signature(for: body.serializedBytes)
      var whole = DER.Serializer()
      try whole.appendConstructedNode(identifier: .sequence) { coder in
        coder.serializeRawBytes(body.serializedBytes)
        try Self.algorithm(&coder, [1, 2, 840, 10_045, 4, 3, 2])
        try coder.serialize(ASN1BitString(bytes: [UInt8](signature.derRepresentation)[...]))
      }
      return whole.serializedBytes
    }
  }

  private static func algorithm(
    _ coder: inout DER.Serializer, _ number: ASN1ObjectIdentifier
  ) throws {
    try coder.appendConstructedNode(identifier: .sequence) { try $0.serialize(number) }
  }

  private static func time(_ moment: Instant) throws -> GeneralizedOrUTC {
    let seconds = Int(moment.milliseconds / 1000)
    let date = CivilDate(daysSince1970: seconds / 86_400)
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60)
    guard date.year < 2050 else {
      return .generalized(
        try GeneralizedTime(
          year: date.year, month: date.monthOfYear, day: date.day, hours: hour, minutes: minute,
          seconds: second, fractionalSeconds: 0))
    }
    return .short(
      try UTCTime(
        year: date.year, month: date.monthOfYear, day: date.day, hours: hour, minutes: minute,
        seconds: second))
  }

  private enum GeneralizedOrUTC: DERSerializable {
    case generalized(GeneralizedTime)
    case short(UTCTime)

    func serialize(into coder: inout DER.Serializer) throws {
      switch self {
      case .generalized(let time): try coder.serialize(time)
      case .short(let time): try coder.serialize(time)
      }
    }
  }
}
