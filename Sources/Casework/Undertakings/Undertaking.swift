import Crypto
package import Policy
package import Units

/// What an applicant undertakes (承诺) before the indicators open (MANUAL-2019 注册关联 六).
package enum Undertaking: String, CaseIterable, Hashable, Sendable {
  /// 诚信声明
  case integrity
  /// 申报须知
  case filingNotes
  /// 无刑事犯罪记录承诺
  case noCrime
}

/// The text of an undertaking in one version (承诺书文本). Once in force it never changes; a correction is a new version.
package struct UndertakingText: Hashable, Sendable {
  package let undertaking: Undertaking
  package let title: Wording
  /// From 1, without gaps.
  package let version: Int
  /// The first day on which this text is asked for.
  package let from: CivilDate
  package let paragraphs: [Wording]
  /// SHA-256 of everything above but the title, as 64 lower-case hexadecimal digits: what somebody accepted can be
  /// shown to be this text.
  package let hash: String

  package init(
    _ undertaking: Undertaking, title: Wording, version: Int, from: CivilDate,
    paragraphs: [Wording]
  ) {
    self.undertaking = undertaking
    self.title = title
    self.version = version
    self.from = from
    self.paragraphs = paragraphs
    var json = JSONWriter()
    json.object { json in
      json.field("undertaking", undertaking.rawValue)
      json.field("version", version)
      json.field("from", from.description)
      for language in Language.allCases {
        json.list(language.rawValue) { json in
          for paragraph in paragraphs { json.text(paragraph[language]) }
        }
      }
    }
    hash = SHA256.hash(data: json.bytes)
      .flatMap { [$0 >> 4, $0 & 15] }
      .reduce(into: "") { $0 += String($1, radix: 16) }
  }
}

/// That somebody accepted a text (承诺记录): which version, proved by its hash, who and when.
package struct UndertakingAcceptance: Hashable, Sendable {
  package let undertaking: Undertaking
  package let version: Int
  package let hash: String
  package let party: PartyID
  package let at: Instant

  package init(_ text: UndertakingText, by party: PartyID, at moment: Instant) {
    self.init(
      text.undertaking, version: text.version, hash: text.hash, by: party, at: moment)
  }

  /// One that was kept.
  package init(
    _ undertaking: Undertaking, version: Int, hash: String, by party: PartyID, at moment: Instant
  ) {
    self.undertaking = undertaking
    self.version = version
    self.hash = hash
    self.party = party
    self.at = moment
  }
}

/// A paragraph in which two versions agree or differ (文本变化).
package enum UndertakingChange: Hashable, Sendable {
  case kept(Wording)
  case removed(Wording)
  case added(Wording)
}
