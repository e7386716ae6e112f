/// What an applicant claims where the rules leave a choice (申报方案).
package struct Filing: Hashable, Sendable {
  package enum TaxRoute: String, CaseIterable, Sendable { case income, enterprise }

  /// The place of the claimed credential, `nil` for none.
  package var credential: Int?
  package var innovation: Int?
  package var taxRoute: TaxRoute?
  /// Places of the residences that are not filed, in order.
  package var leftOut: [Int]

  package init(
    credential: Int? = nil, innovation: Int? = nil, taxRoute: TaxRoute? = nil, leftOut: [Int] = []
  ) {
    self.credential = credential
    self.innovation = innovation
    self.taxRoute = taxRoute
    self.leftOut = leftOut
  }
}
