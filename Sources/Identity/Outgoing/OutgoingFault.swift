package import Policy

/// Why there is no answer (无应答的原因).
package enum OutgoingFault: String, Error, CaseIterable, Hashable, Sendable {
  /// No connection: name, network, certificate.
  case unreachable
  /// Not whole within the deadline.
  case late
  /// Larger than ``OutgoingLimits`` allows.
  case large
  /// It sent us elsewhere, where we do not go: secrets and codes would go along.
  case redirected
  /// It answered that it cannot (5xx).
  case broken
  /// It failed so often that it is left alone for a while.
  case resting

  package var wording: Wording {
    switch self {
    case .unreachable: Wording("无法连接", "it cannot be reached")
    case .late: Wording("未在时限内答复", "it did not answer in time")
    case .large: Wording("答复过大", "its answer is too large")
    case .redirected: Wording("答复要求转往他处", "it redirects")
    case .broken: Wording("对方服务出错", "it has an error of its own")
    case .resting: Wording("连续失败，稍后重试", "it failed several times and is tried again soon")
    }
  }
}

/// What an answer may take (对外请求限度).
package struct OutgoingLimits: Hashable, Sendable {
  /// For the whole answer, in milliseconds.
  package var deadline: Int64
  /// For the connection, in milliseconds.
  package var connecting: Int64
  /// Bytes of a body.
  package var body: Int

  package init(deadline: Int64 = 5_000, connecting: Int64 = 2_000, body: Int = 262_144) {
    self.deadline = deadline
    self.connecting = connecting
    self.body = body
  }
}
