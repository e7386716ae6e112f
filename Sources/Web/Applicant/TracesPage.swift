import Casework
import PointsService
import Policy
import Units

/// What is kept beside the cases, on the page of one's own data (我的信息页的其他留存信息): short lists, and ways to the pages that have all.
struct TracesPage {
  let visit: Visit
  let traces: OwnTraces

  private var language: Language { visit.language }
  /// Pieces of evidence and delegations shown; the export has all.
  private static let most = 20

  static let members: [Shape.Member] = [
    .init(
      "evidence",
      .list(
        .object([
          .init("number", .number), .init("about", .text), .init("types", .list(.text)),
          .init("pages", .number),
          .init("state", .choice(EvidenceLifecycle.Status.allCases.map(\.rawValue))),
          .init("at", .moment),
        ]))),
    .init("drafts", .list(.object([.init("form", .text), .init("savedAt", .moment)]))),
    .init("messages", .number),
    .init(
      "delegations",
      .list(
        .object([
          .init("number", .number), .init("given", .flag), .init("role", .text),
          .init("state", .choice(DelegationLifecycle.Status.allCases.map(\.rawValue))),
          .init("until", .moment, isOptional: true),
        ]))),
    .init(
      "acts",
      .list(
        .object([
          .init("receipt", .text), .init("at", .moment), .init("event", .text),
          .init("case", .text), .init("role", .text),
        ]))),
  ]

  var view: View {
    [
      "links": [
        link("/account/sign-ins", "my.data.signIns", visit.say("my.data.signIns.text")),
        link("/account/drafts", "my.data.drafts", count(traces.drafts.count)),
        link("/account/messages", "my.data.messages", count(traces.messages.count)),
      ],
      "evidence": traces.evidence.suffix(TracesPage.most).reversed().map { piece in
        View([
          "name": visit.say("my.data.piece", ["number": "\(piece.number)"]),
          "kind": piece.types.map { $0 == "jpeg" ? "JPEG" : $0.uppercased() }
            .reduce(into: [String]()) { all, type in if !all.contains(type) { all.append(type) } }
            .joined(separator: language == .zh ? "、" : ", "),
          "state": EvidenceLifecycle.title(of: piece.state)[language],
          "at": piece.at.text(language),
        ])
      }, "hasEvidence": !traces.evidence.isEmpty,
      "delegations": traces.delegations.suffix(TracesPage.most).reversed().map { right in
        View([
          "name": visit.say(right.isGiven ? "my.data.given" : "my.data.received"),
          "role": right.role.title[language],
          "state": DelegationLifecycle.title(of: right.state)[language],
          "until": right.until.map {
            visit.say(
              "my.helpers.through",
              ["day": $0.adding(milliseconds: -1).beijing.date.text(language)])
          } ?? "—",
        ])
      }, "hasDelegations": !traces.delegations.isEmpty, "helpersLink": visit.link("/my/helpers"),
      "acts": traces.acts.map { act in
        View([
          "at": act.at.text(language), "event": visit.event(act.event),
          "case": visit.title(of: act.dossier), "reference": act.reference.description,
          "link": visit.link("/verify") + "?reference=\(act.reference)",
        ])
      }, "hasActs": !traces.acts.isEmpty,
    ]
  }

  private func count(_ count: Int) -> String { visit.say("my.data.count", ["count": "\(count)"]) }

  private func link(_ path: String, _ key: String, _ text: String) -> View {
    ["link": visit.link(path), "title": visit.say(key), "text": text]
  }

  func write(to json: inout JSONWriter) {
    json.list("evidence") { json in
      for piece in traces.evidence {
        json.object { json in
          json.field("number", Int(piece.number))
          json.field("about", piece.about.description)
          json.list("types") { json in for type in piece.types { json.text(type) } }
          json.field("pages", piece.pages)
          json.field("state", piece.state.rawValue)
          json.moment("at", piece.at)
        }
      }
    }
    json.list("drafts") { json in
      for draft in traces.drafts {
        json.object { json in
          json.field("form", draft.form)
          json.moment("savedAt", draft.savedAt)
        }
      }
    }
    json.field("messages", traces.messages.count)
    json.list("delegations") { json in
      for right in traces.delegations {
        json.object { json in
          json.field("number", Int(right.number))
          json.field("given", right.isGiven)
          json.field("role", right.role.rawValue)
          json.field("state", right.state.rawValue)
          json.moment("until", right.until)
        }
      }
    }
    json.list("acts") { json in
      for act in traces.acts {
        json.object { json in
          json.field("receipt", act.reference.description)
          json.moment("at", act.at)
          json.field("event", act.event)
          json.field("case", act.dossier.description)
          json.field("role", act.role.rawValue)
        }
      }
    }
  }
}

extension Visit {
  /// Where what is held beside cases is kept.
  var ownSources: OwnSources {
    OwnSources(drafts: hall.drafts, notices: hall.notices, acts: hall.backstage.acts)
  }

  /// Names of programs as people are told them.
  var ownWords: OwnWords {
    OwnWords(
      event: { event($0) },
      form: { form in
        site.points.first { $0.doing?.keepsDraft == true && $0.isAt(form) }?.title[language] ?? form
      },
      reason: { site.text("my.data.reason.\($0)", language, or: "my.data.reason.other") })
  }
}
