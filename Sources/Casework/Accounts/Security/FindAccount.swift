import Policy
package import Units

extension AccountOffice {
  /// The accounts of somebody who stands at the window or whom an administrator means, by their identity number (按身份证号查找账户):
  /// those to which the actor may do the act. None for a number that nobody has, and for people out of reach: the
  /// answers are the same. Nothing personal is opened.
  ///
  /// - Parameter act: what it is looked for, for instance ``Act/vouchIdentity``.
  package func accounts(
    of identityNumber: ResidentNumber, for act: Act, _ actor: Actor
  ) async throws -> [Account] {
    // Whether the role does such a thing to anybody; then, account by account, to this one.
    try admit(act, actor, actor.role == .window ? [.jurisdiction] : [.none])
    try await limits.draw([.search], account: actor.account, address: nil)
    let keyring = keyring()
    let command = actor.command(act, content: hidden(identityNumber.full))
    let found = try await perform(command) { unit in
      let rows = try unit.values(of: .identityNumber, equalTo: identityNumber.full, keyring)
      return try rows.filter { $0.dossier.kind == Account.kind }.compactMap { row in
        guard var account = try Account.read(row.dossier.number, in: unit) else { return nil }
        let relations = try self.relations(actor, to: account, in: unit)
        if case .refused = self.table.answer(act, actor.role, relations) { return nil }
        account.measures.removeAll { !$0.concerns(actor) }
        return account
      } as [Account]
    }
    guard let found else { throw StoreFailure.keyReused(actor.key) }
    return found.sorted { $0.number < $1.number }
  }
}
