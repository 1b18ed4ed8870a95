//! The head of the report: who was checked, when, by whom (报告头).

use super::dictionary::{IdType, QueryReason};
use super::kind::{Code, Date, IdNumber, Identifier, Name, Phone, PrivateText, Text};
use super::record::records;

records! {
    /// 报告头
    CreditHeader {
        /// 报告编号
        serial_no: Option<Identifier>,
        /// 报告时间
        report_time: Option<Date>,
        /// 被查询者姓名
        who_was_checked: Option<Name>,
        /// 被查询者证件类型
        id_type: Option<Code<IdType>>,
        /// 被查询者证件号码
        id_num: Option<IdNumber>,
        /// 查询机构
        organization: Option<Text>,
        /// 查询原因
        reason: Option<Code<QueryReason>>,
        /// 异议信息提示
        objection_info: Option<Text>,
    }

    /// 其他证件信息
    OtherIdInfo {
        /// 证件类型
        id_type: Option<Code<IdType>>,
        /// 证件号码
        id_num: Option<IdNumber>,
    }

    /// 防欺诈警示
    AntiHackInfo {
        /// 警示内容
        content: Option<PrivateText>,
        /// 联系电话
        tel: Option<Phone>,
        /// 生效日期
        effect_date: Option<Date>,
        /// 截止日期
        due_date: Option<Date>,
    }
}
