import Foundation
import Glibc
import Store
import TestKit
import Testing

/// An authority of a test's own and a server's certificate that it signed, made with openssl.
private final class Certificates: Sendable {
  struct Failed: Error {
    var words: [String]
    var said: String
  }

  let folder = "/tmp/luohu-tls-\(UUID().uuidString.prefix(8))"

  /// - Parameter host: for whom the server's certificate is.
  init(host: String) async throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    try Data("subjectAltName=DNS:\(host)\n".utf8).write(to: URL(fileURLWithPath: file("names")))
    try await make("authority", "/CN=authority", ["-x509", "-days", "2", "-out", file("root.pem")])
    try await make("other", "/CN=other", ["-x509", "-days", "2", "-out", file("other.pem")])
    try await make("server", "/CN=\(host)", ["-out", file("server.csr")])
    try await openssl([
      "x509", "-req", "-in", file("server.csr"), "-CA", file("root.pem"), "-CAkey",
      file("authority.key"), "-CAcreateserial", "-days", "2", "-extfile", file("names"), "-out",
      file("server.pem"),
    ])
    chmod(file("server.key"), 0o600)
    // A server run by root's tests is another user.
    if getuid() == 0, let user = getpwnam("postgres") {
      for name in ["server.key", "server.pem"] {
        chown(file(name), user.pointee.pw_uid, user.pointee.pw_gid)
      }
    }
    chmod(folder, 0o755)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func file(_ name: String) -> String { "\(folder)/\(name)" }

  private func make(_ name: String, _ subject: String, _ more: [String]) async throws {
    try await openssl(
      [
        "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
        file("\(name).key"), "-subj", subject,
      ] + more)
  }

  private func openssl(_ words: [String]) async throws {
    let ended = try await Program.run("/usr/bin/openssl", words)
    guard ended.status == 0 else { throw Failed(words: words, said: ended.errors) }
  }
}

@Suite("the way to PostgreSQL is sealed, and the server at its end is the right one")
struct PostgresTLSTests {
  @Test("verify-full: the right root and name; a wrong root, a wrong name and no TLS are refused")
  func verified() async throws {
    let certificates = try await Certificates(host: "localhost")
    let server = try await PostgresServer.started(
      [
        "ssl": "on", "ssl_cert_file": certificates.file("server.pem"),
        "ssl_key_file": certificates.file("server.key"),
      ],
      rules: ["hostssl all sealed 127.0.0.1/32 trust", "host all sealed 127.0.0.1/32 reject"])
    try await server.say("CREATE ROLE sealed LOGIN")
    func health(_ host: String, _ parameters: String) async throws -> String? {
      let database = try postgres(
        at: "postgresql://sealed@\(host):\(server.port)/postgres?hostaddr=127.0.0.1&\(parameters)",
        limits: .impatient)
      let reason = await database.health()
      if reason == nil {
        let version = try await database.ask(
          "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl")
        #expect(version == [[.text("TLSv1.3")]], "the connection is sealed")
      }
      await database.close()
      return reason
    }
    let root = certificates.file("root.pem")
    let full = "sslmode=verify-full&sslrootcert="
    #expect(try await health("localhost", full + root) == nil)

    let wrongRoot = try await health("localhost", full + certificates.file("other.pem"))
    #expect(wrongRoot?.contains("certificate verify failed") == true, "\(wrongRoot ?? "taken")")
    #expect(wrongRoot?.contains("sslrootcert") == true, "and what to do: \(wrongRoot ?? "taken")")
    let noRoot = try await health("localhost", full + certificates.file("missing.pem"))
    #expect(noRoot?.contains("missing.pem") == true, "\(noRoot ?? "taken")")
    let wrongName = try await health("cases.example", full + root)
    #expect(
      wrongName?.contains("\"localhost\" does not match host name \"cases.example\"") == true,
      "\(wrongName ?? "taken")")
    let open = try await health("localhost", "sslmode=disable")
    #expect(open?.contains("no encryption") == true, "\(open ?? "taken")")
    #expect(open?.contains("sslmode=verify-full") == true, "and what to do: \(open ?? "taken")")
    try await server.stop()
  }

  @Test("a server without TLS is refused where TLS is demanded, before anything is said to it")
  func demanded() async throws {
    let server = try await PostgresServer.shared.value
    let database = try postgres(
      at: server.address() + "?sslmode=require", limits: .impatient)
    let reason = await database.health()
    #expect(
      reason?.contains("server does not support SSL, but SSL was required") == true,
      "\(reason ?? "taken")")
    await database.close()
  }
}
