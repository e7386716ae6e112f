import Policy
package import Units

/// Keeps what people type (草稿台): by account and form, sealed, until the act is done. Two people on one browser see their
/// own only, since a draft is found by the account alone.
package struct DraftDesk: Sendable {
  /// Names and values of one draft together, in bytes.
  package static let mostBytes = 200_000

  private let store: any DraftStore
  private let keyring: @Sendable () -> Keyring
  private let book: LimitBook
  private let clock: CityClock
  private let random: RandomSource

  package init(
    _ store: any DraftStore, keyring: @escaping @Sendable () -> Keyring, book: LimitBook,
    clock: CityClock, random: RandomSource = .system
  ) {
    self.store = store
    self.keyring = keyring
    self.book = book
    self.clock = clock
    self.random = random
  }

  /// The account's draft of a form; `nil` when there is none.
  ///
  /// - Throws: ``SealFailure`` when it does not open, ``StoreFailure``.
  package func draft(of account: Int64, form: String) async throws -> Draft? {
    try await store.draft(of: account, form: form).map(opened)
  }

  /// Names and times of the account's drafts, for “go on where you stopped”.
  package func forms(of account: Int64) async throws -> [(form: String, savedAt: Instant)] {
    try await store.drafts(of: account).map { ($0.form, $0.savedAt) }
  }

  /// Saves what is typed.
  ///
  /// - Parameter seen: the version that this device has seen; 0 when it began the form.
  package func save(
    _ fields: [DraftField], form: String, of account: Int64, seen: Int64
  ) async throws -> DraftAnswer {
    let size = fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    guard size <= DraftDesk.mostBytes else { throw DraftRefusal.tooLarge(size) }
    let all = try await store.drafts(of: account)
    let current = all.first { $0.form == form }
    guard current != nil || all.count < book.drafts.most else {
      throw DraftRefusal.tooMany(book.drafts.most)
    }
    let now = clock.now()
    let id = current?.value.id ?? KeptDraft.firstNumber + random.number()
    let value = try keyring().seal(
      Self.text(fields), .draft, id: id, of: DossierID(Account.kind, account))
    let draft = KeptDraft(
      account: account, form: form, version: max(now.milliseconds, seen + 1), savedAt: now,
      value: value)
    if try await store.save(draft, seen: seen) { return .saved(version: draft.version) }
    return .conflict(kept: try await self.draft(of: account, form: form), typed: fields)
  }

  /// The draft is not wanted any more.
  package func erase(form: String, of account: Int64) async throws {
    try await store.eraseDraft(of: account, form: form, version: nil)
  }

  /// The act is done: what it was done with is not kept any longer. What another device has saved meanwhile stays, unless it
  /// is the same.
  ///
  /// - Parameters:
  ///   - seen: the version that the device had seen that sent the form; 0 when it began it.
  ///   - sent: what it sent.
  package func finish(
    form: String, of account: Int64, seen: Int64, sent: [DraftField]
  ) async throws {
    // Most often nothing was saved at all, and then nothing has to be written.
    guard let kept = try await store.draft(of: account, form: form) else { return }
    guard try kept.version == seen || opened(kept).fields == sent else { return }
    try await store.eraseDraft(of: account, form: form, version: kept.version)
  }

  /// Erases drafts that nobody has saved for the time of the book; how many.
  @discardableResult
  package func sweep() async throws -> Int {
    try await store.eraseDrafts(before: clock.now().adding(milliseconds: -book.drafts.age))
  }

  private func opened(_ kept: KeptDraft) throws -> Draft {
    let fields = Self.fields(try keyring().open(kept.value))
    guard let fields else {
      throw StoreFailure.corrupt("a draft of account \(kept.account) holds no fields")
    }
    return Draft(form: kept.form, version: kept.version, savedAt: kept.savedAt, fields: fields)
  }

  private static func text(_ fields: [DraftField]) -> String {
    var json = JSONWriter()
    json.list { json in
      for field in fields {
        json.text(field.name)
        json.text(field.value)
      }
    }
    return json.text
  }

  private static func fields(_ text: String) -> [DraftField]? {
    let document = Document()
    guard (try? document.read(json: text)) != nil, document.kind(document.root) == .list else {
      return nil
    }
    let texts = document.items(document.root).map(document.string)
    guard texts.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: texts.count, by: 2).map { DraftField(texts[$0], texts[$0 + 1]) }
  }
}

extension PersonalField {
  /// 保存的填写
  package static let draft = PersonalField("draft", mask: .ends(first: 0, last: 0))
}
