extension ServicePoint {
  /// What everybody does with their own account (账户办事点).
  static let account: [ServicePoint] =
    [myAccount, chooseRole]
    + [signIns, reportSignIn, sessions, endSession, signOutEverywhere, admitProgram]
    + [acceptInvitation]
    + [messages, readMessages]
    + [keptDrafts, deleteDraft]
    + [contact]
}
