package import Casework
import Policy

/// Where a personal value stands (个人信息引用): what a dossier and its events hold of it.
package struct KeptValue: Hashable, Sendable {
  /// The number of the personal value.
  package let id: Int64
  /// Its commitment, in hexadecimal digits.
  package let commitment: String

  /// What is kept of a row.
  package init(_ row: SealedValue) {
    id = row.id
    commitment = row.commitmentText
  }

  init(_ fields: Fields) throws(StoreFailure) {
    id = try fields.whole("value")
    commitment = try fields.text("commitment")
  }
}

extension JSONWriter {
  mutating func field(_ name: String, _ value: KeptValue?) {
    guard let value else { return }
    object(name) { json in json.kept(value) }
  }

  mutating func kept(_ value: KeptValue) {
    field("value", value.id)
    field("commitment", value.commitment)
  }
}

extension Fields {
  func kept(_ key: String) throws(StoreFailure) -> KeptValue? {
    try optionalObject(key).map { fields throws(StoreFailure) in try KeptValue(fields) }
  }
}

extension PersonalField {
  /// 单位注册码
  static let unitCode = PersonalField(
    "unitCode", isSearched: true, mask: .ends(first: 0, last: 0))
  /// 处理意见、异议理由: words that somebody typed may hold anything.
  static let remark = PersonalField("remark", mask: .ends(first: 0, last: 0))
  /// 身份证号码（掩码）: as a unit sees it.
  static let maskedNumber = PersonalField("maskedNumber", mask: .ends(first: 3, last: 4))
  /// 社会保险缴纳单位: the credit code of whoever pays the insurance.
  static let payer = PersonalField("payer", mask: .ends(first: 2, last: 4))
  /// 资格条件校验: facts, findings and reasons.
  static let eligibility = PersonalField("eligibility", mask: .ends(first: 0, last: 0))
  /// 配偶姓名
  static let spouseName = PersonalField("spouseName", mask: .familyName)
  /// 配偶身份证号码
  static let spouseNumber = PersonalField("spouseNumber", mask: .ends(first: 3, last: 4))
  /// 子女姓名
  static let childName = PersonalField("childName", mask: .familyName)
  /// 子女身份证号码
  static let childNumber = PersonalField("childNumber", mask: .ends(first: 3, last: 4))
}
