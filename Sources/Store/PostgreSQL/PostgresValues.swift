import CPostgres

/// Binds as libpq takes them: pointers into one buffer, with lengths and formats.
///
/// Integers go as text, so that the server may choose the width of the column; bytes go as they are.
struct PostgresBinds {
  private var buffer: [UInt8] = []
  /// Where each value begins; `nil` for null.
  private var starts: [Int?] = []
  private var lengths: [Int32] = []
  private var formats: [Int32] = []

  /// No values.
  init() {}

  /// - Throws: ``SQLFailure/statement(_:_:)`` for a text with a zero character, which PostgreSQL cannot keep.
  init(_ values: [SQLValue], of name: String) throws {
    for value in values {
      starts.append(value == .null ? nil : buffer.count)
      let start = buffer.count
      switch value {
      case .null: break
      case .integer(let number): buffer += String(number).utf8
      case .blob(let bytes): buffer += bytes
      case .text(let text):
        buffer += text.utf8
        guard !buffer[start...].contains(0) else {
          throw SQLFailure.statement(name, PostgresBinds.zero)
        }
      }
      lengths.append(Int32(buffer.count - start))
      if case .blob = value { formats.append(1) } else { formats.append(0) }
      buffer.append(0)
    }
  }

  /// Many rows of values, each column as one array in binary form.
  init(_ rows: [[SQLValue]], _ kinds: [SQLKind], of name: String) throws {
    for (column, kind) in kinds.enumerated() {
      let start = buffer.count
      starts.append(start)
      // One dimension, whether there may be nulls, the type, and from 1 to the count.
      for word in [1, 1, kind.type, Int32(rows.count), 1] { append(word) }
      for row in rows {
        let place = buffer.count
        switch row[column] {
        case .null:
          append(-1)
          continue
        case .integer(let number):
          append(8)
          withUnsafeBytes(of: number.bigEndian) { buffer += $0 }
        case .blob(let bytes):
          append(Int32(bytes.count))
          buffer += bytes
        case .text(let text):
          append(Int32(text.utf8.count))
          buffer += text.utf8
          guard !buffer[(place + 4)...].contains(0) else {
            throw SQLFailure.statement(name, PostgresBinds.zero)
          }
        }
        guard row[column].kind == kind else {
          throw SQLFailure.statement(name, "value \(column + 1) is of another type")
        }
      }
      lengths.append(Int32(buffer.count - start))
      formats.append(1)
    }
  }

  private static let zero = "a text must not hold a zero character"

  private mutating func append(_ number: Int32) {
    withUnsafeBytes(of: number.bigEndian) { buffer += $0 }
  }

  /// Calls `body` with the number of values and libpq's three arrays.
  func withPointers<Result>(
    _ body: (
      Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
    ) -> Result
  ) -> Result {
    buffer.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        let values = starts.map { start in
          start.flatMap { place in characters.baseAddress.map { $0 + place } }
        }
        return body(Int32(starts.count), values, lengths, formats)
      }
    }
  }
}

extension SQLKind {
  /// PostgreSQL's number of the type.
  fileprivate var type: Int32 {
    switch self {
    case .integer: 20
    case .text: 25
    case .blob: 17
    }
  }
}

extension SQLValue {
  /// `nil` for null.
  fileprivate var kind: SQLKind? {
    switch self {
    case .null: nil
    case .integer: .integer
    case .text: .text
    case .blob: .blob
    }
  }
}

/// The rows of a result in binary form.
struct PostgresRows {
  let result: OpaquePointer
  let count: Int
  private let types: [Oid]

  init(_ result: OpaquePointer) {
    self.result = result
    count = Int(PQntuples(result))
    types = (0..<PQnfields(result)).map { PQftype(result, $0) }
  }

  /// - Throws: ``SQLFailure/statement(_:_:)`` for a column of a type that the two engines do not share.
  func each(of name: String, _ body: ([SQLValue]) throws -> Void) throws {
    for index in 0..<count { try body(try row(index, of: name)) }
  }

  private func row(_ index: Int, of name: String) throws -> [SQLValue] {
    var row: [SQLValue] = []
    row.reserveCapacity(types.count)
    for (column, type) in types.enumerated() {
      let place = (Int32(index), Int32(column))
      guard PQgetisnull(result, place.0, place.1) == 0,
        let pointer = PQgetvalue(result, place.0, place.1)
      else {
        row.append(.null)
        continue
      }
      let bytes = UnsafeRawBufferPointer(
        start: pointer, count: Int(PQgetlength(result, place.0, place.1)))
      guard let value = SQLValue(binary: bytes, type: type) else {
        throw SQLFailure.statement(
          name, "column \(column + 1) is of a type other than integer, text and blob (oid \(type))")
      }
      row.append(value)
    }
    return row
  }
}

extension SQLValue {
  /// A value in PostgreSQL's binary form; `nil` for a type that SQLite has not, or a sum beyond 64 bits.
  init?(binary bytes: UnsafeRawBufferPointer, type: Oid) {
    switch type {
    // bool, bigint, smallint, integer
    case 20 where bytes.count == 8:
      self = .integer(Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)))
    case 16, 20, 21, 23: self = .integer(bytes.signedBigEndian)
    case 17: self = .blob(Array(bytes))
    // name, text, unknown, char(n), varchar
    case 19, 25, 705, 1042, 1043: self = .text(String(decoding: bytes, as: UTF8.self))
    // numeric: what sum() of bigint gives.
    case 1700:
      guard let number = bytes.wholeNumeric else { return nil }
      self = .integer(number)
    default: return nil
    }
  }
}

extension UnsafeRawBufferPointer {
  /// All bytes as one signed number, the highest first; at most eight.
  fileprivate var signedBigEndian: Int64 {
    let sign: Int64 = (first ?? 0) >= 0x80 && count > 1 ? -1 : 0
    return reduce(sign) { $0 << 8 | Int64($1) }
  }

  /// A whole number in the form of `numeric`: counts of digits, weight of the first, sign, scale, then digits
  /// to the base of 10,000.
  fileprivate var wholeNumeric: Int64? {
    guard count >= 8 else { return nil }
    func short(_ index: Int) -> Int64 {
      UnsafeRawBufferPointer(rebasing: self[index * 2..<index * 2 + 2]).signedBigEndian
    }
    let digits = Int(short(0))
    let weight = Int(short(1))
    guard digits >= 0, count >= 8 + digits * 2 else { return nil }
    guard digits > 0 else { return short(2) == 0 ? 0 : nil }
    let isNegative: Bool
    switch short(2) {
    case 0: isNegative = false
    case 0x4000: isNegative = true
    default: return nil
    }
    // A digit behind the point means that it is not whole.
    guard weight >= digits - 1, weight < 5 else { return nil }
    var number: Int64 = 0
    for index in 0...weight {
      let digit = index < digits ? short(4 + index) : 0
      let (product, isTooLarge) = number.multipliedReportingOverflow(by: 10_000)
      let (sum, isOver) = product.addingReportingOverflow(isNegative ? -digit : digit)
      guard !isTooLarge, !isOver else { return nil }
      number = sum
    }
    return number
  }
}
