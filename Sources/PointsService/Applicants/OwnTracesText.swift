import Casework
import Policy
import Units

/// How names of programs are said to people (用语), in one language.
package struct OwnWords {
  var event: (String) -> String
  var form: (String) -> String
  var reason: (String) -> String

  /// - Parameters:
  ///   - event: an event by its name.
  ///   - form: a form by its address.
  ///   - reason: why something was read.
  package init(
    event: @escaping (String) -> String = { $0 }, form: @escaping (String) -> String = { $0 },
    reason: @escaping (String) -> String = { $0 }
  ) {
    self.event = event
    self.form = form
    self.reason = reason
  }
}

extension OwnTraces {
  /// The members of an object in both languages, always the same bytes for the same data.
  func write(to json: inout JSONWriter) {
    json.list("evidence") { json in
      for piece in evidence {
        json.object { json in
          json.field("number", Int(piece.number))
          json.field("about", piece.about.description)
          json.list("types") { json in for type in piece.types { json.text(type) } }
          json.field("pages", piece.pages)
          json.field("state", piece.state.rawValue)
          json.field("title", EvidenceLifecycle.title(of: piece.state))
          json.field("at", "\(piece.at)")
        }
      }
    }
    json.list("signIns") { json in
      for line in signIns {
        json.object { json in
          json.field("kind", line.kind.rawValue)
          json.field("at", "\(line.at)")
          json.field("provider", line.provider)
          if let level = line.level { json.field("level", level.rawValue) }
          if let device = line.device { json.field("device", device) }
          if let address = line.address { json.field("address", address) }
        }
      }
    }
    json.list("drafts") { json in
      for draft in drafts {
        json.object { json in
          json.field("form", draft.form)
          json.field("savedAt", "\(draft.savedAt)")
          json.list("fields") { json in
            for field in draft.fields {
              json.object { json in
                json.field("name", field.name)
                json.field("value", field.value)
              }
            }
          }
        }
      }
    }
    json.list("messages") { json in
      for message in messages {
        json.object { json in
          json.field("number", Int(message.number))
          json.field("at", "\(message.at)")
          json.field("read", message.isRead)
          json.field("title", message.title)
          json.field("body", message.body)
        }
      }
    }
    json.list("delegations") { json in
      for right in delegations {
        json.object { json in
          json.field("number", Int(right.number))
          json.field("given", right.isGiven)
          json.field("role", right.role.rawValue)
          json.field("state", right.state.rawValue)
          json.field("acceptBefore", "\(right.offeredUntil)")
          if let until = right.until { json.field("until", "\(until)") }
        }
      }
    }
    json.list("acts") { json in
      for act in acts {
        json.object { json in
          json.field("receipt", act.reference.description)
          json.field("at", "\(act.at)")
          json.field("event", act.event)
          json.field("case", act.dossier.description)
          json.field("role", act.role.rawValue)
        }
      }
    }
  }

  /// The same to be read by people.
  func lines(_ language: Language, _ words: OwnWords) -> [String] {
    let isChinese = language == .zh
    func part(_ zh: String, _ en: String, _ rows: [String]) -> [String] {
      ["", isChinese ? zh : en] + (rows.isEmpty ? [isChinese ? "  无" : "  none"] : rows)
    }
    return part(
      "凭证", "Evidence",
      evidence.map { piece in
        "  \(piece.at.tableText) \(piece.number) (\(piece.types.joined(separator: ", "))): "
          + EvidenceLifecycle.title(of: piece.state)[language]
      })
      + part(
        "登录记录", "Sign-ins",
        signIns.map { line in
          let kind: Wording =
            switch line.kind {
            case .signedIn: Wording("登录", "signed in")
            case .proved: Wording("再次核验身份", "proved again")
            case .failed: Wording("失败", "failed")
            case .program: Wording("制作程序令牌", "let a program in")
            }
          let place = [line.device, line.address, line.level?.title[language]].compactMap(\.self)
          return "  \(line.at.tableText) \(kind[language]) (\(place.joined(separator: ", ")))"
        })
      + part(
        "未提交的填写", "Kept and not sent",
        drafts.flatMap { draft in
          ["  \(draft.savedAt.tableText) \(words.form(draft.form))"]
            + draft.fields.map { "    \($0.name): \($0.value)" }
        })
      + part(
        "消息", "Messages",
        messages.flatMap { message in
          [
            "  \(message.at.tableText) \(message.title[language])",
            "    \(message.body[language])",
          ]
        })
      + part(
        "委托", "Delegations",
        delegations.map { right in
          let side = right.isGiven ? Wording("授出", "given") : Wording("接受", "received")
          let until = right.until.map {
            let day = $0.adding(milliseconds: -1).beijing.date
            return isChinese ? "，至\(day)（含）" : ", through \(day)"
          }
          return "  \(right.number) \(side[language]) \(right.role.title[language]): "
            + DelegationLifecycle.title(of: right.state)[language] + (until ?? "")
        })
      + part(
        "本人办理的事项", "What you did",
        acts.map { act in
          "  \(act.at.tableText) \(words.event(act.event)) \(act.dossier) \(act.reference)"
        })
  }
}
