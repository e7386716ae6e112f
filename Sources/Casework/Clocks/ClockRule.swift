package import Policy
package import Units

/// How long a clock runs (期限).
package enum ClockPeriod: Hashable, Sendable {
  /// 工作日, counted from the next day (自次日起).
  case workingDays(Int)
  /// 自然日, counted from the next day to the close of the last one, or of the next working day when that is free (Civil
  /// Code art. 203).
  case calendarDays(Int)
  /// A fixed moment, which nothing moves.
  case moment(Instant)
}

/// What happens when nobody has acted in time (逾期处理). It is never to the applicant's harm when the delay is an
/// office's.
package enum Expiry: String, CaseIterable, Hashable, Sendable {
  /// 上报: the superior of whoever is late is told; the clock goes on as overdue.
  case escalate
  /// 转人工: the question goes to the people of that office.
  case manualQueue
  /// 视为同意: the request counts as granted.
  case deemedGranted
  /// 视为已答复: the step counts as taken and the case goes on.
  case deemedAnswered
  /// 提醒: the one who is late is told again; nothing is lost.
  case remind
  /// 失效: the right to this step is over. Only for whoever is late with a step of their own.
  case lapse
}

/// A deadline of the law or of the city (期限规则), as data: how long, who owes whom, what follows.
package struct ClockRule: Hashable, Sendable {
  /// For instance `recheckTax`.
  package let name: String
  package let title: Wording
  package let period: ClockPeriod
  /// The hours that count; the whole day unless an office ends its day earlier.
  package let hours: DayHours
  /// Who has to act.
  package let owedBy: Role
  /// Who waits for it.
  package let owedTo: Role
  package let onExpiry: Expiry
  package let article: Article

  /// The longest period in days; the law's longest is five years.
  package static let longest = 3660

  /// - Throws: a problem when the period is no period, or when an office's silence would harm the applicant.
  package init(
    name: String, title: Wording, period: ClockPeriod, hours: DayHours = .wholeDay, owedBy: Role,
    owedTo: Role, onExpiry: Expiry, article: Article
  ) throws(Problems) {
    func refuse(_ part: String, _ value: String, _ zh: String, _ en: String) -> Problems {
      Problem.argument("clocks.\(name).\(part)", value, zh, en)
    }
    switch period {
    case .workingDays(let days), .calendarDays(let days):
      guard (1...Self.longest).contains(days) else {
        throw refuse(
          "days", String(days), "须为1至\(Self.longest)天", "1 to \(Self.longest) days")
      }
    case .moment: break
    }
    if onExpiry == .lapse, !Self.mayLose(owedBy) {
      throw refuse(
        "onExpiry", JSONText.quoted(onExpiry.rawValue),
        "机关逾期不得使申请人失去权利", "an office's silence takes no right from anybody")
    }
    self.name = name
    self.title = title
    self.period = period
    self.hours = hours
    self.owedBy = owedBy
    self.owedTo = owedTo
    self.onExpiry = onExpiry
    self.article = article
  }

  /// Whether somebody's own delay may cost them a step: those who ask, not those who decide.
  private static func mayLose(_ role: Role) -> Bool {
    switch role {
    case .applicant, .familyHelper, .clerk, .visitor: true
    case .officer, .window, .supervisor, .administrator, .technician, .security, .auditor, .system:
      false
    }
  }
}
