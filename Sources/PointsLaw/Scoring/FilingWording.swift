package import Policy

/// A filing in words: what is filed, what is not, and how two filings differ (填报方案的文字).
package struct FilingWording: Sendable {
  private let facts: Facts

  package init(_ facts: Facts) { self.facts = facts }

  private func credential(_ place: Int?) -> Wording {
    guard let place else { return Wording("不填报学历学位", "no credential") }
    let credential = facts.credentials[place]
    return Wording(
      "学历学位第\(place + 1)项（\(credential.level.wording.zh)，\(credential.graduated)）",
      "credential \(place + 1) (\(credential.level.wording.en), \(credential.graduated))")
  }

  private func innovation(_ place: Int?) -> Wording {
    guard let place else { return Wording("不填报创新创业", "no innovation claim") }
    let row = facts.innovation[place].row.wording
    return Wording("创新创业第\(place + 1)项（\(row.zh)）", "innovation claim \(place + 1) (\(row.en))")
  }

  private func tax(_ route: Filing.TaxRoute?) -> Wording {
    switch route {
    case .income: Wording("纳税（个人所得税）", "tax route income")
    case .enterprise: Wording("纳税（投资企业）", "tax route enterprise")
    case nil: Wording("不填报纳税加分", "no tax route")
    }
  }

  private func residences(_ leftOut: [Int]) -> Wording {
    if leftOut.isEmpty { return Wording("全部住所", "all residences") }
    let names = leftOut.map { place in
      let residence = facts.residences[place]
      return Wording(
        "第\(place + 1)项（\(residence.kind.wording.zh)，\(residence.months)）",
        "no. \(place + 1) (\(residence.kind.wording.en), \(residence.months))")
    }
    return Wording(
      "不填报住所" + names.map(\.zh).joined(separator: "、"),
      "all residences but " + names.map(\.en).joined(separator: ", "))
  }

  /// What is filed.
  package func parts(_ filing: Filing) -> [Wording] {
    [
      credential(filing.credential), innovation(filing.innovation), tax(filing.taxRoute),
      residences(filing.leftOut),
    ]
  }

  /// Only what differs from another filing.
  package func difference(_ filing: Filing, from other: Filing) -> [Wording] {
    var parts: [Wording] = []
    if filing.credential != other.credential { parts.append(credential(filing.credential)) }
    if filing.innovation != other.innovation { parts.append(innovation(filing.innovation)) }
    if filing.taxRoute != other.taxRoute { parts.append(tax(filing.taxRoute)) }
    if filing.leftOut != other.leftOut { parts.append(residences(filing.leftOut)) }
    return parts
  }
}
