import Units

/// Who takes part in a walk (走查人员与单位), of the demo city; and what its records say of them, once more and by hand.
enum WalkPeople {
  static let people: [(key: String, payer: String?, standing: String)] = [
    ("eligible", "good", "eligible"), ("payerDiffers", "other", "eligible"),
    ("clerk", "good", "eligible"), ("newcomer", "good", "eligible"),
    ("colleague", "settled", "eligible"), ("unknownPost", "good", "undetermined"),
    ("noPermit", "good", "notEligible"), ("worker10", nil, "eligible"),
    ("worker09", "other", "eligible"), ("worker01", "good", "eligible"),
  ]

  struct Unit {
    var key: String
    var code: CreditCode
    var home: String
    var held: Set<String> = []
    /// Who signs in for it; `nil`: nobody whose number is known.
    var rootPerson: String?
  }

  static let units: [Unit] = [
    Unit(key: "good", code: .invented(number: 1), home: "haidian", rootPerson: "clerk"),
    Unit(key: "other", code: .invented(number: 2), home: "chaoyang"),
    Unit(key: "fresh", code: .invented(number: 7), home: "haidian"),
    Unit(
      key: "outside", code: .invented(number: 3), home: "dongcheng", held: ["outsideCity"]),
    Unit(key: "barred", code: .invented(number: 6), home: "haidian", held: ["barred"]),
    // Of this one the registry has nothing.
    Unit(
      key: "nowhere", code: .invented(number: 4711), home: "dongcheng", held: ["unknown"]),
  ]
}
