package import Policy
import Units

/// The law as data for programs: the same bytes on the command line and in answers to programs.
extension JSONWriter {
  /// An edition (政策版本) and the cycles that use it.
  package mutating func edition(_ edition: Edition, _ language: Language) {
    object { json in
      json.field("edition", edition.id)
      json.field("title", edition.title[language])
      json.field("first", edition.first)
      json.key("last")
      if let last = edition.last { json.number(last) } else { json.null() }
      json.field("parameters", edition.histories.count)
    }
  }

  /// A parameter with its meaning in words.
  package mutating func parameter(_ parameter: Parameter, _ language: Language) {
    object { json in
      json.field("path", parameter.path)
      json.field("value", parameter.valueText)
      json.field("unit", parameter.unit.rawValue)
      json.field("since", parameter.since)
      json.field("citation", parameter.article.description)
      // A folder of parameter files may state parameters that the rules here do not know.
      if let meaning = Meaning.all[parameter.path] { json.field("meaning", meaning[language]) }
    }
  }

  /// A reading (解读), what it means and what else it could be.
  package mutating func reading(
    _ note: ReadingNote, _ parameter: Parameter, _ language: Language
  ) {
    object { json in
      json.field("path", parameter.path)
      json.field("value", parameter.valueText)
      json.field("citation", parameter.article.description)
      json.field("meaning", note.meaning[language])
      json.object("options") { json in
        for option in note.options { json.field(option.name, option.meaning[language]) }
      }
    }
  }

  /// A key of the case format with its name in words.
  package mutating func name(_ name: FormatName) {
    object { json in
      json.field("kind", name.kind)
      json.field("key", name.key)
      json.field("zh", name.wording.zh)
      json.field("en", name.wording.en)
    }
  }

  /// What two editions say differently of one parameter.
  package mutating func difference(_ difference: Difference) {
    object { json in
      json.field("path", difference.path)
      json.key("old")
      if let old = difference.old { json.text(old.valueText) } else { json.null() }
      json.key("new")
      if let new = difference.new { json.text(new.valueText) } else { json.null() }
      json.field("citation", difference.citation)
    }
  }

  /// The public figures of a past cycle (历年公开数据); figures that were not published are `null`.
  package mutating func past(_ past: History.Past) {
    object { json in
      json.field("cycle", past.cycle)
      json.key("applicants")
      json.count(past.applicants)
      json.field("listed", past.listed)
      json.field("cutOff", past.cutOff.description)
      json.key("atCutOff")
      json.count(past.atCutOff)
      json.key("highest")
      if let highest = past.highest { json.text(highest.description) } else { json.null() }
    }
  }

  private mutating func count(_ count: Int?) {
    if let count { number(count) } else { null() }
  }
}

/// A key of the case format (事实文件的键) and what it is called.
package struct FormatName: Hashable, Sendable {
  /// What it names: a district, an award, an indicator.
  package var kind: String
  package var key: String
  package var wording: Wording

  /// Every key, in the order of the format.
  package static let all: [FormatName] = {
    var names: [FormatName] = []
    func add<Cases: Sequence>(
      _ cases: Cases, _ name: (Cases.Element) -> (kind: String, key: String, wording: Wording)
    ) {
      names += cases.map {
        let (kind, key, wording) = name($0)
        return FormatName(kind: kind, key: key, wording: wording)
      }
    }
    add(District.allCases) { ("district", $0.name, $0.wording) }
    add(InsuranceType.allCases) { ("insurance", $0.name, $0.wording) }
    add(Residence.Kind.allCases) { ("residence", $0.name, $0.wording) }
    add(Credential.Level.allCases) { ("credential", $0.name, $0.wording) }
    add(InnovationRow.allCases) { ($0.route.rawValue, $0.name, $0.wording) }
    add(Grade.allCases) { ("grade", $0.name, $0.wording) }
    add(HonourTitle.allCases) { ("honour", $0.name, $0.wording) }
    add(Indicator.allCases) { ("indicator", $0.name, $0.wording) }
    add(Line.allCases) { ("line", $0.name, $0.wording) }
    add(Condition.allCases) { ("condition", $0.name, $0.wording) }
    return names
  }()
}

/// A parameter that two editions state differently (政策变化).
package struct Difference: Sendable {
  package var path: String
  package var old: Parameter?
  package var new: Parameter?

  /// The article of the newer statement, else of the older one.
  package var citation: String { (new ?? old)?.article.description ?? "" }

  /// All differences, by path.
  package static func all(_ before: [Parameter], _ after: [Parameter]) -> [Difference] {
    let old = Dictionary(before.map { ($0.path, $0) }) { first, _ in first }
    let new = Dictionary(after.map { ($0.path, $0) }) { first, _ in first }
    return Set(old.keys).union(new.keys).sorted().compactMap { path in
      let difference = Difference(path: path, old: old[path], new: new[path])
      return old[path]?.value == new[path]?.value ? nil : difference
    }
  }
}

extension Library {
  /// The cycle by which an edition is shown: its last, else the newest with public figures.
  package func shownCycle(of edition: Edition) -> Int {
    edition.last ?? history.cycles.last?.cycle ?? edition.first
  }
}
