import Casework
import Policy
import Testing
import Units

@testable import Identity

@Suite("Client certificates of departments and legal entities")
struct CertificateTests {
  private static let day = CivilDate(2026, 11, 26) ?? CivilDate(daysSince1970: 0)
  private static let now = Instant(day, millisecondOfDay: 43_200_000)
  private static let starts = now.adding(milliseconds: -86_400_000)
  private static let ends = now.adding(milliseconds: 86_400_000)

  private static func machine(
    _ certificate: TestCertificate, subject: String = "CN=tax-01,O=税务局",
    from: CivilDate = day, until: CivilDate = day
  ) -> RegisteredMachine {
    RegisteredMachine(
      name: "tax-01", department: "tax", fingerprint: certificate.fingerprint, subject: subject,
      from: from, until: until)
  }

  private static func taxOffice() throws -> TestCertificate {
    try TestCertificate(
      subject: [("2.5.4.10", "税务局"), ("2.5.4.3", "tax-01")], starts: starts, ends: ends)
  }

  @Test("a registered machine speaks for its department")
  func registered() throws {
    let certificate = try Self.taxOffice()
    let register = MachineRegister([Self.machine(certificate)])
    #expect(try register.machine(showing: certificate.der, at: Self.now).department == "tax")
  }

  @Test("another certificate of the same name is unknown")
  func unknown() throws {
    let register = MachineRegister([Self.machine(try Self.taxOffice())])
    let other = try Self.taxOffice()
    #expect(throws: CertificateFlaw.unknown) {
      _ = try register.machine(showing: other.der, at: Self.now)
    }
  }

  @Test("a registered fingerprint under another name is a mistake that is noticed")
  func otherSubject() throws {
    let certificate = try Self.taxOffice()
    let register = MachineRegister([Self.machine(certificate, subject: "CN=housing-01,O=住建委")])
    #expect(throws: CertificateFlaw.subject) {
      _ = try register.machine(showing: certificate.der, at: Self.now)
    }
  }

  @Test("a certificate is valid from its first second through its last (RFC 5280, 4.1.2.5)")
  func validity() throws {
    let certificate = try Self.taxOffice()
    let wide = Self.machine(
      certificate, from: Self.day.adding(days: -9), until: Self.day.adding(days: 9))
    let register = MachineRegister([wide])
    func failure(_ moment: Instant) -> CertificateFlaw? {
      do {
        _ = try register.machine(showing: certificate.der, at: moment)
        return nil
      } catch { return error }
    }
    #expect(failure(Self.starts.adding(milliseconds: -1)) == .notYetValid)
    #expect(failure(Self.starts) == nil)
    #expect(failure(Self.ends.adding(milliseconds: 999)) == nil)
    #expect(failure(Self.ends.adding(milliseconds: 1000)) == .expired)
  }

  @Test("a registration counts from its first day through its last, in Beijing")
  func registration() throws {
    let certificate = try Self.taxOffice()
    for (from, until, isValid) in [
      (0, 0, true), (1, 2, false), (-2, -1, false), (-1, 0, true), (0, 1, true),
    ] {
      let register = MachineRegister([
        Self.machine(
          certificate, from: Self.day.adding(days: from), until: Self.day.adding(days: until))
      ])
      let found = try? register.machine(showing: certificate.der, at: Self.now)
      #expect((found != nil) == isValid, "\(from) to \(until)")
    }
  }

  @Test("bytes that are no certificate", arguments: [[], [0x30, 0x00], Array("-----BEGIN".utf8)])
  func unreadable(bytes: [UInt8]) {
    #expect(throws: CertificateFlaw.unreadable) {
      _ = try MachineRegister([]).machine(showing: bytes, at: Self.now)
    }
  }

  @Test("a certificate made by openssl is read as openssl prints it")
  func otherImplementation() throws {
    let text = """
      MIICKzCCAdGgAwIBAgIUJj2hSqojYsyRA46gZ6iQeCgidVYwCgYIKoZIzj0EAwIwajELMAkGA1UEBhMCQ04xFTATBgNV
      BAoMDOW4gueojuWKoeWxgDEMMAoGA1UEBRMDQS03MSAwHgYDVQRhDBdVU0NDOjkxOTkwMDAwMDAwMDAwMDAwNTEUMBIG
      A1UEAwwLdGF4LTAxLCAiYSIwIBcNMjYxMTI2MDQzNDQ3WhgPMjEyNjExMDIwNDM0NDdaMGoxCzAJBgNVBAYTAkNOMRUw
      EwYDVQQKDAzluILnqI7liqHlsYAxDDAKBgNVBAUTA0EtNzEgMB4GA1UEYQwXVVNDQzo5MTk5MDAwMDAwMDAwMDAwMDUx
      FDASBgNVBAMMC3RheC0wMSwgImEiMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJ+wdLLbQL8PDIlv3wfkwnP1ZxVXR
      47NgnzoAoLL+t0bqOMSWsi8OPi0MSxp8DPzT1tGTJjOy7GwCptQL0AtJRaNTMFEwHQYDVR0OBBYEFOolKFYaCreX2b9v
      HYhOazaNvXOpMB8GA1UdIwQYMBaAFOolKFYaCreX2b9vHYhOazaNvXOpMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0E
      AwIDSAAwRQIhAO0B6riL5+kg1lVolEuwN9qwHdrKtoRwvkTp4wfYrYb8AiAp2vbcLLUXeHG49/qBXEypimf8HU+3IVP2
      Ai2JQu2wIg==
      """
    let bytes = try #require(Base64.bytes(text.filter { !$0.isNewline }))
    let peer = try PeerCertificate(bytes)
    // openssl x509 -subject -fingerprint -sha256 -nameopt RFC2253,utf8,-esc_msb
    #expect(
      peer.subject
        == #"CN=tax-01\, \"a\",organizationIdentifier=USCC:919900000000000005,serialNumber=A-7,O=市税务局,C=CN"#
    )
    #expect(peer.fingerprint == "e4d02299972e9790eb6a96e7e148858a4a33857c25500a479f03cc58857ebc23")
    #expect(try peer.value(of: .serialNumber) == "A-7")
    #expect(try peer.value(of: .organizationName) == "市税务局")
  }

  private static let unit = CreditCode.invented(number: 12)
  private static let entities = EntityCertificates(
    field: .organizationIdentifier, prefix: "USCC:", issuers: ["CN=Test authority"])

  private static func unitCertificate(
    _ subject: [(String, String)], issuer: String = "Test authority"
  ) throws -> TestCertificate {
    try TestCertificate(subject: subject, issuer: issuer, starts: starts, ends: ends)
  }

  @Test("a unit is the credit code in the agreed field of its certificate (法人一证通)")
  func entity() throws {
    let certificate = try Self.unitCertificate([
      ("2.5.4.10", "示例有限公司"), ("2.5.4.97", "USCC:\(Self.unit.full)"),
    ])
    let (code, name) = try Self.entities.unit(
      showing: certificate.der, at: Self.now, invented: true)
    #expect(code == Self.unit && name == "示例有限公司")
    #expect(throws: CertificateFlaw.creditCode, "invented units are none in a real city") {
      _ = try Self.entities.unit(showing: certificate.der, at: Self.now)
    }
    #expect(throws: CertificateFlaw.expired) {
      let late = Self.ends.adding(milliseconds: 1000)
      _ = try Self.entities.unit(showing: certificate.der, at: late, invented: true)
    }
  }

  @Test("without the field, with two, with another number or prefix, there is no unit")
  func entityFlaws() throws {
    let name = ("2.5.4.10", "示例有限公司")
    let number = ("2.5.4.97", "USCC:\(Self.unit.full)")
    let cases: [([(String, String)], CertificateFlaw)] = [
      ([name], .field), ([name, number, number], .field), ([number], .field),
      ([name, ("2.5.4.97", Self.unit.full)], .creditCode),
      ([name, ("2.5.4.97", "USCC:919900000000000004")], .creditCode),
    ]
    for (subject, flaw) in cases {
      let certificate = try Self.unitCertificate(subject)
      #expect(throws: flaw) {
        _ = try Self.entities.unit(showing: certificate.der, at: Self.now, invented: true)
      }
    }
  }

  @Test("another authority's certificate, though the server trusts it, makes nobody a unit")
  func entityIssuer() throws {
    let certificate = try Self.unitCertificate(
      [("2.5.4.10", "示例有限公司"), ("2.5.4.97", "USCC:\(Self.unit.full)")],
      issuer: "Machines of departments")
    #expect(throws: CertificateFlaw.issuer) {
      _ = try Self.entities.unit(showing: certificate.der, at: Self.now, invented: true)
    }
  }
}
