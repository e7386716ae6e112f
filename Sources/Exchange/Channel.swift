package import Casework

/// A way out of the process (通道): mail, text messages, later the departments' exchange.
package protocol Channel: Sendable {
  /// The name that outbox messages carry.
  var name: String { get }
  /// Sends one message. Never throws: what went wrong is an outcome with a reason.
  func send(_ message: PendingMessage) async -> Delivery
}
