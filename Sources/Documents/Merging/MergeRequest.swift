import Casework

/// What one upload's process is asked (合并请求): which files become one PDF, within which limits, and where temporary files go.
struct MergeRequest: Hashable, Sendable {
  var files: [[UInt8]]
  var limits: EvidenceLimits
  /// A folder for this upload alone; whoever asks removes it.
  var folder: String

  /// Says which program both ends are of.
  private static let form = "luohu merge-evidence 1"
  private static let mostHeader = 1 << 16
  private static let mostNumber = 1 << 40

  // MARK: Written

  /// The length of a header, the header, then the bytes of each file, without a copy of them.
  var parts: [[UInt8]] {
    var header = FrameWriter()
    header.put(MergeRequest.form)
    header.put(folder)
    let numbers = limits.numbers
    header.put(numbers.count)
    for number in numbers { header.put(number) }
    header.put(limits.steps.count)
    for step in limits.steps {
      header.put(step.longSide)
      header.put(Int(step.quality))
    }
    header.put(files.count)
    for file in files { header.put(file.count) }
    var length = FrameWriter()
    length.put(header.bytes.count)
    return [length.bytes, header.bytes] + files.filter { !$0.isEmpty }
  }

  // MARK: Read

  /// - Parameter read: gives so many bytes, or fails.
  /// - Throws: ``FrameReader/Failure`` for anything but a request, and what `read` throws.
  init(_ read: (Int) throws -> [UInt8]) throws {
    var length = FrameReader(try read(8))
    let count = try length.number(in: 0...MergeRequest.mostHeader)
    var header = FrameReader(try read(count))
    guard try header.text(most: 64) == MergeRequest.form else { throw FrameReader.Failure() }
    folder = try header.text(most: 4096)
    limits = EvidenceLimits()
    guard try header.number(in: 0...100) == limits.numbers.count else {
      throw FrameReader.Failure()
    }
    for path in EvidenceLimits.fields {
      limits[keyPath: path] = try header.number(in: 0...MergeRequest.mostNumber)
    }
    limits.steps = []
    for _ in 0..<(try header.number(in: 1...100)) {
      limits.steps.append(
        EvidenceLimits.Step(
          longSide: try header.number(in: 1...65_535),
          quality: Int32(try header.number(in: 1...100))))
    }
    var sizes: [Int] = []
    for _ in 0..<(try header.number(in: 0...1000)) {
      sizes.append(try header.number(in: 0...limits.bytesTogether))
    }
    try header.end()
    guard sizes.reduce(0, +) <= limits.bytesTogether else { throw FrameReader.Failure() }
    files = try sizes.map(read)
  }

  init(files: [[UInt8]], limits: EvidenceLimits, folder: String) {
    self.files = files
    self.limits = limits
    self.folder = folder
  }
}

extension EvidenceLimits {
  /// Every limit that is one number, always in the same order.
  fileprivate static var fields: [WritableKeyPath<EvidenceLimits, Int>] {
    [
      \.most, \.target, \.files, \.photoBytes, \.bytesTogether, \.longSide, \.pixels,
      \.leastLongSide, \.scans, \.pages, \.toolProcessorSeconds, \.toolSeconds, \.toolMemory,
      \.mergeProcessorSeconds, \.mergeSeconds, \.mergeMemory, \.atOnce, \.waiting,
    ]
  }

  fileprivate var numbers: [Int] { EvidenceLimits.fields.map { self[keyPath: $0] } }
}
