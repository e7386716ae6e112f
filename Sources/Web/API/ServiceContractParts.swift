import Casework
import Policy

/// What all addresses of the service share in the document of the API (接口定义的公共部分).
extension ServiceContract {
  static func parameters(_ json: inout JSONWriter) {
    json.object("idempotencyKey") { json in
      json.field("name", "Idempotency-Key")
      json.field("in", "header")
      json.field(
        "description",
        "Any text of 8 to 100 characters of ASCII, new for every intention. Sent again with the same key, an act is done once and answered alike."
      )
      json.object("schema") { json in
        json.field("type", "string")
        json.field("pattern", "^[!-~]{8,100}$")
      }
    }
  }

  static func responses(_ json: inout JSONWriter) {
    refusal(
      "NotSignedIn", "Nobody is signed in with this token: `code` is `signIn`.", &json)
    refusal(
      "Refused",
      "Not for this role or not this person's (`permission`; the same for what does not exist), or who one is has to be proved first (`stepUp`, with `proof`).",
      &json)
    refusal(
      "NotAsItStands",
      "Not at this time, not as the case stands, by a rule of the law, or changed meanwhile (`conflict`, with the `version` that is there).",
      &json)
  }

  private static func refusal(
    _ name: String, _ description: String, _ json: inout JSONWriter
  ) {
    json.object(name) { json in
      json.field("description", description)
      json.content("application/problem+json") {
        $0.field("$ref", "#/components/schemas/Refusal")
      }
    }
  }

  static func schemas(_ json: inout JSONWriter) {
    json.object("Refusal") { json in
      json.field("description", "Problem details (RFC 9457) of an act that is not done.")
      json.field("type", "object")
      json.field("additionalProperties", false)
      json.list("required") { json in
        for name in ["type", "title", "status", "detail", "code"] { json.text(name) }
      }
      json.object("properties") { json in
        json.object("type") { $0.field("type", "string") }
        json.object("title") { $0.field("type", "string") }
        json.object("status") { json in
          json.field("type", "integer")
          json.field("minimum", 400)
          json.field("maximum", 599)
        }
        json.object("detail") { json in
          json.field("type", "string")
          json.field("description", "What, why, and what can be done instead.")
        }
        json.object("code") { json in
          json.field("type", "string")
          json.list("enum") { json in for code in RefusalCode.all { json.text(code.name) } }
          json.field("description", "Explained at /api#service-CODE.")
        }
        json.object("article") { json in
          json.field("type", "string")
          json.field("description", "Where it is written.")
        }
        json.object("proof") { json in
          json.field("type", "string")
          json.list("enum") { json in
            for level in AssuranceLevel.allCases { json.text(level.rawValue) }
          }
          json.field("description", "The level of identity to be proved.")
        }
        json.object("version") { json in
          json.field("type", "integer")
          json.field("description", "The version that is there now.")
        }
      }
    }
    json.object("ServiceOutcome") { json in
      json.field("description", "What came of an act.")
      json.field("type", "object")
      json.field("additionalProperties", false)
      json.object("properties", outcome)
    }
  }

  /// What every act is answered with.
  static func outcome(_ json: inout JSONWriter) {
    json.object("dossier") { json in
      json.schema(.object([.init("kind", .text), .init("number", .number)]))
    }
    json.object("version") { $0.schema(Shape.number) }
    json.object("state") { $0.schema(Shape.text) }
    json.object("repeated") { $0.schema(Shape.flag) }
    json.object("receipt") { json in
      json.schema(Shape.text)
      json.field("description", "The reference of the receipt; /receipts/{id} proves it.")
    }
  }

  /// A file that is answered under its name, in one of these formats.
  static func files(_ types: [String], _ json: inout JSONWriter) {
    json.object("headers") { json in
      json.object("Content-Disposition") { json in
        json.field("description", "The file’s name (RFC 6266).")
        json.object("schema") { $0.field("type", "string") }
      }
    }
    json.object("content") { json in
      for type in types {
        json.object(type) { json in
          if type == "application/json" { json.object("schema") { $0.field("type", "object") } }
          if type.hasPrefix("text/") { json.object("schema") { $0.field("type", "string") } }
        }
      }
    }
  }

  static func security(_ json: inout JSONWriter) {
    json.object("session") { json in
      json.field("type", "apiKey")
      json.field("in", "cookie")
      json.field("name", "luohu-session")
      json.field(
        "description",
        "The session of a browser; under encryption the name is __Host-luohu-session.")
    }
    json.object("bearer") { json in
      json.field("type", "http")
      json.field("scheme", "bearer")
      json.field(
        "description",
        "The value of that cookie, or a token that its owner made for a program. A cookie beside it is not looked at."
      )
    }
  }
}

extension JSONWriter {
  /// What is sent or answered in a format.
  mutating func content(_ type: String, _ schema: (inout JSONWriter) -> Void) {
    object("content") { $0.object(type) { $0.object("schema", schema) } }
  }

  /// The members of a schema of an answer.
  mutating func schema(_ shape: Shape) {
    switch shape {
    case .text: field("type", "string")
    case .number: field("type", "integer")
    case .flag: field("type", "boolean")
    case .moment:
      field("type", "string")
      field("format", "date-time")
    case .day:
      field("type", "string")
      field("format", "date")
    case .choice(let names):
      field("type", "string")
      list("enum") { json in for name in names { json.text(name) } }
    case .list(let item):
      field("type", "array")
      object("items") { $0.schema(item) }
    case .object(let members):
      field("type", "object")
      field("additionalProperties", false)
      list("required") { json in
        for member in members where !member.isOptional { json.text(member.name) }
      }
      object("properties") { json in
        for member in members { json.object(member.name) { $0.schema(member.shape) } }
      }
    case .optional(let other):
      list("anyOf") { json in
        json.object { $0.schema(other) }
        json.object { $0.field("type", "null") }
      }
    }
  }

  /// The members of the schema of a field that is sent.
  mutating func schema(_ kind: ServiceField.Kind) {
    switch kind {
    case .text(let most):
      field("type", "string")
      field("maxLength", most)
    case .number: field("type", "integer")
    case .date:
      field("type", "string")
      field("format", "date")
    case .flag: field("type", "boolean")
    case .choice(let names):
      field("type", "string")
      list("enum") { json in for name in names { json.text(name) } }
    case .texts:
      field("type", "array")
      object("items") { $0.field("type", "string") }
    case .numbers:
      field("type", "array")
      object("items") { $0.field("type", "integer") }
    case .rows(let fields):
      field("type", "array")
      object("items") { $0.schema(fields) }
    case .files:
      field("type", "array")
      field("minItems", 1)
      object("items") { json in
        json.field("type", "string")
        json.field("contentMediaType", "application/octet-stream")
      }
    }
  }

  /// The members of the schema of an object of fields.
  mutating func schema(_ fields: [ServiceField]) {
    field("type", "object")
    field("additionalProperties", false)
    let needed = fields.filter(\.isNeeded)
    if !needed.isEmpty {
      list("required") { json in for one in needed { json.text(one.name) } }
    }
    object("properties") { json in
      for one in fields {
        json.object(one.name) { json in
          json.schema(one.kind)
          json.field("description", "\(one.meaning.en) (\(one.meaning.zh))")
        }
      }
    }
  }
}
