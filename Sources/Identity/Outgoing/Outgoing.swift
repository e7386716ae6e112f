/// What we ask a provider (对外请求).
package struct OutgoingRequest: Sendable {
  package var address: String
  /// The body of a POST; `nil` for a GET.
  package var form: FormText?
  /// The header `Authorization`.
  package var authorization: String?

  package init(_ address: String, form: FormText? = nil, authorization: String? = nil) {
    self.address = address
    self.form = form
    self.authorization = authorization
  }
}

/// What it answered (对外应答).
package struct OutgoingAnswer: Sendable {
  package var status: Int
  /// Without parameters, in small letters: `application/json`.
  package var type: String
  package var body: [UInt8]

  package init(status: Int, type: String, body: [UInt8]) {
    self.status = status
    self.type = type
    self.body = body
  }
}

/// The way to providers (对外通道): the only one out of this target.
package struct OutgoingLink: Sendable {
  package var send: @Sendable (OutgoingRequest) async throws(OutgoingFault) -> OutgoingAnswer

  package init(
    send: @escaping @Sendable (OutgoingRequest) async throws(OutgoingFault) -> OutgoingAnswer
  ) {
    self.send = send
  }
}
