import CCairo
import Glibc

/// Pixels in memory (位图), red, green and blue of 8 bits in the order of the processor's 32-bit words, on white.
///
/// Used by one thread at a time.
final class Raster {
  let width: Int
  let height: Int
  private let surface: OpaquePointer

  /// A white raster; `nil` when there is no memory for it.
  init?(width: Int, height: Int) {
    guard let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, CInt(width), CInt(height))
    else { return nil }
    self.surface = surface
    self.width = width
    self.height = height
    guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS,
      let context = cairo_create(surface)
    else { return nil }
    defer { cairo_destroy(context) }
    cairo_set_source_rgb(context, 1, 1, 1)
    cairo_paint(context)
  }

  /// A picture in another size; what is transparent in it shows the paper.
  private convenience init?(drawing picture: OpaquePointer, _ width: Int, _ height: Int) {
    self.init(width: width, height: height)
    let (fromWidth, fromHeight) = (
      cairo_image_surface_get_width(picture), cairo_image_surface_get_height(picture)
    )
    guard fromWidth > 0, fromHeight > 0, let context = cairo_create(surface) else { return nil }
    defer { cairo_destroy(context) }
    // Cairo's own coordinates are binary fractions; nothing is decided by them.
    cairo_scale(context, Double(width) / Double(fromWidth), Double(height) / Double(fromHeight))
    cairo_set_source_surface(context, picture, 0, 0)
    let pattern = cairo_get_source(context)
    cairo_pattern_set_filter(pattern, CAIRO_FILTER_GOOD)
    cairo_pattern_set_extend(pattern, CAIRO_EXTEND_PAD)
    cairo_paint(context)
    guard cairo_status(context) == CAIRO_STATUS_SUCCESS else { return nil }
  }

  deinit { cairo_surface_destroy(surface) }

  /// A copy of another size; `nil` when there is no memory for it.
  func scaled(to width: Int, _ height: Int) -> Raster? {
    Raster(drawing: surface, width, height)
  }

  /// Decodes the chunks of a PNG that has been inspected, in the size wanted; `nil` when its data are
  /// damaged.
  static func png(_ bytes: [UInt8], _ width: Int, _ height: Int) -> Raster? {
    bytes.withUnsafeBytes { file in
      var rest = file
      let picture = withUnsafeMutablePointer(to: &rest) { rest in
        cairo_image_surface_create_from_png_stream(
          { closure, target, count in
            guard let closure, let target else { return CAIRO_STATUS_READ_ERROR }
            let rest = closure.assumingMemoryBound(to: UnsafeRawBufferPointer.self)
            let count = Int(count)
            guard count <= rest.pointee.count, let base = rest.pointee.baseAddress else {
              return CAIRO_STATUS_READ_ERROR
            }
            memcpy(target, base, count)
            rest.pointee = UnsafeRawBufferPointer(rebasing: rest.pointee.dropFirst(count))
            return CAIRO_STATUS_SUCCESS
          }, rest)
      }
      guard let picture else { return nil }
      defer { cairo_surface_destroy(picture) }
      guard cairo_surface_status(picture) == CAIRO_STATUS_SUCCESS else { return nil }
      return Raster(drawing: picture, width, height)
    }
  }

  /// The pixels for another library, row by row.
  func withPixels<Answer>(
    _ body: (UnsafeMutablePointer<UInt8>, _ bytesOfRow: Int) -> Answer
  ) -> Answer? {
    cairo_surface_flush(surface)
    guard let pixels = cairo_image_surface_get_data(surface) else { return nil }
    defer { cairo_surface_mark_dirty(surface) }
    return body(pixels, Int(cairo_image_surface_get_stride(surface)))
  }
}
