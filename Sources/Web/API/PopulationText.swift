import HTTPTypes
import NIOCore
import PointsLaw
import Policy
import Synchronization

/// A population in the body of a request (人群，JSON Lines), cut into lines.
struct PopulationText: Sendable {
  private let text: ByteBuffer
  /// Where each line stands.
  private let lines: [Range<Int>]

  var count: Int { lines.count }

  /// - Throws: ``ProblemDetails`` when there is nobody or there are too many.
  init(_ text: ByteBuffer) throws(ProblemDetails) {
    self.text = text
    let lines = text.withUnsafeReadableBytes { bytes in PopulationText.lines(bytes) }
    guard lines.count <= Call.mostCases else {
      throw ProblemDetails(
        .tooLarge,
        Wording(
          "至多\(Call.mostCases)份事实文件", "A population may have at most \(Call.mostCases) cases."))
    }
    guard !lines.isEmpty else { throw ProblemDetails(.values, [.emptyPopulation]) }
    self.lines = lines
  }

  private static func lines(_ bytes: UnsafeRawBufferPointer) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = bytes.count - Call.withoutMark(bytes).count
    while start < bytes.count, lines.count <= Call.mostCases {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      lines.append(start..<end)
      start = end + 1
    }
    return lines
  }

  /// The text of a line, counted from 0.
  func withLine<Result>(_ place: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    text.withUnsafeReadableBytes { body(UnsafeRawBufferPointer(rebasing: $0[lines[place]])) }
  }
}

/// Reads a population's cases one after the other into the same memory.
struct PopulationReader {
  private let population: PopulationText
  private var place = 0
  private var reader = CaseReader()
  private var facts = CaseReader.noFacts
  private var ids = Identifiers()

  /// How many cases are read before others get their turn.
  private static let stretch = 100

  init(_ population: PopulationText) {
    self.population = population
    reader.mostProblems = Call.mostProblems
  }

  /// Calls `body` with each of the next cases, or with its problems; a repeated identifier is one.
  ///
  /// - Returns: whether there were any.
  mutating func stretch(_ body: (Facts, [Problem]) -> Void) -> Bool {
    let end = min(place + PopulationReader.stretch, population.count)
    guard place < end else { return false }
    while place < end {
      let line = place + 1
      var problems = population.withLine(place) { read($0) }
      if problems.isEmpty, !ids.insert(facts.id) {
        problems = [.repeated(id: facts.id, line: line)]
      }
      for index in problems.indices { problems[index].line = line }
      body(facts, problems)
      place += 1
    }
    return true
  }

  private mutating func read(_ text: UnsafeRawBufferPointer) -> [Problem] {
    do throws(Problems) {
      try reader.read(json: text, into: &facts)
      return []
    } catch {
      return error.list
    }
  }
}

/// Room for the requests that take long (大批量请求): a few at a time, so that short ones stay quick and
/// memory stays bounded.
final class Workshop: Sendable {
  /// One of the places; free again when nobody holds it any more.
  final class Place: Sendable {
    private let workshop: Workshop

    fileprivate init(_ workshop: Workshop) { self.workshop = workshop }

    deinit { workshop.taken.withLock { $0 -= 1 } }
  }

  private let taken = Mutex(0)
  private let most: Int

  init(most: Int = 4) { self.most = most }

  /// A place.
  ///
  /// - Throws: ``ProblemDetails`` when all are taken.
  func place() throws(ProblemDetails) -> Place {
    let isFree = taken.withLock { taken in
      guard taken < most else { return false }
      taken += 1
      return true
    }
    guard isFree else {
      throw ProblemDetails(
        .busy,
        Wording("大批量请求已满，请稍后再试", "Too many large requests at once; try again soon."),
        fields: [.retryAfter: "5"])
    }
    return Place(self)
  }
}
