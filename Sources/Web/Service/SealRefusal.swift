import Casework
import HTTPTypes
import Policy

/// What people are told when something that is kept sealed does not open (加密信息打不开): which, that nothing was decided by it, and who brings
/// it back. Which key it wants is for whoever looks after the installation, and stands in the log.
extension ServiceRefusal {
  static func told(_ failure: SealFailure) -> Told {
    let number =
      switch failure {
      case .unknownKey(let id, _), .broken(let id, _), .otherCommitment(let id): id
      }
    return Told(
      code: "valueUnreadable", status: .serviceUnavailable,
      words: number >= KeptDraft.firstNumber ? draft(number) : value(number, failure))
  }

  /// What was typed and not sent: whoever typed it can go on without it.
  private static func draft(_ number: Int64) -> Wording {
    Wording(
      "此前保存的填写（编号\(number)）打不开，已办理的事项不受影响。可以在“账户”的“未提交的填写”中删除后重新填写；需要找回的，请把编号告诉区窗口或系统管理员，由系统管理员恢复。",
      "What was typed before and kept (number \(number)) does not open; nothing that was done is affected. Delete it under “Account”, “Kept and not sent”, and begin again; or tell the number to a district window or the system administrator, who can restore it."
    )
  }

  private static func value(_ number: Int64, _ failure: SealFailure) -> Wording {
    let why =
      switch failure {
      case .unknownKey:
        Wording(
          "保存的一项个人信息（编号\(number)）缺少解密的密钥，现在打不开；信息仍在，没有丢失。",
          "The key of a personal value (number \(number)) is missing, so that it cannot be opened now; the value is still there and not lost."
        )
      case .broken, .otherCommitment:
        Wording(
          "保存的一项个人信息（编号\(number)）与登记时不符，为避免按错误的内容办理，没有打开；备份中的原内容没有丢失。",
          "A personal value (number \(number)) is not as it was recorded, and is not opened, so that nothing is decided by it; what it was is in the backups and not lost."
        )
      }
    return Wording(
      why.zh + "请把编号告诉区窗口或系统管理员，由系统管理员恢复，恢复后可照常办理；期限因此受影响的，不会对您不利。",
      why.en
        + " Tell the number to a district window or the system administrator, who restores it; then all goes on as usual. You bear no disadvantage from it."
    )
  }
}
