import Casework
import PointsService
import Policy
import Units

/// What applicants do, and clerks about them (关联步骤).
extension PointsWalk {
  // MARK: Applicants

  /// Somebody who files: mostly one who may.
  private mutating func applicant() throws -> WalkModel.Person {
    let ready = model.people.filter { person in
      guard let cycle = model.cycle else { return false }
      let at = WalkModel.Case(cycle: cycle, account: person.account)
      return model.applications[at].map { $0.standing != "notEligible" } ?? false
    }
    return try one(of: ready.isEmpty || chance(4) ? model.people : ready)
  }

  mutating func check() async throws {
    let person = try one(of: model.people)
    let at = model.cycle.map { WalkModel.Case(cycle: $0, account: person.account) }
    let found = at.flatMap { model.applications[$0] }
    let wanted =
      at == nil
      ? "noCycle" : model.isAway && found?.isChecked ?? false ? "registryUnavailable" : "done"
    let actor = city.actor(person.account, .applicant)
    let done = try await expect("check", wanted, person.key) { [desk = city.desk] in
      try await CheckEligibility(desk)(by: actor)
    }
    guard done != nil, let at else { return }
    var application =
      found ?? WalkModel.Application(standing: "waiting", isChecked: false, barredUntil: nil)
    application.barredUntil = model.sanction(person.key)?.value.until
    if !model.isAway {
      application.standing = person.standing
      application.isChecked = true
    }
    model.applications[at] = application
    if !model.isAway { model.compare(at) }
  }

  /// A code that somebody types: mostly a good one.
  private mutating func typed() throws -> (text: String, letters: String?) {
    let good = model.units.values.filter { $0.code16 != nil }.sorted { $0.key < $1.key }
    switch number(0...19) {
    case 0: return ("7K3X", nil)
    case 1...2:
      let old = good.flatMap(\.oldCodes)
      guard !old.isEmpty else { return try unknownCode() }
      let code = try one(of: old)
      return (code, code)
    case 3: return try unknownCode()
    default:
      let working = good.filter { unit in model.cycle.map { model.works(unit.key, $0) } ?? false }
      let some = working.isEmpty || chance(6) ? good : working
      guard !some.isEmpty, let code = try one(of: some).code16 else { return try unknownCode() }
      return (code.lowercased(), code)
    }
  }

  /// A code that checks, and that no unit has.
  private mutating func unknownCode() throws -> (String, String?) {
    let alphabet = Array("0123456789ACFHKMRWX")
    while true {
      var text = ""
      for _ in 0..<16 { text.append(try one(of: alphabet)) }
      if let code = try? UnitCode(text), model.unit(code16: code.letters) == nil {
        return (code.description, code.letters)
      }
    }
  }

  mutating func lookUp() async throws {
    let person = try applicant()
    try await lookUp(person, try typed())
  }

  /// Somebody tries one code after the other.
  mutating func guess() async throws {
    let person = try applicant()
    for _ in 0..<number(4...12) { try await lookUp(person, try unknownCode()) }
    try await request(person)
  }

  private mutating func lookUp(
    _ person: WalkModel.Person, _ code: (text: String, letters: String?)
  ) async throws {
    let isHelper = chance(12)
    let level: AssuranceLevel = chance(15) ? .l2 : .l3
    let wanted =
      code.letters.map { letters in
        isHelper
          ? "permission applicantOnly"
          : model.asking(person.account, letters, level: level, city.now) ?? "done"
      } ?? "problems"
    let actor = city.actor(person.account, isHelper ? .familyHelper : .applicant, level: level)
    let found = try await expect("lookUp", wanted, "\(person.key) \(code.text)") {
      [desk = city.desk] in
      try await LookUpUnit(desk)(code.text, by: actor)
    }
    if wanted == "codeUnknown" { model.miss(person.account, city.now) }
    guard let found else { return }
    let unit = model.unit(code16: code.letters ?? "")
    guard found.unit == unit?.number,
      found.match.rawValue == model.match(person.account, unit?.key ?? "")
    else { throw Broken(description: "the code of \(unit?.key ?? "") leads to \(found)") }
  }

  mutating func request(_ asking: WalkModel.Person? = nil) async throws {
    let person = try asking ?? applicant()
    let code = try typed()
    let isHelper = chance(25)
    let level: AssuranceLevel = chance(25) ? .l2 : .l3
    let isKnowing = !chance(3)
    let unit = code.letters.flatMap { model.unit(code16: $0) }
    var wanted = "problems"
    if let letters = code.letters {
      let refusal = model.asking(person.account, letters, level: level, city.now)
      wanted =
        isHelper
        ? "permission applicantOnly"
        : refusal ?? unit.map {
          model.requesting(person.account, $0.key, isKnowing: isKnowing)
        } ?? "codeUnknown"
    }
    let role: Role = isHelper ? .familyHelper : .applicant
    let one = city.actor(person.account, role, level: level)
    let desk = city.desk
    var done: Done?
    if wanted == "done", chance(3) {
      // The second device has a key of its own.
      let two = city.actor(person.account, role, level: level)
      done =
        try await race("requests", loser: "state") {
          try await RequestAssociation(desk)(code.text, knowing: isKnowing, by: one)
        } _: {
          try await RequestAssociation(desk)(code.text, knowing: isKnowing, by: two)
        }.answer
    } else {
      done = try await expect("request", wanted, "\(person.key) at \(unit?.key ?? code.text)") {
        try await RequestAssociation(desk)(code.text, knowing: isKnowing, by: one)
      }
    }
    if wanted == "codeUnknown" { model.miss(person.account, city.now) }
    guard let done, let unit, let cycle = model.cycle else { return }
    let at = WalkModel.Case(cycle: cycle, account: person.account)
    let earlier = model.associations[at]
    guard earlier == nil || earlier?.number == done.dossier.number else {
      throw Broken(description: "\(person.key) has two associations in \(cycle)")
    }
    model.associations[at] = WalkModel.Association(
      number: done.dossier.number, cycle: cycle, applicant: person.account, unit: unit.key,
      state: "requested", match: model.match(person.account, unit.key))
    model.change(at, "AssociationRequested", to: "requested")
    if earlier?.hasRemark ?? false {
      model.note("association", done.dossier.number, [PersonalDataEvent.erased])
    }
  }

  /// An association, mostly one that waits; or the number of none.
  mutating func someAssociation(
    _ states: String...
  ) throws -> (number: Int64, found: WalkModel.Association?) {
    let all = model.associations.values.sorted { $0.number < $1.number }
    guard !all.isEmpty, !chance(25) else { return (Self.nobody, nil) }
    let some = all.filter { states.contains($0.state) }
    let found = try one(of: some.isEmpty || chance(4) ? all : some)
    return (found.number, found)
  }

  func dossier(_ number: Int64) -> DossierID {
    DossierID(AssociationContent.kind, number)
  }

  private func cancelling(
    _ found: WalkModel.Association?, _ account: Int64, isStale: Bool
  ) -> String {
    guard let found, found.applicant == account else { return "permission notYours" }
    if !WalkModel.isFiling(found.cycle, city.now) { return "stage" }
    if isStale { return "conflict" }
    return found.state == "requested" ? "done" : "state"
  }

  mutating func cancel() async throws {
    let (number, found) = try someAssociation("requested")
    var account = try one(of: model.people.map(\.account))
    if let found, !chance(6) { account = found.applicant }
    let (version, isStale) = try await seen(dossier(number))
    let wanted = cancelling(found, account, isStale: isStale)
    let actor = city.actor(account, .applicant)
    let desk = city.desk
    guard let found, wanted == "done", chance(2), let unit = model.units[found.unit],
      model.answering(
        found, unit.root, of: unit.key, isStale: false, isMute: false, city.now) == "done"
    else {
      let done = try await expect("cancel", wanted, "\(number)") {
        try await CancelAssociation(desk)(number, seen: version, by: actor)
      }
      if done != nil { try taken(number, "AssociationCancelled", "cancelled") }
      return
    }
    // In the same moment the unit confirms.
    let clerk = clerk(unit.root, unit)
    let isFirst =
      try await race("cancelAndConfirm", loser: "conflict") {
        try await CancelAssociation(desk)(number, seen: version, by: actor)
      } _: {
        try await ConfirmAssociation(desk)(number, seen: version, by: clerk)
      }.isFirst
    try taken(
      number, isFirst ? "AssociationCancelled" : "AssociationConfirmed",
      isFirst ? "cancelled" : "confirmed")
  }

  mutating func taken(_ number: Int64, _ event: String, _ state: String) throws {
    guard let at = model.find(association: number)?.at else {
      throw Broken(description: "no association \(number)")
    }
    model.change(at, event, to: state)
  }

  // MARK: Clerks

  /// Somebody acting for the unit of an association, or for another one.
  mutating func clerk(
    of found: WalkModel.Association?
  ) throws -> (account: Int64, unit: WalkModel.Unit) {
    var unit = try someUnit()
    if let found, !chance(10), let own = model.units[found.unit] { unit = own }
    // A clerk who files as well is asked about themselves.
    if let found, chance(6) {
      let own = (model.clerks[unit.key] ?? [:]).keys.filter { model.areSame($0, found.applicant) }
      if let own = own.min() { return (own, unit) }
    }
    return (try someClerk(unit.key), unit)
  }

  private static func event(_ answer: AssociationAnswer) -> (name: String, state: String) {
    answer == .confirm
      ? ("AssociationConfirmed", "confirmed") : ("AssociationRejected", "rejected")
  }

  mutating func answer(_ answer: AssociationAnswer) async throws {
    let (number, found) = try someAssociation("requested")
    let (account, unit) = try clerk(of: found)
    let (version, isStale) = try await seen(dossier(number))
    let isMute = answer == .reject && chance(12)
    let remark = isMute ? " " : answer == .confirm && chance(2) ? nil : "经核对"
    let wanted = model.answering(
      found, account, of: unit.key, isStale: isStale, isMute: isMute, city.now)
    let actor = clerk(account, unit)
    let desk = city.desk
    let act = { @Sendable (by: Actor) async throws -> Done in
      switch answer {
      case .confirm:
        try await ConfirmAssociation(desk)(number, seen: version, remark: remark, by: by)
      case .reject:
        try await RejectAssociation(desk)(number, seen: version, remark: remark ?? "", by: by)
      }
    }
    let (name, state) = Self.event(answer)
    if wanted == "done", chance(4) {
      // Another clerk, or the same one on another device.
      let other = clerk(account, unit)
      _ = try await race("answers", loser: "conflict") {
        try await act(actor)
      } _: {
        try await act(other)
      }
    } else {
      let done = try await expect(answer.rawValue, wanted, "\(number) for \(unit.key)") {
        try await act(actor)
      }
      guard done != nil else { return }
    }
    try taken(number, name, state)
    if let at = model.find(association: number)?.at, remark != nil {
      model.associations[at]?.hasRemark = true
    }
  }

  /// Two clerks answer the same selection at once, one of them all with yes, the other all with no.
  mutating func many() async throws {
    let all = model.associations.values.sorted { $0.number < $1.number }
    guard let first = all.first(where: { $0.state == "requested" }) ?? all.first,
      let unit = model.units[first.unit]
    else { return }
    let one = try someClerk(unit.key)
    let two = try someClerk(unit.key)
    var rows: [AnswerAssociations.Row] = []
    var wanted: [(confirm: String, reject: String)] = []
    for association in all where chance(2) || association.number == first.number {
      let (version, isStale) = try await seen(dossier(association.number))
      rows.append(.init(association.number, seen: version))
      func outcome(_ account: Int64) -> String {
        model.answering(
          association, account, of: unit.key, isStale: isStale, isMute: false, city.now)
      }
      wanted.append((outcome(one), outcome(two)))
    }
    let desk = city.desk
    let selection = rows
    let (by, and) = (clerk(one, unit), clerk(two, unit))
    async let confirming = AnswerAssociations(desk)(.confirm, selection, by: by)
    async let rejecting = AnswerAssociations(desk)(.reject, selection, remark: "不在职", by: and)
    let (confirmed, rejected) = try await (confirming, rejecting)
    for (place, row) in rows.enumerated() {
      let found = (
        Self.name(confirmed[place].outcome), Self.name(rejected[place].outcome, rejects: true)
      )
      var expected = wanted[place]
      let areBoth = expected == ("done", "done")
      // Whoever comes second saw what is not so any more.
      if areBoth { expected = found.0 == "done" ? ("done", "conflict") : ("conflict", "done") }
      guard found == expected else {
        throw Broken(description: "many, \(row.number): \(found), the model says \(expected)")
      }
      note("many", found.0)
      note("many", found.1)
      guard found.0 == "done" || found.1 == "done" else { continue }
      let (event, state) = Self.event(found.0 == "done" ? .confirm : .reject)
      try taken(row.number, event, state)
      if found.1 == "done", let at = model.find(association: row.number)?.at {
        model.associations[at]?.hasRemark = true
      }
    }
    let again = try await AnswerAssociations(desk)(.confirm, selection, by: by)
    guard again.map(\.outcome) == confirmed.map(\.outcome) else {
      throw Broken(description: "asked again, many at once are answered otherwise")
    }
  }

  private static func name(
    _ outcome: AnswerAssociations.Outcome, rejects: Bool = false
  ) -> String {
    switch outcome {
    case .done(_, let state): state == (rejects ? "rejected" : "confirmed") ? "done" : state
    case .changed: "conflict"
    case .refused("permission", let wording, _):
      wording
        == PermissionRefusal(
          reason: .ownCase, article: Article(document: "", place: "")
        ).wording ? "permission ownCase" : "permission notYours"
    case .refused(let code, _, _): code
    }
  }

  mutating func list() async throws {
    let unit = try someUnit()
    let account = try someClerk(unit.key)
    let wanted =
      unit.number == nil || !model.isClerk(account, unit.key)
      ? "permission notYours" : model.cycle == nil ? "noCycle" : "done"
    let actor = clerk(account, unit)
    let number = unit.number ?? Self.nobody
    let page = try await expect("list", wanted, unit.key) { [desk = city.desk] in
      try await ListAssociations(desk)(number, limit: 200, by: actor)
    }
    if page != nil { try await compareListing(unit, cycle: nil) }
  }
}
