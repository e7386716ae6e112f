import Casework
import PointsLaw
import PointsService
import Policy
import Units

/// 年度确认与联系人: the only things that a unit says about itself.
enum UnitConfirmation {
  private static let contactFields = [
    ServiceField("contact.name", .text(50), isNeeded: false, Wording("联系人姓名", "contact’s name")),
    ServiceField(
      "contact.mobile", .text(40), isNeeded: false, Wording("联系人电话", "contact’s telephone number")
    ),
    ServiceField(
      "contact.mail", .text(254), isNeeded: false,
      Wording("联系人电子邮箱，可不填", "contact’s mail address, or nothing")),
  ]
  private static let seen = ServiceField("seen", .number, Wording("所见的版本", "the version seen"))

  /// 确认并激活
  static let point = ServicePoint.form(
    "/unit/confirm", Wording("确认单位信息并激活", "Confirm and activate the unit"), .activateUnit,
    fields: contactFields + [seen]
  ) { visit in
    let unit = try await visit.registeredUnit()
    let counts = try await CountAssociations(visit.hall.points)(unit.number, by: visit.actor)
    let title = visit.say("unit.confirm")
    let back = (visit.say("unit.back"), "/unit")
    guard unit.state == .unconfirmed, let counts else {
      return Sheet(
        "unit-form", title, crumbs: visit.unitCrumbs,
        visit.closedForm("/unit/confirm", title, why(visit, unit), back: back))
    }
    let contact = try await ReadUnitContact(visit.hall.points)(unit.number, by: visit.actor)
    let registration = unit.content.registration
    return Sheet(
      "unit-form", title, crumbs: visit.unitCrumbs,
      visit.unitForm(
        "/unit/confirm", title,
        [
          visit.say("unit.confirm.text", ["cycle": "\(counts.cycle)"]),
          visit.say("unit.confirm.code"),
        ],
        facts: [
          (visit.say("unit.fact.code"), unit.content.code.full),
          (visit.say("unit.fact.name"), registration?.name ?? ""),
          (
            visit.say("unit.fact.district"),
            registration?.district.wording[visit.language] ?? ""
          ),
          (visit.say("unit.fact.asOf"), registration?.asOf.text(visit.language) ?? ""),
        ], warning: visit.say("unit.confirm.warning"), seen: unit.version,
        form(visit, contact), button: visit.say("unit.confirm.button"), back: back))
  } run: { visit in
    let unit = try await visit.registeredUnit()
    let typed = contact(visit)
    let isEmpty = typed.name.isEmpty && typed.mobile.isEmpty && typed.mail?.isEmpty != false
    // A program that confirms what there is need not send the contact again.
    let keeps = isEmpty && unit.content.contact != nil
    let done = try await ActivateUnit(visit.hall.points)(
      unit.number, seen: try visit.seen(), contact: keeps ? nil : typed, by: visit.actor)
    return Outcome("unit.done.confirmed", next: "/unit", done)
  }

  /// 变更联系人
  static let contact = ServicePoint.form(
    "/unit/contact", Wording("变更单位联系人", "Change the unit’s contact"), .changeUnitContact,
    fields: contactFields + [seen],
    answer: .object([
      .init("version", .number), .init("name", .text, isOptional: true),
      .init("mobile", .text, isOptional: true), .init("mail", .text, isOptional: true),
    ])
  ) { visit in
    let unit = try await visit.registeredUnit()
    let contact = try await ReadUnitContact(visit.hall.points)(unit.number, by: visit.actor)
    let title = visit.say("unit.contact")
    let view = visit.unitForm(
      "/unit/contact", title, [visit.say("unit.contact.text")], seen: unit.version,
      form(visit, contact), button: visit.say("unit.contact.button"),
      back: (visit.say("unit.back"), "/unit"))
    return Sheet("unit-form", title, crumbs: visit.unitCrumbs, view) { json in
      json.object { json in
        json.field("version", unit.version)
        if let contact {
          json.field("name", contact.name)
          json.field("mobile", contact.mobile)
          if let mail = contact.mail { json.field("mail", mail) }
        }
      }
    }
  } run: { visit in
    let unit = try await visit.registeredUnit()
    let done = try await ChangeUnitContact(visit.hall.points)(
      unit.number, seen: try visit.seen(), contact: contact(visit), by: visit.actor)
    return Outcome("unit.done.contact", next: "/unit", done)
  }

  private static func contact(_ visit: Visit) -> ActivateUnit.Contact {
    ActivateUnit.Contact(
      name: visit.text("contact.name"), mobile: visit.text("contact.mobile"),
      mail: visit.text("contact.mail"))
  }

  private static func form(_ visit: Visit, _ contact: ActivateUnit.Contact?) -> [FormField] {
    [
      FormField(
        name: "contact.name", label: visit.say("unit.contact.name"), control: .text(.text),
        value: contact?.name ?? "", hint: visit.say("unit.contact.name.hint")),
      FormField(
        name: "contact.mobile", label: visit.say("unit.contact.mobile"),
        control: .text(.numeric), value: contact?.mobile ?? "",
        hint: visit.say("unit.contact.mobile.hint")),
      FormField(
        name: "contact.mail", label: visit.say("unit.contact.mail"), control: .text(.text),
        value: contact?.mail ?? "", optional: visit.say("unit.optional")),
    ]
  }

  /// Why there is nothing to confirm now.
  private static func why(_ visit: Visit, _ unit: ShowUnit.View) -> String {
    switch unit.state {
    case .unconfirmed: return visit.say("unit.next.noCycle.text")
    case .active: return visit.say("unit.confirm.done", ["cycle": "\(unit.content.cycle ?? 0)"])
    default:
      return visit.say(
        "unit.confirm.notNow",
        ["state": UnitLifecycle.title(of: unit.state)[visit.language]])
    }
  }
}
