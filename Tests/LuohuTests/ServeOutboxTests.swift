import Foundation
import Testing

/// Protects that what a party is told leaves once, that its outcome is visible, and that nothing about sending can hold up the
/// server.
@Suite("luohu serve sends what waits", .serialized, .timeLimit(.minutes(10)))
struct ServeOutboxTests {
  private static func mail(_ receiver: MailReceiver) -> [String] {
    [
      "--mail-host", "127.0.0.1", "--mail-port", "\(receiver.port)", "--mail-security", "none",
      "--mail-sender", "noreply@city.example",
    ]
  }

  private static func figure(_ name: String, _ server: ServedProcess) async throws -> String? {
    try await server.ask("/metrics").body.split(separator: "\n")
      .first { $0.hasPrefix("\(name) ") }.map { String($0.dropFirst(name.count + 1)) }
  }

  @Test("notices arrive once each, their outcome stands at the notice, the counts say so")
  func arrives() async throws {
    let receiver = try await MailReceiver()
    let city = try await ServedInstallation("rehearsal")
    let server = try await city.serve(Self.mail(receiver))
    #expect(
      try await server.ask("/readyz").body == "ready\nsms: waits, no gateway is set\n")
    try await city.load(3, "a", mailbox: "zhang.san@people.example")
    let isDelivered = try await eventually {
      try await Self.figure("luohu_outbox_delivered_total{channel=\"mail\"}", server) == "3"
    }
    #expect(isDelivered, "\(server.said)")
    let ids = try receiver.mails.compactMap { $0.firstMatch(of: /Message-ID: <[^>]*>/)?.output }
    #expect(ids.count == 3 && Set(ids).count == 3)
    #expect(try await Self.figure("luohu_outbox_waiting{channel=\"mail\"}", server) == "0")
    #expect(
      try await Self.figure("luohu_outbox_oldest_seconds{channel=\"mail\"}", server) == "0")
    #expect(try await city.outbox().hasPrefix("mail: 0 waiting, 0 given up; sent by "))
    #expect(
      try await city.sql("SELECT COUNT(*) FROM events WHERE name = 'NoticeSent'") == "[(3,)]\n")
    let log = try server.log
    #expect(!log.contains("zhang.san"), "no address in the log")
    #expect(try await server.stop() == 0)
    #expect(
      try await city.outbox().hasSuffix("nobody sends it: not set up, or not running\n"),
      "the lease is given back at once")
    #expect(
      try await city.run("ledger check --store sqlite:cases.db --keys keys.txt")
        .hasPrefix("right: "))
  }

  @Test("without a mail server mail waits and says so; it leaves when there is one")
  func waits() async throws {
    let receiver = try await MailReceiver()
    let city = try await ServedInstallation("rehearsal")
    let silent = try await city.serve()
    #expect(
      try await silent.ask("/readyz").body.contains(
        "mail: waits, no mail server is set (mail.host)\n"))
    try await city.load(1, "a", mailbox: "li@people.example")
    #expect(try await city.outbox().hasPrefix("mail: 1 waiting (oldest 2"))
    #expect(try await silent.stop() == 0)
    let server = try await city.serve(Self.mail(receiver))
    #expect(try await eventually { try receiver.mails.count == 1 }, "\(server.said)")
    #expect(try await server.stop() == 0)
  }

  @Test(
    "a mail server that is away or says nothing blocks neither answers nor the end",
    arguments: [false, true])
  func away(isSilent: Bool) async throws {
    let receiver = try await MailReceiver()
    let city = try await ServedInstallation("rehearsal")
    let port = isSilent ? receiver.silentPort : 1
    let server = try await city.serve([
      "--mail-host", "127.0.0.1", "--mail-port", "\(port)", "--mail-security", "none",
      "--mail-sender", "noreply@city.example", "--shutdown-wait", "4",
    ])
    try await city.load(20, "a", mailbox: "li@people.example")
    let isTried = try await eventually {
      try await city.sql("SELECT MAX(attempts) FROM outbox WHERE channel = 'mail'") == "[(1,)]\n"
    }
    #expect(isTried, "\(server.said)")
    #expect(try await server.ask("/en").status == 200)
    #expect(try await server.ask("/readyz").status == 200)
    let begin = ContinuousClock.now
    #expect(try await server.stop() == 0)
    #expect(ContinuousClock.now - begin < .seconds(6))
    #expect(try await city.outbox().hasPrefix("mail: 20 waiting"))
  }

  @Test("what was refused is listed with the reason, and sent again when a person says so")
  func dead() async throws {
    let receiver = try await MailReceiver()
    let city = try await ServedInstallation("rehearsal")
    let server = try await city.serve(Self.mail(receiver))
    try await city.load(1, "a", mailbox: "refused@people.example")
    let isDead = try await eventually {
      try await city.outbox().contains("1 attempts, 2")
    }
    #expect(isDead, "\(server.said)")
    let said = try await city.outbox()
    #expect(said.contains("mail: 0 waiting, 1 given up; sent by "))
    #expect(said.contains(": refused: 550 5.1.1\n") && !said.contains("@people"))
    #expect(try await Self.figure("luohu_outbox_dead{channel=\"mail\"}", server) == "1")
    #expect(
      try await city.run("outbox retry --store sqlite:cases.db --channel sms")
        == "0 messages are sent again\n")
    // The party has another address now.
    try await city.load(1, "b", mailbox: "zhao@people.example")
    #expect(
      try await city.run("outbox retry --store sqlite:cases.db --channel mail")
        == "1 messages are sent again\n")
    #expect(try await eventually { try receiver.mails.count == 2 }, "\(server.said)")
    let names = try await city.sql(
      "SELECT name, role FROM events WHERE kind = 'notice' AND number = "
        + "(SELECT MIN(number) FROM events WHERE kind = 'notice') ORDER BY version")
    let isSent = try await eventually {
      try await city.sql("SELECT COUNT(*) FROM events WHERE name = 'NoticeSent'") == "[(2,)]\n"
    }
    #expect(isSent)
    #expect(
      names.hasPrefix(
        "[('NoticeMade', 'system'), ('NoticeFailed', 'system'), ('NoticeResent', 'technician')"))
    #expect(try await server.stop() == 0)
  }

  @Test("delivered messages are forgotten after their days, what became of them is not")
  func prunes() async throws {
    let receiver = try await MailReceiver()
    let city = try await ServedInstallation("rehearsal")
    let first = try await city.serve(Self.mail(receiver))
    try await city.load(2, "a", mailbox: "li@people.example")
    let isDelivered = try await eventually {
      try await city.sql("SELECT COUNT(*) FROM outbox WHERE state = 'delivered'") == "[(2,)]\n"
    }
    #expect(isDelivered, "\(first.said)")
    #expect(try await first.stop() == 0)
    _ = try await city.sql(
      "UPDATE outbox SET recorded_at = recorded_at - 10 * 86400000 - 1 WHERE id = "
        + "(SELECT MIN(id) FROM outbox WHERE state = 'delivered')")
    let second = try await city.serve(["--outbox-days", "10"])
    let isPruned = try await eventually {
      try await city.sql("SELECT COUNT(*) FROM outbox WHERE state = 'delivered'") == "[(1,)]\n"
    }
    #expect(isPruned, "\(second.said)")
    #expect(
      try await city.sql("SELECT COUNT(*) FROM events WHERE name = 'NoticeSent'") == "[(2,)]\n")
    #expect(try await second.stop() == 0)
  }

  @Test(
    "settings that are not whole are named before the start, the password never",
    arguments: [
      (["--mail-host", "mail.example"], "mail.sender"),
      (
        ["--mail-host", "mail.example", "--mail-sender", "a@b.example", "--mail-security", "none"],
        "mail.security"
      ),
      (
        [
          "--mail-host", "mail.example", "--mail-sender", "a@b.example", "--mail-password",
          "Geheim7",
        ], "mail.user"
      ),
      (["--sms-file", "sms.txt"], "sms.file"),
      (["--evidence-scanner", "clamd"], "unix:PATH or tcp:HOST:PORT"),
    ])
  func refused(flags: [String], words: String) async throws {
    let city = try await ServedInstallation()
    await #expect {
      _ = try await city.serve(flags)
    } throws: { error in
      let log = (error as? ServedProcess.NotStarted)?.log ?? ""
      return log.contains(words) && !log.contains("Geheim7")
    }
  }
}
