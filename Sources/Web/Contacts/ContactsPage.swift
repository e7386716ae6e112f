import Hummingbird
import PointsLaw
import Policy

extension Site {
  /// 办理咨询: which office answers what, and its telephone.
  func addContacts(to router: Router<SiteContext>, _ language: Language) {
    router.fixedPage(.contacts, language) { contactsPage(language) }
  }

  func contactsPage(_ language: Language) -> String {
    func say(_ key: String) -> String { text("contacts.\(key)", language) }
    let groups = contactGroups(language)
    let asked = Article(document: "QA-2020", place: "问13")
    let heard = Article(document: "QA-2020", place: "问1")
    return page(
      "contacts",
      PageHead(title: say("title"), language: language, route: .contacts),
      [
        "hasOffices": groups.contains { !$0.offices.isEmpty },
        "hasNote": contacts.note != nil, "note": contacts.note?[language] ?? "",
        "matters": ContactMatter.allCases.map { matter in
          View([
            "text": say("matter.\(matter)"), "link": "#\(matter.group.rawValue)",
            "whom": say(matter.group.rawValue),
          ])
        },
        "groups": groups.map { group in
          View([
            "id": group.kind.rawValue, "title": say(group.kind.rawValue),
            "hasOffices": !group.offices.isEmpty, "offices": group.offices,
            "isIncomplete": !group.missing.isEmpty && !group.offices.isEmpty,
            "missing": text(
              "contacts.missing", language,
              ["names": group.missing.joined(separator: language == .zh ? "、" : ", ")]),
          ])
        },
        "asked": asked.text(language), "heard": heard.text(language),
      ])
  }

  private struct OfficeGroup {
    var kind: ContactGroup
    var offices: [View]
    /// Names of those that the installation was not given.
    var missing: [String] = []
  }

  private func contactGroups(_ language: Language) -> [OfficeGroup] {
    func listed(
      _ kind: ContactGroup, each: String,
      _ offices: [(code: String, name: String, office: ContactBook.Office?)]
    ) -> OfficeGroup {
      var group = OfficeGroup(kind: kind, offices: [])
      for (code, name, office) in offices {
        guard let office else {
          group.missing.append(name)
          continue
        }
        group.offices.append(
          contact(
            office, id: "\(each)-\(code)", name: text("contacts.\(each)", language, [each: name]),
            language))
      }
      return group
    }
    func alone(_ kind: ContactGroup, _ office: ContactBook.Office?) -> OfficeGroup {
      OfficeGroup(
        kind: kind,
        offices: [office].compactMap { $0 }.map {
          contact(
            $0, id: "office-\(kind.rawValue)", name: text("contacts.\(kind.rawValue)", language),
            language)
        })
    }
    return [
      listed(
        .districts, each: "district",
        District.allCases.filter { $0 != .municipal }.map {
          ($0.name, $0.wording[language], contacts.districts[$0])
        }),
      listed(
        .departments, each: "department",
        ContactBook.departmentNames(wordings).map {
          ($0, text("service.department.\($0)", language), contacts.departments[$0])
        }),
      alone(.employers, contacts.employers), alone(.technical, contacts.technical),
    ]
  }

  /// - Parameter name: the platform's own, where the file has none.
  private func contact(
    _ office: ContactBook.Office, id: String, name: String, _ language: Language
  ) -> View {
    [
      "id": id, "name": office.name?[language] ?? name,
      "telephones": office.telephones.map { number in
        View(["text": number, "link": "tel:" + number.filter { $0.isASCIIDigit || $0 == "+" }])
      },
      "address": office.address ?? "", "hours": office.hours?[language] ?? "",
      "note": office.note?[language] ?? "",
    ]
  }
}

/// Sections of the page, by their anchors.
enum ContactGroup: String { case districts, departments, employers, technical }

/// What people ask about (咨询事项), and which offices answer it.
private enum ContactMatter: CaseIterable {
  case signIn, identity, dispute, records, unit

  var group: ContactGroup {
    switch self {
    case .signIn: .technical
    case .identity, .dispute: .districts
    case .records: .departments
    case .unit: .employers
    }
  }
}

extension Site {
  /// The way to those who can help, for pages that say what did not work.
  func askingLink(_ language: Language) -> View {
    ["link": Route.contacts.path(language), "text": text("contacts.ask", language)]
  }
}
