import CTurboJPEG

/// Decoding and encoding of JPEG (JPEG编解码) by libjpeg-turbo.
enum JPEGCodec {
  /// The order of a raster's bytes.
  private static let pixelFormat: CInt = {
    1.littleEndian == 1 ? CInt(TJPF_BGRX.rawValue) : CInt(TJPF_XRGB.rawValue)
  }()

  /// Decodes a photograph at the smallest of eight scales whose long side has at least `longSide`
  /// pixels, so that a large one never stands in memory whole.
  static func decode(
    _ bytes: [UInt8], _ file: JPEGFile, atLeast longSide: Int
  ) throws(Flaw) -> Raster {
    let whole = max(file.width, file.height)
    let eighths = (1...8).first { scaled(whole, $0) >= longSide } ?? 8
    let (width, height) = (scaled(file.width, eighths), scaled(file.height, eighths))
    guard let raster = Raster(width: width, height: height), let decoder = tjInitDecompress() else {
      throw Flaw.damaged("JPEG", "no memory for \(width)x\(height)")
    }
    defer { tjDestroy(decoder) }
    let status = raster.withPixels { pixels, row in
      tjDecompress2(
        decoder, bytes, UInt(bytes.count), pixels, CInt(width), CInt(row), CInt(height),
        pixelFormat,
        CInt(TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT))
    }
    guard status != 0 else { return raster }
    let words = tjGetErrorStr2(decoder).map { String(cString: $0) } ?? ""
    // Cameras do leave stray bytes before a marker; every other warning means lost picture.
    guard tjGetErrorCode(decoder) == CInt(TJERR_WARNING.rawValue),
      words.contains("extraneous bytes before marker")
    else { throw Flaw.damaged("JPEG", words) }
    return raster
  }

  private static func scaled(_ side: Int, _ eighths: Int) -> Int { (side * eighths + 7) / 8 }

  /// Encodes a raster; `nil` when there is no memory for it.
  static func encode(_ raster: Raster, quality: CInt, isGrey: Bool) -> [UInt8]? {
    guard let encoder = tjInitCompress() else { return nil }
    defer { tjDestroy(encoder) }
    var buffer: UnsafeMutablePointer<UInt8>?
    var size: UInt = 0
    defer { tjFree(buffer) }
    let status = raster.withPixels { pixels, row in
      tjCompress2(
        encoder, pixels, CInt(raster.width), CInt(row), CInt(raster.height), pixelFormat, &buffer,
        &size, CInt((isGrey ? TJSAMP_GRAY : TJSAMP_420).rawValue), quality,
        CInt(TJFLAG_PROGRESSIVE | TJFLAG_ACCURATEDCT))
    }
    guard status == 0, let buffer else { return nil }
    return Array(UnsafeBufferPointer(start: buffer, count: Int(size)))
  }
}
