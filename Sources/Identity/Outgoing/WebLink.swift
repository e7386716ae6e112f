import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL

/// The way over the network (网络通道): HTTP/1.1 without redirects, with a limit on time and size.
package final class WebLink: Sendable {
  private let client: HTTPClient
  private let limits: OutgoingLimits

  /// - Parameter authorities: certificates that may vouch for the provider (PEM file); the system's when empty.
  package init(authorities: String = "", _ limits: OutgoingLimits = OutgoingLimits()) {
    self.limits = limits
    var tls = TLSConfiguration.makeClientConfiguration()
    if !authorities.isEmpty { tls.trustRoots = .file(authorities) }
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: .init(connect: .milliseconds(limits.connecting)), decompression: .disabled)
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  package var link: OutgoingLink {
    OutgoingLink { request throws(OutgoingFault) in try await self.send(request) }
  }

  /// Ends all connections; to be called once, at the end.
  package func close() async { try? await client.shutdown() }

  private func send(_ request: OutgoingRequest) async throws(OutgoingFault) -> OutgoingAnswer {
    // The client's own deadline ends with the head of the answer; a body that drips needs this one.
    let outcome = await withTaskGroup(of: Result<OutgoingAnswer, OutgoingFault>?.self) { group in
      group.addTask { await self.answer(to: request) }
      group.addTask { [limits] in
        try? await Task.sleep(for: .milliseconds(limits.deadline))
        return nil
      }
      let first = await group.next()
      group.cancelAll()
      return first ?? nil
    }
    guard let outcome else { throw .late }
    return try outcome.get()
  }

  private func answer(to request: OutgoingRequest) async -> Result<OutgoingAnswer, OutgoingFault> {
    var http = HTTPClientRequest(url: request.address)
    http.headers.add(name: "Accept", value: "application/json")
    http.headers.add(name: "User-Agent", value: "luohu")
    if let authorization = request.authorization {
      http.headers.add(name: "Authorization", value: authorization)
    }
    if let form = request.form {
      http.method = .POST
      http.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
      http.body = .bytes(ByteBuffer(string: form.text))
    }
    do {
      let answer = try await client.execute(http, timeout: .milliseconds(limits.deadline))
      let status = Int(answer.status.code)
      guard status < 500 else { return .failure(.broken) }
      guard !(300..<400).contains(status) else { return .failure(.redirected) }
      let body = try await answer.body.collect(upTo: limits.body)
      let type = answer.headers.first(name: "Content-Type") ?? ""
      return .success(
        OutgoingAnswer(
          status: status,
          type: type.prefix { $0 != ";" }.lowercased().filter { $0 != " " },
          body: [UInt8](body.readableBytesView)))
    } catch is NIOTooManyBytesError {
      return .failure(.large)
    } catch let error as HTTPClientError
      where [.deadlineExceeded, .connectTimeout, .readTimeout].contains(error)
    {
      return .failure(.late)
    } catch {
      return .failure(.unreachable)
    }
  }
}
