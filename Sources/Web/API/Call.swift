import HTTPTypes
import Hummingbird
import NIOCore
import PointsLaw
import Policy
import Units

/// A request of a program (接口请求): checked against what its address takes before anything is read.
struct Call: Sendable {
  /// How a body is written.
  enum Notation: String, CaseIterable, Sendable {
    case json = "application/json"
    case yaml = "application/yaml"
    case lines = "application/x-ndjson"
  }

  let site: Site
  let request: Request
  let language: Language
  let query: Query
  /// The type of the answer, one of those the endpoint has.
  let type: String
  /// That of the body; JSON when the caller says nothing.
  let notation: Notation
  /// What stands in the place of `:id`.
  let id: String

  /// The largest body with one case, in bytes.
  static let mostForCase = 1 << 20
  /// The largest body with a population, and the most cases in it.
  static let mostForPopulation = 64 << 20
  static let mostCases = 20_000
  /// How many problems of one case, and of one population, are told.
  static let mostProblems = 100
  static let mostProblemsOfPopulation = 1000
  /// The last cycle that the service looks at.
  static let lastCycle = 2099

  init(_ request: Request, _ context: SiteContext, _ site: Site, _ endpoint: Endpoint)
    throws(ProblemDetails)
  {
    self.site = site
    self.request = request
    id = context.parameters.get("id") ?? ""
    query = try Query(request.uri.query, endpoint.parameters + [.lang])
    language = try Call.language(query, request)
    notation = try Call.notation(endpoint, request.headers)
    let offered = notation == .lines ? endpoint.answersForLines : endpoint.answers
    guard let type = Negotiation.type(offered, request.headers) else {
      let names = offered.joined(separator: ", ")
      throw ProblemDetails(
        .notAcceptable, Wording("可用的格式：\(names)", "The formats are \(names)."))
    }
    self.type = type
  }

  /// The language of a request that may be wrong in other ways.
  static func language(of request: Request) -> Language {
    let named = (request.uri.query ?? "").split(separator: "&").first { $0.hasPrefix("lang=") }
    return named.flatMap { Language(rawValue: String($0.dropFirst(5))) }
      ?? Negotiation.language(request.headers)
  }

  private static func language(_ query: Query, _ request: Request) throws(ProblemDetails)
    -> Language
  {
    guard let name = query["lang"] else { return Negotiation.language(request.headers) }
    guard let language = Language(rawValue: name) else {
      throw ProblemDetails(Problem.argument("lang", JSONText.quoted(name), "zh, en", "zh, en"))
    }
    return language
  }

  private static func notation(
    _ endpoint: Endpoint, _ headers: HTTPFields
  ) throws(ProblemDetails) -> Notation {
    guard let first = endpoint.takes.first else { return .json }
    var names: String { endpoint.takes.map(\.rawValue).joined(separator: ", ") }
    func refused(_ zh: String, _ en: String) -> ProblemDetails {
      ProblemDetails(.mediaType, Wording(zh, en), fields: [.acceptPost: names])
    }
    if let coding = headers[.contentEncoding], coding.lowercased() != "identity" {
      throw refused("正文不得压缩", "The body must not be compressed.")
    }
    guard let header = headers[.contentType] else { return first }
    // As nearly everybody writes it.
    if let notation = Notation(rawValue: header), endpoint.takes.contains(notation) {
      return notation
    }
    let parts = header.lowercased().split(separator: ";").map { part in
      part.filter { !$0.isWhitespace }
    }
    guard let name = parts.first, let notation = Notation(rawValue: name),
      endpoint.takes.contains(notation)
    else {
      throw refused("Content-Type须为\(names)之一", "Content-Type must be one of \(names).")
    }
    let charsets = parts.dropFirst().filter { $0.hasPrefix("charset=") }
    guard charsets.allSatisfy({ ["charset=utf-8", "charset=\"utf-8\""].contains($0) }) else {
      throw refused("正文须为UTF-8", "The body must be UTF-8.")
    }
    return notation
  }

  // MARK: Body

  /// The whole body.
  func body(upTo most: Int) async throws -> ByteBuffer {
    var refusal: ProblemDetails {
      ProblemDetails(
        .tooLarge,
        Wording("正文至多\(most >> 20) MiB", "The body may have at most \(most >> 20) MiB."))
    }
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > most {
      throw refusal
    }
    var chunks = request.body.makeAsyncIterator()
    guard var whole = try await chunks.next() else { return ByteBuffer() }
    while whole.readableBytes <= most, let chunk = try await chunks.next() {
      whole.writeImmutableBuffer(chunk)
    }
    guard whole.readableBytes <= most else { throw refusal }
    return whole
  }

  /// The case in the body.
  func facts() async throws -> Facts {
    let text = try await body(upTo: Call.mostForCase)
    let outcome = text.withUnsafeReadableBytes { bytes in
      Result<Facts, Problems> { () throws(Problems) in
        var reader = CaseReader()
        reader.mostProblems = Call.mostProblems
        if notation == .yaml { return try reader.read(yaml: bytes) }
        return try reader.read(json: Call.withoutMark(bytes))
      }
    }
    return try outcome.get()
  }

  /// A text without the byte-order mark that some editors put before it.
  static func withoutMark(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    bytes.starts(with: [0xEF, 0xBB, 0xBF])
      ? UnsafeRawBufferPointer(rebasing: bytes[3...]) : bytes
  }

  // MARK: Parameters

  /// The rules of the cycle that is asked for.
  func rules() throws(Problems) -> Rules { try site.library.rules(cycle(or: 0)) }

  /// The cycle asked for.
  func cycle(or other: Int) throws(Problems) -> Int {
    let meaning = Query.Parameter.cycle.meaning
    return try Call.checked(cycle: query.whole("cycle", meaning) ?? other)
  }

  /// Refuses a cycle so far ahead that nobody who lives now will file in it.
  static func checked(cycle: Int) throws(Problems) -> Int {
    guard cycle <= lastCycle else {
      throw Problem.argument(
        "cycle", String(cycle), "不晚于\(lastCycle)的年度", "a cycle not after \(lastCycle)")
    }
    return cycle
  }

  /// The caller's own choices, if any are given.
  func filing() throws(Problems) -> Filing? {
    guard var text = query["claims"] else { return nil }
    let outcome = text.withUTF8 { bytes in
      Result<Filing, Problems> { () throws(Problems) in
        var reader = CaseReader()
        reader.mostProblems = Call.mostProblems
        return try reader.readFiling(json: UnsafeRawBufferPointer(bytes))
      }
    }
    return try outcome.get()
  }

  /// How many years to look ahead.
  func years() throws(Problems) -> Int {
    guard let years = try query.whole("years", Query.Parameter.years.meaning) else { return 10 }
    try Outlook.check(years: years, argument: "years")
    return years
  }

  func points(_ name: String) throws(Problems) -> Points? {
    guard let text = query[name] else { return nil }
    return try Points(text, argument: name)
  }

  // MARK: Answers

  /// An answer in JSON, ended by a line feed.
  func answer(_ write: (inout JSONWriter) throws(Problems) -> Void) throws(Problems) -> Response {
    var json = JSONWriter()
    try write(&json)
    json.endLine()
    return answer(ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
  }

  func answer(_ body: ResponseBody, _ more: HTTPFields = [:]) -> Response {
    // Tables are text, and text says how it is written.
    let written = type.hasPrefix("text/") ? "\(type); charset=utf-8" : type
    var headers: HTTPFields = [.contentType: written, .cacheControl: "no-store"]
    for field in more { headers.append(field) }
    return Response(status: .ok, headers: headers, body: body)
  }
}

extension HTTPField.Name {
  /// `Accept-Post`: the types of body that are read.
  static let acceptPost = HTTPField.Name("Accept-Post") ?? .accept
}
