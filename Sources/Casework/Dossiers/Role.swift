/// In which capacity somebody acts (角色). A person may have several; every act is done in one.
package enum Role: String, CaseIterable, Hashable, Sendable {
  /// 申请人
  case applicant
  /// 亲属代填：fills in for an applicant, never submits.
  case familyHelper
  /// 单位经办人
  case clerk
  /// 审核部门工作人员
  case officer
  /// 区窗口工作人员
  case window
  /// 主管单位工作人员
  case supervisor
  /// 市级业务管理员
  case administrator
  /// 系统管理员：keeps the installation running, decides nothing.
  case technician
  /// 安全管理员：accounts and roles.
  case security
  /// 监察审计：reads everything, changes nothing.
  case auditor
  /// The platform itself: clocks and schedulers.
  case system
  /// 公众
  case visitor
}
