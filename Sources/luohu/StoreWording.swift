import Casework
import Policy
import Store

extension StoreFailure {
  /// The refusal in both languages.
  var wording: Wording {
    switch self {
    case .conflict(let id, let current):
      Wording("案卷\(id)已被他人改动，现为第\(current)版", "dossier \(id) has moved on to version \(current)")
    case .taken(let key):
      Wording(
        "\(key.name)“\(key.value)”已属另一案卷", "\(key.name) \(key.value) belongs to another dossier")
    case .keyReused(let key):
      Wording("请求号\(key)已用于另一请求", "the key \(key) was used for another command")
    case .leaseLost(let name): Wording("租约\(name)已失去", "the lease \(name) is lost")
    case .ledgerClosed(let reason):
      Wording("账本已关闭，停止办理：\(reason)", "the ledger is closed, nothing is decided: \(reason)")
    case .unavailable(let words): Wording("案卷库不可用：\(words)", "the store is not available: \(words)")
    case .outcomeUnknown:
      Wording("提交时失去连接，结果未知；以同一请求号再试", "the outcome is unknown; ask again under the same key")
    case .olderDatabase(let missing):
      Wording(
        "案卷库由较早的程序建立，缺少迁移\(missing)：请运行 luohu store migrate",
        "an older program made the store, which lacks migrations \(missing): run luohu store migrate"
      )
    case .newerDatabase(let number):
      Wording(
        "案卷库由更新的程序建立（迁移\(number)）；请升级程序",
        "a newer program made the store (migration \(number)); use that program")
    case .invalid(let words): Wording("请求不合规则：\(words)", "the request breaks a rule: \(words)")
    case .corrupt(let words):
      Wording("所存内容自相矛盾：\(words)", "what is stored contradicts itself: \(words)")
    }
  }
}

extension VaultFailure {
  /// Why the vault did not do what it was asked, in both languages; the system's own words as they are.
  var reason: Wording {
    switch self {
    case .full: Wording("磁盘已满", "no room on the disk")
    case .notWritable(let words), .broken(let words): Wording(same: words)
    case .damaged(let id):
      Wording("\(id.rawValue)的内容与名称不符", "\(id.rawValue) does not hold what its name says")
    case .noName(let name): Wording("\(name)不是文件名", "\(name) is no name of a file")
    }
  }
}

extension StoreFault.What {
  var wording: Wording {
    switch self {
    case .missing: Wording("有事件而无案卷", "has events but no row")
    case .withoutEvents: Wording("案卷没有事件", "has a row but no events")
    case .version: Wording("版本与事件不符", "its version is not that of its events")
    case .changedAt: Wording("时间与事件不符", "its time is not that of its newest event")
    case .state: Wording("状态与事件不符", "its state is not what its events say")
    case .body: Wording("内容与事件不符", "its body is not what its events say")
    case .keys: Wording("索引键与事件不符", "its keys are not what its events say")
    case .index: Wording("索引与案卷不符", "it is found by other keys than its own")
    case .gap: Wording("事件版本有缺号", "versions of its events have a gap")
    case .aftermath: Wording("最新事件未说明案卷状态", "its newest event does not say what it is")
    case .leafHash: Wording("事件与其哈希不符", "it is not the event that was hashed")
    case .command: Wording("事件与请求不符", "the command and its events do not fit")
    case .head: Wording("账本头与事件不符", "the ledger's head does not fit")
    }
  }
}
