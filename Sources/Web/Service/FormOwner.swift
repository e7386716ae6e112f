import Casework
import Hummingbird

/// Whose form it is that was sent (表单填写人): said by the page that had it, sealed. A form outlives its session, since nothing that was
/// typed may be lost; it must not come into the hands of whoever signs in next at the same browser, nor carry in what
/// another site wrote.
enum FormOwner {
  /// The hidden field.
  static let field = "owner"

  static func sealed(_ account: Int64, _ seal: Seal) -> String {
    seal.close(Array("\(account)".utf8), .owner)
  }

  static func isOf(_ account: Int64, _ sent: FormBody, _ seal: Seal) -> Bool {
    seal.open(sent[field] ?? "", .owner) == Array("\(account)".utf8)
  }
}

extension ServiceDoor {
  /// A form that does not belong to this session is shown again: with what was typed when the same person did, and otherwise
  /// with what is the visitor's own.
  func stale(
    _ visit: inout Visit, _ doing: ServicePoint.Doing, _ request: Request
  ) async throws -> Response {
    let isOwn = FormOwner.isOf(visit.session.account, visit.sent, site.seal)
    if !isOwn {
      visit.sent = FormBody(pairs: [])
      visit.typed = doing.keepsDraft ? try await kept(visit, form: path(request)) : nil
    }
    let text = visit.say(
      isOwn
        ? "service.stale.text"
        : visit.point.reading == nil ? "service.stale.button" : "service.stale.foreign")
    return try await again(
      &visit, Visit.Banner(.warning, visit.say("service.stale"), text), request,
      status: .forbidden)
  }
}
