import Casework
import PointsService
import Policy
import TestKit
import Testing
import Units

@testable import Web

/// What could be sent to a point (样例正文): plausible by its fields alone, so that new points need nobody's hand here.
enum ServiceSample {
  static func body(_ fields: [ServiceField]) -> String {
    var json = JSONWriter()
    write(fields, &json)
    return json.text
  }

  private static func write(_ fields: [ServiceField], _ json: inout JSONWriter) {
    json.object { json in
      for field in fields where field.isNeeded {
        if case .files = field.kind { continue }
        json.key(field.name)
        switch field.kind {
        case .text(let most): json.text(String(text(field.name).prefix(most)))
        case .number: json.number(1)
        // What has happened is past.
        case .date: json.text(field.name.hasSuffix("On") ? "2020-07-01" : "2020-08-01")
        case .flag: json.flag(true)
        case .choice(let names): json.text(names.first ?? "")
        case .texts: json.list { $0.text("1") }
        case .numbers: json.list { $0.number(1) }
        case .rows(let inner): json.list { write(inner, &$0) }
        case .files: break
        }
      }
    }
  }

  /// What could be typed into a field of a page.
  static func typed(_ field: ServiceField) -> String {
    switch field.kind {
    case .text(let most): String(text(field.name).prefix(most))
    case .number, .numbers, .texts: "1"
    case .date: field.name.hasSuffix("On") ? "2020-07-01" : "2020-08-01"
    case .flag: "true"
    case .choice(let names): names.first ?? ""
    case .rows, .files: ""
    }
  }

  private static func text(_ name: String) -> String {
    if name.lowercased().contains("mobile") { return "010-12345678" }
    if name.lowercased().contains("mail") { return "name@demo.example" }
    return "说明"
  }
}
