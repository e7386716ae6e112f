/// The choices that an edition makes by name: shapes of rules, and readings (解读) of what the
/// documents leave open. Every case is implemented; which one holds is a parameter.

/// How the residence indicator is split into lines.
package enum ResidenceLines: String, CaseIterable, Sendable {
  /// Own home, registered rental, dormitory, imputed (trial editions).
  case kinds
  /// Own home up to the boundary and after it, imputed up to it, filed after it (2020).
  case boundary
}

/// What study takes back from employment and residence.
package enum DeductionRule: String, CaseIterable, Sendable {
  /// The months really studied, at what they scored.
  case study
  /// A fixed window that ends with graduation, at fixed rates.
  case window
}

/// What the job-housing district indicator rewards.
package enum DistrictRule: String, CaseIterable, Sendable {
  /// Moving out of the six city districts.
  case moved
  /// Living outside them in an own home.
  case lives
}

/// How personal income tax earns points.
package enum IncomeTaxRule: String, CaseIterable, Sendable {
  /// All or nothing, by the average of the years.
  case average
  /// Step by step, by each year.
  case yearly
}

/// Who is on the list.
package enum RankingRule: String, CaseIterable, Sendable {
  case cutOff, quota
}

/// Reading 1: which insurance type makes a month imputable.
package enum ImputedType: String, CaseIterable, Sendable {
  /// The type chosen for employment.
  case chosen
  /// Any type.
  case anyType
}

/// Whether a rental or dormitory filed for months up to the boundary counts without insurance.
package enum EarlyRental: String, CaseIterable, Sendable {
  /// Those months count through insurance only.
  case insurance
  /// A filed month counts as imputed even when it was not insured.
  case filed
}

/// Reading 2: the residence part of the trial deduction.
package enum StudyResidence: String, CaseIterable, Sendable {
  /// What the months scored.
  case scored
  /// The rental rate for every month that scored.
  case rentalRate
}

/// Reading 3: the window of a diploma or degree alone.
package enum SingleCredentialWindow: String, CaseIterable, Sendable {
  /// It goes with the points: a master's alone (15) has the window of a bachelor's.
  case byPoints
  /// It goes with the level.
  case byLevel
}

/// Reading 4: what is left after whole years of job and housing.
package enum DistrictLeftover: String, CaseIterable, Sendable {
  /// The rest of both sorts together makes whole years of housing.
  case combined
  /// Each sort makes whole years on its own.
  case separate
}

/// Reading 4: what December of the previous year must satisfy.
package enum DistrictDecember: String, CaseIterable, Sendable {
  /// Living outside is enough.
  case housing
  /// Years of job and housing need a December of both; otherwise all months count as housing.
  case asClaimed
}

/// Reading 5: job-and-housing beside housing-only in the trial editions.
package enum DistrictModes: String, CaseIterable, Sendable {
  /// The higher one counts.
  case higher
  /// Housing only counts when job-and-housing earns nothing.
  case jobAndHousingFirst
}

/// Reading 6: how supplementary months are counted.
package enum SupplementaryCount: String, CaseIterable, Sendable {
  /// A calendar month once, whatever the number of types.
  case perMonth
  /// Each type's months on their own, added up.
  case perType
}

/// Reading 8: when an age is reached.
package enum AgeReached: String, CaseIterable, Sendable {
  case dayAfterBirthday, birthday
}

/// Reading 9: how often income tax must have been paid.
package enum IncomeTaxRhythm: String, CaseIterable, Sendable {
  /// In every year: a case file gives years.
  case yearly
}

/// By when the residence permit must have been applied for.
package enum PermitDeadline: String, CaseIterable, Sendable {
  case referenceDate
}
