extension ServicePoint {
  /// The points of a unit's clerks (用人单位办事点).
  static let employer: [ServicePoint] = [
    UnitHome.point, UnitRegistration.point, UnitDispute.point, UnitDispute.answer,
    UnitDispute.upload, UnitDispute.file,
    UnitConfirmation.point, UnitConfirmation.contact, UnitCodePage.point, UnitCodePage.rotation,
    AssociationList.point, AssociationSearch.point, AssociationSelection.answer, AnsweredPage.point,
    AssociationExport.point, AssociationExport.download, UnitAssociation.point,
    UnitAssociation.leaver, UnitAssociation.stay,
    ClerkPages.point, ClerkPages.invitation,
    ClerkPages.handOver,
    ClerkPages.end,
  ]
}
