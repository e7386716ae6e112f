package import Units

/// What somebody typed into one field of a form (填写), as they typed it.
package struct DraftField: Hashable, Sendable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// What somebody has typed into a form and not sent (保存的填写), in clear.
package struct Draft: Hashable, Sendable {
  package var form: String
  /// What the next saving has to name; 0 before the first.
  package var version: Int64
  package var savedAt: Instant
  /// In the order of the form; a name may come more than once.
  package var fields: [DraftField]
}

/// What became of saving (保存结果).
package enum DraftAnswer: Hashable, Sendable {
  case saved(version: Int64)
  /// Another device has saved since, or the act was done there (then there is none): nothing is overwritten, and both are
  /// shown.
  case conflict(kept: Draft?, typed: [DraftField])
}

/// Why a draft is not kept (填写过大).
package enum DraftRefusal: Error, Hashable, Sendable {
  /// More than ``DraftDesk/mostBytes`` bytes.
  case tooLarge(Int)
  /// The account has so many drafts already.
  case tooMany(Int)
}
