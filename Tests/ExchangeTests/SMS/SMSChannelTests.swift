import Casework
import Foundation
import Policy
import Testing
import Units

@testable import Exchange

@Suite("Text messages")
struct SMSChannelTests {
  static let moment = Instant(milliseconds: 1_594_944_000_000)
  private let sent = Watched<[[String]]>([])

  private struct Letters: NoticeLetters {
    var address: String?
    func letter(for message: PendingMessage) async throws -> NoticeLetter? {
      address.map { NoticeLetter(address: $0, title: "已有结果", text: "长文") }
    }
  }

  private func send(_ address: String?, _ gateway: SMSGateway) async -> Delivery {
    let message = OutboxMessage(
      channel: "sms", key: "notice-7-sms", body: "{}", notBefore: Self.moment)
    return await SMSChannel(gateway, Letters(address: address), CityClock { Self.moment })
      .send(PendingMessage(id: 1, message: message, attempts: 0))
  }

  private var gateway: SMSGateway {
    SMSGateway { [sent] number, text, key in
      sent.change { $0.append([number, text, key]) }
      return .delivered(receipt: "ok")
    }
  }

  @Test("a gateway gets the number, the title alone, and the key that tells repeats")
  func gatewayGets() async {
    #expect(await send("138 0013 8000", gateway) == .delivered(receipt: "ok"))
    #expect(sent.value == [["13800138000", "已有结果", "notice-7-sms"]])
  }

  @Test(
    "numbers as people write them",
    arguments: [
      ("13800138000", "13800138000"), ("１３８００１３８０００", "13800138000"),
      ("138-0013-8000", "13800138000"), ("+86 138 0013 8000", "+8613800138000"),
      ("+4930123456", "+4930123456"), ("1380013800", nil), ("138001380001", nil),
      ("23800138000", nil), ("+1234567", nil), ("+1234567890123456", nil), ("1380013800x", nil),
      ("", nil), ("+", nil), ("138+0013800", nil),
    ] as [(String, String?)])
  func numbers(typed: String, number: String?) {
    #expect(SMSChannel.mobile(typed) == number)
  }

  @Test("who has no number is not written to")
  func noNumber() async {
    #expect(await send(nil, gateway) == .dead(reason: "no notice or no address"))
    #expect(await send("abc", gateway) == .dead(reason: "the address is no mobile number"))
    #expect(sent.value.isEmpty)
  }

  @Test("a demonstration writes them to a file that only its owner reads, with masked numbers")
  func file() async throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("luohu-sms-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = SMSGateway.file(path, CityClock { Self.moment })
    for _ in 1...2 {
      #expect(
        await send("13800138000", file)
          == .delivered(receipt: "written to a file, sent to nobody"))
    }
    let line =
      #"{"at": "2020-07-17T08:00:00.000+08:00", "number": "138****8000", "text": "已有结果", "#
      + #""key": "notice-7-sms"}"# + "\n"
    #expect(try String(contentsOfFile: path, encoding: .utf8) == line + line)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let nowhere = SMSGateway.file("\(path)/none", CityClock { Self.moment })
    let reason = "the file of text messages cannot be written"
    #expect(await send("13800138000", nowhere) == .retry(reason: reason, notBefore: Self.moment))
  }
}
