import HTTPTypes
import Hummingbird
import NIOCore
import Policy

extension HTTPField.Name {
  static let idempotencyKey = HTTPField.Name("Idempotency-Key") ?? .ifMatch
  static let secFetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .referer
}

extension Response {
  /// A browser goes on to another page (303).
  static func goOn(_ path: String) -> Response {
    Response(status: .seeOther, headers: [.location: path, .cacheControl: "no-store"])
  }

  static func json(
    status: HTTPResponse.Status = .ok, _ write: (inout JSONWriter) -> Void
  ) -> Response {
    var json = JSONWriter()
    write(&json)
    json.endLine()
    return Response(
      status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes)))
  }

  /// A file that the browser saves under its name (RFC 6266).
  static func download(_ file: Sheet.File) -> Response {
    let plain = file.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }
    let encoded = FormEncoding.percent(file.name)
    let disposition =
      plain
      ? "attachment; filename=\"\(file.name)\""
      : "attachment; filename=\"list\"; filename*=UTF-8''\(encoded)"
    return Response(
      status: .ok,
      headers: [
        .contentType: file.type, .contentDisposition: disposition, .cacheControl: "no-store",
      ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
  }
}
