import Hummingbird
import Policy

extension ServiceDoor {
  /// A program is told of parameters that mean nothing here, since it would believe that they count.
  static func check(_ query: String?, _ fields: [ServiceField]) throws {
    let known = fields.map { Query.Parameter(name: $0.name, meaning: $0.meaning) }
    let query = try Query(query, known + [.lang])
    if let name = query["lang"], Language(rawValue: name) == nil {
      throw ProblemDetails(Problem.argument("lang", JSONText.quoted(name), "zh, en", "zh, en"))
    }
    for field in fields {
      guard let value = query[field.name], !field.kind.reads(value) else { continue }
      throw ProblemDetails(
        Problem.argument(
          field.name, JSONText.quoted(value), field.meaning.zh, field.meaning.en))
    }
  }
}
