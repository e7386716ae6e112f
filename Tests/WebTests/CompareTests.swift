import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import PointsLaw
import Policy
import Testing

@testable import Web

@Suite("Study or work (QA-2020 question 6)")
struct CompareTests {
  @Test("48 months insured to the month of graduation take 14.00 from a bachelor's 15.00")
  func window() async throws {
    try await CalculatorTests.visit { visitor, _ in
      let response = try await visitor.client.execute(
        uri: Route.compare.path(.zh), method: .post,
        headers: [.contentType: "application/x-www-form-urlencoded"],
        body: ByteBuffer(
          string: "cycle=2020&compare.level=bachelor&compare.papers=both&compare.enrolled=2014-09"
            + "&compare.graduated=2018-07&compare.from=2010-01&compare.to="))
      let text = String(buffer: response.body)
      #expect(response.status == .ok)
      for figure in ["15.00", "-14.00", "1.00", "2014-08"] { #expect(text.contains(figure)) }
    }
  }

  @Test("a study that ends after the reference date is refused at its field")
  func future() async throws {
    try await CalculatorTests.visit { visitor, _ in
      let response = try await visitor.client.execute(
        uri: Route.compare.path(.en), method: .post,
        headers: [.contentType: "application/x-www-form-urlencoded"],
        body: ByteBuffer(
          string: "cycle=2020&compare.level=master&compare.papers=both&compare.enrolled=2019-09"
            + "&compare.graduated=2022-07"))
      #expect(response.status == .unprocessableContent)
      #expect(String(buffer: response.body).contains("#f-compare-graduated"))
    }
  }

  @Test("an empty form asks for each answer that a comparison needs, and for no other")
  func nothing() async throws {
    try await CalculatorTests.visit { visitor, _ in
      let response = try await visitor.client.execute(
        uri: Route.compare.path(.en), method: .post,
        headers: [.contentType: "application/x-www-form-urlencoded"],
        body: ByteBuffer(string: "cycle=2020&compare.level=&compare.papers=&compare.from=2015-01"))
      let text = String(buffer: response.body)
      #expect(response.status == .unprocessableContent)
      for field in ["level", "papers", "enrolled", "graduated"] {
        #expect(text.contains("#f-compare-\(field)\""))
      }
      #expect(!text.contains("#f-compare-from"))
    }
  }
}
