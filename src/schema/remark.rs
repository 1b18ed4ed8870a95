//! Statements, labels and queries about the report as a whole (本人声明、异议标注、查询记录).

use super::dictionary::QueryReason;
use super::kind::{Code, Count, Date, PrivateText, Text, Title};
use super::record::records;

records! {
    /// 本人声明
    SelfStatement {
        /// 编号
        no: Option<Count>,
        /// 声明内容
        value: Option<PrivateText>,
        /// 添加日期
        add_date: Option<Date>,
    }

    /// 异议标注
    ObjectionLabel {
        /// 编号
        no: Option<Count>,
        /// 标注内容
        label_content: Option<PrivateText>,
        /// 添加日期
        add_date: Option<Date>,
    }

    /// 查询记录
    QueryRecord {
        /// 编号
        no: Option<Count>,
        /// 查询日期
        date: Option<Date>,
        /// 查询机构
        query_company: Option<Text>,
        /// 查询原因
        query_reason: Option<Code<QueryReason>>,
        /// 查询记录的类别: 机构查询记录明细、本人查询记录明细 (extension)
        query_type: Option<Title>,
    }
}
