/// What a citizen finds beside the files (公布文件说明).
enum BundleReadme {
  static let text = """
    落户平台账本

    平台上的每一次办理都是一个事件；事件依次编号，从0开始，不缺号。每个事件的哈希是默克尔树的一片叶
    （RFC 6962，SHA-256）；检查点写明事件数和树根，并由平台签名。改动、删去或补插任何一个事件，树根都会不同。
    个人信息不在这些文件中，只有引用和承诺值。

    entries/NNNNNN.jsonl   事件，每行一个，每个文件65536个
    tiles/L/NNNNNN.bin     第L层的哈希，每个32字节；第0层是叶，往上每256个合为一个
    checkpoints/NNNNNN.txt 全部检查点，由旧到新
    checkpoint             最新检查点
    keys.txt               公钥；请与平台网站和公报上公布的公钥对照

    核对全部文件：        luohu ledger verify 本文件夹
    取得一个事件的证明：  luohu ledger prove 本文件夹 --event 17
    核对一张回执：        luohu ledger verify-receipt 回执文件
    不用本平台的程序也可以核对：verify.py 只需Python，共几百行，可以通读。

    THE LEDGER OF THE SETTLEMENT PLATFORM

    Every act on the platform is an event; events are numbered from 0 without a gap. The hash of each is a leaf of
    a Merkle tree (RFC 6962, SHA-256); a checkpoint says how many events there are and the tree's root, and the
    platform signs it. Whoever changes, removes or inserts an event changes the root. Personal data are not in these
    files, only references and commitments.

    entries/NNNNNN.jsonl   events, one a line, 65,536 a file
    tiles/L/NNNNNN.bin     hashes of level L, 32 bytes each; level 0 is the leaves, then 256 become one
    checkpoints/NNNNNN.txt all checkpoints, oldest first
    checkpoint             the newest checkpoint
    keys.txt               public keys; compare them with those on the platform's site and in the gazette

    To check all files:          luohu ledger verify THIS-FOLDER
    To prove one event:          luohu ledger prove THIS-FOLDER --event 17
    To check a receipt:          luohu ledger verify-receipt RECEIPT
    Without the platform's program: verify.py needs only Python and is short enough to be read.

    """
}
