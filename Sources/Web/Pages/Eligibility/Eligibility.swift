import Hummingbird
import PointsLaw
import Policy
import Units

extension Site {
  /// 资格自测: am I eligible, in a minute.
  func addEligibility(to router: Router<SiteContext>, _ language: Language) {
    router.page(.eligibility, language) { _, _ in
      Response.html(eligibility(EligibilityForm(cycle: nextCycle), .asked, language))
    }
    router.post(RouterPath(Route.eligibility.path(language))) { request, _ -> Response in
      let body = try await FormBody.read(request)
      let form = EligibilityForm(body)
      // The language can be switched before anything is answered.
      let isFirst = body["go"] == "stay" && body["answered"] == nil
      if isFirst { return .html(eligibility(form, .asked, language)) }
      let (answers, faults) = form.answers(cycles: eligibilityCycles)
      guard let answers else {
        return .html(
          eligibility(form, .faulty(faults), language), status: .unprocessableContent)
      }
      let check = EligibilityCheck(answers, try library.rules(answers.cycle))
      return .html(eligibility(form, .checked(check), language))
    }
  }

  /// Cycles about which the quick check can be asked: this year's and the two after it.
  var eligibilityCycles: [Int] {
    let year = now().year
    return [year, year + 1, year + 2]
  }

  /// The cycle that somebody who asks today will file in: this year's while it can still be filed,
  /// by August in all cycles so far; the next one later in the year.
  var nextCycle: Int {
    let today = now()
    return today.monthOfYear <= 8 ? today.year : today.year + 1
  }

  /// How far the conversation has come.
  enum EligibilityState {
    case asked
    case faulty([(field: EligibilityForm.Field, fault: EligibilityForm.Fault)])
    case checked(EligibilityCheck)
  }

  func eligibility(
    _ form: EligibilityForm, _ state: EligibilityState, _ language: Language
  ) -> String {
    var title = text("eligibility.title", language)
    var faults: [(field: EligibilityForm.Field, fault: EligibilityForm.Fault)] = []
    var view: View = ["hasAnswer": false, "hasErrors": false, "errors": [View]()]
    var isAnswered = true
    switch state {
    case .asked: isAnswered = false
    case .faulty(let found):
      faults = found
      title = text("eligibility.errorTitle", language, ["title": title])
      view["hasErrors"] = true
      view["errors"] = found.map { fault -> View in
        [
          "link": "#" + FormField.id(fault.field.rawValue),
          "text": text("eligibility.error.\(fault.field).\(fault.fault)", language),
        ]
      }
    case .checked(let check):
      view["hasAnswer"] = true
      view["answer"] = answer(check, language)
    }
    view.merge(eligibilityFields(form, faults, isAnswered: isAnswered, language))
    var head = PageHead(title: title, language: language, route: .eligibility)
    head.isForm = true
    return page("eligibility", head, view)
  }

  /// The fields of the form with what was typed; also on the first page.
  func eligibilityFields(
    _ form: EligibilityForm,
    _ faults: [(field: EligibilityForm.Field, fault: EligibilityForm.Fault)],
    isAnswered: Bool = false, _ language: Language
  ) -> View {
    [
      "action": Route.eligibility.path(language), "isAnswered": isAnswered,
      "fields": EligibilityForm.Field.allCases.map { field in
        FormField(
          name: field.rawValue, label: text("eligibility.ask.\(field)", language),
          control: control(field, language), value: form[field],
          hint: text("eligibility.hint.\(field)", language),
          errors: faults.filter { $0.field == field }.map {
            text("eligibility.error.\(field).\($0.fault)", language)
          }
        ).view(joint: text("calculator.errorJoint", language))
      },
    ]
  }

  private func control(
    _ field: EligibilityForm.Field, _ language: Language
  ) -> FormField.Control {
    switch field {
    case .cycle:
      .select(
        eligibilityCycles.map {
          FormField.Option(
            value: String($0), text: text("eligibility.cycle", language, ["cycle": String($0)]))
        })
    case .person:
      .radios(
        EligibilityForm.Person.allCases.map {
          FormField.Option(
            value: $0.rawValue, text: text("eligibility.person.\($0)", language))
        })
    case .permit, .record:
      .radios(
        EligibilityForm.Answer.allCases.map {
          FormField.Option(value: $0.rawValue, text: text("eligibility.\($0)", language))
        })
    case .birth, .since: .text(FormField.Keyboard.dates(language))
    case .supplementary: .text(.numeric)
    }
  }
}
