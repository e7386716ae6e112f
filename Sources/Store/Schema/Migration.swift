import Crypto
import Policy

/// One step of the tables from an older to a newer form (迁移). Numbered from 1, never changed once landed, never undone.
package struct Migration: Hashable, Sendable {
  /// A part of a step.
  package enum Part: Hashable, Sendable {
    /// SQL in the words of ``Dialect/text(_:_:)``.
    case sql(String)
    /// Rows of the table are never changed or deleted.
    case appendOnly(String)
  }

  package var number: Int
  package var name: String
  var parts: [Part]

  package init(number: Int, name: String, parts: [Part]) {
    self.number = number
    self.name = name
    self.parts = parts
  }

  /// The statements for an engine.
  func statements(_ engine: Engine) -> [Statement] {
    parts.flatMap { part in
      switch part {
      case .sql(let text): [Dialect.text(text, engine)]
      case .appendOnly(let table): Dialect.appendOnly(table, engine)
      }
    }.enumerated().map { Statement("migration \(number).\($0.offset + 1)", $0.element) }
  }

  /// SHA-256 over number, name and statements, as hexadecimal digits: kept where the migration has landed, so that a
  /// changed one shows.
  package func hash(_ engine: Engine) -> String {
    var hash = SHA256()
    hash.update(data: Array("\(number) \(name)\0".utf8))
    for statement in statements(engine) { hash.update(data: Array("\(statement.sql)\0".utf8)) }
    return hash.finalize().reduce(into: "") { text, byte in
      text += Migration.digit(byte >> 4) + Migration.digit(byte & 15)
    }
  }

  private static func digit(_ value: UInt8) -> String { String(value, radix: 16) }
}
