extension ServicePoint {
  /// An applicant's and a family helper's points (申请人办事点).
  static let applicant: [ServicePoint] =
    [myTasks]
    + [
      myEligibility, checkEligibility, disputeEligibility, answerInquiry, uploadEvidence,
      ownEvidence,
    ]
    + [myAssociation, cancelAssociation]
    + [myUndertakings, acceptUndertaking]
    + [myBasics]
    + [myData, exportData]
    + [myHelpers, endHelp]
}
