import Casework
package import Policy
import Synchronization
package import Units

/// How a provider does (提供方状态), for the page of operators.
package struct ProviderHealth: Hashable, Sendable {
  package enum State: String, Hashable, Sendable {
    /// Nobody has signed in with it yet.
    case unused
    case well
    /// The last call failed.
    case failing
    /// It failed several times in a row and is tried now and then.
    case resting
  }

  package var provider: String
  package var title: Wording
  package var state: State
  /// How many public keys are known.
  package var keys: Int
  /// What was last wrong with the provider or the agreement, and when; people who mistype are no failures.
  package var lastNotice: Wording?
  package var lastNoticeAt: Instant?

  package var isWell: Bool { state == .well || state == .unused }

  /// One line.
  package var text: Wording {
    let state =
      switch state {
      case .unused: Wording("尚未使用", "not used yet")
      case .well: Wording("正常，公钥\(keys)把", "well, \(keys) key\(keys == 1 ? "" : "s")")
      case .failing: Wording("最近一次调用失败", "the last call failed")
      case .resting: Wording("连续失败，定时重试", "failing, tried every few seconds")
      }
    guard let lastNotice, let lastNoticeAt else {
      return Wording("\(title.zh)：\(state.zh)", "\(title.en): \(state.en)")
    }
    return Wording(
      "\(title.zh)：\(state.zh)；\(lastNoticeAt)：\(lastNotice.zh)",
      "\(title.en): \(state.en); \(lastNoticeAt): \(lastNotice.en)")
  }
}

/// The last failure that an operator can do something about.
final class LastFailure: Sendable {
  private let state = Mutex<(notice: Wording, at: Instant)?>(nil)

  func note(_ failure: SignInFailure, at moment: Instant) {
    guard let notice = failure.notice else { return }
    state.withLock { $0 = (notice, moment) }
  }

  var value: (notice: Wording, at: Instant)? { state.withLock { $0 } }
}

extension RelyingParty {
  /// Does something and keeps its failure for ``health()``.
  func noting<Value>(
    _ body: () async throws(SignInFailure) -> Value
  ) async throws(SignInFailure) -> Value {
    do {
      return try await body()
    } catch {
      lastFailure.note(error, at: clock.now())
      throw error
    }
  }

  package func health() async -> ProviderHealth {
    let keys = await desk.keyCount
    let failure = circuit.failure
    let state: ProviderHealth.State =
      if let failure {
        failure.count >= Circuit.patience ? .resting : .failing
      } else {
        keys == nil ? .unused : .well
      }
    return ProviderHealth(
      provider: provider.name, title: provider.title, state: state, keys: keys ?? 0,
      lastNotice: lastFailure.value?.notice, lastNoticeAt: lastFailure.value?.at)
  }
}
