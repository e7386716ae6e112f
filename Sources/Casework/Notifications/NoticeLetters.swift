import Policy
import Synchronization
package import Units

/// A notice as it leaves (外发通知): only now address and words come together.
package struct NoticeLetter: Sendable {
  /// The only part that is personal: never logged.
  package var address: String
  package var title: String
  package var text: String

  package init(address: String, title: String, text: String) {
    self.address = address
    self.title = title
    self.text = text
  }
}

/// Where channels get what they send.
package protocol NoticeLetters: Sendable {
  /// - Returns: `nil` when there is nobody to send it to any more: no such notice or address.
  /// - Throws: when it cannot be told now; the message is tried again.
  func letter(for message: PendingMessage) async throws -> NoticeLetter?
}

/// What a channel does with a message: send a letter, or say why there is none.
package enum NoticeAnswer: Sendable {
  case letter(NoticeLetter)
  case none(Delivery)
}

extension NoticeLetters {
  package func answer(for message: PendingMessage, now: Instant) async -> NoticeAnswer {
    do {
      guard let letter = try await letter(for: message) else {
        return .none(.dead(reason: "no notice or no address"))
      }
      return .letter(letter)
    } catch let failure as SealFailure {
      return .none(.retry(reason: failure.wording.en, notBefore: now))
    } catch {
      // Words of other errors may hold anything.
      return .none(.retry(reason: "no address now: \(type(of: error))", notBefore: now))
    }
  }
}

/// Letters from the notices and contacts of the store. Reading an address is an event of the contact's access
/// dossier: its owner sees when it was used.
package struct StoredLetters: NoticeLetters {
  private let store: any CaseStore
  private let texts: NoticeTexts
  private let keyring: @Sendable () -> Keyring

  /// - Parameter keyring: the keys as they are when a letter is written.
  package init(
    _ store: any CaseStore, _ texts: NoticeTexts, _ keyring: @escaping @Sendable () -> Keyring
  ) {
    self.store = store
    self.texts = texts
    self.keyring = keyring
  }

  /// What a unit of work finds; it leaves by this way, since the store keeps a command's answer, and no address
  /// may be in it.
  private struct Found: Sendable {
    var notice: Notice
    var language: Language
    var row: SealedValue
  }

  package func letter(for message: PendingMessage) async throws -> NoticeLetter? {
    guard let id = message.message.dossier, id.kind == Notice.kind,
      let channel = NoticeChannel(rawValue: message.message.channel)
    else { return nil }
    let box = Box()
    // Each attempt reads anew, also one whose predecessor ended after its reading was recorded.
    let command = Command(
      key: "letter-\(message.id)-\(message.attempts)", name: "ReadAddress", party: .system,
      role: .system)
    let performed = try await store.perform(command) { unit in
      box.set(nil)
      guard let dossier = try unit.dossier(id) else { return [] }
      let notice = try Notice(dossier)
      guard let (contact, owner) = try Contact.of(notice.party, in: unit),
        let address = contact.addresses[channel]
      else { return [] }
      let rows = try unit.values([address.value], of: owner.id, reason: .notify)
      guard let row = rows.first, row.commitmentText == address.commitment else { return [] }
      box.set(Found(notice: notice, language: contact.language, row: row))
      return []
    }
    if performed.isRepeated { throw StoreFailure.keyReused(command.key) }
    guard let found = box.value, let text = texts[found.notice.text] else { return nil }
    return NoticeLetter(
      address: try keyring().open(found.row),
      title: NoticeText.filled(text.title[found.language], found.notice.values, found.language),
      text: NoticeText.filled(text.body[found.language], found.notice.values, found.language))
  }

  private final class Box: Sendable {
    private let found = Mutex<Found?>(nil)

    func set(_ value: Found?) { found.withLock { $0 = value } }
    var value: Found? { found.withLock { $0 } }
  }
}

/// Makes the outcome of sending visible at the notice (投递回执), before the outbox forgets the message.
package struct NoticeOutcomes: Sendable {
  private let store: any CaseStore
  private let clock: CityClock

  package init(_ store: any CaseStore, _ clock: CityClock) {
    self.store = store
    self.clock = clock
  }

  package func record(_ delivery: Delivery, of message: PendingMessage) async throws {
    guard let id = message.message.dossier, id.kind == Notice.kind,
      let channel = NoticeChannel(rawValue: message.message.channel)
    else { return }
    let progress: Notice.Progress
    switch delivery {
    case .retry: return
    case .delivered: progress = .sent(clock.now())
    case .dead(let reason): progress = .failed(reason: reason)
    }
    let command = Command(
      key: "outcome-\(message.id)-\(message.attempts)", name: "RecordOutcome", party: .system,
      role: .system)
    _ = try await store.perform(command) { unit in
      try Notice.record(progress, channel, of: id, in: unit)
      return []
    }
  }
}
