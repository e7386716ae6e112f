import Policy
package import Units

extension AccountOffice {
  /// Somebody lets a program in (制作程序令牌): it gets a session of its own in the role that they are in, with a token that is
  /// handed out once. Its level is that of the session, it proves nothing, and it ends as every session of the account does.
  ///
  /// - Parameters:
  ///   - name: by which its owner knows it again in their lists, 1 to 40 characters.
  ///   - session: of the person, in a browser.
  ///   - address: from where they do it.
  /// - Throws: `Problems` about the name; ``AccountRefusal/tooManySessions(_:)`` while as many are open as there can be;
  ///   ``AccountRefusal/ofProgram`` for a program that would let in another.
  package func admitProgram(
    _ name: String, _ session: Session, address: ClientAddress?, _ actor: Actor
  ) async throws -> SignedIn {
    guard !session.isProgram else { throw AccountRefusal.ofProgram }
    try admit(.admitProgram, actor, [.own])
    guard (1...40).contains(name.unicodeScalars.count),
      !name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
    else {
      throw Problem.argument(
        "name", JSONText.quoted(name), "请给程序起1至40字的名称，如“名单同步”",
        "enter a name of 1 to 40 characters, such as “list sync”")
    }
    try await limits.draw([.program], account: session.account, address: nil)
    let terms = book[session.audience]
    let now = clock.now()
    let open = try await sessions.sessions(of: session.account).filter { !$0.isOver(at: now) }
    guard open.count(where: \.isProgram) < book.mostPrograms else {
      throw AccountRefusal.tooManySessions(book.mostPrograms)
    }
    // None of the others ends for it.
    guard open.count < terms.most else { throw AccountRefusal.tooManySessions(terms.most) }
    let keyring = keyring()
    let command = actor.command(.admitProgram, content: hidden(name))
    let admitted = try await perform(command) { unit -> (Account, Instant, Int64) in
      var account = try self.own(actor, .admitProgram, in: unit)
      guard account.number == session.account, account.status == .active,
        account.holds(session.role, session.scope, at: unit.now)
      else { throw AccountRefusal.notHeld }
      var old: [Int64] = []
      let place = try self.keep(
        SignInPlace(device: name, address: address), of: &account, in: unit, keyring, erasing: &old)
      var event = SignInEvent(name: .program, provider: session.provider)
      event.level = session.level
      event.place = Account.Kept(place)
      try account.record(event.change, in: unit)
      try account.erase(old, in: unit)
      return (account, unit.now, place.id)
    }
    guard let (account, at, place) = admitted else { throw StoreFailure.keyReused(actor.key) }
    let token = SessionToken(random)
    var program = session
    program.number = random.number()
    program.tokenHash = token.hash
    program.secret = random.bytes(32)
    program.signedInAt = at
    program.touchedAt = at
    program.idle = terms.idle
    program.endsAt = at.adding(milliseconds: terms.absolute)
    program.provider = Session.programProvider
    program.providerSession = nil
    program.place = place
    program.renewAt = nil
    try await sessions.create(program, most: terms.most)
    return SignedIn(token: token, session: program, grants: account.grants(at: at), isNew: false)
  }
}
