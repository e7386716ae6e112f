package import Units

/// What an account has typed into a form and not sent (保存的填写), sealed.
package struct KeptDraft: Hashable, Sendable {
  package var account: Int64
  /// The name of the form, 1 to 100 characters.
  package var form: String
  /// Grows with every saving, also after the draft was erased and begun anew.
  package var version: Int64
  package var savedAt: Instant
  /// The fields, sealed as a personal value of the account; its number is ``firstNumber`` or more.
  package var value: SealedValue

  package init(account: Int64, form: String, version: Int64, savedAt: Instant, value: SealedValue) {
    self.account = account
    self.form = form
    self.version = version
    self.savedAt = savedAt
    self.value = value
  }

  /// Numbers of sealed drafts begin here, far above those that the store gives to personal values: one pass of
  /// changing keys goes over both.
  package static let firstNumber: Int64 = 1 << 62
}

/// Where drafts are kept (草稿库): by account, so that two people on one browser never see each other's, and until the
/// act is done, so that they survive signing out. No dossiers: typing is nothing that happened.
package protocol DraftStore: Sendable {
  func draft(of account: Int64, form: String) async throws -> KeptDraft?
  /// The drafts of an account, by form.
  func drafts(of account: Int64) async throws -> [KeptDraft]
  /// Keeps a draft if the one kept before has the version that was seen (0: none).
  ///
  /// - Returns: whether it was kept.
  func save(_ draft: KeptDraft, seen: Int64) async throws -> Bool
  /// Erases a draft: its act is done, or it is not wanted any more. Nothing happens when there is none, or only one of another
  /// version.
  ///
  /// - Parameter version: `nil`: whichever there is.
  func eraseDraft(of account: Int64, form: String, version: Int64?) async throws
  /// Erases all drafts of an account; how many.
  @discardableResult func eraseDrafts(of account: Int64) async throws -> Int
  /// Erases drafts not saved since a moment; how many.
  @discardableResult func eraseDrafts(before moment: Instant) async throws -> Int
}

extension KeptDraft {
  /// What every store demands of a draft.
  ///
  /// - Throws: ``StoreFailure/invalid(_:)``.
  package func check() throws(StoreFailure) {
    guard (1...100).contains(form.unicodeScalars.count) else {
      throw .invalid("the name of a form has 1 to 100 characters")
    }
    guard version > 0 else { throw .invalid("the version of a draft is positive") }
    guard value.id >= KeptDraft.firstNumber,
      value.dossier == DossierID(Account.kind, account), value.field == PersonalField.draft.name
    else { throw .invalid("a draft is sealed as a personal value of its account") }
  }
}
