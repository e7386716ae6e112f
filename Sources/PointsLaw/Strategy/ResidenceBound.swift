import Policy
import Units

/// The most unrounded points that can still be reached, and the months that reach them.
private struct Relaxed {
  /// Months outside the study that are added: of own homes, of rentals and dormitories, imputed.
  var own: Int32
  var filed: Int32
  var imputed: Int32
  /// Room left after own homes; and after all of these, for months inside the study.
  var room: Int32
  var spare: Int32
  /// The cap keeps out some month outside the study.
  var isBound: Bool
  var twelfths: Int
}

extension ResidenceRound {
  /// No choice from `next` on reaches more points than this.
  func bound(_ account: ResidenceAccount, _ settled: Int, before next: Int) -> Int {
    let filing = terms.rules.filing
    var points = settled
    if next < districtEnd {
      var all = account
      all.both += rest[next].both
      all.housing += rest[next].housing
      if rest[next].isOutsideLast { all.isOutsideLast = true }
      points += filing.districtIsMonotone ? district(all) : filing.districtMost
    }
    guard filing.residenceIsMonotone else {
      return points + ResidenceRound.whole(anyShape(account) + mostGain)
    }
    let relaxed = self.relaxed(account, next)
    guard filing.pointsTellMonths, scores(account) else {
      return points + ResidenceRound.whole(relaxed.twelfths + mostGain)
    }
    // Unrounded points are lost by whole steps: none, and then the months are nearly known and with
    // them what rounding adds; or one at least.
    let most = max(
      relaxed.twelfths + exactGain(account, relaxed, next),
      relaxed.twelfths - terms.rules.filing.gains.step + openGain(account, next))
    return points + ResidenceRound.whole(most)
  }

  /// Twelfths as whole hundredths, rounded down.
  private static func whole(_ twelfths: Int) -> Int {
    twelfths >= 0 ? twelfths / 12 : -((11 - twelfths) / 12)
  }

  /// The most unrounded twelfths where more homes never lower them.
  ///
  /// They grow with every month outside the study, and a month inside it only takes room under the
  /// cap: so all that the rest adds outside the study is taken, and nothing of what it adds inside.
  private func relaxed(_ account: ResidenceAccount, _ next: Int) -> Relaxed {
    let residence = terms.rules.residence
    let rest = self.rest[next]
    let ownRest = terms.outsideStudy(rest.own).wrappedSum()
    let own = min(ownRest, account.room)
    let room = account.room - own
    let filedRest = rest.filed - (studies[studies.count - 1] - studies[filedBefore(next)])
    let filed = min(filedRest, room)
    let available =
      account.available &+ terms.outsideStudy(rest.early) &- terms.outsideStudy(rest.imputable)
    let imputed = terms.outsideStudy(Rules.earliest(available, room - filed))
      .wrappedSum()
    let isBound =
      own < ownRest || filed < filedRest
      || imputed < terms.outsideStudy(available).wrappedSum()
    let twelfths =
      Int(account.own + own) * residence.own.value.hundredths
      + Int(account.rental + account.dormitory + filed) * residence.filed.value.hundredths
      + Int(imputed) * residence.imputed.value.hundredths
      + Int(terms.inStudy(rest.own).wrappedSum()) * terms.rules.filing.ownStudyNet
      - account.study - terms.employedStudy
    return Relaxed(
      own: own, filed: filed, imputed: imputed, room: room, spare: room - filed - imputed,
      isBound: isBound, twelfths: twelfths)
  }

  /// The most unrounded twelfths whatever the rates are: every month that can still score earns the most
  /// that any does.
  private func anyShape(_ account: ResidenceAccount) -> Int {
    let residence = terms.rules.residence
    let twelfths =
      Int(account.room) * terms.rules.filing.highestRate
      + Int(account.own) * residence.own.value.hundredths
      + Int(account.rental + account.dormitory) * residence.filed.value.hundredths
      - account.study
    // With fewer months than the least nothing scores, and nothing is taken back for it.
    return (scores(account) ? twelfths : max(twelfths, 0)) - terms.employedStudy
  }

  // MARK: Rounding

  /// The most that rounding can add to all lines.
  private var mostGain: Int {
    let gains = terms.rules.filing.gains
    return 2 * gains.own.most + 2 * gains.filed.most + gains.imputed.most
      + (terms.followsStudy ? gains.deduction : 0)
  }

  /// The most that rounding can add while the months are those of the highest unrounded points: outside
  /// the study all that there is room for, inside it as many as there is room to spare. Under the
  /// cap, months of rentals, dormitories and imputed ones can stand for each other.
  private func exactGain(_ account: ResidenceAccount, _ relaxed: Relaxed, _ next: Int) -> Int {
    let rest = self.rest[next]
    let first = filedBefore(next)
    let rental = rentals[rentals.count - 1] - rentals[first]
    let study = studies[studies.count - 1] - studies[first]
    let rentalStudy = rentalStudies[rentalStudies.count - 1] - rentalStudies[first]
    let ownStudy = terms.inStudy(rest.own).wrappedSum()
    let spare = relaxed.spare
    let open = account.available &+ rest.early
    let openStudy = terms.inStudy(open).wrappedSum()
    var gain = own(account.own + relaxed.own, more: min(spare, ownStudy))
    let gains = terms.rules.filing.gains
    if relaxed.isBound {
      gain += gains.filed.most(account.rental, more: min(relaxed.room, rental))
      gain += gains.filed.most(account.dormitory, more: min(relaxed.room, rest.filed - rental))
      gain += gains.imputed.most(0, more: min(relaxed.room, open.wrappedSum()))
    } else {
      let dormitoryStudy = study - rentalStudy
      gain += gains.filed.most(
        account.rental + rental - rentalStudy, more: min(spare, rentalStudy))
      gain += gains.filed.most(
        account.dormitory + rest.filed - rental - dormitoryStudy,
        more: min(spare, dormitoryStudy))
      gain += gains.imputed.most(relaxed.imputed, more: min(spare, openStudy))
    }
    guard terms.followsStudy else { return gain }
    if spare > 0, ownStudy + study + openStudy > 0 { return gain + gains.deduction }
    let taken = terms.employedStudy + account.study
    return gain + taken - 12 * terms.deduction(taken)
  }

  /// The most that rounding can add to the lines that are still open.
  private func openGain(_ account: ResidenceAccount, _ next: Int) -> Int {
    let rest = self.rest[next]
    let rental = rentals[rentals.count - 1] - rentals[filedBefore(next)]
    let room = account.room
    let gains = terms.rules.filing.gains
    let available = (account.available &+ rest.early).wrappedSum()
    return own(account.own, more: min(room, rest.own.wrappedSum()))
      + gains.filed.most(account.rental, more: min(room, rental))
      + gains.filed.most(account.dormitory, more: min(room, rest.filed - rental))
      + gains.imputed.most(0, more: min(room, available))
      + (terms.followsStudy ? gains.deduction : 0)
  }

  /// The most that rounding can add to the lines of own homes.
  private func own(_ least: Int32, more: Int32) -> Int {
    let gains = terms.rules.filing.gains.own
    return terms.splitsAtBoundary ? 2 * gains.most : gains.most(least, more: more)
  }
}
