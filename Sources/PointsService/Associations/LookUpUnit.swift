package import Casework
package import PointsLaw
package import Policy
import Units

/// An applicant enters a unit's code and sees whose it is before anything is sent (查询单位), with a warning when somebody else
/// pays the insurance (MANUAL-2019 注册关联 五1, 注意①).
package struct LookUpUnit: Sendable {
  /// What the code led to.
  package struct Found: Hashable, Sendable {
    /// The unit's dossier.
    package var unit: Int64
    package var name: String
    package var district: District?
    package var match: InsuranceMatch
    /// What to think about before sending; `nil` when the unit pays the insurance.
    package var warning: Wording?
  }

  private let desk: PointsDesk

  /// - Parameter desk: what use cases stand on.
  package init(_ desk: PointsDesk) { self.desk = desk }

  /// - Parameter code: as typed; spaces, hyphens, case and look-alikes do not matter.
  /// - Throws: `Problems` for a code that is none, ``PointsRefusal``; every unknown code is counted, and after ten within a day
  ///   no more are looked at.
  package func callAsFunction(_ code: String, by actor: Actor) async throws -> Found {
    let code = try desk.unitCode(code)
    let outcome = try await desk.look("LookUpUnit", actor) {
      [desk] unit -> Result<Found, PointsRefusal> in
      var asked = try desk.asking(actor, in: unit)
      guard let kept = try desk.unit(by: code, &asked, in: unit) else {
        return .failure(MissedCode(asked.application.content).refusal)
      }
      let match = try desk.match(kept, asked.application, in: unit).match
      return .success(
        Found(
          unit: kept.id.number, name: kept.content.registration?.name ?? kept.content.code.full,
          district: kept.content.registration?.district, match: match,
          warning: match == .other ? Rule.payerDiffers.wording : nil))
    }
    return try outcome.get()
  }
}

/// A code that no unit has (输错注册码), counted in the application.
struct MissedCode: Error {
  /// How many more may be wrong within a day.
  var left: Int

  init(left: Int) { self.left = left }

  init(_ application: ApplicationContent) {
    left = PointsDesk.mostMissed - application.missedCodes.count
  }

  var refusal: PointsRefusal {
    .rule(
      .codeUnknown,
      Wording("24小时内还可输错\(left)次。", "You may enter \(left) more wrong codes within 24 hours."))
  }
}

extension PointsDesk {
  /// Unknown codes after which somebody has to wait, and for how long.
  static let mostMissed = 10
  static let missedFor = Instant.millisecondsOfDay

  func unitCode(_ text: String) throws(Problems) -> UnitCode {
    do throws(UnitCode.Flaw) {
      return try UnitCode(text)
    } catch {
      throw Problems([
        Problem(path: "unitCode", value: JSONText.quoted("…"), allowed: error.wording)
      ])
    }
  }

  /// Somebody who may ask for an association now: of the cycle that is open, with an application that eligibility
  /// does not keep out.
  func asking(
    _ actor: Actor, in reading: any CaseReading
  ) throws -> (cycle: CurrentCycle, application: Kept<ApplicationContent>) {
    try demand(.requestAssociation, actor, [.own])
    let cycle = try currentCycle(for: .requestAssociation, actor, in: reading)
    let application = try ownApplication(actor, cycle.number, in: reading)
    try demandNotBarred(application, on: actor.receivedAt.beijing.date)
    try demandNotIneligible(application)
    return (cycle, application)
  }

  /// Whoever was found not eligible goes no further, whatever was confirmed before (MANUAL-2019 注册关联 四).
  func demandNotIneligible(_ application: Kept<ApplicationContent>) throws(PointsRefusal) {
    switch application.content.standing {
    case .notEligible: throw .rule(.notEligible)
    case .eligible, .undetermined, .waiting: break
    }
  }

  /// The unit that has a code.
  ///
  /// - Returns: `nil` for a code that nobody has; the attempt is then counted in the application.
  func unit(
    by code: UnitCode, _ asked: inout (cycle: CurrentCycle, application: Kept<ApplicationContent>),
    in unit: any CaseUnit
  ) throws -> Kept<UnitContent>? {
    let recent = asked.application.content.missedCodes.filter {
      unit.now.milliseconds - $0.milliseconds < PointsDesk.missedFor
    }
    guard recent.count < PointsDesk.mostMissed else {
      // With the oldest of them one is free again.
      let again = (recent.first ?? unit.now).adding(milliseconds: PointsDesk.missedFor)
      throw PointsRefusal.rule(
        .codeAttempts,
        Wording(
          "\(again.text(.zh))起可以再试。", "You may try again from \(again.text(.en))."))
    }
    let rows = try unit.values(of: .unitCode, equalTo: code.letters, keyring())
    guard let row = rows.first(where: { $0.dossier.kind == UnitContent.kind }),
      let kept = try Kept<UnitContent>.find(row.dossier.number, in: unit),
      kept.content.unitCode?.id == row.id
    else {
      asked.application.content.missedCodes = recent + [unit.now]
      asked.application.note("UnitCodeMissed")
      try asked.application.save(in: unit)
      return nil
    }
    guard kept.content.works(kept.status, in: asked.cycle.number) else {
      throw PointsRefusal.rule(.unitInactive)
    }
    return kept
  }

  /// Whether a unit pays an applicant's insurance by the records of the last check, and how the unit will see the applicant.
  func match(
    _ kept: Kept<UnitContent>, _ application: Kept<ApplicationContent>, in unit: any CaseUnit
  ) throws -> (match: InsuranceMatch, name: String, maskedNumber: String) {
    let content = application.content
    let ids = [content.name.id, content.maskedNumber.id] + (content.payer.map { [$0.id] } ?? [])
    let rows = try unit.values(ids, of: application.id, reason: .association)
    let keyring = keyring()
    func text(_ value: KeptValue?) throws -> String? {
      try rows.first { $0.id == value?.id }.map { try keyring.open($0) }
    }
    guard let name = try text(content.name), let number = try text(content.maskedNumber) else {
      throw PointsRefusal.rule(.identityMissing)
    }
    let match = InsuranceMatch(payer: try text(content.payer), of: kept.content)
    return (match, name, number)
  }
}
