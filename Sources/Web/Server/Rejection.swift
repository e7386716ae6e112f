package import HTTPTypes
import Hummingbird

/// A request that is not worked on, and why (拒绝的请求). Each reason has its status and its words in
/// `server.zh.yaml` and `server.en.yaml`.
package struct Rejection: Error {
  package enum Reason: String, CaseIterable, Sendable {
    case malformed, notFound, wrongMethod, readTime, tooLarge, longAddress, rate, headerTooLarge
    case failure, busy, answerTime, stopping
  }

  package var reason: Reason
  /// Sent with the answer: `Allow`, `Retry-After`.
  var headers: HTTPFields

  package init(_ reason: Reason, _ headers: HTTPFields = [:]) {
    self.reason = reason
    self.headers = headers
  }
}

extension Rejection.Reason {
  var status: HTTPResponse.Status {
    switch self {
    case .malformed: .badRequest
    case .notFound: .notFound
    case .wrongMethod: .methodNotAllowed
    case .readTime: .requestTimeout
    case .tooLarge: .contentTooLarge
    case .longAddress: .uriTooLong
    case .rate: .tooManyRequests
    case .headerTooLarge: .requestHeaderFieldsTooLarge
    case .failure: .internalServerError
    case .busy, .answerTime, .stopping: .serviceUnavailable
    }
  }

  /// The words for a status that a page or the router answered without words of its own.
  init(_ status: HTTPResponse.Status) {
    switch status {
    case .notFound, .gone: self = .notFound
    case .methodNotAllowed: self = .wrongMethod
    case .requestTimeout: self = .readTime
    case .contentTooLarge: self = .tooLarge
    case .uriTooLong: self = .longAddress
    case .tooManyRequests: self = .rate
    case .requestHeaderFieldsTooLarge: self = .headerTooLarge
    case .serviceUnavailable: self = .busy
    default: self = status.code >= 500 ? .failure : .malformed
    }
  }
}
