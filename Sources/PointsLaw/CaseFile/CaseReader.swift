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
  let keys = CaseKeys.all
  var problems: [Problem] = []
  /// How many problems of a case are reported at most; a service does not repeat a hostile text.
  package var mostProblems = Int.max
  /// The months of the list that is being read.
  var stretches = Stretches()
  /// The place in its table of the last district read; most people stay for years.
  var lastDistrict = 0

  package init() { document = Document() }

  /// Reads one case from JSON.
  package mutating func read(json text: UnsafeRawBufferPointer) throws(Problems) -> Facts {
    var facts = CaseReader.noFacts
    try read(json: text, into: &facts)
    return facts
  }

  /// What ``read(json:into:)`` may be given at first.
  package static let noFacts = Facts(
    id: "", birthDate: CivilDate.last(of: Month(1, 1)), sex: .female, post: nil, household: nil)

  /// Reads one case from JSON in the place of another, using its lists again: a population is read
  /// almost without allocation. After a problem the facts mean nothing.
  package mutating func read(
    json text: UnsafeRawBufferPointer, into facts: inout Facts
  ) throws(Problems) {
    do {
      try document.read(json: text)
    } catch {
      throw Problems([
        error.problem(of: text, whole: Wording("一份JSON事实文件", "one case as a JSON object"))
      ])
    }
    try decode(into: &facts)
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
    var facts = CaseReader.noFacts
    try decode(into: &facts)
    return facts
  }

  private mutating func decode(into facts: inout Facts) throws(Problems) {
    problems.removeAll(keepingCapacity: true)
    guard case .object = document.kind(document.root) else {
      throw Problems([
        Problem(
          path: "(case)", value: document.json(document.root),
          allowed: Wording("一份事实文件，即一个对象", "one case, an object"))
      ])
    }
    let isWhole = read(document.root, into: &facts)
    guard problems.isEmpty, isWhole else { throw Problems(problems) }
  }

  // MARK: Refusing

  @inline(never)
  mutating func refuse(_ node: Int, _ allowed: Wording) {
    guard problems.count < mostProblems else { return }
    problems.append(
      Problem(path: document.path(of: node), value: document.json(node), allowed: allowed))
  }

  @inline(never)
  mutating func refuse(_ node: Int, _ zh: String, _ en: String) { refuse(node, Wording(zh, en)) }

  /// A key that must be there and is not.
  @inline(never)
  mutating func refuseMissing(_ key: String, in object: Int, _ allowed: Wording) {
    guard problems.count < mostProblems else { return }
    let path = document.path(of: object)
    problems.append(
      Problem(
        path: path.isEmpty ? "\(key)" : "\(path).\(key)", value: "null", allowed: allowed))
  }

  // MARK: Objects

  /// Finds the values of an object by the place of their keys in `keys`; `false` when it is none.
  ///
  /// Unknown and repeated keys are refused. Keys usually come in the order of the table, so the
  /// search starts after the last one found.
  @discardableResult
  mutating func find(_ object: Int, _ keys: NameTable, _ fields: inout Fields) -> Bool {
    guard case .object = document.kind(object) else {
      refuse(object, "对象", "an object")
      return false
    }
    var node = object &+ 1
    let end = document.next(object)
    var expected = 0
    while node < end {
      let value = node &+ 1
      let place = document.place(of: node, in: keys, from: expected)
      if place < 0 {
        refuseUnknown(value, keys)
      } else if fields[place] >= 0 {
        refuse(value, "每个键只写一次", "each key once")
      } else {
        fields[place] = value
        expected = place &+ 1
      }
      node = document.next(value)
    }
    return true
  }

  @inline(never)
  private mutating func refuseUnknown(_ value: Int, _ keys: NameTable) {
    // A hostile text may have very many, and the list of keys is long.
    guard problems.count < mostProblems else { return }
    refuse(value, "没有这个键；可用的键：\(keys.list)", "no such key; the keys are \(keys.list)")
  }

  /// Calls `body` for each entry of a list and gathers what it gives.
  @inline(__always)
  mutating func list<Entry>(
    _ node: Int, _ body: (inout CaseReader, Int) -> Entry?
  ) -> [Entry] {
    var entries: [Entry] = []
    list(node, into: &entries, body)
    return entries
  }

  /// Calls `body` for each entry of a list and appends what it gives.
  @inline(__always)
  mutating func list<Entry>(
    _ node: Int, into entries: inout [Entry], _ body: (inout CaseReader, Int) -> Entry?
  ) {
    guard case .list = document.kind(node) else {
      refuse(node, "列表", "a list")
      return
    }
    let count = document.entries(node)
    guard count <= CaseReader.longestList else {
      refuse(
        node, "至多\(CaseReader.longestList)项", "at most \(CaseReader.longestList) entries")
      return
    }
    var item = node &+ 1
    let end = document.next(node)
    while item < end {
      if let entry = body(&self, item) { entries.append(entry) }
      item = document.next(item)
    }
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
    guard case .text = document.kind(node), document.text(node).count > 0 else {
      refuse(node, "非空文字", "a text that is not empty")
      return nil
    }
    return document.string(node)
  }

  @inline(__always)
  mutating func month(_ node: Int) -> Month? {
    guard case .text = document.kind(node), let month = Month(utf8: document.text(node)) else {
      refuse(node, "月份“YYYY-MM”", "a month \"YYYY-MM\"")
      return nil
    }
    return month
  }

  @inline(__always)
  mutating func date(_ node: Int) -> CivilDate? {
    guard case .text = document.kind(node), let date = CivilDate(utf8: document.text(node)) else {
      refuse(node, "存在的日期“YYYY-MM-DD”", "a date that exists, \"YYYY-MM-DD\"")
      return nil
    }
    return date
  }

  /// A whole number without point or exponent, from `least` to 9999.
  @inline(__always)
  mutating func whole(_ node: Int, from least: Int, to most: Int) -> Int? {
    guard case .number = document.kind(node),
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

  @inline(__always)
  private func isNumberOrText(_ node: Int) -> Bool {
    switch document.kind(node) {
    case .number, .text: true
    default: false
    }
  }

  mutating func yuan(_ node: Int) -> Yuan? {
    guard isNumberOrText(node), let yuan = Yuan(utf8: document.text(node)) else {
      refuse(
        node, "不小于0、至多两位小数的金额（元），不超过\(Yuan.largest)",
        "an amount in CNY, 0 or more with at most two decimals, up to \(Yuan.largest)")
      return nil
    }
    return yuan
  }

  mutating func share(_ node: Int) -> Share? {
    guard isNumberOrText(node), let share = Share(utf8: document.text(node)) else {
      refuse(
        node, "0至1的小数，至多\(Share.decimals)位",
        "a decimal fraction from 0 to 1 with at most \(Share.decimals) decimals")
      return nil
    }
    return share
  }

  /// The case of an enumeration whose names stand in a table in the order of the cases; the search
  /// begins at `start`.
  @inline(__always)
  mutating func choice(_ node: Int, _ names: NameTable, from start: Int = 0) -> Int? {
    if case .text = document.kind(node) {
      let place = document.place(of: node, in: names, from: start)
      if place >= 0 { return place }
    }
    refuse(node, Wording(same: names.list))
    return nil
  }

  @inline(__always)
  mutating func district(_ node: Int, _ names: NameTable) -> District? {
    guard let place = choice(node, names, from: lastDistrict) else { return nil }
    lastDistrict = place
    return District(rawValue: UInt8(truncatingIfNeeded: place))
  }
}

/// Places of an object's values by key; absent ones are -1.
///
/// They are read and written one by one in memory, which is why reading them is `mutating` too: as a
/// vector, all would be copied for each.
struct Fields {
  private var places = SIMD16<Int32>(repeating: -1)

  /// - Parameter index: below sixteen, as many as any table of keys has.
  @inline(__always)
  subscript(_ index: Int) -> Int {
    mutating get {
      withUnsafeMutableBytes(of: &places) {
        Int($0.load(fromByteOffset: index &* 4, as: Int32.self))
      }
    }
    set {
      withUnsafeMutableBytes(of: &places) {
        $0.storeBytes(
          of: Int32(truncatingIfNeeded: newValue), toByteOffset: index &* 4, as: Int32.self)
      }
    }
  }
}

/// The months of a list's entries and where each stands; kept even when an entry is refused for
/// another reason, so that overlaps with it are reported too.
struct Stretches {
  struct Stretch {
    var node: Int
    var months: MonthSpan
  }

  private(set) var list: [Stretch] = []
  /// Whether each begins after the one before it has ended, so that none can overlap.
  private(set) var isOrdered = true

  mutating func removeAll() {
    list.removeAll(keepingCapacity: true)
    isOrdered = true
  }

  @inline(__always)
  mutating func append(_ node: Int, _ months: MonthSpan) {
    if let last = list.last, last.months.to >= months.from { isOrdered = false }
    list.append(Stretch(node: node, months: months))
  }
}
