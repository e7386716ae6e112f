import Casework
import Policy

/// The OpenAPI document of the API (接口定义), written in YAML and served as JSON.
enum APIContract {
  /// - Parameters:
  ///   - hasService: with the addresses of the service for people who are signed in.
  ///   - hasDemo: and with those that only demonstrations and rehearsals have.
  /// - Throws: what is wrong with the tables built into the program.
  static func text(hasService: Bool, hasDemo: Bool) throws(Problems) -> String {
    let document = Document()
    let text = Resources.contract
    let failure = text.withUnsafeBytes { bytes -> Problem? in
      do throws(Document.Failure) {
        try document.read(yaml: bytes)
        return nil
      } catch {
        return error.problem(of: bytes, whole: Wording("OpenAPI文档", "an OpenAPI document"))
      }
    }
    if let failure { throw Problems([failure]) }
    guard hasService else { return document.json(document.root) + "\n" }
    return ServiceContract(catalogue: try .builtIn(), hasDemo: hasDemo).document(with: document)
  }
}

/// The document of the API with the addresses of the service in it (接口定义): what is written by hand about the calculators, and
/// what the table of points says of itself. The same table always gives the same bytes.
struct ServiceContract: Sendable {
  let catalogue: ServiceCatalogue
  let hasDemo: Bool

  private func isTold(_ point: ServicePoint) -> Bool {
    point.isForPrograms && (hasDemo || !point.isForDemo)
  }

  /// - Parameter written: the contract of the calculators.
  func document(with written: Document) -> String {
    var json = JSONWriter()
    json.object { json in
      for (name, node) in written.pairs(written.root) {
        json.key(name)
        switch name {
        case "info": info(written, node, &json)
        case "tags": tags(written, node, &json)
        case "paths":
          json.object { json in
            copy(written, node, &json)
            paths(&json)
          }
        case "components": components(written, node, &json)
        default: json.value(json: written.json(node))
        }
      }
    }
    json.endLine()
    return json.text
  }

  private func copy(_ written: Document, _ object: Int, _ json: inout JSONWriter) {
    for (name, node) in written.pairs(object) {
      json.key(name)
      json.value(json: written.json(node))
    }
  }

  private func info(_ written: Document, _ object: Int, _ json: inout JSONWriter) {
    json.object { json in
      for (name, node) in written.pairs(object) {
        json.key(name)
        if name == "description" {
          json.text("\(written.string(node)) \(ServiceContract.introduction)")
        } else {
          json.value(json: written.json(node))
        }
      }
    }
  }

  private static let introduction = """
    The service for people who are signed in does the same acts as its pages, in the name of whoever signed in: a \
    program sends the session's token as a bearer. What is sent there is kept, encrypted, with the case that it is for. Every act \
    names its permission and article; refusals have a code and, where a rule of the law refuses, its article.
    """

  private func tags(_ written: Document, _ list: Int, _ json: inout JSONWriter) {
    json.list { json in
      for node in written.items(list) { json.value(json: written.json(node)) }
      for area in ServiceCatalogue.areas where area.points.contains(where: isTold) {
        json.object { json in
          json.field("name", area.name)
          json.field("description", "\(area.title.en) (\(area.title.zh))")
        }
      }
    }
  }

  private func components(_ written: Document, _ object: Int, _ json: inout JSONWriter) {
    json.object { json in
      for (name, node) in written.pairs(object) {
        json.object(name) { json in
          copy(written, node, &json)
          switch name {
          case "parameters": ServiceContract.parameters(&json)
          case "responses": ServiceContract.responses(&json)
          case "schemas": ServiceContract.schemas(&json)
          default: break
          }
        }
      }
      json.object("securitySchemes", ServiceContract.security)
    }
  }

  // MARK: Addresses

  private func paths(_ json: inout JSONWriter) {
    for area in ServiceCatalogue.areas {
      for point in area.points where isTold(point) {
        json.object(point.template) { json in
          if let reading = point.programReading {
            json.object("get") { read(point, reading, area, &$0) }
          }
          if let doing = point.programDoing {
            json.object("post") { act(point, doing, area, &$0) }
          }
        }
      }
    }
  }

  private func read(
    _ point: ServicePoint, _ reading: ServicePoint.Reading, _ area: ServiceCatalogue.Area,
    _ json: inout JSONWriter
  ) {
    head(point, "read", reading.act, area, &json)
    json.list("parameters") { json in
      ServiceContract.places(point, &json)
      for field in reading.query {
        json.object { json in
          json.field("name", field.name)
          json.field("in", "query")
          json.field("description", "\(field.meaning.en) (\(field.meaning.zh))")
          json.object("schema") { $0.schema(field.kind) }
        }
      }
      ServiceContract.reference("parameters", "lang", &json)
    }
    json.object("responses") { json in
      json.object("200") { json in
        json.field("description", "What there is.")
        if let answer = reading.answer {
          json.content("application/json") { $0.schema(answer) }
        } else {
          ServiceContract.files(reading.files, &json)
        }
      }
      ServiceContract.refusals(&json, changes: false)
    }
  }

  private func act(
    _ point: ServicePoint, _ doing: ServicePoint.Doing, _ area: ServiceCatalogue.Area,
    _ json: inout JSONWriter
  ) {
    head(point, "do", doing.act, area, &json)
    json.list("parameters") { json in
      ServiceContract.places(point, &json)
      ServiceContract.reference("parameters", "idempotencyKey", &json)
      ServiceContract.reference("parameters", "lang", &json)
    }
    json.object("requestBody") { json in
      json.field("required", true)
      json.content(doing.takesFiles ? "multipart/form-data" : "application/json") {
        $0.schema(doing.fields)
      }
    }
    json.object("responses") { json in
      json.object("200") { json in
        json.field("description", "Done; or done before under the same key, with `repeated`.")
        json.content("application/json") { json in
          guard let answer = doing.answer else {
            return json.field("$ref", "#/components/schemas/ServiceOutcome")
          }
          json.field("type", "object")
          json.field("additionalProperties", false)
          json.list("required") { $0.text("result") }
          json.object("properties") { json in
            ServiceContract.outcome(&json)
            json.object("result") { $0.schema(answer) }
          }
        }
      }
      ServiceContract.refusals(&json, changes: true)
    }
  }

  private func head(
    _ point: ServicePoint, _ verb: String, _ act: Act, _ area: ServiceCatalogue.Area,
    _ json: inout JSONWriter
  ) {
    let entry = catalogue.permissions.entry(act)
    let demand = catalogue.demands[act]
    let roles = catalogue.roles(act).map(\.rawValue)
    json.field("operationId", "\(verb)\(point.programName)")
    json.list("tags") { $0.text(area.name) }
    json.field("summary", "\(point.title.en) (\(point.title.zh))")
    let proof =
      demand.proof.map { ", and who one is proved within \($0 / 60_000) minutes" } ?? ""
    json.field(
      "description",
      "\(entry.title.en) (\(entry.title.zh)), by \(entry.article). Needs \(demand.level.title.en)\(proof). "
        + "For roles: \(roles.joined(separator: ", ")).")
    json.field("x-act", act.rawValue)
    json.field("x-article", entry.article.description)
    json.list("x-roles") { json in for role in roles { json.text(role) } }
    json.list("security") { json in
      for scheme in ["session", "bearer"] {
        json.object { $0.list(scheme) { _ in } }
      }
    }
  }

  private static func places(_ point: ServicePoint, _ json: inout JSONWriter) {
    for place in point.places {
      json.object { json in
        json.field("name", place)
        json.field("in", "path")
        json.field("required", true)
        json.object("schema") { json in
          if let names = point.choices[place] {
            json.schema(Shape.choice(names))
          } else if ServicePoint.isNumber(place) {
            json.field("type", "integer")
            json.field("minimum", 1)
          } else {
            json.field("type", "string")
            json.field("minLength", 1)
          }
        }
      }
    }
  }

  static func reference(_ section: String, _ name: String, _ json: inout JSONWriter) {
    json.object { $0.field("$ref", "#/components/\(section)/\(name)") }
  }

  private static func refusals(_ json: inout JSONWriter, changes: Bool) {
    var names = [
      ("400", "Malformed"), ("401", "NotSignedIn"), ("403", "Refused"), ("404", "UnknownAddress"),
      ("409", "NotAsItStands"),
    ]
    if changes { names += [("413", "TooLarge"), ("415", "MediaType")] }
    names += [("422", "Values"), ("429", "TooMany"), ("503", "Busy")]
    for (status, name) in names {
      json.object(status) { $0.field("$ref", "#/components/responses/\(name)") }
    }
    json.object("default") { $0.field("$ref", "#/components/responses/Other") }
  }
}

extension ServicePoint {
  /// Whether anything of it can be asked for by programs.
  var isForPrograms: Bool { programReading != nil || programDoing != nil }

  /// Whether what stands in a place is the number of a case.
  static func isNumber(_ place: String) -> Bool {
    ["number", "evidence", "version"].contains(place)
  }

  /// `UnitAssociationsNumberConfirm`, for names of operations.
  fileprivate var programName: String {
    path.split { !$0.isLetter && !$0.isNumber }
      .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }
}

extension ServicePoint.Doing {
  /// Whether files can be handed in, which JSON cannot carry.
  var takesFiles: Bool {
    fields.contains { if case .files = $0.kind { true } else { false } }
  }
}
