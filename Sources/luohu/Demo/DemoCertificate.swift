import Units

/// A certificate of an invented unit (演示证照): one page that says that it is none.
enum DemoCertificate {
  /// A PDF with a line of text.
  static func pdf(_ code: CreditCode) -> [UInt8] {
    let text =
      "BT /F1 18 Tf 60 760 Td (DEMO CERTIFICATE, NOT VALID) Tj 0 -30 Td (\(code.full)) Tj ET"
    let objects = [
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] /Contents 4 0 R "
        + "/Resources << /Font << /F1 5 0 R >> >> >>",
      "<< /Length \(text.utf8.count) >>\nstream\n\(text)\nendstream",
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    var file = Array("%PDF-1.4\n".utf8)
    var places: [Int] = []
    for (index, object) in objects.enumerated() {
      places.append(file.count)
      file += "\(index + 1) 0 obj\n\(object)\nendobj\n".utf8
    }
    let table = file.count
    file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n".utf8
    for place in places { file += "\(Month.pad(place, 10)) 00000 n \n".utf8 }
    file += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\n".utf8
    file += "startxref\n\(table)\n%%EOF\n".utf8
    return file
  }
}
