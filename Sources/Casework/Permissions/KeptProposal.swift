package import Policy
import Units

/// What a dossier keeps of a proposal.
extension Proposal {
  /// Writes it as a JSON object.
  package func write(to json: inout JSONWriter) {
    json.object { json in
      json.field("act", act.rawValue)
      json.field("subject", subject)
      json.object("proposed", proposed.write)
      json.field("until", Int(until.milliseconds))
      json.field("status", status.rawValue)
      if let decided { json.object("decided", decided.write) }
    }
  }

  /// Reads what ``write(to:)`` wrote.
  ///
  /// - Throws: what is missing or malformed, and a second person who is none.
  package init(_ node: Int, in document: Document) throws(Problems) {
    let fields = FieldReader("proposal", document)
    let proposed = try Signature(try fields.value("proposed", in: node), fields)
    let status: TwoPersonLifecycle.Status = try fields.name("status", in: node)
    let decided = try fields.optional("decided", in: node).map {
      node throws(Problems) in try Signature(node, fields)
    }
    let isConsistent =
      switch status {
      case .proposed, .expired: decided == nil
      case .confirmed, .rejected: decided.map { $0.party != proposed.party } ?? false
      case .withdrawn: decided?.party == proposed.party
      }
    guard isConsistent else {
      throw fields.refusal(node, "办理人与结果不符", "the persons do not fit the status")
    }
    self.init(
      act: try fields.name("act", in: node), subject: try fields.text("subject", in: node),
      proposed: proposed, until: try fields.moment("until", in: node), status: status,
      decided: decided)
  }
}

extension Proposal.Signature {
  fileprivate func write(to json: inout JSONWriter) {
    json.field("party", party.rawValue)
    json.field("role", role.rawValue)
    json.field("at", Int(at.milliseconds))
  }

  fileprivate init(_ node: Int, _ fields: FieldReader) throws(Problems) {
    self.init(
      party: PartyID(rawValue: try fields.text("party", in: node)),
      role: try fields.name("role", in: node), at: try fields.moment("at", in: node))
  }
}
