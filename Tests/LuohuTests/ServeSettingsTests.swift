import Foundation
import Testing

/// Protects the configuration: where a value comes from, what is refused and how, and that secrets
/// are never shown.
@Suite("Settings of luohu serve")
struct ServeSettingsTests {
  /// Rows of `--settings` by name: value and source.
  static func rows(_ text: String) -> [String: [String]] {
    var rows: [String: [String]] = [:]
    for line in text.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: #/ {2,}/#).map(String.init)
      rows[cells[0]] = Array(cells.dropFirst())
    }
    return rows
  }

  @Test("flags come before the environment, that before the file, that before the default")
  func precedence() async throws {
    let folder = try Folder()
    try folder.write(
      "luohu.yaml", "port: 1\nhost: file.example\nlimits:\n  body: 2000\nrate: {burst: 7}\n")
    let result = try await Command.run(
      Command.binary, ["serve", "--settings", "--config", "luohu.yaml", "--port", "3"],
      environment: ["LUOHU_PORT": "2", "LUOHU_LIMITS_BODY": "3000"], in: folder.url)
    #expect(result.status == 0, "\(result.errors)")
    let rows = Self.rows(result.output)
    #expect(rows["port"]?.prefix(2) == ["3", "--port"])
    #expect(rows["limits.body"]?.prefix(2) == ["3000", "LUOHU_LIMITS_BODY"])
    #expect(rows["host"]?.prefix(2) == ["file.example", "luohu.yaml: host"])
    #expect(rows["rate.burst"]?.prefix(2) == ["7", "luohu.yaml: rate.burst"])
    #expect(rows["rate.requests"]?.prefix(2) == ["50", "default"])
    let named = try await Command.run(
      Command.binary, ["serve", "--settings"], environment: ["LUOHU_CONFIG": "luohu.yaml"],
      in: folder.url)
    #expect(Self.rows(named.output)["port"]?.prefix(2) == ["1", "luohu.yaml: port"])
  }

  @Test("a file may be JSON, and the example that is shipped says what holds anyway")
  func files() async throws {
    let folder = try Folder()
    try folder.write("a.json", #"{"port": 9, "log": {"requests": false}}"#)
    let json = try await Command.run("serve --settings --config a.json", in: folder)
    #expect(Self.rows(json.output)["log.requests"]?.prefix(2) == ["false", "a.json: log.requests"])
    let example = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("deploy/luohu.example.yaml").path
    let shipped = try await Command.run(["serve", "--settings", "--config", example])
    #expect(shipped.status == 0, "\(shipped.errors)")
    let plain = Self.rows(try await Command.run(["serve", "--settings"]).output)
    for (name, row) in Self.rows(shipped.output) {
      #expect(row.first == plain[name]?.first, "\(name)")
    }
  }

  @Test("a wrong file of telephones is refused at the start, with its place; status 2")
  func contacts() async throws {
    let folder = try Folder()
    try folder.write("contacts.yaml", "districts:\n  haidan: {telephones: ['123']}\n")
    let result = try await Command.run("serve --contacts contacts.yaml --lang en", in: folder)
    #expect(result.status == 2)
    #expect(
      result.errors.contains("contacts: districts.haidan: …: changping, chaoyang"),
      "\(result.errors)")
    let missing = try await Command.run("serve --contacts none.yaml", in: folder)
    #expect(missing.status != 0 && missing.errors.contains("none.yaml"), "\(missing.errors)")
  }

  @Test("every wrong value is named with its place and what is allowed; status 2")
  func wrong() async throws {
    let folder = try Folder()
    try folder.write(
      "luohu.yaml",
      "prot: 1\nlimits:\n  body: many\n  boddy: 3\nrate: 5\ntime: {read: [1]}\nseal: {key: abc}\n")
    let result = try await Command.run(
      Command.binary, ["serve", "--config", "luohu.yaml"], in: folder.url)
    #expect(result.status == 2)
    #expect(
      result.paths == ["luohu.yaml", "luohu.yaml", "luohu.yaml", "luohu.yaml"], "\(result.errors)")
    for part in [
      "luohu.yaml: prot: …: no such setting; there are host, port",
      "luohu.yaml: limits.boddy: …: no such setting; there are body, bulk",
      "luohu.yaml: rate: …: a group of settings: requests, burst",
      "luohu.yaml: time.read: [1]: a whole number from 1 to 3600",
    ] {
      #expect(result.errors.contains(part), "\(part) in \(result.errors)")
    }
    let values = try await Command.run(
      Command.binary, ["serve", "--port", "70000", "--lang", "zh"],
      environment: ["LUOHU_LOG_LEVEL": "loud", "LUOHU_SEAL_KEY": "c2VjcmV0"], in: folder.url)
    #expect(values.status == 2)
    #expect(Set(values.paths) == ["--port", "LUOHU_LOG_LEVEL", "LUOHU_SEAL_KEY"])
    #expect(values.errors.contains(#"--port: "70000": 0至65535的整数"#))
    #expect(!values.errors.contains("c2VjcmV0"), "a secret is not shown, even a wrong one")
    try folder.write("broken.yaml", "port: [\n")
    let broken = try await Command.run("serve --config broken.yaml", in: folder)
    #expect(broken.status == 2)
    #expect(broken.errors.contains("broken.yaml"))
    #expect(try await Command.run("serve --config missing.yaml", in: folder).status == 1)
  }

  @Test("the command line itself: unknown flags, missing values, stray words; status 64")
  func flags() async throws {
    for line in ["serve --prot 1", "serve --port", "serve 8080", "serve --port 1 --port 2"] {
      let result = try await Command.run(line)
      #expect(result.status == 64, "\(line): \(result.errors)")
    }
    #expect(try await Command.run("serve --settings --port=5").output.contains("--port"))
  }

  @Test("secrets come from a file or the environment and are never printed")
  func secrets() async throws {
    let folder = try Folder()
    let key = Data((0..<32).map { UInt8($0) }).base64EncodedString()
    try folder.write("key", key + "\n")
    try folder.write("short", "AAEC\n")
    let shown = try await Command.run(
      Command.binary, ["serve", "--settings"], environment: ["LUOHU_SEAL_KEY": key], in: folder.url)
    #expect(Self.rows(shown.output)["seal.key"]?.first == "***")
    #expect(!shown.output.contains(key))
    let file = try await Command.run("serve --settings --seal-key-file key", in: folder)
    #expect(file.status == 0 && !file.output.contains(key))
    let short = try await Command.run("serve --seal-key-file short", in: folder)
    #expect(short.status == 2 && short.errors.contains("a file of 32 bytes in Base64"))
    let half = try await Command.run("serve --tls-certificate a.pem", in: folder)
    #expect(half.status == 2 && half.errors.contains("tls.key"))
  }

  @Test("a port that is taken and a certificate that is none are told; status 1")
  func start() async throws {
    let server = try await ServedProcess.start()
    let second = try await Command.run("serve --port \(server.port)")
    #expect(second.status == 1)
    #expect(second.errors.contains("127.0.0.1:\(server.port): Address already in use"))
    let unknown = try await Command.run("serve --port 0 --host nosuch.invalid")
    #expect(unknown.status == 1)
    #expect(
      unknown.errors.hasSuffix(
        "luohu: host: nosuch.invalid: it is no address and no known name of this machine\n"))
  }

  @Test("a file of TLS that cannot be used is named with the reason; status 1")
  func unusableFiles() async throws {
    let folder = try Folder()
    for name in ["one", "two"] {
      let made = try await Command.run(
        URL(fileURLWithPath: "/usr/bin/openssl"),
        [
          "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
          "-keyout", "\(name).key", "-out", "\(name).pem", "-days", "2", "-subj", "/CN=localhost",
        ], in: folder.url)
      #expect(made.status == 0, "\(made.errors)")
    }
    try folder.write("text", "no certificate")
    for (certificate, key, more, words) in [
      ("no.pem", "one.key", "", "tls.certificate: no.pem: No such file or directory"),
      ("text", "one.key", "", "tls.certificate: text: it holds no certificate"),
      ("one.pem", "no.key", "", "tls.key: no.key: No such file or directory"),
      ("one.pem", "text", "", "tls.key: text: it holds no private key"),
      ("one.pem", "two.key", "", "tls.key: the key is not that of the certificate"),
      (
        "one.pem", "one.key", " --tls-client-authorities text",
        "tls.clientAuthorities: text: it holds no certificate"
      ),
    ] {
      let result = try await Command.run(
        "serve --port 0 --tls-certificate \(certificate) --tls-key \(key)\(more)", in: folder)
      #expect(result.status == 1 && result.errors.contains(words), "\(words): \(result.errors)")
      #expect(!result.errors.contains("Error"), "\(result.errors)")
    }
    let alone = try await Command.run("serve --tls-client-authorities one.pem", in: folder)
    #expect(alone.status == 2 && alone.errors.contains("clients' certificates come with TLS"))
  }

  @Test("under TLS it speaks HTTP/2 and HTTP/1.1, and tells browsers to stay encrypted")
  func encryption() async throws {
    let folder = try Folder()
    let made = try await Command.run(
      URL(fileURLWithPath: "/usr/bin/openssl"),
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-keyout", "key.pem", "-out", "chain.pem", "-days", "2", "-subj", "/CN=localhost",
      ], in: folder.url)
    #expect(made.status == 0, "\(made.errors)")
    let server = try await ServedProcess.start(
      ["--tls-certificate", "chain.pem", "--tls-key", "key.pem", "--time-read", "1"], in: folder)
    for (option, version) in [("--http2", "2"), ("--http1.1", "1.1")] {
      let answer = try await server.ask("/en", [option, "-w", "\nversion %{http_version}"])
      #expect(answer.status == 200)
      #expect(answer.body.hasSuffix("version \(version)"))
      #expect(answer.headers["strict-transport-security"] == "max-age=63072000")
    }
    let large = try await server.ask(
      "/en", ["--http2", "--data-binary", "@-"], input: Data(repeating: 65, count: 2 << 20))
    #expect(large.status == 413)
    #expect(try await server.ask("/en", ["--tls-max", "1.1"]).status == 0)
    // A connection that never comes to the point is cut off.
    let silent = try Connection(port: server.port)
    let begin = ContinuousClock.now
    _ = await silent.receive()
    #expect(ContinuousClock.now - begin < .seconds(8))
    #expect(try await server.stop() == 0)
    #expect(try server.log.contains(#""address": "https://127.0.0.1:"#))
  }
}
