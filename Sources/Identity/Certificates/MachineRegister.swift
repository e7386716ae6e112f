import Casework
import Policy
package import Units

/// A department's machine that may speak to us (部门前置机).
package struct RegisteredMachine: Hashable, Sendable {
  package var name: String
  /// The department for which it speaks, as scopes of roles name it: `housing`.
  package var department: String
  /// SHA-256 of its certificate, 64 hexadecimal digits.
  package var fingerprint: String
  /// The certificate's subject as RFC 4514 writes it: a second look, by people, at what was registered.
  package var subject: String
  /// The first and the last day of the registration, in Beijing.
  package var from: CivilDate
  package var until: CivilDate

  package init(
    name: String, department: String, fingerprint: String, subject: String, from: CivilDate,
    until: CivilDate
  ) {
    self.name = name
    self.department = department
    self.fingerprint = fingerprint
    self.subject = subject
    self.from = from
    self.until = until
  }
}

/// The machines of departments (部门前置机登记), from the configuration.
package struct MachineRegister: Sendable {
  package let machines: [RegisteredMachine]

  package init(_ machines: [RegisteredMachine]) { self.machines = machines }

  /// Reads the part of the file that names machines.
  init(_ reader: FieldReader) throws(Problems) {
    var machines: [RegisteredMachine] = []
    for node in try reader.optional("machines", in: reader.root).map(reader.list) ?? [] {
      try reader.only(
        ["name", "department", "fingerprint", "subject", "from", "until"], in: node)
      let machine = RegisteredMachine(
        name: try reader.text("name", in: node),
        department: try reader.text("department", in: node),
        fingerprint: try MachineRegister.fingerprint("fingerprint", in: node, reader),
        subject: try reader.text("subject", in: node), from: try reader.date("from", in: node),
        until: try reader.date("until", in: node))
      guard RoleScope(text: "department/\(machine.department)") != nil else {
        throw reader.refusal(
          try reader.value("department", in: node), "小写字母、数字或连字符",
          "small letters, digits and hyphens")
      }
      guard machine.from <= machine.until else {
        throw reader.refusal(
          try reader.value("until", in: node), "不早于from", "not before from")
      }
      guard !machines.contains(where: { $0.fingerprint == machine.fingerprint }) else {
        throw reader.refusal(
          try reader.value("fingerprint", in: node), "每台机器须有各自的证书",
          "a certificate that no other machine has")
      }
      machines.append(machine)
    }
    self.machines = machines
  }

  /// The machine that showed a certificate.
  ///
  /// - Parameters:
  ///   - certificate: in DER, its chain verified by the TLS layer.
  ///   - now: by the machine's clock.
  package func machine(
    showing certificate: [UInt8], at now: Instant
  ) throws(CertificateFlaw) -> RegisteredMachine {
    let peer = try PeerCertificate(certificate)
    guard let machine = machines.first(where: { $0.fingerprint == peer.fingerprint }) else {
      throw .unknown
    }
    guard machine.subject == peer.subject else { throw .subject }
    try peer.check(at: now)
    guard (machine.from...machine.until).contains(now.beijing.date) else { throw .registration }
    return machine
  }

  /// 64 hexadecimal digits, as `openssl x509 -fingerprint -sha256` prints them too: with colons, in capitals.
  private static func fingerprint(
    _ key: String, in node: Int, _ reader: FieldReader
  ) throws(Problems) -> String {
    let node = try reader.value(key, in: node)
    let digits = try reader.text(node).lowercased().filter { $0 != ":" }
    guard digits.utf8.count == 64,
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else {
      throw reader.refusal(
        node, "证书的SHA-256指纹，64位十六进制", "the certificate's SHA-256 fingerprint, 64 hexadecimal digits"
      )
    }
    return digits
  }
}
