package import Policy

/// A request to the demo provider (演示提供方请求), as a web server has it.
package struct DemoRequest: Hashable, Sendable {
  package var isPost: Bool
  /// After the issuer: `/token`.
  package var path: String
  package var query: String
  /// A form.
  package var body: String
  /// The header `Authorization`.
  package var authorization: String?

  package init(
    isPost: Bool = false, path: String, query: String = "", body: String = "",
    authorization: String? = nil
  ) {
    self.isPost = isPost
    self.path = path
    self.query = query
    self.body = body
    self.authorization = authorization
  }
}

/// What the demo provider answers (演示提供方应答); pages are drawn by whoever serves it.
package enum DemoAnswer: Hashable, Sendable {
  /// JSON, never to be kept.
  case json(status: Int, [UInt8])
  /// The browser goes there (303).
  case redirect(String)
  /// The page on which somebody chooses who to be; the answer goes to `/authorize` by POST.
  case choice(DemoChoice)
  /// A page that says something: what is wrong (400), or that the sign-out is done (200).
  case page(status: Int, Wording)
}

/// The page on which somebody chooses who to be (选择演示账户).
package struct DemoChoice: Hashable, Sendable {
  /// Which client asks.
  package var client: Wording
  package var audience: Audience
  /// Those who may sign in there, in the caller's order.
  package var accounts: [DemoAccount]
  /// Goes back with the form in the field `request`; the chosen subject in `account`, or `cancel` in `answer`.
  package var request: String
}
