import Glibc

// Reading numbers and finding bytes in a file that nobody has vouched for: nothing here trusts an offset.
extension UnsafeRawBufferPointer {
  /// A byte; `nil` beyond the end.
  func byte(_ offset: Int) -> Int? {
    offset >= 0 && offset < count ? Int(self[offset]) : nil
  }

  /// Two bytes, the high one first; `nil` beyond the end.
  func big16(_ offset: Int) -> Int? {
    guard let high = byte(offset), let low = byte(offset + 1) else { return nil }
    return high << 8 | low
  }

  /// Four bytes, the highest first; `nil` beyond the end.
  func big32(_ offset: Int) -> Int? {
    guard let high = big16(offset), let low = big16(offset + 2) else { return nil }
    return high << 16 | low
  }

  func small16(_ offset: Int) -> Int? { big16(offset).map { ($0 & 0xFF) << 8 | $0 >> 8 } }

  func small32(_ offset: Int) -> Int? {
    guard let low = small16(offset), let high = small16(offset + 2) else { return nil }
    return high << 16 | low
  }

  /// Whether these bytes stand at that place.
  func has(_ bytes: [UInt8], at offset: Int) -> Bool {
    offset >= 0 && bytes.count <= count - offset
      && bytes.indices.allSatisfy { self[offset + $0] == bytes[$0] }
  }

  /// The first place at or after an offset where a byte stands.
  func place(of byte: UInt8, from offset: Int) -> Int? {
    guard offset < count, let base = baseAddress,
      let found = memchr(base + offset, CInt(byte), count - offset)
    else { return nil }
    return UnsafeRawPointer(found) - base
  }

  /// The first place in a range where these bytes stand.
  func range(of bytes: [UInt8], in places: Range<Int>? = nil) -> Range<Int>? {
    let places = (places ?? 0..<count).clamped(to: 0..<count)
    guard let first = bytes.first else { return nil }
    var start = places.lowerBound
    while let place = place(of: first, from: start), place + bytes.count <= places.upperBound {
      if has(bytes, at: place) { return place..<place + bytes.count }
      start = place + 1
    }
    return nil
  }
}

extension [UInt8] {
  /// Reads the bytes by offsets, with the kind of error that the reader has.
  func read<Answer, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Answer
  ) throws(Failure) -> Answer {
    let result: Result<Answer, Failure> = withUnsafeBytes { bytes in
      do throws(Failure) { return .success(try body(bytes)) } catch { return .failure(error) }
    }
    return try result.get()
  }
}
