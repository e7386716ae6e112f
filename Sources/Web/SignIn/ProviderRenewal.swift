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
    /// The same, and what the provider says now made the account or the session another.
    case changed(HTTPField)
    /// The provider does not vouch any more, or for somebody else; the session is over.
    case ended
  }

  func check(_ session: Session, _ request: Request, _ desk: SignInDesk) async -> Outcome {
    guard let kept = desk.provider(request), kept.provider == session.provider,
      kept.tokens.refresh != nil, now() - kept.seconds >= ProviderRenewal.every,
      isFirst(session.number), let party = try? desk.hall.parties.party(kept.provider)
    else { return .unchanged }
    let renewal: Renewal
    do throws(SignInFailure) {
      renewal = try await party.renew(kept.tokens, of: kept.subject)
    } catch {
      if [.ended, .token(.subject)].contains(error) { return await end(session, error, desk) }
      desk.site.report("sign-in", error.code, "")
      return .unchanged
    }
    if let flaw = renewal.flaw { desk.site.report("sign-in", flaw.code, "") }
    // What could not be had now is asked for again soon; what is not believed would not be then.
    var (hasChanged, seconds) = (false, now())
    if case .unavailable = renewal.flaw { seconds = kept.seconds }
    if let identity = renewal.identity {
      do {
        hasChanged = try await desk.hall.accounts.renew(
          session, SignedInIdentity(identity), level: renewal.level, key: desk.hall.freshKey())
      } catch AccountRefusal.otherIdentity {
        return await end(session, .token(.subject), desk)
      } catch {
        desk.site.report("sign-in", "\(type(of: error))", "")
        seconds = kept.seconds
      }
    }
    let fresh = KeptProvider(
      provider: kept.provider, subject: kept.subject, tokens: renewal.tokens, seconds: seconds)
    let cookie = SessionCookie(desk.hall.address).setting(.provider, fresh.sealed(desk.site.seal))
    guard hasChanged else { return .renewed(cookie) }
    desk.hall.sessions.forget(account: session.account)
    return .changed(cookie)
  }

  private func end(
    _ session: Session, _ reason: SignInFailure, _ desk: SignInDesk
  ) async -> Outcome {
    if reason != .ended { desk.site.report("sign-in", reason.code, "") }
    do { try await desk.end(session) } catch { return .unchanged }
    return .ended
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
