import Foundation
import Testing
import Units

/// Protects the second road of units (法人一证通) and the way of departments' machines: client certificates over a real connection.
@Suite("luohu serve by client certificates", .serialized, .timeLimit(.minutes(5)))
struct ServeCertificateTests {
  private static func openssl(_ line: String, in folder: Folder) async throws -> String {
    let result = try await Command.run(
      URL(fileURLWithPath: "/usr/bin/openssl"), line.split(separator: " ").map(String.init),
      in: folder.url)
    try #require(result.status == 0, "\(line): \(result.errors)")
    return result.output
  }

  /// An authority, a server, a unit with a real form of its name, a machine, and a stranger whom nobody vouches for.
  private static func papers(in folder: Folder, unit code: String) async throws {
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    _ = try await openssl(
      "req -x509 \(key) -keyout ca.key -out ca.pem -days 2 -subj /O=CityTrust/CN=EntityCA",
      in: folder)
    _ = try await openssl(
      "req -x509 \(key) -keyout server.key -out server.pem -days 2 -subj /CN=localhost",
      in: folder)
    for (name, subject) in [
      ("unit", "/O=Stars/serialNumber=\(code)/CN=clerk"), ("machine", "/O=Tax/CN=tax-01"),
    ] {
      _ = try await openssl(
        "req \(key) -keyout \(name).key -out \(name).csr -subj \(subject)", in: folder)
      _ = try await openssl(
        "x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -CAcreateserial -out \(name).pem -days 2",
        in: folder)
    }
    _ = try await openssl(
      "req -x509 \(key) -keyout stranger.key -out stranger.pem -days 2 -subj /O=Tax/CN=tax-01",
      in: folder)
  }

  /// The authority's list, which takes a certificate back.
  ///
  /// - Parameter days: more words about when it holds.
  private static func revoke(
    _ name: String, _ days: String = "", in folder: Folder
  ) async throws {
    try folder.write(
      "ca.cnf",
      """
      [ca]
      default_ca = it
      [it]
      database = index.txt
      default_md = sha256
      default_crl_days = 1
      """)
    try folder.write("index.txt", "")
    let by = "-config ca.cnf -keyfile ca.key -cert ca.pem"
    _ = try await openssl("ca \(by) -revoke \(name).pem", in: folder)
    _ = try await openssl("ca \(by) -gencrl -out ca.crl \(days)", in: folder)
  }

  /// A server that looks certificates up in the list, and lets units in.
  private static func served(_ city: ServedInstallation) async throws -> ServedProcess {
    let folder = city.folder
    try folder.write(
      "identity.yaml",
      """
      entityCertificates: {field: serialNumber, name: organizationName, issuers: ["CN=EntityCA,O=CityTrust"]}
      revocation: [{authority: "\(folder["ca.pem"].path)", list: "\(folder["ca.crl"].path)"}]
      """)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: folder["identity.yaml"].path)
    return try await city.serve([
      "--tls-certificate", "server.pem", "--tls-key", "server.key", "--tls-client-authorities",
      "ca.pem", "--identity", "identity.yaml", "--site-address", "https://127.0.0.1",
    ])
  }

  @Test("a list that has run out opens nothing, and whoever runs the service is told")
  func overdue() async throws {
    let city = try await ServedInstallation("demo")
    let folder = city.folder
    try await Self.papers(in: folder, unit: CreditCode.invented(number: 1).full)
    try await Self.revoke(
      "machine", "-crl_lastupdate 20200101000000Z -crl_nextupdate 20200102000000Z", in: folder)
    let server = try await Self.served(city)
    let unit = try await server.ask(
      "/sign-in/certificate?to=/my",
      ["-X", "POST", "--cert", folder["unit.pem"].path, "--key", folder["unit.key"].path])
    #expect(unit.status == 403 && unit.headers["set-cookie"] == nil)
    let ready = try await server.ask("/readyz")
    #expect(ready.status == 200)
    let line = "identity: revocation[0].list: it ran out at 2020-01-02T08:00:00.000+08:00, and"
    #expect(ready.body.contains("\n\(line)"), "\(ready.body)")
    #expect(try await server.stop() == 0)
  }

  @Test("a certificate that openssl put on its authority's list opens nothing, the others do")
  func revoked() async throws {
    let city = try await ServedInstallation("demo")
    let folder = city.folder
    try await Self.papers(in: folder, unit: CreditCode.invented(number: 1).full)
    try await Self.revoke("machine", in: folder)
    let server = try await Self.served(city)
    func post(_ name: String) -> [String] {
      ["-X", "POST", "--cert", folder["\(name).pem"].path, "--key", folder["\(name).key"].path]
    }
    let unit = try await server.ask("/sign-in/certificate?to=/my", post("unit"))
    #expect(unit.status == 303, "\(unit.body) \(server.said)")
    for path in ["/en/sign-in/certificate", "/api/v1/machine"] {
      let arguments =
        path.contains("machine") ? Array(post("machine").dropFirst(2)) : post("machine")
      let machine = try await server.ask(path, arguments + ["-H", "Accept-Language: en"])
      #expect(machine.status == 403 && machine.body.contains("is revoked"), "\(machine.body)")
    }
    #expect(try await server.stop() == 0)
  }

  @Test("a unit signs in with its certificate, a machine is known, a stranger and nobody are not")
  func certificates() async throws {
    let city = try await ServedInstallation("demo")
    let folder = city.folder
    try await Self.papers(in: folder, unit: CreditCode.invented(number: 1).full)
    let print =
      try await Self.openssl(
        "x509 -in machine.pem -noout -fingerprint -sha256", in: folder
      ).split(separator: "=").last.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) } ?? ""
    try folder.write(
      "identity.yaml",
      """
      machines:
        - {name: tax-01, department: tax, fingerprint: "\(print)", subject: "CN=tax-01,O=Tax", from: 2020-01-01, until: 2099-12-31}
      entityCertificates: {field: serialNumber, name: organizationName, issuers: ["CN=EntityCA,O=CityTrust"]}
      """)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: folder["identity.yaml"].path)
    let server = try await city.serve([
      "--tls-certificate", "server.pem", "--tls-key", "server.key", "--tls-client-authorities",
      "ca.pem", "--identity", "identity.yaml", "--site-address", "https://127.0.0.1",
    ])
    func with(_ name: String) -> [String] {
      ["--cert", folder["\(name).pem"].path, "--key", folder["\(name).key"].path]
    }
    for version in ["--http1.1", "--http2"] {
      let known = try await server.ask("/api/v1/machine", with("machine") + [version])
      #expect(known.status == 200, "\(known.body) \(server.said)")
      #expect(known.body.contains(#""department": "tax""#))
    }
    #expect(try await server.ask("/api/v1/machine").status == 403)
    #expect(
      try await server.ask("/api/v1/machine", with("unit")).body.contains("not registered"))
    // Nobody vouches for it: there is no connection at all.
    #expect(try await server.ask("/api/v1/machine", with("stranger")).status == 0)

    // Another site's link or form signs nobody in (login CSRF); the page of ours has a button.
    let link = try await server.ask("/sign-in/certificate?to=/my", with("unit"))
    #expect(link.status == 303 && link.headers["location"] == "/sign-in?to=/my")
    #expect(link.headers["set-cookie"] == nil)
    #expect(
      try await server.ask("/sign-in?to=/my").body.contains(
        #"<form method="post" action="/sign-in/certificate?to=/my">"#))
    let post = ["-X", "POST"]
    for header in ["Sec-Fetch-Site: cross-site", "Origin: https://evil.example", "Origin: null"] {
      let foreign = try await server.ask(
        "/sign-in/certificate", with("unit") + post + ["-H", header])
      #expect(foreign.status == 403 && foreign.headers["set-cookie"] == nil, "\(header)")
    }
    let signIn = try await server.ask(
      "/sign-in/certificate?to=/my", with("unit") + post + ["-H", "Sec-Fetch-Site: same-origin"])
    #expect(signIn.status == 303, "\(signIn.body) \(server.said)")
    let cookie = try #require(signIn.headers["set-cookie"])
    #expect(cookie.hasPrefix("__Host-luohu-session=") && cookie.contains("; Secure"))
    let token = cookie.prefix { $0 != ";" }
    let home = try await server.ask("/my", ["-H", "Cookie: \(token)"])
    #expect(home.status == 303 && home.headers["location"] == "/unit")
    #expect(try await server.ask("/sign-in/certificate", with("machine") + post).status == 403)
    let without = try await server.ask("/en/sign-in/certificate", post)
    #expect(without.status == 403 && without.body.contains("cannot be read"))
    #expect(try await server.stop() == 0)
  }
}
