package import Casework
package import Policy
package import Units

/// What is kept of a person beside their cases (其他留存信息): what they handed in, typed and did, how they signed in, what they were
/// told, and whom they let act or act for.
package struct OwnTraces: Hashable, Sendable {
  /// A piece of evidence (凭证), without its bytes.
  package struct Evidence: Hashable, Sendable {
    package var number: Int64
    /// The case that it supports.
    package var about: DossierID
    /// What the files were: `jpeg`, `png`, `pdf`.
    package var types: [String]
    package var pages: Int
    package var state: EvidenceLifecycle.Status
    /// When the last thing happened to it.
    package var at: Instant
  }

  /// What was typed and not sent (未提交的填写).
  package struct Typed: Hashable, Sendable {
    /// The address of the form.
    package var form: String
    package var savedAt: Instant
    /// Empty on the page; the export has them.
    package var fields: [DraftField]
  }

  /// What the platform told them (消息).
  package struct Message: Hashable, Sendable {
    package var number: Int64
    package var at: Instant
    package var isRead: Bool
    package var title: Wording
    package var body: Wording
  }

  /// A role that they gave, or that was given to them (委托).
  package struct Right: Hashable, Sendable {
    package var number: Int64
    /// Whether they gave it; otherwise they were given it.
    package var isGiven: Bool
    package var role: Role
    package var state: DelegationLifecycle.Status
    package var offeredUntil: Instant
    /// The first moment at which it no longer holds.
    package var until: Instant?
  }

  /// What they did (本人办理的事项).
  package struct Act: Hashable, Sendable {
    /// By which anybody can check it.
    package var reference: ReceiptReference
    package var at: Instant
    package var event: String
    package var dossier: DossierID
    package var role: Role
  }

  package var evidence: [Evidence] = []
  /// Only in the export: the page leads to the history, whose opening is recorded.
  package var signIns: [SignInLine] = []
  package var drafts: [Typed] = []
  /// Newest first.
  package var messages: [Message] = []
  package var delegations: [Right] = []
  /// Newest first; on the page the newest few without looking at one's own data.
  package var acts: [Act] = []
}

/// Where that is kept.
package struct OwnSources: Sendable {
  let drafts: DraftDesk
  let notices: NoticeTexts
  let acts: (any EventSearch)?

  /// - Parameter acts: the same store; `nil` where nothing can be searched.
  package init(drafts: DraftDesk, notices: NoticeTexts, acts: (any EventSearch)?) {
    self.drafts = drafts
    self.notices = notices
    self.acts = acts
  }
}

extension OwnTraces {
  /// Acts shown on the page.
  private static let fewActs = 10

  /// What stands in dossiers.
  ///
  /// - Parameter isWhole: for the export; else without the places of sign-ins, which are personal.
  static func kept(
    of account: Int64, cases: [DossierID], _ sources: OwnSources, isWhole: Bool,
    reason: ReadingReason, in unit: any CaseUnit, _ keyring: Keyring
  ) throws -> OwnTraces {
    var traces = OwnTraces()
    for id in cases {
      let key = DossierKey(EvidenceRecord.aboutKey, id.description)
      traces.evidence += try unit.dossiers(
        DossierQuery(EvidenceRecord.kind, key: key, limit: 1000)
      ).map { dossier in
        guard let state = EvidenceLifecycle.Status(rawValue: dossier.state) else {
          throw StoreFailure.corrupt("\(dossier.id): unknown state \(dossier.state)")
        }
        let record = try EvidenceRecord(json: dossier.body)
        return Evidence(
          number: dossier.id.number, about: id, types: record.sources.map(\.type),
          pages: record.pages, state: state, at: dossier.changedAt)
      }
    }
    if isWhole {
      traces.signIns = try SignInLine.all(of: account, reason: reason, in: unit, keyring)
    }
    let party = PartyID(account: account)
    var after: Int64 = 0
    while true {
      let page = try Notice.list(of: party, after: after, limit: 1000, in: unit)
      traces.messages += page.map { id, notice, isRead in
        let text = sources.notices[notice.text]
        return Message(
          number: id.number, at: notice.madeAt, isRead: isRead,
          title: text.map {
            Wording($0.title(notice.values, .zh), $0.title(notice.values, .en))
          } ?? Wording(same: notice.text),
          body: text.map { Wording($0.body(notice.values, .zh), $0.body(notice.values, .en)) }
            ?? Wording(same: ""))
      }
      guard page.count == 1000, let last = page.last else { break }
      after = last.id.number
    }
    traces.messages.reverse()
    for isGiven in [true, false] {
      traces.delegations += try Delegation.list(
        of: account, asGiver: isGiven, limit: 1000, in: unit
      ).map { delegation in
        Right(
          number: delegation.number, isGiven: isGiven, role: delegation.role,
          state: delegation.status, offeredUntil: delegation.offeredUntil, until: delegation.until)
      }
    }
    return traces
  }

  /// What stands elsewhere: drafts and acts.
  mutating func add(of account: Int64, _ sources: OwnSources, isWhole: Bool) async throws {
    for (form, savedAt) in try await sources.drafts.forms(of: account) {
      let draft = isWhole ? try await sources.drafts.draft(of: account, form: form) : nil
      drafts.append(Typed(form: form, savedAt: savedAt, fields: draft?.fields ?? []))
    }
    guard let search = sources.acts else { return }
    var (before, limit) = (Int?.none, isWhole ? 1000 : 100)
    while true {
      let page = try await search.search(
        EventQuery(account: account, before: before, limit: limit))
      // What follows of itself from an act is left to the export.
      let aside = isWhole ? [] : [PersonalDataEvent.read, Notice.madeEvent]
      acts += page.filter { !aside.contains($0.name) }.map { event in
        Act(
          reference: ReceiptReference(index: event.index, leaf: LedgerHash.leaf(event.leaf)),
          at: event.at, event: event.name, dossier: event.dossier, role: event.role)
      }
      guard page.count == limit, isWhole || acts.count < OwnTraces.fewActs else { break }
      // Whoever looks at a lot has acts far down: they are looked for in longer pages.
      (before, limit) = (page.last?.index, 1000)
    }
    if !isWhole { acts = Array(acts.prefix(OwnTraces.fewActs)) }
  }
}
