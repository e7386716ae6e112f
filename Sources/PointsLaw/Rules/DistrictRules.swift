package import Policy
package import Units

/// 职住区域
package struct DistrictRules: Sendable {
  package let rule: Cited<DistrictRule>
  package let from: Cited<Month>
  package let yearMonths: Cited<Int>
  package let shortYear: Cited<Bool>
  package let housing: Cited<Points>
  package let housingMost: Cited<Points>
  package let both: Cited<Points>
  package let bothMost: Cited<Points>
  /// `lives`: both sorts together.
  package let most: Cited<Points>?
  package let leftover: Cited<DistrictLeftover>?
  package let december: Cited<DistrictDecember>?
  package let modes: Cited<DistrictModes>?
  /// The six city districts (城六区) and the municipal agency, one bit a district.
  package let citySix: Cited<UInt32>

  init(_ table: inout ParameterTable) {
    rule = table.option("district.rule", otherwise: .lives)
    from = table.month("district.from")
    yearMonths = table.count("district.yearMonths", .months)
    shortYear = table.flag("district.shortYear")
    housing = table.points("district.housing.pointsPerYear")
    housingMost = table.points("district.housing.most")
    both = table.points("district.jobAndHousing.pointsPerYear")
    bothMost = table.points("district.jobAndHousing.most")
    switch rule.value {
    case .lives:
      most = table.points("district.most")
      leftover = table.option("readings.districtLeftover", otherwise: .combined)
      december = table.option("readings.districtDecember", otherwise: .housing)
      modes = nil
    case .moved:
      most = nil
      leftover = nil
      december = nil
      modes = table.option("readings.districtModes", otherwise: .higher)
    }
    let names = table.names("district.citySix")
    var bits: UInt32 = 0
    for name in names.value {
      if let district = District.allCases.first(where: { $0.name == name }) {
        bits |= 1 << UInt32(district.rawValue)
      } else {
        table.refuse("district.citySix", JSONText.quoted(name), District.wording)
      }
    }
    citySix = Cited(bits, parameter: names.parameter)
  }
}
