package import Policy

/// The first thing of a ledger that is not as it was signed (账本差错): what kind of thing, which event, and how.
package struct LedgerFault: Error, Hashable, Sendable {
  /// What is wrong (差错种类). ``rawValue`` stands in outcome lines.
  package enum Kind: String, CaseIterable, Sendable {
    case event, version, leafHash = "leaf hash", tile, checkpoint, key, receipt

    package var wording: Wording {
      switch self {
      case .event: Wording("事件", rawValue)
      case .version: Wording("版本", rawValue)
      case .leafHash: Wording("叶哈希", rawValue)
      case .tile: Wording("瓦片", rawValue)
      case .checkpoint: Wording("检查点", rawValue)
      case .key: Wording("公钥", rawValue)
      case .receipt: Wording("回执", rawValue)
      }
    }
  }

  package var kind: Kind
  /// The place of the first event concerned; of a checkpoint its size; `nil` where there is none.
  package var index: Int?
  package var reason: Wording

  package init(_ kind: Kind, _ index: Int?, _ reason: Wording) {
    self.kind = kind
    self.index = index
    self.reason = reason
  }

  /// `event 17: the entry is not what was signed`.
  package var wording: Wording {
    let place = index.map { " \($0)" } ?? ""
    return Wording(
      "\(kind.wording.zh)\(place)：\(reason.zh)", "\(kind.wording.en)\(place): \(reason.en)")
  }
}

/// What can be wrong. The Python verifier says the same words.
extension LedgerFault {
  package static func eventChanged(_ index: Int) -> LedgerFault {
    LedgerFault(.event, index, Wording("与已签名内容不符", "it is not what was signed"))
  }

  package static func eventMissing(_ index: Int) -> LedgerFault {
    LedgerFault(.event, index, Wording("缺失", "it is missing"))
  }

  package static func eventMalformed(_ index: Int) -> LedgerFault {
    LedgerFault(.event, index, Wording("不是事件的写法", "it is not written as an event"))
  }

  package static func eventTooMany(_ index: Int) -> LedgerFault {
    LedgerFault(.event, index, Wording("多出一行", "there is a line too many"))
  }

  package static func versionGap(_ index: Int, _ dossier: String, _ before: Int, _ after: Int)
    -> LedgerFault
  {
    LedgerFault(
      .version, index,
      Wording(
        "案卷\(dossier)的版本由\(before)变为\(after)", "\(dossier) goes from version \(before) to \(after)")
    )
  }

  package static func leafHashChanged(_ index: Int) -> LedgerFault {
    LedgerFault(
      .leafHash, index, Wording("不是该事件的哈希", "it is not the hash of the event"))
  }

  package static func leafHashMissing(_ index: Int) -> LedgerFault {
    LedgerFault(.leafHash, index, Wording("缺失", "it is missing"))
  }

  /// A tile's hash is missing.
  ///
  /// - Parameter hash: its place among all hashes of the level.
  package static func missing(level: Int, _ hash: Int) -> LedgerFault {
    LedgerFault(
      .tile, hash << (Tile.height * level),
      Wording("第\(level)层第\(hash)个哈希缺失", "hash \(hash) of level \(level) is missing"))
  }

  package static func tileChanged(level: Int, _ hash: Int) -> LedgerFault {
    LedgerFault(
      .tile, hash << (Tile.height * level),
      Wording(
        "第\(level)层第\(hash)个哈希与其下的叶不符",
        "hash \(hash) of level \(level) does not follow from the leaves"))
  }

  package static func tilesBeyond(level: Int, _ hash: Int) -> LedgerFault {
    LedgerFault(
      .tile, hash << (Tile.height * level),
      Wording(
        "第\(level)层有最新检查点之外的哈希", "level \(level) has hashes beyond the newest checkpoint"))
  }

  /// A file of checkpoints is not in form.
  package static func checkpointList(_ number: Int) -> LedgerFault {
    LedgerFault(
      .checkpoint, nil,
      Wording("第\(number)个文件不是检查点列表", "file \(number) is not a list of checkpoints"))
  }

  package static var checkpointBytes: LedgerFault {
    LedgerFault(.checkpoint, nil, Wording("不是UTF-8文本", "it is not text in UTF-8"))
  }

  package static func rootDiffers(_ size: Int) -> LedgerFault {
    LedgerFault(
      .checkpoint, size,
      Wording("其前的事件得不出它的根", "the events before it do not lead to its root"))
  }

  package static func checkpointMissing(_ size: Int?) -> LedgerFault {
    LedgerFault(.checkpoint, size, Wording("缺失", "it is missing"))
  }

  package static func checkpointSize(_ size: Int) -> LedgerFault {
    LedgerFault(
      .checkpoint, size, Wording("存储的大小与其文本不符", "it is not stored under its size"))
  }

  package static func checkpointOrder(_ size: Int) -> LedgerFault {
    LedgerFault(
      .checkpoint, size, Wording("不大于前一个检查点", "it is not larger than the one before it"))
  }

  package static func otherLedger(_ size: Int) -> LedgerFault {
    LedgerFault(
      .checkpoint, size,
      Wording("账本并非由它延续而来", "the ledger does not begin with what it covers"))
  }

  package static func notNewest(_ size: Int) -> LedgerFault {
    LedgerFault(
      .checkpoint, size,
      Wording("不是检查点列表的最后一个", "it is not the last in the list of checkpoints"))
  }
}
