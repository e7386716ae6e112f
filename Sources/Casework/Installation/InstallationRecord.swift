import Policy
package import Units

/// What the store itself says about its installation (系统登记): the dossier `installation/1`, changed by events like every other, so
/// that neither purpose nor time can change unseen.
package struct InstallationRecord: Hashable, Sendable {
  package var purpose: Purpose
  /// What it was before it was copied; `nil` when it is no copy.
  package var copiedFrom: Purpose?
  /// The simulated time, once it was moved.
  package var time: SimulatedTime?

  package static let id = DossierID(DossierKind(rawValue: "installation"), 1)

  /// Whether mail and text messages may leave. A rehearsal that was copied from a service knows the addresses of real
  /// people, who must not be told of decisions that are none.
  package var sendsOut: Bool { copiedFrom != .service }

  private init(_ purpose: Purpose) { self.purpose = purpose }

  /// - Returns: `nil` when the store has no installation yet, or one from before purposes were recorded.
  package static func of(_ reading: any CaseReading) throws -> InstallationRecord? {
    guard let dossier = try reading.dossier(id) else { return nil }
    return try InstallationRecord(dossier)
  }

  private init?(_ dossier: Dossier) throws {
    let broken = StoreFailure.corrupt("\(dossier.id): no installation")
    let document = Document()
    do { try document.read(json: dossier.body) } catch { throw broken }
    func word(_ object: Int, _ key: String) -> String? {
      document.value(of: object, key).map(document.string)
    }
    guard let name = word(document.root, "purpose") else { return nil }
    guard let purpose = Purpose(rawValue: name) else { throw broken }
    self.purpose = purpose
    copiedFrom = word(document.root, "copiedFrom").flatMap(Purpose.init(rawValue:))
    guard let node = document.value(of: document.root, "time") else { return }
    guard let at = word(node, "at").flatMap({ Int64($0) }),
      let since = word(node, "since").flatMap({ Int64($0) }),
      let rate = word(node, "rate").flatMap({ Int($0) }),
      (0...SimulatedTime.fastest).contains(rate)
    else { throw broken }
    time = SimulatedTime(
      Instant(milliseconds: at), since: Instant(milliseconds: since), rate: rate)
  }

  private var body: String {
    var json = JSONWriter()
    json.object { json in
      json.field("purpose", purpose.rawValue)
      if let copiedFrom { json.field("copiedFrom", copiedFrom.rawValue) }
      if let time {
        json.object("time") { json in
          json.field("at", Int(time.at.milliseconds))
          json.field("since", Int(time.since.milliseconds))
          json.field("rate", time.rate)
        }
      }
    }
    return json.text
  }

  // MARK: Acts

  /// Says what the installation is for.
  ///
  /// - Parameter time: the time at which a demonstration or rehearsal begins; the machine's when `nil`.
  /// - Throws: `Problems` when it is for something else already: a purpose never changes.
  package static func make(
    _ purpose: Purpose, time: SimulatedTime? = nil, in unit: any CaseUnit
  ) throws {
    if let known = try of(unit) {
      guard known.purpose == purpose else { throw refusal(purpose, known.purpose) }
      return
    }
    var record = InstallationRecord(purpose)
    if purpose != .service { record.time = time }
    try record.write("InstallationMade", record.body, in: unit)
  }

  /// Makes a rehearsal of the copy of an installation. Nothing else can be made of a copy: a demonstration is open to
  /// everybody, and a service has never had another time than the machine's.
  package static func rehearse(in unit: any CaseUnit) throws {
    // A store from before purposes were recorded is what it was: real.
    var record = try of(unit) ?? InstallationRecord(.service)
    guard record.purpose != .rehearsal else { return }
    record.copiedFrom = record.purpose
    record.purpose = .rehearsal
    try record.write("InstallationCopied", record.body, in: unit)
  }

  /// Moves the time of a demonstration or rehearsal.
  ///
  /// - Parameter change: from the time that it has, at the machine's moment, to the new one.
  /// - Throws: `Problems` when the installation is a service, or the change leads back.
  @discardableResult
  package static func moveClock(
    in unit: any CaseUnit, machine: Instant,
    _ change: (SimulatedTime) throws -> SimulatedTime
  ) throws -> SimulatedTime {
    guard var record = try of(unit), record.purpose != .service else { throw fixed }
    let time = try change(record.time ?? SimulatedTime(machine, since: machine))
    let before = record.time?.now(machine) ?? machine
    record.time = time
    var json = JSONWriter()
    json.object { json in
      json.field("from", Int(before.milliseconds))
      json.field("to", Int(time.at.milliseconds))
      json.field("rate", time.rate)
    }
    try record.write("ClockMoved", json.text, in: unit)
    return time
  }

  /// Notes something that happened to the installation, and changes nothing about it.
  package static func note(_ event: DossierChange.Event, in unit: any CaseUnit) throws {
    let dossier = try unit.dossier(id)
    try unit.apply(
      DossierChange(
        id, seen: dossier?.version ?? 0, events: [event], state: dossier?.state ?? "",
        body: dossier?.body ?? "{}"))
  }

  private func write(_ event: String, _ body: String, in unit: any CaseUnit) throws {
    let seen = try unit.dossier(Self.id)?.version ?? 0
    try unit.apply(
      DossierChange(
        Self.id, seen: seen, events: [DossierChange.Event(event, body: body)],
        state: purpose.rawValue, body: self.body))
  }

  // MARK: Refusals

  private static func refusal(_ wanted: Purpose, _ known: Purpose) -> Problems {
    Problem.argument(
      "--purpose", JSONText.quoted(wanted.rawValue),
      "\(known.rawValue)：案卷库建立时已定，不能更改", "\(known.rawValue): said when the store was made, for good"
    )
  }

  private static let fixed = Problem.argument(
    "clock", "\"service\"", "demo或rehearsal：正式运行的系统只用机器的时间",
    "demo or rehearsal: a service has the machine's time and no other")
}
