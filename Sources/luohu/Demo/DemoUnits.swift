import Casework
import PointsService
import Units

extension DemoSowing {
  /// Units register; what the registry says of them is their answer (单位注册).
  mutating func registerUnits() async throws {
    for row in seed.city.units where !["fresh", "closed"].contains(row.key) {
      if row.key == "other", try await know(row) { continue }
      try await register(row)
      guard ["good", "settled", "sanctioned"].contains(row.key) else { continue }
      try await activate(row.key)
    }
    for key in ["sanctioned", "barDisputing", "lifted"] {
      let barred = try await confirm(
        try await SanctionUnit(points)(
          try unit(key), until: today.adding(months: 12), reason: "出具虚假在职证明，经核实",
          by: actor("city-1", "sanction \(key)")))
      units[key] = Seen(dossier: barred.dossier, version: barred.version)
    }
    try await cancelUnit()
  }

  /// Whether a unit was registered in the year before; it stays as it is.
  private mutating func know(_ row: DemoCity.Unit) async throws -> Bool {
    guard let known = try await ShowUnit(points).mine(by: actor("unit-\(row.key)", "look")) else {
      return false
    }
    units[row.key] = Seen(
      dossier: DossierID(UnitContent.kind, known.number), version: known.version)
    return true
  }

  mutating func register(_ row: DemoCity.Unit) async throws {
    let done = try await RegisterUnit(points)(
      row.registered.code.full, by: actor("unit-\(row.key)", "register"))
    units[row.key] = Seen(dossier: done.dossier, version: done.version)
  }

  func activate(_ key: String) async throws {
    let unit = try registered(key)
    _ = try await ActivateUnit(points)(
      unit.dossier.number, seen: unit.version,
      contact: .init(name: "方正平", mobile: "010-00000000", mail: "\(key)@demo.example"),
      by: actor("unit-\(key)", "activate"))
  }

  /// A unit was registered while it was in business; the comparison with the registry finds that it has ended (登记注销).
  private mutating func cancelUnit() async throws {
    guard var row = seed.city.units.first(where: { $0.key == "closed" })?.registered else { return }
    row.registration = .registered
    let before = try PointsDesk(
      store: points.store, keyring: points.keyring, registry: EarlierRegistry(row: row),
      people: points.people, law: points.law, acceptsInvented: points.acceptsInvented)
    _ = try await RegisterUnit(before)(
      row.code.full, by: actor("unit-closed", "register"))
    _ = try await RefreshUnits(points)(at: seed.clock.now())
  }

  /// What the registry had of a unit before it ended.
  private struct EarlierRegistry: CityRegistry {
    let row: RegisteredUnit

    func unit(_ code: CreditCode) async throws(RegistryFailure) -> RegisteredUnit? {
      code == row.code ? row : nil
    }

    func person(_ number: ResidentNumber) async throws(RegistryFailure) -> RegisteredPerson? { nil }
  }

  /// The code of a unit, as its clerk reads it out.
  func code(_ key: String) async throws -> String {
    guard
      let code = try await ReadUnitCode(points)(
        try unit(key), by: actor("unit-\(key)", "code"))
    else { throw Broken(description: "demo: \(key) has no code") }
    return code.description
  }

  /// Four units say that the registry is wrong and add a certificate: one waits, one is asked for more, two were decided; two
  /// dispute a bar, of which one is lifted (单位资格异议).
  mutating func disputeUnits() async throws {
    guard let evidence = seed.evidence else {
      omitted.append("disputes of units: the installation keeps no evidence")
      return
    }
    do {
      for key in ["disputing", "asked", "upheld", "dismissed", "barDisputing", "lifted"] {
        try await dispute(key, UploadEvidence(points, evidence))
      }
    } catch let failure as EvidenceFailure {
      omitted.append("disputes of units: \(failure)")
    } catch let failure as VaultFailure {
      omitted.append("disputes of units: \(failure)")
    }
  }

  private func dispute(_ key: String, _ upload: UploadEvidence) async throws {
    guard let row = seed.city.units.first(where: { $0.key == key }) else { return }
    let refused = try registered(key)
    if key == "disputing" {
      // Neither a photograph nor a PDF: it is refused, and says why.
      _ = try await upload(
        [Array("营业执照".utf8)], about: refused.dossier,
        by: actor("unit-\(key)", "upload of a text"))
    }
    let uploaded = try await upload(
      [DemoCertificate.pdf(row.registered.code)], about: refused.dossier,
      by: actor("unit-\(key)", "upload"))
    _ = try await DisputeUnit(points)(
      refused.dossier.number, seen: refused.version, reason: "登记信息有误，附加盖公章的证照，请核对",
      evidence: [uploaded.dossier.number], by: actor("unit-\(key)", "dispute"))
    guard !["disputing", "barDisputing"].contains(key) else { return }
    if key == "lifted" {
      try await confirm(
        try await LiftSanction(points)(
          refused.dossier.number, reason: "经复核，在职证明属实", by: actor("city-1", "lift")))
      return
    }
    let window = key == "dismissed" ? "window-chaoyang-1" : "window-haidian-1"
    let desk = try await ListDisputes(points)(by: actor(window, "desk"))
    // Begun again, it was decided or asked already.
    guard let waiting = desk.rows.first(where: { $0.about == refused.dossier }),
      !waiting.isWaiting
    else { return }
    if key == "asked" {
      _ = try await AskApplicant(points)(
        waiting.number, seen: waiting.version, question: "请补充税务机关出具的恢复正常户证明",
        by: actor(window, "ask \(key)"))
      return
    }
    _ = try await DecideUnitDispute(points)(
      waiting.number, seen: waiting.version, isUpheld: key == "upheld",
      remark: key == "upheld" ? "已向税务机关核实，税务状态已恢复正常" : "经核实，单位实际办公地不在本市",
      by: actor(window, "decide \(key)"))
  }
}
