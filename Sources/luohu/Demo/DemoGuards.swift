import Casework
import PointsService
import Units

extension DemoSowing {
  /// Accounts that are not as usual (账户状态): reported and locked, disabled, vouched for by two, waiting for a role.
  func guardAccounts() async throws {
    try await report("locked")
    try await office.disable(account("disabled"), actor("security-1", "disable"))
    try await office.propose(
      .vouch(.identityCard), for: account("vouched"), actor("window-haidian-1", "vouch"))
    try await office.confirm(
      .vouchIdentity, for: account("vouched"), seen: .identityCard,
      actor("window-haidian-2", "vouch"))
    guard let colleague = seed.people["staff-new"] else { return }
    let number = try await office.createAccount(
      colleague.identity, actor("security-1", "create"))
    try await office.propose(
      .grant(.window, .district("chaoyang"), until: nil), for: number,
      actor("security-1", "grant"))
  }

  /// Somebody finds a sign-in in their history that was not theirs.
  private func report(_ subject: String) async throws {
    guard let person = seed.people[subject] else { return }
    let number = try account(subject)
    let known = try await points.store.read { try Account.read(number, in: $0) }
    guard let known, known.status == .active else { return }
    func strange() async throws -> Int? {
      let history = try await points.store.read { try $0.history(known.id) }
      return history.last { $0.name == "SignedIn" }?.version
    }
    if try await strange() == nil {
      // An address of documentation (RFC 5737).
      let place = SignInPlace(
        device: "Chrome, Android", address: ClientAddress("198.51.100.7"))
      _ = try await office.signIn(
        SignInRequest(
          person.identity, place: place, provedAgo: 0, receivedAt: seed.clock.now(),
          key: "demo sign-in \(subject)"))
    }
    guard let version = try await strange() else { return }
    try await office.reportSignIn(version, actor(subject, "report"))
  }
}
