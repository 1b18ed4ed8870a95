//! The report as a whole.

use super::credit::CreditTransInfoDetail;
use super::header::{AntiHackInfo, CreditHeader, OtherIdInfo};
use super::person::PersonBasicInfo;
use super::public::{
    NonFinanceCreditTransInfoDetail, NoncreditTransInfoDetail, OpenInfo, OtherNonOpenInfo, PublicInfoDetail,
};
use super::record::records;
use super::remark::{Extension, ObjectionLabel, QueryRecord, SelfStatement};
use super::summary::InfoSummary;

records! {
    /// 个人信用报告
    Report {
        /// 报告头
        credit_header: CreditHeader,
        /// 其他证件信息
        other_id_info: Vec<OtherIdInfo>,
        /// 防欺诈警示 (extension)
        anti_hack_info: Option<AntiHackInfo>,
        /// 个人基本信息
        person_basic_info: PersonBasicInfo,
        /// 信息概要
        info_summary: InfoSummary,
        /// 信贷交易信息明细
        credit_trans_info_detail: CreditTransInfoDetail,
        /// 非信贷交易信息明细
        noncredit_trans_info_detail: Vec<NoncreditTransInfoDetail>,
        /// 公共信息明细
        public_info_detail: PublicInfoDetail,
        /// 非金融信用交易信息
        non_finance_credit_trans_info_detail: Vec<NonFinanceCreditTransInfoDetail>,
        /// 公开信息
        open_info: OpenInfo,
        /// 其他非公开信息
        other_non_open_info: Vec<OtherNonOpenInfo>,
        /// 本人声明
        self_statement: Vec<SelfStatement>,
        /// 异议标注
        objection_label: Vec<ObjectionLabel>,
        /// 查询记录
        query_record: Vec<QueryRecord>,
        /// 扩展信息 (extension)
        extensions: Option<Vec<Extension>>,
    }
}
