import Policy
import Units

/// A sign-in, a proof or a failure as the account's history has it (登录记录).
struct SignInEvent {
  enum Name: String, CaseIterable {
    case signedIn = "SignedIn"
    case proved = "IdentityProved"
    case failed = "SignInFailed"
    case program = "ProgramAdmitted"
  }

  var name: Name
  var provider: String
  var level: AssuranceLevel?
  var place: Account.Kept?
  var reason: String?
  /// Roles that the provider names and that were not given.
  var lost: [Role] = []

  init(name: Name, provider: String) {
    self.name = name
    self.provider = provider
  }

  var change: DossierChange.Event {
    var json = JSONWriter()
    json.object { json in
      json.field("provider", provider)
      if let level { json.field("level", level.rawValue) }
      if let place {
        json.field("place", Int(place.value))
        json.field("commitment", place.commitment)
      }
      if let reason { json.field("reason", reason) }
      if !lost.isEmpty {
        json.list("lost") { json in for role in lost { json.text(role.rawValue) } }
      }
    }
    return DossierChange.Event(name.rawValue, body: json.text)
  }

  /// - Returns: `nil` for other events.
  init?(_ event: CaseEvent) {
    guard let name = Name(rawValue: event.name) else { return nil }
    let document = Document()
    guard (try? document.read(json: event.body)) != nil else { return nil }
    func text(_ key: String) -> String? {
      document.value(of: document.root, key).map(document.string)
    }
    self.init(name: name, provider: text("provider") ?? "")
    level = text("level").flatMap(AssuranceLevel.init(rawValue:))
    reason = text("reason")
    if let list = document.value(of: document.root, "lost") {
      lost = document.items(list).compactMap { Role(rawValue: document.string($0)) }
    }
    if let value = text("place").flatMap({ Int64($0) }), let commitment = text("commitment") {
      place = Account.Kept(value: value, commitment: commitment)
    }
  }
}
