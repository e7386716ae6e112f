import Casework
import Policy

/// One merging (一次合并), in its own folder and process.
struct EvidenceMerging {
  private let files: [InspectedFile]
  private let limits: EvidenceLimits
  private let tools: PDFTools
  private let folder: String
  private let report: (MergePlace) -> Void

  /// - Parameter report: told what is about to be worked on.
  init(
    _ files: [InspectedFile], _ limits: EvidenceLimits, _ tools: PDFTools, folder: String,
    report: @escaping (MergePlace) -> Void
  ) {
    self.files = files
    self.limits = limits
    self.tools = tools
    self.folder = folder
    self.report = report
  }

  /// The merged PDF and how many pages it has.
  ///
  /// - Throws: `Problems`, or ``SystemFailure``.
  func merged() throws -> (pdf: [UInt8], pages: Int) {
    let pages = try inspectPDFs()
    let photographs = try reducePhotographs()
    let count = pages.reduce(photographs.count, +)
    guard count <= limits.pages else {
      throw Problems([
        Flaw(
          "\(count) pages", "合并后最多\(limits.pages)页", "at most \(limits.pages) pages in all"
        ).problem
      ])
    }
    report(.together)
    let (pdf, path) = try smallEnough(photographs)
    do throws(PDFTools.Failure) {
      try verify(path, pages: count)
    } catch {
      throw try EvidenceMerging.refusal(error) { $0.problem }
    }
    return (pdf, count)
  }

  // MARK: Each file

  /// The pages of each PDF handed in; a bad one does not hide what is wrong with the next.
  private func inspectPDFs() throws -> [Int] {
    var pages: [Int] = []
    var problems: [Problem] = []
    for (index, file) in files.enumerated() where file.type == .pdf {
      report(.file(index))
      let path = self.path(of: index)
      try DiskFile.write(file.bytes, to: path, durably: false)
      do throws(PDFTools.Failure) {
        try tools.refuseEncrypted(path)
        try tools.refuseDamaged(path)
        let objects = PDFObjects(try tools.objects(path, withStreams: false))
        let active = ActiveContent.names(in: objects)
        guard active.isEmpty else { throw .flaw(ActiveContent.flaw(active)) }
        pages.append(try tools.pages(path))
      } catch {
        problems += try EvidenceMerging.refusal(error) { $0.problem(index) }.list
      }
    }
    guard problems.isEmpty else { throw Problems(problems) }
    return pages
  }

  private func reducePhotographs() throws(Problems) -> [ReducedPhotograph] {
    var photographs: [ReducedPhotograph] = []
    var problems: [Problem] = []
    for (index, file) in files.enumerated() where file.type != .pdf {
      report(.file(index))
      do throws(Flaw) {
        photographs.append(try ReducedPhotograph(file, limits))
      } catch {
        problems.append(error.problem(index))
      }
    }
    guard problems.isEmpty else { throw Problems(problems) }
    return photographs
  }

  private func path(of index: Int) -> String { "\(folder)/\(index).pdf" }

  // MARK: All together

  /// Goes down the ladder until the whole is small enough: one step for all photographs, so that the
  /// pages look alike.
  private func smallEnough(
    _ photographs: [ReducedPhotograph]
  ) throws -> (pdf: [UInt8], path: String) {
    let ready = files.reduce(0) { $0 + ($1.type == .pdf ? $1.bytes.count : 0) }
    var smallest = 0
    for step in photographs.isEmpty ? 0..<1 : limits.steps.indices {
      let pictures = photographs.map { $0.pictures[step] }
      let isLast = photographs.isEmpty || step == limits.steps.count - 1
      let expected = pictures.reduce(ready) {
        $0 + $1.jpeg.count + PhotographPDF.bytesOfPage
      }
      smallest = expected
      if expected > limits.target, !isLast { continue }
      let merged = try merged(pictures, "step\(step)")
      smallest = merged.pdf.count
      if smallest <= limits.target || isLast && smallest <= limits.most { return merged }
    }
    throw Problems([tooLarge(photographs, ready: ready, smallest).problem])
  }

  /// One PDF of the files in their order; photographs beside each other stand in one file before that.
  private func merged(
    _ pictures: [PagePicture], _ name: String
  ) throws -> (pdf: [UInt8], path: String) {
    if pictures.count == files.count {
      let pdf = PhotographPDF.bytes(pictures)
      let path = "\(folder)/\(name)-result.pdf"
      try DiskFile.write(pdf, to: path, durably: false)
      return (pdf, path)
    }
    let album = "\(folder)/\(name)-photographs.pdf"
    if !pictures.isEmpty {
      try DiskFile.write(PhotographPDF.bytes(pictures), to: album, durably: false)
    }
    var parts: [(path: String, pages: String)] = []
    var photograph = 0
    for (index, file) in files.enumerated() {
      if file.type == .pdf {
        parts.append((path(of: index), "1-z"))
      } else {
        photograph += 1
        parts.append((album, "\(photograph)"))
      }
    }
    do throws(PDFTools.Failure) {
      return try cleaned(parts, name)
    } catch {
      throw try EvidenceMerging.refusal(error) { $0.problem }
    }
  }

  private func cleaned(
    _ parts: [(path: String, pages: String)], _ name: String
  ) throws(PDFTools.Failure) -> (pdf: [UInt8], path: String) {
    let merged = "\(folder)/\(name)-merged.pdf"
    let changes = "\(folder)/\(name)-changes.json"
    let result = "\(folder)/\(name)-result.pdf"
    try tools.merge(parts, to: merged)
    let objects = PDFObjects(try tools.objects(merged, withStreams: true))
    do throws(SystemFailure) {
      try DiskFile.write(PDFCleaning.changes(objects).json, to: changes, durably: false)
    } catch {
      throw .system(error)
    }
    try tools.update(merged, with: changes, to: result)
    do throws(SystemFailure) {
      guard let pdf = try DiskFile.read(result) else {
        throw SystemFailure("read", result, 2)
      }
      return (pdf, result)
    } catch {
      throw .system(error)
    }
  }

  /// What was written is looked at like something handed in: readable, all pages there, nothing active,
  /// no metadata.
  private func verify(_ path: String, pages: Int) throws(PDFTools.Failure) {
    try tools.refuseDamaged(path)
    let found = try tools.pages(path)
    guard found == pages else {
      throw .flaw(Flaw.damaged("PDF", "\(found) pages written, \(pages) wanted"))
    }
    let objects = PDFObjects(try tools.objects(path, withStreams: false))
    let active = ActiveContent.names(in: objects)
    guard active.isEmpty else { throw .flaw(ActiveContent.flaw(active)) }
    guard PDFCleaning.changes(objects).isEmpty, !objects.hasInformation else {
      throw .flaw(Flaw.damaged("PDF", "metadata cannot be taken out"))
    }
  }

  // MARK: Refusing

  private func tooLarge(
    _ photographs: [ReducedPhotograph], ready: Int, _ smallest: Int
  ) -> Flaw {
    let sizes = files.map { String($0.bytes.count) }.joined(separator: ", ")
    var room = limits.most - ready
    var fitting = 0
    for photograph in photographs {
      room -= (photograph.pictures.last?.jpeg.count ?? 0) + PhotographPDF.bytesOfPage
      guard room >= 0 else { break }
      fitting += 1
    }
    if photographs.isEmpty {
      return Flaw(
        "\(smallest) bytes of \(sizes)", "合并后的PDF最大\(limits.most)字节（1M）；请删减页数，或上传照片由系统压缩",
        "the merged PDF has at most \(limits.most) bytes (1M); leave pages out, "
          + "or hand in photographs, which are made smaller")
    }
    return Flaw(
      "\(smallest) bytes of \(sizes)",
      "在保证清晰的前提下压缩后仍超过\(limits.most)字节（1M）；\(photographs.count)张照片中前\(fitting)张可以放下，请减少照片或分次上传",
      "even at the least legible size more than \(limits.most) bytes (1M); of \(photographs.count) "
        + "photographs the first \(fitting) fit: hand in fewer, or in several parts")
  }

  /// A flaw becomes problems; what is the system's fault goes on as such.
  private static func refusal(
    _ failure: PDFTools.Failure, _ problem: (Flaw) -> Problem
  ) throws(SystemFailure) -> Problems {
    switch failure {
    case .flaw(let flaw): return Problems([problem(flaw)])
    case .system(let failure): throw failure
    }
  }
}
