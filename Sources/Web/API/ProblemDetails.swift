import HTTPTypes
import Hummingbird
import NIOCore
import PointsLaw
import Policy

/// Why a program's request is not answered (拒绝), told as problem details (RFC 9457).
struct ProblemDetails: Error, Sendable {
  /// Each kind has one status and an address where it is explained.
  enum Kind: String, CaseIterable, Sendable {
    case malformed = "malformed"
    case parameters = "parameters"
    case unknownAddress = "unknown-address"
    case method = "method"
    case notAcceptable = "not-acceptable"
    case tooLarge = "too-large"
    case mediaType = "media-type"
    case values = "values"
    case tooMany = "too-many"
    case busy = "busy"

    /// Where the guide explains it.
    var type: String { "/api#\(rawValue)" }
  }

  var kind: Kind
  var detail: Wording
  /// What is wrong, one by one, with the texts of the command line.
  var problems: [Problem] = []
  /// `Allow`, `Accept-Post`, `Retry-After`.
  var fields = HTTPFields()

  init(_ kind: Kind, _ detail: Wording, fields: HTTPFields = [:]) {
    self.kind = kind
    self.detail = detail
    self.fields = fields
  }

  /// Values that are not allowed; a body that is no case or object at all is malformed.
  init(_ problems: Problems) {
    let isWhole = problems.list.contains {
      ["(case)", "(body)"].contains($0.path) && $0.line == nil
    }
    self.init(isWhole ? .malformed : .values, problems.list)
  }

  init(_ kind: Kind, _ problems: [Problem]) {
    self.kind = kind
    self.problems = problems
    detail = Wording(ProblemDetails.detail(problems, .zh), ProblemDetails.detail(problems, .en))
  }

  /// The first problem as the command line prints it, and how many more there are.
  private static func detail(_ problems: [Problem], _ language: Language) -> String {
    guard let first = problems.first else { return "" }
    let more = problems.count - 1
    guard more > 0 else { return first.text(language) }
    return first.text(language) + Wording("（另有\(more)个问题）", " (and \(more) more)")[language]
  }

  /// The answer in the caller's language.
  func response(_ language: Language) -> Response {
    var json = JSONWriter()
    json.object { json in
      json.field("type", kind.type)
      json.field("title", kind.title[language])
      json.field("status", kind.status.code)
      json.field("detail", detail[language])
      if !problems.isEmpty { json.problems(problems, language) }
    }
    json.endLine()
    var headers: HTTPFields = [
      .contentType: "application/problem+json", .cacheControl: "no-store",
      .contentLanguage: language == .zh ? "zh-CN" : "en",
    ]
    for field in fields { headers.append(field) }
    return Response(
      status: kind.status, headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
  }
}

extension ProblemDetails.Kind {
  var status: HTTPResponse.Status {
    switch self {
    case .malformed, .parameters: .badRequest
    case .unknownAddress: .notFound
    case .method: .methodNotAllowed
    case .notAcceptable: .notAcceptable
    case .tooLarge: .contentTooLarge
    case .mediaType: .unsupportedMediaType
    case .values: .unprocessableContent
    case .tooMany: .tooManyRequests
    case .busy: .serviceUnavailable
    }
  }

  var title: Wording {
    switch self {
    case .malformed: Wording("请求正文无法读取", "The body cannot be read")
    case .parameters: Wording("请求参数有误", "The parameters are wrong")
    case .unknownAddress: Wording("没有这个地址", "No such address")
    case .method: Wording("该地址不接受这种方法", "The address does not take this method")
    case .notAcceptable: Wording("没有所要求的格式", "Not available in the format asked for")
    case .tooLarge: Wording("请求过大", "The request is too large")
    case .mediaType: Wording("不接受这种格式的正文", "The body is in a format that is not read")
    case .values: Wording("内容有不允许的值", "Values are not allowed")
    case .tooMany: Wording("请求过于频繁", "Too many requests")
    case .busy: Wording("服务繁忙", "Busy")
    }
  }
}
