import CCairo
import CTurboJPEG

@testable import Documents

/// Pictures and PDF files made for tests; nothing here was ever anybody's file.
enum Sample {
  /// What a picture shows.
  enum Motif {
    /// Red, green, blue and black quarters, from the upper left along the rows.
    case quarters
    /// Lines of made-up letters, as a page of a document.
    case page
    /// The same under the noise of a camera, which compresses badly.
    case noisyPage
  }

  /// Pixels as cairo has them.
  final class Picture {
    let surface: OpaquePointer
    let width: Int
    let height: Int

    init(_ width: Int, _ height: Int, _ motif: Motif, hasAlpha: Bool = false) {
      let format = hasAlpha ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24
      surface = cairo_image_surface_create(format, CInt(width), CInt(height))
      self.width = width
      self.height = height
      let context = cairo_create(surface)
      defer { cairo_destroy(context) }
      if !hasAlpha {
        cairo_set_source_rgb(context, 1, 1, 1)
        cairo_paint(context)
      }
      switch motif {
      case .quarters: quarters(context)
      case .page: page(context)
      case .noisyPage:
        page(context)
        addNoise()
      }
    }

    deinit { cairo_surface_destroy(surface) }

    private func quarters(_ context: OpaquePointer?) {
      let (half, middle) = (Double(width) / 2, Double(height) / 2)
      let colours: [(Double, Double, Double)] = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 0)]
      for (place, colour) in colours.enumerated() {
        cairo_set_source_rgb(context, colour.0, colour.1, colour.2)
        cairo_rectangle(
          context, place % 2 == 0 ? 0 : half, place < 2 ? 0 : middle, half, middle)
        cairo_fill(context)
      }
    }

    private func page(_ context: OpaquePointer?) {
      let size = Double(max(width, height)) / 70
      cairo_select_font_face(
        context, "Noto Sans CJK SC", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)
      cairo_set_font_size(context, size)
      cairo_set_source_rgb(context, 0.1, 0.1, 0.15)
      var y = size * 2
      var line = 1
      while y < Double(height) {
        cairo_move_to(context, size * 2, y)
        cairo_show_text(
          context, "\(line) 北京市积分落户凭证样张 Sample of evidence 0123456789 租赁合同 第\(line)条 甲方乙方")
        y += size * 1.6
        line += 1
      }
      // A red seal.
      cairo_set_source_rgba(context, 0.85, 0.1, 0.1, 0.7)
      cairo_set_line_width(context, size / 2)
      cairo_new_sub_path(context)
      cairo_arc(context, Double(width) * 0.7, Double(height) * 0.7, size * 6, 0, 6.3)
      cairo_stroke(context)
    }

    private func addNoise() {
      var random = Seeded(7)
      cairo_surface_flush(surface)
      guard let pixels = cairo_image_surface_get_data(surface) else { return }
      let row = Int(cairo_image_surface_get_stride(surface))
      for y in 0..<height {
        for x in 0..<width {
          var bits = random.next()
          for channel in 0..<3 {
            let place = y * row + x * 4 + channel
            // Paper is grey and grains are coarse.
            let value = Int(pixels[place]) * 200 / 255 + Int(bits & 31)
            pixels[place] = UInt8(min(255, value))
            bits >>= 8
          }
        }
      }
      cairo_surface_mark_dirty(surface)
    }
  }

  static func jpeg(
    _ width: Int, _ height: Int, _ motif: Motif = .quarters, quality: CInt = 85,
    isGrey: Bool = false, isProgressive: Bool = false
  ) -> [UInt8] {
    let picture = Picture(width, height, motif)
    let encoder = tjInitCompress()
    defer { tjDestroy(encoder) }
    var buffer: UnsafeMutablePointer<UInt8>?
    var size: UInt = 0
    tjCompress2(
      encoder, cairo_image_surface_get_data(picture.surface), CInt(width),
      cairo_image_surface_get_stride(picture.surface), CInt(height), CInt(TJPF_BGRX.rawValue),
      &buffer, &size, CInt((isGrey ? TJSAMP_GRAY : TJSAMP_420).rawValue), quality,
      isProgressive ? CInt(TJFLAG_PROGRESSIVE) : 0)
    defer { tjFree(buffer) }
    return Array(UnsafeBufferPointer(start: buffer, count: Int(size)))
  }

  static func png(
    _ width: Int, _ height: Int, _ motif: Motif = .quarters, hasAlpha: Bool = false
  ) -> [UInt8] {
    let picture = Picture(width, height, motif, hasAlpha: hasAlpha)
    var bytes: [UInt8] = []
    withUnsafeMutablePointer(to: &bytes) { target in
      _ = cairo_surface_write_to_png_stream(
        picture.surface,
        { closure, data, count in
          closure?.assumingMemoryBound(to: [UInt8].self).pointee +=
            UnsafeBufferPointer(start: data, count: Int(count))
          return CAIRO_STATUS_SUCCESS
        }, target)
    }
    return bytes
  }

  // MARK: Parts of files

  /// A JPEG segment: marker, length, content.
  static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
    [0xFF, marker, UInt8((content.count + 2) >> 8), UInt8((content.count + 2) & 255)] + content
  }

  /// EXIF with an orientation and a text that stands for where a picture was taken.
  static func exif(_ orientation: UInt8, secret: String = "N39E116") -> [UInt8] {
    let tiff: [UInt8] =
      Array("MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 1]
      + [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0] + [0, 0, 0, 0]
    return segment(0xE1, Array("Exif\0\0".utf8) + tiff + Array(secret.utf8))
  }

  /// A JPEG with segments put in behind its first marker.
  static func with(_ segments: [UInt8], in jpeg: [UInt8]) -> [UInt8] {
    jpeg.prefix(2) + segments + jpeg.dropFirst(2)
  }

  static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return big32(content.count) + body + big32(Int(PNGFile.checkSum(body)))
  }

  static func big32(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  /// A PNG that declares a size; its pixels are not there.
  static func pngDeclaring(_ width: Int, _ height: Int) -> [UInt8] {
    PNGFile.signature + chunk("IHDR", big32(width) + big32(height) + [8, 2, 0, 0, 0])
      + chunk("IDAT", []) + chunk("IEND", [])
  }

  /// A JPEG that declares a size; its pixels are not there.
  static func jpegDeclaring(
    _ width: Int, _ height: Int, components: UInt8 = 3, bits: UInt8 = 8, frame: UInt8 = 0xC0,
    scans: Int = 1
  ) -> [UInt8] {
    let size = [UInt8(height >> 8), UInt8(height & 255), UInt8(width >> 8), UInt8(width & 255)]
    let parts: [UInt8] = (0..<components).flatMap { [$0 + 1, 0x11, 0] }
    let scan = segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0x12, 0xFF, 0x00, 0x34]
    let frame = segment(frame, [bits] + size + [components] + parts)
    let data = [[UInt8]](repeating: scan, count: scans).flatMap(\.self)
    return [0xFF, 0xD8] + frame + data + [0xFF, 0xD9]
  }

  /// A PDF of objects, numbered from 1; the first is the catalog.
  static func pdf(_ objects: [String], trailer: String = "") -> [UInt8] {
    var file = Array("%PDF-1.5\n%\u{E4}\u{F6}\n".utf8)
    var offsets: [Int] = []
    for (index, object) in objects.enumerated() {
      offsets.append(file.count)
      file += "\(index + 1) 0 obj\n\(object)\nendobj\n".utf8
    }
    let start = file.count
    file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n".utf8
    for offset in offsets {
      let digits = String(offset)
      file += "\(String(repeating: "0", count: 10 - digits.count))\(digits) 00000 n \n".utf8
    }
    file += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R \(trailer) >>\n".utf8
    file += "startxref\n\(start)\n%%EOF\n".utf8
    return file
  }

  /// A PDF of empty pages with entries put into its catalog and its pages, and further objects from 4 on.
  static func pdf(
    pages: Int = 1, catalog: String = "", page: String = "", objects: [String] = [],
    trailer: String = ""
  ) -> [UInt8] {
    let first = 4 + objects.count
    let kids = (0..<pages).map { "\(first + $0) 0 R" }.joined(separator: " ")
    let content = "0 0 m 9 9 l S"
    return pdf(
      [
        "<< /Type /Catalog /Pages 2 0 R \(catalog) >>",
        "<< /Type /Pages /Kids [ \(kids) ] /Count \(pages) >>",
        "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
      ] + objects
        + (0..<pages).map { number in
          "<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 \(200 + number) 300 ] "
            + "/Contents 3 0 R /Resources << >> \(page) >>"
        }, trailer: trailer)
  }
}

/// A seeded source of random numbers (SplitMix64), so that a test tries the same on every machine.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
