package import Casework
import Glibc
import Policy
import Units

extension SMSGateway {
  /// For demonstrations: appends every text message to a file and sends nothing to anybody.
  ///
  /// A line is a JSON object of number, text and key; the number is masked, since files are copied.
  package static func file(_ path: String, _ clock: CityClock) -> SMSGateway {
    SMSGateway { number, text, key in
      var json = JSONWriter()
      json.object { json in
        json.field("at", clock.now().description)
        json.field("number", Mask.ends(first: 3, last: 4).shown(number))
        json.field("text", text)
        json.field("key", key)
      }
      json.endLine()
      let failure = Delivery.retry(
        reason: "the file of text messages cannot be written", notBefore: clock.now())
      let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { return failure }
      defer { close(descriptor) }
      // One call: lines of two processes do not mix.
      let bytes = json.bytes
      guard write(descriptor, bytes, bytes.count) == bytes.count else { return failure }
      return .delivered(receipt: "written to a file, sent to nobody")
    }
  }
}
