import Glibc
package import Policy

extension Wording {
  /// Why the operating system did not do something (系统原因): what happens to files and addresses in words of both languages,
  /// anything else in the system's own.
  ///
  /// - Parameter code: as in `errno`.
  package static func system(_ code: Int32) -> Wording {
    let words = strerror(code).map { String(cString: $0) } ?? "error \(code)"
    return Wording(systemReasons[code] ?? "系统错误\(code)（\(words)）", words)
  }

  private static let systemReasons: [Int32: String] = [
    ENOENT: "没有这个文件或文件夹", EACCES: "没有权限", EPERM: "不允许这样操作", EEXIST: "文件已存在",
    EISDIR: "是文件夹", ENOTDIR: "路径中有一段不是文件夹", ENOTEMPTY: "文件夹不是空的", ENAMETOOLONG: "名称过长",
    ELOOP: "符号链接的层数过多", ENOSPC: "磁盘空间不足", EDQUOT: "超出磁盘配额", EFBIG: "文件过大",
    EROFS: "文件系统只能读", EXDEV: "不在同一个文件系统", EBUSY: "正被占用", ETXTBSY: "程序文件正在运行",
    EIO: "读写出错", EMFILE: "本进程打开的文件过多", ENFILE: "系统打开的文件过多", ENOMEM: "内存不足",
    EPIPE: "对方已不再读取", EADDRINUSE: "地址已被占用", EADDRNOTAVAIL: "本机没有这个地址",
    ECONNREFUSED: "连接被拒绝", ETIMEDOUT: "连接超时", EHOSTUNREACH: "无法到达该主机", ENETUNREACH: "无法到达该网络",
  ]
}
