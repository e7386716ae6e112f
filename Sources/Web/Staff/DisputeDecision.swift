import Casework
import PointsLaw
import PointsService
import Policy

/// How an officer decides a dispute (处理异议): a form, then everything once more, since a decision cannot be changed.
extension DisputePage {
  static func word(_ isUpheld: Bool) -> String { isUpheld ? "upheld" : "dismissed" }

  private func said(_ isUpheld: Bool) -> String {
    visit.say("window.decision.\(Self.word(isUpheld)).\(dispute.matter.rawValue)")
  }

  /// What was decided, or the form in which it is.
  var answer: Panel {
    guard isOpen else {
      var paragraphs = [dispute.answer ?? visit.say("window.answer.none")]
      // A colleague was faster: what this officer typed is not lost.
      if let typed = visit.typed?.fields["remark"], !typed.isEmpty {
        paragraphs.append(visit.say("window.typed", ["text": typed]))
      }
      return Panel(title: visit.say("window.answer"), paragraphs: paragraphs)
    }
    let options = [true, false].map { isUpheld in
      FormField.Option(value: Self.word(isUpheld), text: said(isUpheld))
    }
    return Panel(
      title: visit.say("window.decide"), paragraphs: [visit.say("window.decide.text")],
      asks: [
        Panel.Ask(
          path: path, button: visit.say("window.decide.check"),
          fields: [
            FormField(
              name: "decision", label: visit.say("window.decision"), control: .radios(options),
              hint: visit.say(
                "window.decision.effect.\(dispute.matter.rawValue)",
                ["article": effect.text(visit.language)])),
            FormField(
              name: "remark", label: visit.say("window.remark"), control: .long,
              hint: visit.say("window.remark.hint")),
          ], hidden: [("seen", "\(dispute.version)"), ("go", "check")], keepsDraft: true)
      ])
  }

  /// Where it is written who decides and what follows.
  private var effect: Article {
    visit.hall.permissions.entry(
      dispute.matter == .unit ? .decideUnitDispute : .decideEligibilityDispute
    ).article
  }

  /// Whose dispute it is, what is going to be decided and told; nothing is decided yet.
  func check(_ isUpheld: Bool) -> Sheet {
    let remark = visit.text("remark")
    let carried = [
      (name: "seen", value: "\(dispute.version)"),
      (name: "decision", value: Self.word(isUpheld)), (name: "remark", value: remark),
    ]
    var plain = visit
    plain.typed = nil
    return .panels(
      plain, visit.say("window.check"),
      crumbs: [(visit.say("service.menu.disputes"), "/window"), (title, path)],
      [
        Panel(
          paragraphs: [visit.say("window.check.text")],
          facts: filer.facts + [
            Panel.Fact(visit.say("window.decision"), said(isUpheld)),
            Panel.Fact(visit.say("window.remark"), remark),
          ],
          asks: [
            Panel.Ask(path: path, button: visit.say("window.decide.button"), hidden: carried),
            Panel.Ask(
              path: path, button: visit.say("window.check.edit"),
              hidden: carried + [("go", "edit")], isMain: false),
          ])
      ])
  }
}
