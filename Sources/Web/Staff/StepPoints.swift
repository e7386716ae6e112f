import Casework
import PointsService
import Policy
import Units

/// What a button is about (确认对象): what has to be looked at before it is pressed, and what goes along with it.
struct Confirmed {
  var panels: [Panel] = []
  var hidden: [(name: String, value: String)] = []
  /// Why there is no button: pressed, it would only be refused.
  var closed: String?
}

/// What a step of two people asks and says before it is taken, beside whom and what it is about (办理前核对).
struct StepSight: Sendable {
  /// What who proposes and who confirms has to say.
  var fields: [ServiceField] = []
  var form: @Sendable (Visit) -> [FormField] = { _ in [] }
  /// Of the sentence that says what confirming means; `nil` where it is that of proposing.
  var confirming: String?
}

extension ServicePoint {
  /// A page that says what follows, and one button (确认页): for what takes two people or cannot be undone. A refusal or a
  /// step-up is told on it, and nothing has to be found again.
  ///
  /// - Parameters:
  ///   - key: of the sentence that says what follows.
  ///   - back: the page that it was come from, which is gone back to.
  ///   - about: what the button is about.
  ///   - form: what has to be said with it.
  static func confirmation(
    _ path: String, _ title: Wording, _ act: Act, reads: Act, key: String,
    fields: [ServiceField] = [], query: [ServiceField] = [],
    back: @escaping @Sendable (Visit) -> String,
    about: @escaping @Sendable (Visit) async throws -> Confirmed,
    form: @escaping @Sendable (Visit) -> [FormField] = { _ in [] },
    run: @escaping @Sendable (Visit) async throws -> Outcome
  ) -> ServicePoint {
    .form(path, title, act, reads: reads, query: query, fields: fields, keepsDraft: false) {
      visit in
      // Whoever may look at accounts need not be one who may do this.
      if let refused = visit.hall.permissions.refusal(act, visit.actor.role) {
        throw PointsRefusal.permission(refused)
      }
      let text = title[visit.language]
      let about = try await about(visit)
      let way = (text: visit.say("staff.back"), path: back(visit))
      let last =
        about.closed.map { Panel(paragraphs: [$0], links: [way]) }
        ?? Panel(
          paragraphs: [visit.say(key)],
          asks: [
            Panel.Ask(path: visit.place, button: text, fields: form(visit), hidden: about.hidden)
          ], links: [(visit.say("staff.cancel"), back(visit))])
      return .panels(visit, text, crumbs: [way], about.panels + [last])
    } run: { visit in
      try await run(visit)
    }
  }

  /// The four steps of what two people do to an account (账户双人办理): propose it where that needs nothing else, confirm, reject, take
  /// back.
  ///
  /// - Parameters:
  ///   - base: the account's page, with `:number`.
  ///   - name: of the measure in addresses and wordings.
  ///   - measure: what is proposed; `nil` when the proposal has a form of its own.
  ///   - confirm: confirms it, with what the second person declares.
  static func steps(
    _ base: String, _ name: String, _ act: Act, _ title: Wording,
    proposes measure: (@Sendable (Visit) throws -> AccountMeasure)?,
    sight: StepSight = StepSight(),
    confirm: (@Sendable (Visit, Int64) async throws -> Range<Int>)? = nil
  ) -> [ServicePoint] {
    func point(
      _ step: TwoPersonLifecycle.Step, _ stepAct: Act, _ key: String,
      _ run: @escaping @Sendable (Visit, Int64) async throws -> Range<Int>
    ) -> ServicePoint {
      let declares = step == .propose || step == .confirm
      let words = TwoPersonLifecycle.title(of: step)
      return .confirmation(
        "\(base)/\(name)/\(step.rawValue)",
        Wording("\(words.zh)：\(title.zh)", "\(Panel.capital(words.en)): \(title.en)"), stepAct,
        reads: .readAccounts, key: key, fields: declares ? sight.fields : [],
        back: { base.replacing(":number", with: $0.parameters["number"] ?? "") },
        about: { try await $0.sight(of: act, step) }, form: { declares ? sight.form($0) : [] }
      ) { visit in
        let number = try visit.number("number")
        let events = try await run(visit, number)
        visit.hall.sessions.forget(account: number)
        var outcome = Outcome(
          "staff.done.\(step.rawValue)", next: base.replacing(":number", with: "\(number)"))
        outcome.events = events
        return outcome
      }
    }
    var points = [
      point(
        .confirm, act, sight.confirming ?? "staff.measure.\(name)",
        confirm ?? { try await $0.hall.accounts.confirm(act, for: $1, $0.actor) }),
      point(.reject, act, "staff.step.reject") {
        try await $0.hall.accounts.reject(act, for: $1, $0.actor)
      },
      point(.withdraw, .withdrawProposal, "staff.step.withdraw") {
        try await $0.hall.accounts.withdraw(act, for: $1, $0.actor)
      },
    ]
    if let measure {
      points.insert(
        point(.propose, act, "staff.measure.\(name)") {
          try await $0.hall.accounts.propose(measure($0), for: $1, $0.actor).events
        }, at: 0)
    }
    return points
  }
}

extension Visit {
  /// Whose account it is (账户是谁的), masked: above every button about it, so that nobody acts on an address alone.
  func whose(_ sheet: AccountSheet) -> Panel {
    var panel = AccountPanels(visit: self, sheet: sheet, base: "").facts
    panel.title = say("staff.account", ["number": "\(sheet.account.number)"])
    return panel
  }

  /// The account that the address names, for a page with a button about it. Opening name and number is an event of their
  /// owner.
  func accountSheet() async throws -> AccountSheet {
    try await hall.accounts.show(number("number"), actor)
  }

  /// Whom a step is about, what has been proposed, by whom and until when: somebody confirms what they see, not an address.
  /// A step that has to be another’s, or is too late, has no button.
  ///
  /// - Throws: at a window, what is thrown for no proposal, when the one there is was made at another.
  fileprivate func sight(
    of act: Act, _ step: TwoPersonLifecycle.Step
  ) async throws -> Confirmed {
    let sheet = try await accountSheet()
    guard step != .propose else {
      let isIdle = act == .unlockAtWindow && sheet.account.status != .locked
      return Confirmed(
        panels: [whose(sheet)], closed: isIdle ? say("staff.account.notLocked") : nil)
    }
    guard let open = sheet.account.measures.first(where: { $0.measure.act == act }) else {
      if actor.role == .window { throw Unknown() }
      return Confirmed(panels: [whose(sheet)], closed: say("staff.proposals.none"))
    }
    let proposed = open.proposal.proposed
    let isMine = proposed.party == actor.party
    let isOver = hall.now >= open.proposal.until
    var closed: String?
    if isMine {
      closed = step == .withdraw ? nil : say("staff.step.own")
    } else if isOver {
      closed = say("staff.step.over")
    } else if step == .withdraw {
      closed = say("staff.step.theirs")
    }
    let proposal = Panel(
      title: title(of: act),
      facts: facts(of: open.measure) + [
        Panel.Fact(say("staff.proposals.by"), party(proposed.party)),
        Panel.Fact(say("staff.proposals.at"), proposed.at.text(language)),
        Panel.Fact(
          say("staff.proposals.until"), open.proposal.until.text(language),
          isOver ? Panel.Mark(.todo, say("staff.over")) : nil),
      ])
    return Confirmed(panels: [whose(sheet), proposal], closed: closed)
  }

  /// What exactly is proposed, point by point.
  func facts(of measure: AccountMeasure) -> [Panel.Fact] {
    switch measure {
    case .grant(let role, let scope, let until):
      facts(of: .revoke(role, scope)) + [
        Panel.Fact(
          say("staff.measure.until"), until?.text(language) ?? say("security.noEnd"))
      ]
    case .revoke(let role, let scope):
      [
        Panel.Fact(say("staff.role"), say("service.role.\(role.rawValue)")),
        Panel.Fact(say("staff.scope"), self.scope(scope)),
      ]
    case .vouch(let document):
      [
        Panel.Fact(
          say("window.identity.document.first"), Panel.capital(document.title[language]))
      ]
    case .enable, .unlockAtWindow: []
    }
  }
}

extension Panel {
  /// With a capital letter, at the beginning of a line.
  static func capital(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
