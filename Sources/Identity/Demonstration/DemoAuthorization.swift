import Casework
import Policy
import Units

extension DemoProvider {
  /// A request for authorization whose client and address to go back to are registered (演示授权请求).
  private struct Order {
    var client: DemoClient
    var form: FormText

    /// The address back, with the answer.
    func back(_ name: String, _ value: String, issuer: WebAddress) -> DemoAnswer {
      var answer = FormText()
      answer.add(name, value)
      answer.add("state", form["state"])
      answer.add("iss", issuer.text)
      return .redirect(client.callback.adding(answer))
    }
  }

  func authorize(_ query: String) -> DemoAnswer {
    switch order(query) {
    case .failure(let refusal): refusal.answer
    case .success(let order):
      .choice(
        DemoChoice(
          client: order.client.title, audience: order.client.audience,
          accounts: accounts(for: order.client), request: order.form.text))
    }
  }

  /// The page's form: who somebody chose to be. The request came back with it and is checked again.
  func choose(_ body: String) -> DemoAnswer {
    guard let form = FormText(body) else { return DemoRefusal.malformed.answer }
    switch order(form["request"] ?? "") {
    case .failure(let refusal): return refusal.answer
    case .success(let order):
      guard form["answer"] != "cancel" else {
        return order.back("error", "access_denied", issuer: issuer)
      }
      guard
        let account = accounts(for: order.client).first(where: { $0.subject == form["account"] })
      else { return .page(status: 400, Wording("没有此演示账户。", "There is no such demo account.")) }
      let now = clock.now()
      let grant = DemoGrants.Grant(
        client: order.client.name, subject: account.subject, nonce: order.form["nonce"],
        challenge: order.form["code_challenge"] ?? "", session: grants.secret(), provedAt: now)
      guard let code = grants.code(for: grant, now: now) else {
        return order.back("error", "temporarily_unavailable", issuer: issuer)
      }
      return order.back("code", code, issuer: issuer)
    }
  }

  private func accounts(for client: DemoClient) -> [DemoAccount] {
    accounts.filter { $0.audience == client.audience }
  }

  /// Why a request gets no page to choose on.
  private struct DemoRefusal: Error {
    var answer: DemoAnswer

    static let malformed = DemoRefusal(
      answer: .page(status: 400, Wording("登录请求格式有误。", "The sign-in request is malformed.")))
  }

  /// Checks a request. Until client and address are known to belong together, nobody is sent anywhere.
  private func order(_ query: String) -> Result<Order, DemoRefusal> {
    guard let form = FormText(query) else { return .failure(.malformed) }
    guard let client = clients.first(where: { $0.name == form["client_id"] }),
      form["redirect_uri"] == client.callback.text
    else {
      return .failure(
        DemoRefusal(
          answer: .page(
            status: 400,
            Wording("客户端或回调地址未登记。", "The client or its address is not registered."))))
    }
    let order = Order(client: client, form: form)
    func refuse(_ error: String) -> Result<Order, DemoRefusal> {
      .failure(DemoRefusal(answer: order.back("error", error, issuer: issuer)))
    }
    guard form["response_type"] == "code" else { return refuse("unsupported_response_type") }
    guard form["scope"]?.split(separator: " ").contains("openid") == true else {
      return refuse("invalid_scope")
    }
    guard form["code_challenge_method"] == "S256",
      let challenge = form["code_challenge"].flatMap({ Base64URL.bytes($0) }),
      challenge.count == 32, form["request"] == nil, form["request_uri"] == nil
    else { return refuse("invalid_request") }
    // There is no session here: nobody is signed in without choosing.
    guard form["prompt"] != "none" else { return refuse("login_required") }
    return .success(order)
  }

  /// Ends a session and sends the browser back, to registered addresses only.
  func signOut(_ query: String) -> DemoAnswer {
    let done = DemoAnswer.page(
      status: 200, Wording("已退出演示登录。", "You are signed out of the demo provider."))
    guard let form = FormText(query), let hint = form["id_token_hint"],
      let claims = key.claims(of: hint), let session = claims["sid"]?.text,
      let client = clients.first(where: { $0.name == claims["aud"]?.text })
    else { return done }
    grants.end(session)
    guard let after = client.afterSignOut, form["post_logout_redirect_uri"] == after.text else {
      return done
    }
    var answer = FormText()
    answer.add("state", form["state"])
    return .redirect(after.adding(answer))
  }
}
