import Casework
import Crypto
import Policy
import Synchronization
import TestKit
import Units

@testable import Identity

/// A provider on this machine that does all as agreed, but for what a test tells it to do otherwise.
final class HostileProvider: Sendable {
  /// What it does.
  struct Habits: Sendable {
    /// Signs tokens.
    var key: TestKey
    var algorithm = "ES256"
    /// What is published; the key itself when `nil`.
    var keys: [JSONValue]?
    /// Changes to the metadata, the header and claims of the token, the answers of token and userinfo endpoint.
    var metadata: [String: JSONValue] = [:]
    var header: [String: JSONValue] = [:]
    var claims: [String: JSONValue] = [:]
    var tokens: [String: JSONValue] = [:]
    var userinfo: [String: JSONValue] = [:]
    /// Other answers than its own, by path.
    var answers: [String: LoopbackServer.Answer] = [:]
  }

  private struct State: Sendable {
    var habits: Habits
    var asked: [String: Int] = [:]
    var requests: [LoopbackServer.Request] = []
    /// By code: the query that asked for it. A code is spent at its first use.
    var codes: [String: FormText] = [:]
    var number = 0
  }

  let clock: HandClock
  private let state: Mutex<State>
  private let serving = Mutex<LoopbackServer?>(nil)

  init(_ key: TestKey, _ clock: HandClock) async throws {
    self.clock = clock
    state = Mutex(State(habits: Habits(key: key)))
    let server = try await LoopbackServer { [weak self] request in
      self?.answer(to: request) ?? .cut
    }
    serving.withLock { $0 = server }
  }

  func close() async { await serving.withLock { $0 }?.close() }

  var issuer: String { serving.withLock { $0?.address } ?? "" }

  func change(_ body: @Sendable (inout Habits) -> Void) {
    state.withLock { body(&$0.habits) }
  }

  /// How often an address was asked.
  func asked(_ path: String) -> Int { state.withLock { $0.asked[path] ?? 0 } }

  /// The last request to an address.
  func last(_ path: String) -> LoopbackServer.Request? {
    state.withLock { state in state.requests.last { $0.path == path } }
  }

  /// What a browser would do: goes to the address and comes back with a code.
  ///
  /// - Returns: the query of the address that it comes back to.
  func signIn(_ address: String) throws -> String {
    let query = address.split(separator: "?", maxSplits: 1).last.map(String.init) ?? ""
    guard let form = FormText(query) else { throw Unexpected(address) }
    var answer = FormText()
    state.withLock { state in
      state.number += 1
      let code = "code-\(state.number)"
      state.codes[code] = form
      answer.add("code", code)
    }
    answer.add("state", form["state"])
    answer.add("iss", issuer)
    return answer.text
  }

  private func answer(to request: LoopbackServer.Request) -> LoopbackServer.Answer {
    let habits = state.withLock { state in
      state.asked[request.path, default: 0] += 1
      state.requests.append(request)
      return state.habits
    }
    if let answer = habits.answers[request.path] { return answer }
    switch request.path {
    case "/.well-known/openid-configuration": return metadata(habits)
    case "/keys":
      let keys = habits.keys ?? [(try? habits.key.published()) ?? .null]
      return .json(JSONValue.object(["keys": .list(keys)]).bytes)
    case "/token": return token(request, habits)
    case "/userinfo":
      var claims: [String: JSONValue] = ["sub": .text("person-1")]
      claims.merge(habits.userinfo) { _, new in new }
      return .json(JSONValue.object(claims).bytes)
    default: return .whole(status: 404, type: "text/plain", body: [])
    }
  }

  private func metadata(_ habits: Habits) -> LoopbackServer.Answer {
    var metadata: [String: JSONValue] = [
      "issuer": .text(issuer), "authorization_endpoint": .text(issuer + "/authorize"),
      "token_endpoint": .text(issuer + "/token"), "jwks_uri": .text(issuer + "/keys"),
      "userinfo_endpoint": .text(issuer + "/userinfo"),
      "end_session_endpoint": .text(issuer + "/sign-out"),
      "response_types_supported": .list([.text("code")]),
    ]
    metadata.merge(habits.metadata) { _, new in new }
    return .json(JSONValue.object(metadata).bytes)
  }

  private func token(
    _ request: LoopbackServer.Request, _ habits: Habits
  ) -> LoopbackServer.Answer {
    let form = FormText(request.body)
    let isRenewal = form?["grant_type"] == "refresh_token"
    let order = state.withLock { $0.codes.removeValue(forKey: form?["code"] ?? "") }
    let verifier = form?["code_verifier"] ?? ""
    let challenge = Base64URL.text(Array(SHA256.hash(data: Array(verifier.utf8))))
    guard isRenewal || order?["code_challenge"] == challenge else {
      return .json(JSONValue.object(["error": .text("invalid_grant")]).bytes, status: 400)
    }
    let now = clock.now.milliseconds / 1000
    var claims: [String: JSONValue] = [
      "iss": .text(issuer), "sub": .text("person-1"), "aud": .text("luohu"),
      "iat": .number("\(now)"), "exp": .number("\(now + 300)"), "name": .text("甲某"),
      "id_number": .text("990000199003070013"), "sid": .text("session-1"),
    ]
    claims["nonce"] = order?["nonce"].map { .text($0) }
    claims.merge(habits.claims) { _, new in new }
    var header: [String: JSONValue] = [
      "alg": .text(habits.algorithm), "kid": .text(habits.key.number), "typ": .text("JWT"),
    ]
    header.merge(habits.header) { _, new in new }
    var tokens: [String: JSONValue] = [
      "access_token": .text("access-1"), "token_type": .text("Bearer"),
      "refresh_token": .text("refresh-2"),
      "id_token": (try? habits.key.token(header, claims)).map { .text($0) } ?? .null,
    ]
    tokens.merge(habits.tokens) { _, new in new }
    return .json(JSONValue.object(tokens).bytes)
  }
}

struct Unexpected: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
