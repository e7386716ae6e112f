package import Casework
package import Policy

/// The file that says who signs in how (身份认证配置): providers, machines of departments, certificates of legal entities.
/// `Docs/identity.md` shows a whole one.
package struct IdentityFile: Sendable {
  package let providers: ProviderBook
  package let machines: MachineRegister
  /// `nil`: legal entities sign in with a provider only.
  package let entities: EntityCertificates?
  /// Authorities whose certificates are looked up in a list.
  package let revocation: [RevocationLists.Source]

  /// Reads the file.
  ///
  /// - Parameter purpose: only installations that invent their people may have a provider without encryption,
  ///   and on this machine alone.
  /// - Throws: where the file is wrong and what is allowed there; secrets are never shown.
  package init(yaml: [UInt8], _ purpose: Purpose) throws(Problems) {
    let reader = try FieldReader("identity", yaml: yaml)
    try reader.only(["providers", "machines", "entityCertificates", "revocation"], in: reader.root)
    let reading = ProviderReading(reader: reader, isInvented: purpose != .service)
    providers = ProviderBook(try reading.providers())
    machines = try MachineRegister(reader)
    entities = try EntityCertificates(reader)
    var revocation: [RevocationLists.Source] = []
    for node in try reader.optional("revocation", in: reader.root).map(reader.list) ?? [] {
      try reader.only(["authority", "list"], in: node)
      revocation.append(
        RevocationLists.Source(
          authority: try reader.text("authority", in: node),
          list: try reader.text("list", in: node)))
    }
    self.revocation = revocation
  }
}
