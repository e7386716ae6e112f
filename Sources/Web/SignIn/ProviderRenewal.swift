import Casework
import HTTPTypes
import Hummingbird
import Identity
import Units

/// Asks a provider now and then whether it still vouches for somebody who is signed in (续期), where it gave a token for that. Whoever
/// was ended there ends here, within a quarter of an hour and a visit; a provider that does not answer ends nobody.
///
/// The browser has the token, and the session's row says when it has to be shown: a session whose browser brings none then is over.
struct ProviderRenewal: Sendable {
  /// Seconds after which the provider is asked again.
  static let every = 900
  /// Seconds after which it is asked again when nothing could be learned, and in which one request of a session asks once only: browsers
  /// open several pages at a time, and a token serves once.
  static let pause = 60

  /// Seconds since 1970, by the machine's clock.
  var now: @Sendable () -> Int = ServerClock.seconds

  /// What came of it.
  enum Outcome {
    /// Nothing is due, or nothing was learned.
    case unchanged
    /// The cookie to keep instead.
    case renewed(HTTPField)
    /// The provider does not vouch any more, or for somebody else, or there was nothing to ask it with; the session is over.
    case ended
  }

  func moment(after seconds: Int) -> Instant {
    Instant(milliseconds: Int64(now() + seconds) * 1000)
  }

  /// When it has to be asked again that has just given tokens; `nil` where none of them renews.
  func next(with tokens: ProviderTokens) -> Instant? {
    tokens.refresh == nil ? nil : moment(after: ProviderRenewal.every)
  }

  func isDue(_ session: Session) -> Bool {
    session.renewAt.map { $0 <= moment(after: 0) } ?? false
  }

  func check(_ session: Session, _ request: Request, _ desk: SignInDesk) async -> Outcome {
    guard isDue(session) else { return .unchanged }
    let (accounts, sessions) = (desk.hall.accounts, desk.hall.sessions)
    let later = moment(after: ProviderRenewal.pause)
    let ours = try? await accounts.postponeRenewal(session, to: later)
    // What was read of the session and its account before is not as it is now; nor is it when the provider has been asked.
    sessions.forget(account: session.account)
    guard let asking = ours else { return .unchanged }
    defer { sessions.forget(account: session.account) }
    guard let kept = desk.provider(request), kept.session == session.number,
      kept.tokens.refresh != nil
    else { return await end(session, "unrenewed", desk) }
    // The file may name it no more.
    guard let party = try? desk.hall.parties.party(kept.provider) else { return .unchanged }
    let renewal: Renewal
    do throws(SignInFailure) {
      renewal = try await party.renew(kept.tokens, of: kept.subject)
    } catch {
      if [.ended, .token(.subject)].contains(error) { return await end(session, error.code, desk) }
      desk.site.report("sign-in", error.code, "")
      return .unchanged
    }
    if let flaw = renewal.flaw { desk.site.report("sign-in", flaw.code, "") }
    // What could not be had now is asked for again soon; what is not believed would not be then.
    var isComplete = true
    if case .unavailable = renewal.flaw { isComplete = false }
    if let identity = renewal.identity {
      do {
        _ = try await accounts.renew(
          session, SignedInIdentity(identity), level: renewal.level, key: desk.hall.freshKey())
      } catch AccountRefusal.otherIdentity {
        return await end(session, SignInFailure.token(.subject).code, desk)
      } catch {
        desk.site.report("sign-in", "\(type(of: error))", "")
        isComplete = false
      }
    }
    if isComplete {
      _ = try? await accounts.postponeRenewal(asking, to: moment(after: ProviderRenewal.every))
    }
    let fresh = KeptProvider(
      provider: kept.provider, subject: kept.subject, session: session.number,
      tokens: renewal.tokens)
    return .renewed(desk.cookies.setting(.provider, fresh.sealed(desk.site.seal)))
  }

  private func end(_ session: Session, _ code: String, _ desk: SignInDesk) async -> Outcome {
    if code != SignInFailure.ended.code { desk.site.report("sign-in", code, "") }
    do { try await desk.end(session) } catch { return .unchanged }
    return .ended
  }
}

extension ServiceDoor {
  /// Asks the provider first, where that is due; whoever it does not vouch for any more is answered like anybody whose session has
  /// ended.
  ///
  /// - Returns: a cookie that goes with the answer, whatever becomes of the request: the provider has taken the old token for used.
  func renewed(_ face: Face, _ request: Request) async -> HTTPField? {
    // A bearer brings nothing to ask with, and a page of another site is nobody.
    if face.isProgram, request.headers[.authorization] != nil || !hall.isOwn(request) { return nil }
    let desk = SignInDesk(site: site, hall: hall)
    guard let session = await desk.session(request),
      case .renewed(let cookie) = await renewal.check(session, request, desk)
    else { return nil }
    return cookie
  }

  /// An answer with a renewed cookie, unless it says itself what becomes of that.
  func bringing(_ cookie: HTTPField?, _ answer: Response) -> Response {
    guard let cookie, let name = cookie.value.firstIndex(of: "="),
      !answer.headers[values: .setCookie].contains(where: {
        $0.hasPrefix(cookie.value[...name])
      })
    else { return answer }
    var answer = answer
    answer.headers.append(cookie)
    return answer
  }
}
