import PointsService
import Policy
import Units

/// Who has left, and who has not after all (离职步骤).
extension PointsWalk {
  mutating func leave() async throws {
    let (number, found) = try someAssociation("confirmed")
    let (account, unit) = try clerk(of: found)
    let (version, isStale) = try await seen(dossier(number))
    let isOff = chance(10)
    let off = chance(2) ? 1 : -366
    let leftOn = city.today.adding(days: isOff ? off : -self.number(0...365))
    let wanted =
      isOff
      ? "problems"
      : model.clerking(found, account, of: unit.key)
        ?? (isStale ? "conflict" : found?.state == "confirmed" ? "done" : "state")
    let actor = clerk(account, unit)
    let done = try await expect("leave", wanted, "\(number) for \(unit.key)") {
      [desk = city.desk] in
      try await RecordLeaver(desk)(number, seen: version, leftOn: leftOn, by: actor)
    }
    guard done != nil else { return }
    try taken(number, "AssociationEnded", "ended")
    if let at = model.find(association: number)?.at { model.associations[at]?.leftOn = leftOn }
  }

  /// What was recorded by mistake is taken back.
  mutating func stay() async throws {
    let (number, found) = try someAssociation("ended")
    let (account, unit) = try clerk(of: found)
    let (version, isStale) = try await seen(dossier(number))
    let wanted =
      model.clerking(found, account, of: unit.key)
      ?? (isStale
        ? "conflict"
        : found?.cycle == model.cycle && found?.state == "ended" ? "done" : "state")
    let actor = clerk(account, unit)
    let done = try await expect("stay", wanted, "\(number) for \(unit.key)") {
      [desk = city.desk] in
      try await WithdrawLeaver(desk)(number, seen: version, by: actor)
    }
    guard done != nil else { return }
    try taken(number, "AssociationRestored", "confirmed")
    if let at = model.find(association: number)?.at { model.associations[at]?.leftOn = nil }
  }
}
