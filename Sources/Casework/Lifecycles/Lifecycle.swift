package import Policy

/// A step that was taken: what a thing is from then on, and the event that says so (状态变化).
package struct Transition<Status: Hashable & Sendable>: Hashable, Sendable {
  package var status: Status
  /// In the past tense, for instance `AssociationConfirmed`.
  package var event: String

  package init(_ status: Status, _ event: String) {
    self.status = status
    self.event = event
  }
}

/// Why a step cannot be taken (状态拒绝), with the article behind it.
package struct LifecycleRefusal: Error, Hashable, Sendable {
  package var reason: Wording
  package var article: Article

  package init(_ zh: String, _ en: String, _ article: Article) {
    reason = Wording(zh, en)
    self.article = article
  }
}

/// The states of a thing and the steps between them (生命周期), as a pure total function: every step has an answer in every state.
///
/// No clock, store or person is in it; stages and permissions are asked before. Its diagram in Docs/lifecycles.md
/// is written by ``LifecycleDiagram``.
package protocol Lifecycle {
  /// What a thing can be; the raw value is what a dossier's row says.
  associatedtype Status: RawRepresentable<String>, CaseIterable, Hashable, Sendable
  /// What can be done to it.
  associatedtype Step: RawRepresentable<String>, CaseIterable, Hashable, Sendable

  static var title: Wording { get }
  static func title(of status: Status) -> Wording
  static func title(of step: Step) -> Wording
  /// Whether nothing can happen any more (终态).
  static func isEnd(_ status: Status) -> Bool
  /// What a step leads to.
  ///
  /// - Parameter status: `nil` before the first step.
  static func apply(
    _ step: Step, to status: Status?
  ) throws(LifecycleRefusal) -> Transition<Status>
}
