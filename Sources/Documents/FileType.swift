/// What a file really is (真实类型), by its first bytes and not by its name.
package enum FileType: String, CaseIterable, Sendable {
  case pdf, jpeg, png

  package init?(firstBytes bytes: some Collection<UInt8>) {
    let head = Array(bytes.prefix(8))
    switch true {
    case head.starts(with: Array("%PDF-".utf8)): self = .pdf
    case head.starts(with: [0xFF, 0xD8, 0xFF]): self = .jpeg
    case head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]): self = .png
    default: return nil
    }
  }
}
