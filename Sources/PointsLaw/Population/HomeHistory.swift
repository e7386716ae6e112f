import Units

/// Where somebody lived, as far as it is registered, and the marriage that a spouse's home needs
/// (住所与婚姻). Months are ordinals of cycle 2020.
struct HomeHistory: Sendable {
  private struct OwnHome {
    var from: Int
    var to: Int
    var district: District
    var isSpouses: Bool
  }

  private struct OtherHome {
    var from: Int
    var to: Int
  }

  /// At most two own homes, the second after the first was sold.
  private let first: OwnHome?
  private let second: OwnHome?
  private let rental: OtherHome?
  private let dormitory: OtherHome?
  /// Of rental and dormitory.
  private let otherDistrict: District
  private let marriage: Wedlock

  /// What the file says about marriage.
  private enum Wedlock {
    /// Nothing: it vouches for a spouse's home.
    case unstated
    case never
    case married(from: Int, to: Int?)
  }

  /// The last own home is outside the city six (城六区以外).
  var livesOutside: Bool {
    guard let home = second ?? first else { return false }
    return home.district.rawValue >= District.mentougou.rawValue
  }

  init(_ draws: Draws, _ calibration: Calibration, _ studies: Studies, wage: Int, birthYear: Int) {
    let bought = HomeHistory.bought(draws, calibration, studies, birthYear: birthYear)
    (first, second) = HomeHistory.ownHomes(
      draws, calibration, bought: bought, seniority: studies.seniority, wage: wage)
    marriage = HomeHistory.marriage(
      draws, calibration, birthYear: birthYear, bought: bought, first: first, second: second)

    otherDistrict =
      draws.below(.rentalDistrict, 1024) & 1 == 1
      ? calibration.homesInside.pick(draws, .rentalDistrict)
      : calibration.homesOutside.pick(draws, .rentalDistrict)
    let rented = max(Landmark.rentals + draws.below(.rentalStart, 24), studies.insuredFrom)
    let lastRented = first == nil ? Landmark.reference : min(bought - 1, Landmark.reference)
    let isRented = lastRented - rented >= 3 && draws.chance(.rental, calibration.registersRental)
    rental = isRented ? OtherHome(from: rented, to: lastRented) : nil
    var lastDormitory = studies.insuredFrom + 11 + draws.below(.dormitoryMonths, 36)
    lastDormitory = min(lastDormitory, first == nil ? Landmark.reference : bought - 1)
    if isRented { lastDormitory = min(lastDormitory, rented - 1) }
    let isHoused =
      lastDormitory - studies.insuredFrom >= 3
      && draws.chance(.dormitory, calibration.registersDormitory)
    dormitory = isHoused ? OtherHome(from: studies.insuredFrom, to: lastDormitory) : nil
  }

  /// The month of the first purchase, maybe after the reference month: years after arrival, sooner
  /// with a good wage, and not before 25.
  private static func bought(
    _ draws: Draws, _ calibration: Calibration, _ studies: Studies, birthYear: Int
  ) -> Int {
    let wage = calibration.homeByWage * draws.normal(.wage)
    let trait = (wage + calibration.homeByItself * draws.normal(.home)) >> 10
    let usual =
      calibration.monthsToHome[trait] + (calibration.homeBySeniority * studies.seniority) >> 10
      + calibration.paths[studies.path.rawValue].homeDelay
    return max(studies.insuredFrom + usual, (birthYear + 25) * 12)
  }

  private static func ownHomes(
    _ draws: Draws, _ calibration: Calibration, bought: Int, seniority: Int, wage: Int
  ) -> (OwnHome?, OwnHome?) {
    let owned = Landmark.reference - bought
    guard owned >= 2 else { return (nil, nil) }
    func district(_ isOutside: Bool, _ draw: Draw) -> District {
      isOutside
        ? calibration.homesOutside.pick(draws, draw) : calibration.homesInside.pick(draws, draw)
    }
    let outside =
      calibration.homeOutside + (calibration.homeOutsideByWage * wage) >> 10
      + (calibration.homeOutsideBySeniority * seniority) >> 10
    let isSpouses = draws.chance(.owner, calibration.spouseOwns)
    var home = OwnHome(
      from: bought, to: Landmark.reference,
      district: district(draws.chance(.homeArea, outside), .homeDistrict), isSpouses: isSpouses)

    let move = draws.below(.move, 1024)
    let isSold = move >= 1024 - calibration.sellsHome
    guard owned >= 48, isSold || move < calibration.movesHouse else { return (home, nil) }
    let moved = bought + 24 + draws.below(.moveTime, owned - 30)
    home.to = moved - 1
    if isSold { return (home, nil) }
    let next = OwnHome(
      from: moved, to: Landmark.reference,
      district: district(
        draws.chance(.home2Area, calibration.secondHomeOutside), .home2District),
      isSpouses: draws.chance(.owner2, calibration.ownerChanges) ? !isSpouses : isSpouses)
    return (home, next)
  }

  private static func marriage(
    _ draws: Draws, _ calibration: Calibration, birthYear: Int, bought: Int, first: OwnHome?,
    second: OwnHome?
  ) -> Wedlock {
    let kind = draws.below(.marriage, 1024)
    if kind < calibration.statesNoMarriage { return .unstated }
    let isSpouses = first?.isSpouses ?? false || second?.isSpouses ?? false
    if kind < calibration.statesNoMarriage + calibration.neverMarried, !isSpouses { return .never }
    var wed = (birthYear + 24) * 12 + draws.below(.marriageAge, 120)
    if first?.isSpouses ?? false {
      let order = draws.below(.marriageShift, 1024)
      wed =
        order < calibration.marriesBeforeHome
        ? min(wed, bought - 1 - (order & 15)) : bought + 1 + (order & 15)
    }
    guard wed <= Landmark.reference else { return .never }
    guard wed + 36 < Landmark.reference, draws.chance(.divorce, calibration.divorces) else {
      return .married(from: wed, to: nil)
    }
    let years = draws.below(.divorceTime, Landmark.reference - wed - 26)
    return .married(from: wed, to: wed + 24 + years)
  }

  func residences(_ shift: CycleShift) -> [Residence] {
    var list: [Residence] = []
    if first != nil { list.reserveCapacity(2) }
    if let dormitory {
      list.append(Residence(.dormitory, shift.span(dormitory.from, dormitory.to), otherDistrict))
    }
    if let rental {
      list.append(Residence(.rental, shift.span(rental.from, rental.to), otherDistrict))
    }
    func add(_ home: OwnHome) {
      list.append(
        Residence(
          .ownHome, owner: home.isSpouses ? .spouse : .self, shift.span(home.from, home.to),
          home.district))
    }
    if let first { add(first) }
    if let second { add(second) }
    return list
  }

  func marriages(_ shift: CycleShift) -> [Marriage]? {
    switch marriage {
    case .unstated: nil
    case .never: []
    case .married(let from, let to): [Marriage(from: shift.month(from), to: to.map(shift.month))]
    }
  }
}
