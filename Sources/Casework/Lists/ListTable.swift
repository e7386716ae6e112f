package import Policy
package import Units

/// A list as people take it with them (名单): columns with their meaning, and rows. `Documents` makes a CSV or XLSX file of it.
package struct ListTable: Hashable, Sendable {
  /// What a column holds (栏目).
  package struct Column: Hashable, Sendable {
    /// The kind of its values.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
      /// 文字
      case text
      /// 整数
      case number
      /// 日期
      case date
      /// 时刻, in Beijing
      case moment

      /// The kind in words.
      package var title: Wording {
        switch self {
        case .text: Wording("文字", "text")
        case .number: Wording("整数", "whole number")
        case .date: Wording("日期", "day")
        case .moment: Wording("时刻（北京时间）", "moment, Beijing time")
        }
      }
    }

    /// For programs: letters and digits of ASCII.
    package var name: String
    package var title: Wording
    /// What the values mean, and which there are: a line of the data dictionary (数据字典).
    package var meaning: Wording
    package var kind: Kind

    /// A column.
    package init(_ name: String, _ kind: Kind, title: Wording, meaning: Wording) {
      self.name = name
      self.kind = kind
      self.title = title
      self.meaning = meaning
    }
  }

  /// A value, or none (单元格).
  package enum Cell: Hashable, Sendable {
    case text(String)
    /// A word of the field, in the language of the file.
    case term(Wording)
    case number(Int)
    case date(CivilDate)
    case moment(Instant)
    case none
  }

  /// What the list is.
  package var title: Wording
  package var columns: [Column]
  /// As many cells in each as there are columns.
  package var rows: [[Cell]]
  /// Of when it is.
  package var madeAt: Instant

  /// A list.
  package init(title: Wording, columns: [Column], rows: [[Cell]], madeAt: Instant) {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.madeAt = madeAt
  }
}

extension Instant {
  /// `2020-07-17 08:00:00` in Beijing, as tables show it.
  package var tableText: String {
    let (date, rest) = beijing
    let seconds = Int(rest / 1000)
    let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { Month.pad($0, 2) }
    return "\(date) \(time.joined(separator: ":"))"
  }
}
