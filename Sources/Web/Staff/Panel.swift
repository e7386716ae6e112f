import Policy
import Units

/// A part of a page that staff work at (工作台版块): what is said, facts, a table, forms, ways on. All these pages are drawn by the one
/// template `staff`, so that everything is where it was on the page before.
struct Panel {
  /// A status in a word.
  struct Mark {
    enum Kind: String { case todo, info, done, warn, danger }

    var kind: Kind
    var text: String

    init(_ kind: Kind, _ text: String) {
      self.kind = kind
      self.text = text
    }
  }

  /// A cell of a table.
  struct Cell {
    var text: String
    /// Without language.
    var path: String?
    var mark: Mark?
    var note: String?

    init(_ text: String, to path: String? = nil, _ mark: Mark? = nil, note: String? = nil) {
      self.text = text
      self.path = path
      self.mark = mark
      self.note = note
    }
  }

  struct Table {
    var caption = ""
    var columns: [String]
    var rows: [[Cell]]
    /// What is said in place of no rows.
    var empty: String
  }

  struct Fact {
    var name: String
    var text: String
    var mark: Mark?
    var link: (text: String, path: String)?

    init(
      _ name: String, _ text: String, _ mark: Mark? = nil, link: (text: String, path: String)? = nil
    ) {
      self.name = name
      self.text = text
      self.mark = mark
      self.link = link
    }
  }

  /// A form that does something.
  struct Ask {
    /// Of the point that it is sent to, without language.
    var path: String
    var button: String
    var fields: [FormField] = []
    /// Fields that belong together, beside each other under what they are about.
    var groups: [(title: String, hint: String, fields: [FormField])] = []
    var hidden: [(name: String, value: String)] = []
    /// What is typed is kept while it is typed.
    var keepsDraft = false
    var isMain = true
  }

  /// A choice of what is shown; it changes nothing and stands in the address.
  struct Filter {
    var path: String
    var fields: [FormField]
    var button: String
  }

  var title = ""
  /// What has to be known before.
  var warnings: [(title: String, text: String)] = []
  var paragraphs: [String] = []
  var filter: Filter?
  var facts: [Fact] = []
  var table: Table?
  /// As it stands, for instance JSON.
  var text: String?
  var asks: [Ask] = []
  var links: [(text: String, path: String)] = []

  /// Whether there is nothing below its title.
  var isBlank: Bool {
    warnings.isEmpty && paragraphs.isEmpty && filter == nil && facts.isEmpty && table == nil
      && text == nil && asks.isEmpty && links.isEmpty
  }

  func view(_ visit: Visit, _ place: Int) -> View {
    var said = paragraphs
    if let table, table.rows.isEmpty { said.append(table.empty) }
    return [
      "title": title, "hasTitle": !title.isEmpty, "id": "part-\(place)",
      "warnings": warnings.map { View(["title": $0.title, "text": $0.text]) },
      "paragraphs": said,
      "filters": [filter].compactMap { filter in
        filter.map { filter in
          View([
            "action": visit.link(filter.path), "button": filter.button,
            "fields": visit.fields(filter.fields),
          ])
        }
      },
      "facts": facts.map { fact in
        View([
          "name": fact.name, "text": fact.text, "marks": Panel.views(fact.mark),
          "links": [fact.link].compactMap { link in
            link.map { View(["text": $0.text, "link": visit.link($0.path)]) }
          },
        ])
      }, "hasFacts": !facts.isEmpty, "tables": tables(visit), "texts": [text].compactMap { $0 },
      "asks": asks.enumerated().map { asked(visit, $0.element, place, $0.offset) },
      "links": links.map { View(["text": $0.text, "link": visit.link($0.path)]) },
      "hasLinks": !links.isEmpty,
    ]
  }

  private func asked(_ visit: Visit, _ ask: Ask, _ place: Int, _ number: Int) -> View {
    visit.form(
      ask.path,
      [
        "id": ask.keepsDraft ? "answers" : "ask-\(place)-\(number)", "keepsDraft": ask.keepsDraft,
        "hidden": ask.hidden.map { View(["name": $0.name, "value": $0.value]) },
        "fields": visit.fields(ask.fields),
        "groups": ask.groups.map {
          View(["title": $0.title, "hint": $0.hint, "fields": visit.fields($0.fields)])
        }, "button": ask.button,
        "style": ask.isMain ? "button" : "button-secondary",
      ])
  }

  private func tables(_ visit: Visit) -> [View] {
    guard let table, !table.rows.isEmpty else { return [] }
    return [
      [
        "caption": table.caption, "hasCaption": !table.caption.isEmpty, "columns": table.columns,
        "rows": table.rows.map { row in
          View([
            "cells": zip(row, table.columns).enumerated().map { place, pair in
              View([
                "isFirst": place == 0, "label": pair.1, "text": pair.0.text,
                "hasLink": pair.0.path != nil, "link": pair.0.path.map(visit.link) ?? "",
                "marks": Panel.views(pair.0.mark), "notes": [pair.0.note].compactMap { $0 },
              ])
            }
          ])
        },
      ]
    ]
  }

  private static func views(_ mark: Mark?) -> [View] {
    [mark].compactMap { mark in
      mark.map { View(["kind": $0.kind.rawValue, "text": $0.text]) }
    }
  }
}

extension Sheet {
  /// A page of panels; those with nothing in them are left out.
  static func panels(
    _ visit: Visit, _ title: String, lead: String = "",
    crumbs: [(text: String, path: String)] = [], _ panels: [Panel],
    json: ((inout JSONWriter) -> Void)? = nil
  ) -> Sheet {
    Sheet(
      "staff", title, crumbs: crumbs,
      [
        "heading": title, "lead": lead.isEmpty ? [String]() : [lead],
        "panels": panels.filter { !$0.isBlank }.enumerated().map {
          $0.element.view(visit, $0.offset)
        },
      ], json: json)
  }
}

extension Visit {
  /// A choice of the address, as a field of a filter.
  func choice(
    _ name: String, _ label: String, _ options: [(value: String, text: String)]
  ) -> FormField {
    FormField(
      name: name, label: label,
      control: .select(options.map { FormField.Option(value: $0.value, text: $0.text) }),
      value: query(name))
  }

  /// One of several that stands after the `?` of the address.
  ///
  /// - Throws: the problem of what is none of them.
  func chosen<Value>(
    _ name: String, _ all: [Value], _ text: (Value) -> String
  ) throws -> Value? {
    let typed = query(name)
    let found = all.first { text($0) == typed }
    guard found != nil || typed.isEmpty || !problems.isEmpty else {
      throw Problem.unlisted(name, typed)
    }
    return found
  }

  /// A text of the address, as a field of a filter.
  func search(_ name: String, _ label: String, hint: String = "") -> FormField {
    FormField(name: name, label: label, control: .text(.text), value: query(name), hint: hint)
  }

  /// A whole number after the `?` of the address; `nil` when there is none.
  ///
  /// - Throws: the problem of what is no such number.
  func queryNumber(_ name: String) throws -> Int64? {
    let text = query(name)
    guard !text.isEmpty else { return nil }
    guard let number = Int64(text), number >= 0 else {
      throw Problem.argument(
        name, JSONText.quoted(text), "地址中的编号有误，请从列表重新打开",
        "the number in the address is none: open the page from the list")
    }
    return number
  }

  /// The path with these values after its `?`; without those that are empty.
  func path(_ path: String, _ values: KeyValuePairs<String, String>) -> String {
    let pairs = values.filter { !$0.value.isEmpty }
      .map { "\($0.key)=\(FormEncoding.percent($0.value))" }
    return pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
  }
}

extension JSONWriter {
  /// A text, or `null`.
  mutating func optional(_ name: String, _ text: String?) {
    key(name)
    if let text { self.text(text) } else { null() }
  }
}
