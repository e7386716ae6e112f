import Casework
import HTTPTypes
import Policy

/// What people are told while evidence cannot be taken in or opened although nothing is known against it (凭证暂不能收取).
extension ServiceRefusal {
  static func told(_ failure: EvidenceFailure) -> Told {
    switch failure {
    case .busy:
      Told(
        code: "evidenceUnavailable", status: .serviceUnavailable,
        words: Wording(
          "现在上传的人较多，这次的文件没有接收，以前接收的不受影响。请过一会儿再上传。",
          "Many people are uploading now. These files were not taken; those taken before are safe. Upload them again in a moment."
        ), retryAfter: 15)
    case .unavailable:
      Told(
        code: "evidenceUnavailable", status: .serviceUnavailable,
        words: Wording(
          "检查和合并文件的程序现在不能使用，这次的文件没有接收，以前接收的不受影响。恢复后再上传即可，其他事项可以照常办理。",
          "The programs that inspect and merge files are away. These files were not taken; those taken before are safe. Upload them again later; everything else can be done as usual."
        ), retryAfter: 60)
    }
  }

  static func told(_ failure: VaultFailure) -> Told {
    switch failure {
    case .full, .notWritable:
      Told(
        code: "evidenceUnavailable", status: .serviceUnavailable,
        words: Wording(
          "凭证库现在不能保存新文件，这次的文件没有接收，以前接收的不受影响。恢复后再上传即可，其他事项可以照常办理。",
          "The vault of evidence cannot keep new files. These were not taken; those taken before are safe. Upload them again later; everything else can be done as usual."
        ), retryAfter: 60)
    case .broken:
      Told(
        code: "evidenceUnavailable", status: .serviceUnavailable,
        words: Wording(
          "凭证库现在不能使用：没有新文件被接收，已有的文件暂时打不开，但没有丢失。请稍后再试，其他事项可以照常办理。",
          "The vault of evidence is away: no new file was taken, and those that it keeps cannot be opened, but are not lost. Try again later; everything else can be done as usual."
        ), retryAfter: 60)
    case .damaged, .noName:
      damaged(
        Wording(
          "保存的文件与登记的指纹不符，不能打开，以免按错误的内容办理。",
          "The stored file is not the one that was handed in, by its digest, and is not opened, so that nothing is decided by it."
        ))
    }
  }

  static func told(_ unreadable: OpenEvidence.Unreadable) -> Told {
    switch unreadable {
    case .withheld:
      Told(
        code: "state", status: .conflict,
        words: Wording(
          "没有可以查看的文件：文件没有被接收，或者查出了恶意代码。",
          "There is no file that can be opened: the files were refused, or malware was found in them."
        ))
    case .erased:
      Told(
        code: "state", status: .conflict,
        words: Wording(
          "凭证已按规定删除，不能再查看。", "The evidence was erased, as is the rule, and cannot be opened again.")
      )
    case .missing:
      damaged(
        Wording("凭证库中缺少此文件。", "The vault does not have this file."))
    case .otherSecret:
      damaged(
        Wording(
          "此文件的密钥与收到文件时登记的不符，不能打开。",
          "The key of this file is not the one of the time when it was handed in, and does not open it."
        ))
    }
  }

  static func told(_ failure: SealedBlob.Failure) -> Told {
    switch failure {
    case .noSeal, .truncated, .broken:
      damaged(
        Wording(
          "保存的加密文件不完整或被改动过，不能打开。",
          "The sealed file is incomplete or was altered, and is not opened."))
    }
  }

  /// No time is named: somebody has to restore it first.
  private static func damaged(_ words: Wording) -> Told {
    Told(
      code: "evidenceDamaged", status: .serviceUnavailable,
      words: Wording(
        words.zh + "须由技术管理员从备份恢复，恢复后可照常打开。",
        words.en + " A technician has to restore it from a backup; then it opens as usual."))
  }

  /// Tells whoever looks after the installation what people are told in general words only.
  func note(_ error: any Error) {
    switch error {
    case is EvidenceFailure, is VaultFailure, is OpenEvidence.Unreadable, is SealedBlob.Failure:
      site.report("evidence", "\(error)", context.requestNumber)
    case let failure as SealFailure:
      site.report("seal", failure.wording.en, context.requestNumber)
    default: break
    }
  }
}
