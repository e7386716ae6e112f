import Policy
import Units

/// What a dossier keeps of an account.
extension Account {
  var body: String {
    var json = JSONWriter()
    json.object { json in
      json.field("provider", provider)
      json.field("audience", audience.rawValue)
      json.field("person", Int(person))
      for (key, kept) in [
        ("subject", subject), ("claims", claims), ("name", name),
        ("identityNumber", identityNumber),
      ] {
        guard let kept else { continue }
        json.object(key) { json in
          json.field("value", Int(kept.value))
          json.field("commitment", kept.commitment)
        }
      }
      if let entity { json.field("entity", entity.full) }
      json.list("grants") { json in for grant in grants { grant.write(to: &json) } }
      for (key, moment) in [
        ("vouchedUntil", vouchedUntil), ("lockedUntil", lockedUntil),
        ("sessionsEndedAt", sessionsEndedAt),
      ] {
        if let moment { json.field(key, Int(moment.milliseconds)) }
      }
      json.list("places") { json in
        for place in places {
          json.object { json in
            json.field("value", Int(place.value))
            json.field("at", Int(place.at.milliseconds))
          }
        }
      }
      json.list("measures") { json in for open in measures { open.write(to: &json) } }
    }
    return json.text
  }

  /// - Throws: ``StoreFailure/corrupt(_:)`` when the dossier holds no account.
  package init(_ dossier: Dossier) throws {
    self = try Account.decoded.content(of: dossier, Account.decode)
  }

  private static let decoded = DecodedBodies<Account>()

  private static func decode(_ dossier: Dossier) throws -> Account {
    let document = Document()
    do { try document.read(json: dossier.body) } catch {
      throw StoreFailure.corrupt("\(dossier.id): no account")
    }
    do {
      return try KeptFields(FieldReader("account", document), document).account(dossier)
    } catch {
      throw StoreFailure.corrupt("\(dossier.id): \(error.list.first?.text(.en) ?? "")")
    }
  }

  private struct KeptFields {
    let fields: FieldReader
    let document: Document

    init(_ fields: FieldReader, _ document: Document) {
      self.fields = fields
      self.document = document
    }

    func kept(_ key: String) throws(Problems) -> Kept? {
      guard let node = fields.optional(key, in: fields.root) else { return nil }
      return Kept(
        value: try fields.moment("value", in: node).milliseconds,
        commitment: try fields.text("commitment", in: node))
    }

    func moment(_ key: String) throws(Problems) -> Instant? {
      guard let node = fields.optional(key, in: fields.root) else { return nil }
      return try fields.moment(node)
    }

    func entity() throws(Problems) -> CreditCode? {
      guard let node = fields.optional("entity", in: fields.root) else { return nil }
      let text = try fields.text(node)
      guard let code = try? CreditCode(text, invented: true) else {
        throw fields.refusal(node, "须为统一社会信用代码", "a credit code")
      }
      return code
    }

    func account(_ dossier: Dossier) throws(Problems) -> Account {
      let root = fields.root
      guard let status = AccountLifecycle.Status(rawValue: dossier.state),
        let subject = try kept("subject"), let claims = try kept("claims")
      else { throw fields.refusal(root, "须有状态与身份", "needs a state and an identity") }
      var grants: [RoleGrant] = []
      for node in try fields.items("grants", in: root) {
        grants.append(try RoleGrant(node, fields))
      }
      var places: [Place] = []
      for node in try fields.items("places", in: root) {
        places.append(
          Place(
            value: try fields.moment("value", in: node).milliseconds,
            at: try fields.moment("at", in: node)))
      }
      var measures: [OpenMeasure] = []
      for node in try fields.items("measures", in: root) {
        if let open = try OpenMeasure(node, fields, document) { measures.append(open) }
      }
      return Account(
        number: dossier.id.number, version: dossier.version, status: status,
        provider: try fields.text("provider", in: root),
        audience: try fields.name("audience", in: root),
        person: try fields.moment("person", in: root).milliseconds, subject: subject,
        claims: claims, name: try kept("name"), identityNumber: try kept("identityNumber"),
        entity: try entity(), grants: grants, vouchedUntil: try moment("vouchedUntil"),
        lockedUntil: try moment("lockedUntil"),
        sessionsEndedAt: try moment("sessionsEndedAt") ?? Instant(milliseconds: 0),
        places: places, measures: measures)
    }
  }
}

extension RoleGrant {
  /// Writes it as a JSON object.
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("role", role.rawValue)
      json.field("scope", scope.text)
      json.field("source", source.rawValue)
      if let until { json.field("until", Int(until.milliseconds)) }
    }
  }

  /// The body of an event about it.
  var body: String {
    var json = JSONWriter()
    write(to: &json)
    return json.text
  }

  /// Reads what ``write(to:)`` wrote.
  init(_ node: Int, _ fields: FieldReader) throws(Problems) {
    let scope = RoleScope(text: try fields.text("scope", in: node))
    guard let scope else { throw fields.refusal(node, "须为角色范围", "the scope of a role") }
    var until: Instant?
    if let end = fields.optional("until", in: node) { until = try fields.moment(end) }
    self.init(
      try fields.name("role", in: node), scope, try fields.name("source", in: node), until: until)
  }
}

extension Role {
  /// The body of an event about a role and its scope.
  func body(_ scope: RoleScope) -> String {
    var json = JSONWriter()
    json.object { json in
      json.field("role", rawValue)
      json.field("scope", scope.text)
    }
    return json.text
  }
}
