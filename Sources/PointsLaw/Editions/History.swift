package import Policy
package import Units

/// Public figures of past cycles (历年公开数据).
package struct History: Sendable {
  package struct Past: Hashable, Sendable {
    package var cycle: Int
    package var applicants: Int?
    package var listed: Int
    package var cutOff: Points
    package var atCutOff: Int?
    package var highest: Points?
    /// Employers (用人单位) with somebody on the list.
    package var units: Int?
    /// Keys of the figures that only one public copy states.
    package var singleSource: [String] = []
  }

  package var source: Wording
  /// In order of cycles.
  package var cycles: [Past]
  /// Timetables that are known, in order of cycles.
  package var calendars: [Calendar] = []
  /// Shapes of applicant pools that are known.
  package var pools: [Pool] = []

  package init(yaml bytes: [UInt8]) throws(Problems) {
    let document = Document()
    var failure: Problem?
    bytes.withUnsafeBytes { buffer in
      do throws(Document.Failure) {
        try document.read(yaml: buffer)
      } catch {
        failure = error.problem(of: buffer, whole: Wording("历年数据", "figures of past cycles"))
      }
    }
    if let failure { throw Problems([failure]) }
    func refusal(_ path: String) -> Problems {
      Problems([
        Problem(
          path: "history.yaml: \(path)", value: "null",
          allowed: Wording("历年数据的一项", "a figure of a past cycle"))
      ])
    }
    guard let source = Wording(document.value(of: document.root, "source"), in: document) else {
      throw refusal("source")
    }
    self.source = source
    cycles = []
    let list = document.value(of: document.root, "cycles").map(document.items) ?? []
    for (index, item) in list.enumerated() {
      func count(_ key: String) -> Int? {
        document.value(of: item, key).flatMap {
          Decimal.read(document.text($0), decimals: 0)
        }
      }
      func points(_ key: String) -> Points? {
        document.value(of: item, key).flatMap { Points(document.string($0)) }
      }
      guard let cycle = count("cycle"), let listed = count("listed"),
        let cutOff = points("cutOff")
      else { throw refusal("cycles[\(index)]") }
      cycles.append(
        Past(
          cycle: cycle, applicants: count("applicants"), listed: listed, cutOff: cutOff,
          atCutOff: count("atCutOff"), highest: points("highest"), units: count("units"),
          singleSource: (document.value(of: item, "singleSource").map(document.items) ?? [])
            .map(document.string)))
    }
    guard !cycles.isEmpty else { throw refusal("cycles") }
    for (index, item) in entries("calendars", in: document).enumerated() {
      guard let calendar = Calendar(item, in: document) else {
        throw refusal("calendars[\(index)]")
      }
      calendars.append(calendar)
    }
    for (index, item) in entries("pools", in: document).enumerated() {
      guard let pool = Pool(item, in: document) else { throw refusal("pools[\(index)]") }
      pools.append(pool)
    }
  }

  private func entries(_ key: String, in document: Document) -> [Int] {
    document.value(of: document.root, key).map(document.items) ?? []
  }

  package func past(_ cycle: Int) -> Past? { cycles.first { $0.cycle == cycle } }

  /// By how much the cut-off rose from one cycle to the next, since the rules of 2020.
  package var growth: [Points] {
    let recent = cycles.filter { $0.cycle >= 2020 }
    return zip(recent, recent.dropFirst()).map { $1.cutOff - $0.cutOff }
  }
}
