import Glibc
import Logging
import Policy

/// What happened, one JSON object a line (运行日志), without anything a visitor has sent: no body, no
/// address, no query, no parameter.
package struct ServerLog: Sendable {
  /// Takes a whole line; standard error by default.
  package typealias Sink = @Sendable ([UInt8]) -> Void

  let sink: Sink

  package init(_ sink: @escaping Sink = ServerLog.standardError) { self.sink = sink }

  @Sendable package static func standardError(_ line: [UInt8]) {
    line.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let piece = UnsafeRawBufferPointer(rebasing: rest)
        let count = write(2, piece.baseAddress, piece.count)
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
      }
    }
  }

  /// A logger for the server's own libraries.
  func logger(_ label: String, level: String) -> Logger {
    var logger = Logger(label: label) { _ in LineLogHandler(log: self) }
    logger.logLevel = Logger.Level(rawValue: level) ?? .info
    return logger
  }

  /// Begins a line with time, level and kind.
  func begin(_ level: String, _ event: String) -> [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(320)
    line += #"{"time": ""#.utf8
    ServerClock.appendNow(to: &line)
    line += #"", "level": ""#.utf8
    line += level.utf8
    line += #"", "event": "#.utf8
    JSONText.write(event.utf8, to: &line)
    return line
  }

  func end(_ line: [UInt8]) { sink(line + "}\n".utf8) }
}

/// One request, as it is logged and counted.
struct RequestRecord {
  var number = ""
  var trace = ""
  var method = ""
  /// The pattern of the address, never the address itself; `-` where none fits.
  var route = "-"
  var status = 0
  var microseconds = 0
  var bytes = 0
}

extension ServerLog {
  func request(_ record: RequestRecord) {
    var line = begin("info", "request")
    line += #", "id": ""#.utf8
    line += record.number.utf8
    if !record.trace.isEmpty {
      line += #"", "trace": ""#.utf8
      line += record.trace.utf8
    }
    line += #"", "method": ""#.utf8
    line += record.method.utf8
    line += #"", "route": "#.utf8
    JSONText.write(record.route.utf8, to: &line)
    line += #", "status": "#.utf8
    line += String(record.status).utf8
    line += #", "ms": "#.utf8
    line += Decimals.text(record.microseconds, 3).utf8
    line += #", "bytes": "#.utf8
    line += String(record.bytes).utf8
    end(line)
  }

  /// Something that whoever runs the service wants to know.
  package func event(
    _ level: String, _ event: String, _ values: KeyValuePairs<String, String> = [:]
  ) {
    var line = begin(level, event)
    for (name, value) in values {
      line += ", ".utf8
      JSONText.write(name.utf8, to: &line)
      line += ": ".utf8
      JSONText.write(value.utf8, to: &line)
    }
    end(line)
  }
}

/// Writes what libraries log as lines of the same kind.
private struct LineLogHandler: LogHandler {
  let log: ServerLog
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  var logLevel: Logger.Level = .info

  init(log: ServerLog) { self.log = log }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    log.event("\(event.level)", "library", ["message": "\(event.message)"])
  }
}

/// Whole numbers with a decimal point, for times that were counted in small units.
enum Decimals {
  /// `text(1234, 3)` is `1.234`.
  static func text(_ value: Int, _ places: Int) -> String {
    var digits = String(value)
    while digits.utf8.count <= places { digits = "0" + digits }
    return "\(digits.dropLast(places)).\(digits.suffix(places))"
  }
}
