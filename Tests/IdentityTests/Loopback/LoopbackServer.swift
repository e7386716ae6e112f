import NIOCore
import NIOHTTP1
import NIOPosix

@testable import Identity

/// A web server on this machine that answers as a test wishes, well or badly.
final class LoopbackServer: Sendable {
  struct Request: Sendable {
    var isPost: Bool
    var path: String
    var query: String
    var authorization: String?
    var body: String
  }

  enum Answer: Sendable {
    case whole(status: Int, type: String, body: [UInt8])
    case redirect(String)
    /// So many bytes, whatever was asked.
    case huge(Int)
    /// A byte every now and then, without an end.
    case drip
    /// Nothing at all.
    case silence
    /// The connection ends instead.
    case cut

    static func json(_ body: [UInt8], status: Int = 200) -> Answer {
      .whole(status: status, type: "application/json; charset=utf-8", body: body)
    }
  }

  let address: String
  private let serving: Task<Void, Never>

  /// - Parameter answer: for every request, in whatever order they come.
  init(_ answer: @escaping @Sendable (Request) async -> Answer) async throws {
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          return try NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>(
            wrappingChannelSynchronously: channel)
        }
      }
    address = "http://127.0.0.1:\(channel.channel.localAddress?.port ?? 0)"
    serving = Task {
      try? await withThrowingDiscardingTaskGroup { group in
        try await channel.executeThenClose { connections in
          for try await connection in connections {
            group.addTask { await LoopbackServer.serve(connection, answer) }
          }
        }
      }
    }
  }

  func close() async {
    serving.cancel()
    await serving.value
  }

  private static func serve(
    _ connection: NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>,
    _ answer: @Sendable (Request) async -> Answer
  ) async {
    try? await connection.executeThenClose { parts, writer in
      var head: HTTPRequestHead?
      var body = ByteBuffer()
      for try await part in parts {
        switch part {
        case .head(let request):
          head = request
          body.clear()
        case .body(var piece): body.writeBuffer(&piece)
        case .end:
          guard let head else { return }
          let address = head.uri.split(separator: "?", maxSplits: 1)
          let request = Request(
            isPost: head.method == .POST, path: String(address.first ?? ""),
            query: address.count > 1 ? String(address[1]) : "",
            authorization: head.headers.first(name: "Authorization"),
            body: String(buffer: body))
          guard try await write(answer(request), writer) else { return }
        }
      }
    }
  }

  /// Writes an answer; `false` when the connection ends with it.
  private static func write(
    _ answer: Answer, _ writer: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
  ) async throws -> Bool {
    func head(_ status: Int, _ fields: [(String, String)]) -> HTTPServerResponsePart {
      .head(
        HTTPResponseHead(
          version: .http1_1, status: .init(statusCode: status), headers: HTTPHeaders(fields)))
    }
    switch answer {
    case .whole(let status, let type, let body):
      try await writer.write(
        head(status, [("Content-Type", type), ("Content-Length", "\(body.count)")]))
      try await writer.write(.body(.byteBuffer(ByteBuffer(bytes: body))))
      try await writer.write(.end(nil))
      return true
    case .redirect(let address):
      try await writer.write(head(302, [("Location", address), ("Content-Length", "0")]))
      try await writer.write(.end(nil))
      return true
    case .huge(let size):
      try await writer.write(
        head(200, [("Content-Type", "application/json"), ("Content-Length", "\(size)")]))
      let piece = ByteBuffer(repeating: UInt8(ascii: " "), count: 65_536)
      for _ in 0..<(size / 65_536) { try await writer.write(.body(.byteBuffer(piece))) }
      return false
    case .drip:
      try await writer.write(head(200, [("Content-Type", "application/json")]))
      while true {
        try await writer.write(.body(.byteBuffer(ByteBuffer(string: " "))))
        try await Task.sleep(for: .milliseconds(20))
      }
    case .silence:
      try await Task.sleep(for: .seconds(60))
      return false
    case .cut: return false
    }
  }
}
