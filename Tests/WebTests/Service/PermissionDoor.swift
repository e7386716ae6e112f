import Casework
import HTTPTypes
import NIOCore
import Policy
import TestKit

@testable import Web

/// One thing that can be done at an address, by a browser or by a program (权限矩阵的一格).
struct PermissionDoor {
  let point: ServicePoint
  let method: HTTPRequest.Method
  let act: Act
  let isProgram: Bool

  var name: String { "\(isProgram ? "program" : "browser") \(method) \(point.path)" }

  /// Every address of the table with everything that can be done at it.
  static func all(_ points: [ServicePoint]) -> [PermissionDoor] {
    points.flatMap { point in
      let read = point.reading?.act
      let done = point.doing?.act
      return [
        read.map { PermissionDoor(point: point, method: .get, act: $0, isProgram: false) },
        point.programReading.map {
          PermissionDoor(point: point, method: .get, act: $0.act, isProgram: true)
        },
        done.map { PermissionDoor(point: point, method: .post, act: $0, isProgram: false) },
        point.programDoing.flatMap {
          $0.takesFiles
            ? nil : PermissionDoor(point: point, method: .post, act: $0.act, isProgram: true)
        },
      ].compactMap(\.self)
    }
  }

  /// - Parameter values: what stands in the places, in their order; the first of all, when there are fewer.
  func path(_ values: [String]) -> String {
    var rest = values[...]
    return point.path.split(separator: "/").reduce(into: "") { path, part in
      path += "/" + (part.first == ":" ? rest.popFirst() ?? values.first ?? "1" : String(part))
    }
  }

  /// What the way to a page says behind it.
  private static let queries = [
    "/security/accounts/:number/roles/revoke": "?role=window&scope=chaoyang"
  ]

  /// What one field makes necessary of another.
  private static let bodies = Dictionary(
    uniqueKeysWithValues: ["grant", "revoke"].map {
      (
        "program POST /security/accounts/:number/roles/\($0)",
        #"{"role": "window", "scope": "chaoyang"}"#
      )
    })

  /// What somebody is told, and what became of it.
  struct Answer: Equatable {
    var status: Int
    /// Of a refusal that a program is told.
    var code: String?
    /// What stands in it, without what differs from one address and one form to the next.
    var text: String
    /// Names of what was recorded.
    var events: [String]
  }

  /// Asks for it as somebody who has typed something sensible.
  func ask(_ values: [String], _ caller: Caller) async throws -> Answer {
    var caller = caller
    let path = path(values)
    let before = caller.city.cases.events.count
    if isProgram {
      let fields = method == .post ? point.programDoing?.fields : nil
      try await caller.api(
        method, path, Self.bodies[name] ?? fields.map(ServiceSample.body))
    } else if method == .get {
      try await caller.send(.get, path + (Self.queries[point.path] ?? ""))
    } else {
      // With a genuine token, or all would be refused for that alone.
      var pairs = [("a", "b")]
      if let cookie = caller.cookies["luohu-session"],
        let session = try? await caller.city.session(cookie)
      {
        pairs.append(("token", FormToken.make(path, session)))
      }
      try await caller.send(
        .post, path, [.contentType: "application/x-www-form-urlencoded"],
        body: ByteBuffer(string: Caller.encoded(pairs)))
    }
    var text = caller.page.text
    if !isProgram {
      text.replace(/name="(token|key|owner)" value="[^"]*"/, with: "")
      // The address is the asker’s own; what is told must not be.
      for value in values {
        for mark in ["/", "\"", "?", "&"] {
          text = text.replacing("/\(value)\(mark)", with: "/:\(mark)")
            .replacing("%2F\(value)\(mark == "/" ? "%2F" : mark)", with: "/:\(mark)")
        }
      }
    }
    return Answer(
      status: caller.page.status, code: caller.page.json["code"] as? String, text: text,
      events: caller.city.cases.events.dropFirst(before).map(\.name))
  }
}
