package import Policy
package import Units

extension ResidentNumber.Flaw {
  /// What is wrong and what is allowed, in words. It never says which check character would be right: that would
  /// help to make numbers up.
  package var wording: Wording {
    switch self {
    case .empty: Wording("请填写身份证号码。", "Enter the identity number.")
    case .length(let count):
      Wording("身份证号码应为18位，现为\(count)位。", "An identity number has 18 characters, this has \(count).")
    case .oldForm:
      Wording(
        "15位的旧身份证号码已停用，请填写18位号码。",
        "The old numbers of 15 digits are no longer valid; enter the one of 18.")
    case .character(let place):
      place == 18
        ? Wording("第18位应为数字或X。", "The last character is a digit or X.")
        : Wording("第\(place)位应为数字。", "Character \(place) is a digit.")
    case .region:
      Wording("前6位不是有效的地区代码。", "The first six digits are no region.")
    case .birth:
      Wording("第7至14位不是有效的出生日期。", "Digits 7 to 14 are no date of birth.")
    case .future(let day):
      Wording(
        "出生日期\(day.text(.zh))尚未到来。", "The date of birth \(day.text(.en)) has not come yet.")
    case .check:
      Wording(
        "号码校验不符，其中至少有一位填错，请核对。",
        "The number does not check: at least one character is wrong.")
    }
  }

  /// The flaw as a problem of a field.
  ///
  /// - Parameter typed: what was typed; it is shown masked.
  package func problem(path: String, typed: String) -> Problem {
    Problem(
      path: path, value: JSONText.quoted(ResidentNumber.masked(typed)), allowed: wording)
  }
}

extension CreditCode.Flaw {
  /// What is wrong and what is allowed, in words.
  package var wording: Wording {
    switch self {
    case .empty: Wording("请填写统一社会信用代码。", "Enter the unified social credit code.")
    case .length(let count):
      Wording("统一社会信用代码应为18位，现为\(count)位。", "A credit code has 18 characters, this has \(count).")
    case .lookalike(let place, let letter):
      Wording(
        "第\(place)位的“\(letter)”有误：代码不使用字母I、O、S、V、Z，请核对是否为数字或其他字母。",
        "Character \(place) cannot be “\(letter)”: codes have no I, O, S, V or Z; look for a digit or another letter."
      )
    case .character(let place):
      (3...8).contains(place)
        ? Wording("第\(place)位应为数字。", "Character \(place) is a digit.")
        : Wording("第\(place)位应为数字或大写字母。", "Character \(place) is a digit or a capital letter.")
    case .region:
      Wording("第3至8位不是有效的登记机关地区代码。", "Characters 3 to 8 are no region of an authority.")
    case .check:
      Wording(
        "代码校验不符，其中至少有一位填错，请核对。",
        "The code does not check: at least one character is wrong.")
    }
  }

  /// The flaw as a problem of a field; a credit code is public and shown as typed.
  package func problem(path: String, typed: String) -> Problem {
    Problem(path: path, value: JSONText.quoted(typed), allowed: wording)
  }
}
