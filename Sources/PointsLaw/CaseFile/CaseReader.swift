package import Policy
import Units

/// Reads case files (事实文件) from documents: one decoder for JSON, JSON Lines and YAML, with every
/// problem of a case reported at once.
///
/// Nothing is guessed: unknown or repeated keys, impossible dates, overlaps and amounts out of range
/// are problems that name the path, the value and what is allowed.
package struct CaseReader {
  /// The most entries a list may have; a life of monthly changes has fewer.
  package static let longestList = 2000

  package let document: Document
  var problems: [Problem] = []

  package init() { document = Document() }

  /// Reads one case from JSON.
  package mutating func read(json text: UnsafeRawBufferPointer) throws(Problems) -> Facts {
    do {
      try document.read(json: text)
    } catch {
      throw Problems([
        error.problem(of: text, whole: Wording("一份JSON事实文件", "one case as a JSON object"))
      ])
    }
    return try decode()
  }

  /// Reads one case from YAML.
  package mutating func read(yaml text: UnsafeRawBufferPointer) throws(Problems) -> Facts {
    do {
      try document.read(yaml: text)
    } catch {
      throw Problems([
        error.problem(of: text, whole: Wording("一份YAML事实文件", "one case as a YAML mapping"))
      ])
    }
    return try decode()
  }

  private mutating func decode() throws(Problems) -> Facts {
    problems.removeAll(keepingCapacity: true)
    guard document.kind(document.root) == .object else {
      throw Problems([
        Problem(
          path: "(case)", value: document.json(document.root),
          allowed: Wording("一份事实文件，即一个对象", "one case, an object"))
      ])
    }
    let facts = facts(document.root)
    guard problems.isEmpty, let facts else { throw Problems(problems) }
    return facts
  }

  // MARK: Refusing

  @inline(never)
  mutating func refuse(_ node: Int, _ allowed: Wording) {
    problems.append(
      Problem(path: document.path(of: node), value: document.json(node), allowed: allowed))
  }

  @inline(never)
  mutating func refuse(_ node: Int, _ zh: String, _ en: String) { refuse(node, Wording(zh, en)) }

  /// A key that must be there and is not.
  @inline(never)
  mutating func refuseMissing(_ key: StaticString, in object: Int, _ allowed: Wording) {
    let path = document.path(of: object)
    problems.append(
      Problem(
        path: path.isEmpty ? "\(key)" : "\(path).\(key)", value: "null", allowed: allowed))
  }

  // MARK: Objects

  /// The values of an object by the place of their keys in `keys`; -1 where a key is absent.
  ///
  /// Unknown and repeated keys are refused. Keys usually come in the order of the table, so the
  /// search starts after the last one found.
  @inline(__always)
  mutating func fields(_ object: Int, _ keys: [StaticString]) -> Fields {
    var fields = Fields()
    guard document.kind(object) == .object else {
      refuse(object, "对象", "an object")
      return fields
    }
    fields.isObject = true
    var node = object &+ 1
    let end = document.next(object)
    var expected = 0
    while node < end {
      let value = node &+ 1
      var place = -1
      var index = expected
      for _ in 0..<keys.count {
        if index == keys.count { index = 0 }
        if document.text(node, is: keys[index]) {
          place = index
          break
        }
        index &+= 1
      }
      if place < 0 {
        let names = keys.map(\.description).joined(separator: ", ")
        refuse(value, "没有这个键；可用的键：\(names)", "no such key; the keys are \(names)")
      } else if fields[place] >= 0 {
        refuse(value, "每个键只写一次", "each key once")
      } else {
        fields[place] = value
        expected = place &+ 1
      }
      node = document.next(value)
    }
    return fields
  }

  /// Calls `body` for each entry of a list and gathers what it gives.
  @inline(__always)
  mutating func list<Entry>(
    _ node: Int, _ body: (inout CaseReader, Int) -> Entry?
  ) -> [Entry] {
    guard document.kind(node) == .list else {
      refuse(node, "列表", "a list")
      return []
    }
    let count = document.entries(node)
    guard count <= CaseReader.longestList else {
      refuse(
        node, "至多\(CaseReader.longestList)项", "at most \(CaseReader.longestList) entries")
      return []
    }
    var entries: [Entry] = []
    entries.reserveCapacity(count)
    var item = node &+ 1
    let end = document.next(node)
    while item < end {
      if let entry = body(&self, item) { entries.append(entry) }
      item = document.next(item)
    }
    return entries
  }

  // MARK: Values

  @inline(__always)
  mutating func flag(_ node: Int) -> Bool? {
    switch document.kind(node) {
    case .yes: return true
    case .no: return false
    default:
      refuse(node, "true或false", "true or false")
      return nil
    }
  }

  /// A non-empty text.
  @inline(__always)
  mutating func words(_ node: Int) -> String? {
    guard document.kind(node) == .text, document.text(node).count > 0 else {
      refuse(node, "非空文字", "a text that is not empty")
      return nil
    }
    return document.string(node)
  }

  @inline(__always)
  mutating func month(_ node: Int) -> Month? {
    guard document.kind(node) == .text, let month = Month(utf8: document.text(node)) else {
      refuse(node, "月份“YYYY-MM”", "a month \"YYYY-MM\"")
      return nil
    }
    return month
  }

  @inline(__always)
  mutating func date(_ node: Int) -> CivilDate? {
    guard document.kind(node) == .text, let date = CivilDate(utf8: document.text(node)) else {
      refuse(node, "存在的日期“YYYY-MM-DD”", "a date that exists, \"YYYY-MM-DD\"")
      return nil
    }
    return date
  }

  /// A whole number without point or exponent, from `least` to 9999.
  @inline(__always)
  mutating func whole(_ node: Int, from least: Int, to most: Int) -> Int? {
    guard document.kind(node) == .number,
      let value = Decimal.read(document.text(node), decimals: 0),
      !document.text(node).contains(UInt8(ascii: ".")), value >= least, value <= most
    else {
      refuse(node, "\(least)至\(most)的整数", "a whole number from \(least) to \(most)")
      return nil
    }
    return value
  }

  @inline(__always)
  mutating func year(_ node: Int) -> Int? { whole(node, from: 1900, to: 9999) }

  mutating func yuan(_ node: Int) -> Yuan? {
    let kind = document.kind(node)
    guard kind == .number || kind == .text, let yuan = Yuan(utf8: document.text(node)) else {
      refuse(
        node, "不小于0、至多两位小数的金额（元），不超过\(Yuan.largest)",
        "an amount in CNY, 0 or more with at most two decimals, up to \(Yuan.largest)")
      return nil
    }
    return yuan
  }

  mutating func share(_ node: Int) -> Share? {
    let kind = document.kind(node)
    guard kind == .number || kind == .text, let share = Share(utf8: document.text(node)) else {
      refuse(
        node, "0至1的小数，至多\(Share.decimals)位",
        "a decimal fraction from 0 to 1 with at most \(Share.decimals) decimals")
      return nil
    }
    return share
  }

  /// The case of an enumeration whose keys stand in a table in the order of the cases.
  @inline(__always)
  mutating func choice(_ node: Int, _ keys: [StaticString], hint: Int = 0) -> Int? {
    if document.kind(node) == .text {
      if hint < keys.count, document.text(node, is: keys[hint]) { return hint }
      for index in 0..<keys.count where document.text(node, is: keys[index]) { return index }
    }
    refuse(node, Wording(same: keys.map(\.description).joined(separator: ", ")))
    return nil
  }
}

/// Places of an object's values by key; absent ones are -1.
struct Fields {
  private var low = SIMD16<Int32>(repeating: -1)
  var isObject = false

  @inline(__always)
  subscript(_ index: Int) -> Int {
    get { Int(low[index]) }
    set { low[index] = Int32(truncatingIfNeeded: newValue) }
  }
}
