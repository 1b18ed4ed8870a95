//! Statements, labels and queries about the report as a whole (本人声明、异议标注、查询记录).

use super::dictionary::QueryReason;
use super::kind::{Code, Count, Date, PrivateText, Text, Title};
use super::record::records;

/// The tags of values that the schema has no key for begin with this: a pack gives such tags to what only its own layout prints.
pub const EXTENSION: &str = "x_";

records! {
    /// 扩展信息: a value of a layout of its own, for which the schema has no key (extension)
    Extension {
        /// 所在记录: the JSON pointer of the record in which it is printed
        record: Option<Text>,
        /// 键: the tag of the value, which begins with `x_`
        key: Option<Text>,
        /// 内容: the text
        text: Option<PrivateText>,
    }

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
