import Casework
import HTTPTypes
import Hummingbird
import Identity
import Synchronization

/// Asks a provider now and then whether it still vouches for somebody who is signed in (续期), where it gave a token for that. Whoever
/// was ended there ends here, within a quarter of an hour and a visit; a provider that does not answer ends nobody.
final class ProviderRenewal: Sendable {
  /// Seconds after which the provider is asked again.
  static let every = 900
  /// Seconds in which one session asks once only: browsers open several pages at a time, and a token serves once.
  private static let pause = 60

  private let asked = Mutex<[Int64: Int]>([:])
  private let now: @Sendable () -> Int

  init(now: @escaping @Sendable () -> Int = ServerClock.seconds) { self.now = now }

  /// What came of it.
  enum Outcome {
    /// Nothing is due, or nothing was learned.
    case unchanged
    /// The cookie to keep instead.
    case renewed(HTTPField)
    /// The provider does not vouch any more; the session is over.
    case ended
  }

  func check(_ session: Session, _ request: Request, _ desk: SignInDesk) async -> Outcome {
    guard let kept = desk.provider(request), kept.provider == session.provider,
      kept.tokens.refresh != nil, now() - kept.seconds >= ProviderRenewal.every,
      isFirst(session.number), let party = try? desk.hall.parties.party(kept.provider)
    else { return .unchanged }
    do throws(SignInFailure) {
      let tokens = try await party.renew(kept.tokens, of: kept.subject).tokens
      let fresh = KeptProvider(
        provider: kept.provider, subject: kept.subject, tokens: tokens, seconds: now())
      return .renewed(
        SessionCookie(desk.hall.address).setting(.provider, fresh.sealed(desk.site.seal)))
    } catch {
      guard case .ended = error else {
        desk.site.report("sign-in", error.code, "")
        return .unchanged
      }
      do { try await desk.end(session) } catch { return .unchanged }
      return .ended
    }
  }

  private func isFirst(_ session: Int64) -> Bool {
    let now = now()
    return asked.withLock { asked in
      if let last = asked[session], now - last < ProviderRenewal.pause { return false }
      if asked.count >= 20_000 {
        asked = asked.filter { now - $0.value < ProviderRenewal.pause }
      }
      asked[session] = now
      return true
    }
  }
}
