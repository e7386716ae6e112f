/// Why personal values were opened (查阅原因): what their owner reads beside every reading. There are no others, so that each has
/// its words on the page of one's own data.
package enum ReadingReason: String, CaseIterable, Hashable, Sendable {
  /// 本人查看
  case own
  /// 本人查看登录记录
  case ownSignIns
  /// 本人查看联系方式
  case ownContact
  /// 导出: one’s own data, or a clerk’s list.
  case export
  /// 校验资格条件
  case eligibility
  /// 关联: a request is made or answered.
  case association
  /// 单位经办人查看名单
  case list
  /// 单位经办人选择多项一并办理
  case selection
  /// 亲属代填
  case help
  /// 办理异议
  case dispute
  /// 办理双人提议
  case proposal
  /// 提议和办理失信处理
  case sanction
  /// 查看失信处理名单
  case sanctions
  /// 查看单位的失信处理: why the city bars it.
  case unitBar
  /// 查看单位注册码
  case readUnitCode
  /// 查看单位联系信息
  case changeUnitContact
  /// 查看单位经办人
  case clerks
  /// 管理账户
  case accountKeeping
  /// 发送通知
  case notify
  /// 查毒: the platform opens a file to scan it.
  case scan
}
