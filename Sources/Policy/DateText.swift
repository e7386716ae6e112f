package import Units

extension CivilDate {
  /// As people write it: `2020年7月17日`, `17 July 2020`.
  package func text(_ language: Language) -> String {
    switch language {
    case .zh: "\(year)年\(monthOfYear)月\(day)日"
    case .en: "\(day) \(Month.englishNames[monthOfYear - 1]) \(year)"
    }
  }
}

extension Month {
  fileprivate static let englishNames = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// As people write it: `2020年7月`, `July 2020`.
  package func text(_ language: Language) -> String {
    switch language {
    case .zh: "\(year)年\(month)月"
    case .en: "\(Month.englishNames[month - 1]) \(year)"
    }
  }
}

extension String {
  /// A sentence of the rules as it stands on a page: they name days and months as programs write them, `2026-07-15` and
  /// `2026-07`, and a reader finds them as people write them. Programs get the sentence as it is.
  package func dated(_ language: Language) -> String {
    guard utf8.contains(UInt8(ascii: "-")) else { return self }
    func isOfDate(_ character: Character) -> Bool {
      character == "-" || ("0"..."9").contains(character)
    }
    var text = ""
    var rest = self[...]
    while !rest.isEmpty {
      let run = String(rest.prefix(while: isOfDate))
      rest = rest.dropFirst(run.count)
      // A moment goes on behind its day.
      let date =
        rest.first == "T" ? nil : CivilDate(run)?.text(language) ?? Month(run)?.text(language)
      text += date ?? run
      let words = rest.prefix { !isOfDate($0) }
      text += words
      rest = rest.dropFirst(words.count)
    }
    return text
  }
}

extension Instant {
  /// As people read it, in Beijing: `2026年4月1日 08:00`.
  package func text(_ language: Language) -> String {
    let (date, rest) = beijing
    let minutes = Int(rest / 60_000)
    return "\(date.text(language)) \(Month.pad(minutes / 60, 2)):\(Month.pad(minutes % 60, 2))"
  }

  /// The first moment that is too late, as people read it: what ends with a day by that day, `2026年4月1日（含当日）`; anything else
  /// by its minute.
  package func deadline(_ language: Language) -> String {
    let (date, rest) = beijing
    guard rest == 0 else { return text(language) }
    let day = date.adding(days: -1).text(language)
    return language == .zh ? "\(day)（含当日）" : "the end of \(day)"
  }
}

extension Reckoned<Instant> {
  /// The same with a word (暂定) where it can still move, because the holidays on the way are not announced yet.
  package func deadline(_ language: Language) -> String {
    let end = value.deadline(language)
    guard !isFirm else { return end }
    guard language == .zh else {
      return "\(end) (provisional: holidays on the way are not announced yet)"
    }
    let word = "暂定，节假日安排尚未公布"
    return end.hasSuffix("）") ? "\(end.dropLast())；\(word)）" : "\(end)（\(word)）"
  }
}
