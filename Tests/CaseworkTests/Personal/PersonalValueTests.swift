import Testing
import Units

@testable import Casework

@Suite("Sealed personal values")
struct PersonalValueTests {
  static let moment = Instant(milliseconds: 1_600_000_000_000)
  static let dossier = DossierID(DossierKind(rawValue: "application"), 7)
  static let number = "11010519491231002X"

  private let keyring = Keyring(newAt: moment)

  private func sealed(
    _ value: String = number, _ field: PersonalField = .identityNumber, id: Int64 = 1
  ) throws -> SealedValue {
    try keyring.seal(value, field, id: id, of: Self.dossier)
  }

  @Test("what is sealed opens again, whatever it holds", arguments: ["", "x", number, "张三·Ünï 🏠"])
  func roundTrip(value: String) throws {
    let row = try sealed(value)
    #expect(row.keyID == "k1" && row.field == "identityNumber" && row.commitment.count == 32)
    #expect(row.blind?.count == 32)
    #expect(try keyring.open(row) == value)
    #expect(row.sealed.count == 12 + 32 + value.utf8.count + 16)
  }

  @Test("equal values have unequal seals and commitments, and equal blind indexes")
  func equality() throws {
    let rows = try (1...200).map { try sealed(id: Int64($0)) }
    #expect(Set(rows.map(\.sealed)).count == rows.count)
    #expect(Set(rows.map(\.commitment)).count == rows.count)
    #expect(Set(rows.map(\.blind)).count == 1)
  }

  @Test(
    "unequal values, and equal ones in other fields or installations, have unequal blind indexes")
  func blindIndexes() throws {
    let other = PersonalField("passport", isSearched: true, mask: .familyName)
    let elsewhere = Keyring(newAt: Self.moment)
    let blinds = try [
      sealed(), sealed("110105194912310021"), sealed("1"), sealed(Self.number, other),
      elsewhere.seal(Self.number, .identityNumber, id: 1, of: Self.dossier),
    ].map(\.blind)
    #expect(Set(blinds).count == blinds.count)
    #expect(try sealed("张三", .name).blind == nil, "nobody searches names")
  }

  @Test("every flipped bit of a row is refused")
  func flippedBits() throws {
    let row = try sealed()
    for place in row.sealed.indices {
      for bit in 0..<8 {
        var other = row
        other.sealed[place] ^= 1 << UInt8(bit)
        #expect(throws: SealFailure.broken(id: 1, keyID: "k1")) { try keyring.open(other) }
      }
    }
    for place in row.commitment.indices {
      for bit in 0..<8 {
        var other = row
        other.commitment[place] ^= 1 << UInt8(bit)
        #expect(throws: SealFailure.otherCommitment(id: 1)) { try keyring.open(other) }
      }
    }
    for length in row.sealed.indices {
      var other = row
      other.sealed = Array(row.sealed.prefix(length))
      #expect(throws: SealFailure.broken(id: 1, keyID: "k1")) { try keyring.open(other) }
    }
  }

  @Test("a value cannot be put in another's place: row, case, field or key")
  func moved() throws {
    let row = try sealed()
    var rows = Array(repeating: row, count: 4)
    rows[0].id = 2
    rows[1].dossier.number = 8
    rows[2].dossier.kind = DossierKind(rawValue: "employer")
    rows[3].field = "mobile"
    for other in rows {
      #expect(throws: SealFailure.broken(id: other.id, keyID: "k1")) { try keyring.open(other) }
    }
    // The whole content of one row in another.
    var swapped = try sealed("110105194912310021", id: 2)
    (swapped.sealed, swapped.commitment) = (row.sealed, row.commitment)
    #expect(throws: SealFailure.broken(id: 2, keyID: "k1")) { try keyring.open(swapped) }
    var unknown = row
    unknown.keyID = "k2"
    #expect(throws: SealFailure.unknownKey(id: 1, keyID: "k2")) { try keyring.open(unknown) }
    #expect(throws: SealFailure.broken(id: 1, keyID: "k1")) {
      try Keyring(newAt: Self.moment).open(row)
    }
  }

  @Test("parts of a place cannot be shifted from one to the next")
  func places() throws {
    let field = PersonalField("a1", mask: .familyName)
    var row = try keyring.seal("x", field, id: 12, of: Self.dossier)
    row.field = "a"
    row.id = 112
    #expect(throws: SealFailure.self) { try keyring.open(row) }
  }

  @Test(
    "the commitment binds the value by the secret inside the seal, which an erased row takes along")
  func commitment() throws {
    let row = try sealed()
    let key = try #require(keyring.key("k1"))
    #expect(row.commitment != Sealing.code(Array(Self.number.utf8), key: []))
    #expect(row.commitment != Sealing.code(Array(Self.number.utf8), key: key.secret.bytes))
    #expect(row.commitmentText.count == 64)
    #expect(SealingTests.bytes(row.commitmentText) == row.commitment)
  }

  @Test(
    "a value is found however it was typed",
    arguments: [
      ("11010519491231002x", "11010519491231002X"),
      ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
      ("110105 19491231 002ｘ", "11010519491231002X"),
      (" 1101\u{3000}05194912\u{00A0}31002X\u{200B}\r\n", "11010519491231002X"),
      ("\u{FEFF}138 0013 8000", "13800138000"),
      ("Zhang@Example.com", "ZHANG@EXAMPLE.COM"),
      ("阿卜杜拉•买买提", "阿卜杜拉·买买提"), ("阿卜杜拉・买买提", "阿卜杜拉·买买提"),
    ])
  func searchForms(typed: String, form: String) {
    #expect(SearchForm.of(typed) == form)
    #expect(SearchForm.of(form) == form, "a form is its own")
    #expect(
      keyring.blinds(typed, .identityNumber) == keyring.blinds(form, .identityNumber))
  }

  @Test(
    "what may be another value stays another",
    arguments: [("138-0013-8000", "13800138000"), ("０", "O"), ("é", "É"), ("张三", "張三")])
  func distinctForms(one: String, other: String) {
    #expect(SearchForm.of(one) != SearchForm.of(other))
  }

  @Test(
    "masked forms show no more than they say",
    arguments: [
      (PersonalField.identityNumber, "11010519491231002X", "110***********002X"),
      (.identityNumber, "1101234", "*******"), (.identityNumber, "11012345", "110*2345"),
      (.mobile, "13800138000", "138****8000"), (.name, "张三丰", "张**"), (.name, "张", "*"),
      (.name, "欧阳", "欧*"), (.mail, "zhang@example.com", "z***@example.com"),
      (.mail, "zh@example.com", "z***@example.com"), (.mail, "z@example.com", "*************"),
      (.mail, "zhang", "*****"), (.address, "北京市海淀区中关村大街1号", "北京市海淀区*******"),
      (.name, "", ""),
    ])
  func masks(field: PersonalField, value: String, shown: String) {
    #expect(field.mask.shown(value) == shown)
  }

  @Test("keys are neither printed, nor logged, nor found by looking into them")
  func hidden() throws {
    let key = try #require(SecretKey(Array("0123456789abcdefghijklmnopqrstuv".utf8)))
    let bytes = key.bytes.map { "\($0)" }.joined(separator: ", ")
    var dumped = ""
    dump(key, to: &dumped)
    dump(keyring, to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped] {
      #expect(text.contains("…"))
      #expect(!text.contains("Symmetric") && !text.contains(bytes) && !text.contains("0123456789"))
    }
    #expect(SecretKey([1]) == nil && SecretKey([UInt8](repeating: 1, count: 33)) == nil)
    #expect(SecretKey() != SecretKey())
  }

  @Test(
    "a telephone number is its digits, however it is written",
    arguments: [
      ("+86 138-0000-0000", "13800000000"), ("0086 13800000000", "13800000000"),
      ("(010) 1234 5678", "01012345678"), ("（０１０）１２３４–５６７８", "01012345678"),
      ("＋８６（010）12345678", "01012345678"), ("1234567", "1234567"),
      ("123456789012345", "123456789012345"), ("123456", nil), ("1234567890123456", nil),
      ("+852 9123 4567", nil), ("138O0000000", nil), ("", nil), ("+86", nil),
    ] as [(String, String?)])
  func telephones(typed: String, digits: String?) {
    #expect(SearchForm.telephone(typed) == digits)
  }
}
