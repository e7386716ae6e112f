import Casework
import Policy
import Synchronization
import Units

/// Two devices typed into one form (两处填写不一致): what this one sent, beside what the other has kept, field by field where they differ.
/// Nothing is overwritten before the person has chosen.
struct DraftConflict: Sendable {
  /// What the person does about it: sent as `go` from the page that shows both.
  enum Choice: String {
    /// 保留本页的填写
    case keepMine
    /// 改用另一设备的填写
    case takeOther
  }

  /// What the other device has kept.
  let kept: Casework.Draft
  /// What this one sent, without what every form sends.
  let mine: [DraftField]
  /// The fields of the page, as they were drawn.
  let drawn = DrawnFields()

  /// - Returns: `nil` when both hold the same.
  init?(_ kept: Casework.Draft, _ mine: [DraftField]) {
    self.kept = kept
    self.mine = mine
    if names.isEmpty { return nil }
  }

  /// The names of fields in which they differ, in the order of this page.
  private var names: [String] {
    var seen: Set<String> = []
    return (mine + kept.fields).map(\.name).filter { name in
      seen.insert(name).inserted
        && DraftConflict.values(name, mine) != DraftConflict.values(name, kept.fields)
    }
  }

  /// An empty text is the same as none.
  private static func values(_ name: String, _ fields: [DraftField]) -> [String] {
    fields.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
  }

  /// What the layout shows.
  func view(_ visit: Visit) -> View {
    func side(_ choice: Choice, _ carried: [DraftField]) -> View {
      visit.form(
        visit.place,
        [
          "draft": "\(kept.version)", "go": choice.rawValue,
          "carried": carried.map { View(["name": $0.name, "value": $0.value]) },
        ])
    }
    return [
      "text": visit.say("service.conflict.text", ["at": kept.savedAt.text(visit.language)]),
      "lines": names.map { name in
        View([
          "label": label(name, visit), "mine": text(name, mine, visit),
          "theirs": text(name, kept.fields, visit),
        ])
      }, "mine": side(.keepMine, mine), "other": side(.takeOther, []),
    ]
  }

  /// What a field is called on the page; of a row that this page does not have, what a program is told.
  private func label(_ name: String, _ visit: Visit) -> String {
    if let field = drawn[name] {
      return field.group.isEmpty
        ? field.label
        : visit.say("service.conflict.in", ["group": field.group, "label": field.label])
    }
    let fields = visit.point.doing?.fields ?? []
    let parts = name.split(separator: "[", maxSplits: 1)
    if parts.count == 2, let rows = fields.first(where: { $0.name == parts[0] }),
      case .rows(let inner) = rows.kind,
      let field = inner.first(where: { parts[1].hasSuffix("].\($0.name)") }),
      let place = Int(parts[1].prefix { $0 != "]" })
    {
      return visit.say(
        "service.conflict.in",
        [
          "group": "\(rows.meaning[visit.language]) \(place + 1)",
          "label": field.meaning[visit.language],
        ])
    }
    return fields.first { $0.name == name }?.meaning[visit.language] ?? name
  }

  /// What somebody reads of a value: the words of an answer that was chosen.
  private func text(_ name: String, _ fields: [DraftField], _ visit: Visit) -> String {
    let words = DraftConflict.values(name, fields).map { value in
      switch drawn[name]?.control {
      case .radios(let options), .select(let options), .checks(let options),
        .search(let options):
        options.first { $0.value == value }.map(\.text) ?? value
      case .tick: visit.say("service.conflict.ticked")
      case .text, .moment, .long, .files, nil: value
      }
    }
    return words.isEmpty
      ? visit.say("service.conflict.empty")
      : words.joined(separator: visit.language == .zh ? "、" : ", ")
  }
}

/// The fields of a page while it is drawn (页面字段), by name.
final class DrawnFields: Sendable {
  private let fields = Mutex<[String: FormField]>([:])

  func add(_ field: FormField) { fields.withLock { $0[field.name] = field } }

  subscript(_ name: String) -> FormField? { fields.withLock { $0[name] } }
}
