//! The summary of the report (信息概要).

use super::dictionary::{HintBusiness, OverdueAccount, PostpaidSummary, PublicRecord, RecoveredBusiness, Unlisted};
use super::kind::{Amount, Code, Count, Date, Month, Percentage, PrivateText, Text};
use super::record::records;

records! {
    /// 信息概要
    InfoSummary {
        /// 个人信用报告“数字解读”
        personal_credit_report_explication: Option<PersonalCreditReportExplication>,
        /// 信贷交易信息提示
        credit_trans_info_hint: Option<CreditTransInfoHint>,
        /// 信贷交易违约信息概要
        credit_trans_breach_info_summary: Option<CreditTransBreachInfoSummary>,
        /// 信贷交易授信及负债信息概要
        credit_trans_extension_and_debt_summary: Option<CreditTransExtensionAndDebtSummary>,
        /// 非信贷交易信息概要
        noncredit_trans_info_summary: Vec<NoncreditTransInfoSummary>,
        /// 公共信息概要
        public_info_summary: Vec<PublicInfoSummary>,
        /// 非金融信用交易信息概要
        non_finance_credit_trans_info_summary: Vec<NonFinanceCreditTransInfoSummary>,
        /// 公开信息概要
        open_info_summary: Vec<OpenInfoSummary>,
        /// 查询记录概要
        query_record_summary: Option<QueryRecordSummary>,
    }

    /// 个人信用报告“数字解读”
    PersonalCreditReportExplication {
        /// 数字解读
        digit_explication: Option<Text>,
        /// 相对位置
        relative_location: Option<Percentage>,
        /// 说明：影响因素
        desc: Vec<Text>,
        /// 分数说明条数 (extension)
        desc_num: Option<Count>,
    }

    /// 信贷交易信息提示
    CreditTransInfoHint {
        /// 账户总数
        total_account_num: Option<Count>,
        /// 明细
        detail: Option<CreditTransInfoHintDetail>,
    }

    /// 信贷交易信息提示的明细
    CreditTransInfoHintDetail {
        /// 贷款
        loan: Vec<CreditTransBusiness>,
        /// 信用卡
        credit_card: Vec<CreditTransBusiness>,
        /// 其他
        others: Vec<CreditTransBusiness>,
    }

    /// 信贷交易信息提示的一行
    CreditTransBusiness {
        /// 贷款类型
        kind: Option<Code<HintBusiness>> = "type",
        /// 账户数
        account_num: Option<Count>,
        /// 首笔业务发放月份
        first_got_at: Option<Month>,
    }

    /// 信贷交易违约信息概要
    CreditTransBreachInfoSummary {
        /// 被追偿信息汇总
        recourse_info_summary: Option<RecourseInfoSummary>,
        /// 呆帐信息汇总
        bad_debts_summary: Option<BadDebtsSummary>,
        /// 逾期透支信息汇总
        overdue_info_collection: Vec<OverdueInfoCollection>,
    }

    /// 被追偿信息汇总
    RecourseInfoSummary {
        /// 账户总数
        total_account_num: Option<Count>,
        /// 余额
        surplus_amount: Option<Amount>,
        /// 明细
        detail: Vec<RecourseBusiness>,
    }

    /// 被追偿信息汇总的一行
    RecourseBusiness {
        /// 业务类型
        kind: Option<Code<RecoveredBusiness>> = "type",
        /// 账户数
        account_num: Option<Count>,
        /// 余额
        surplus_amount: Option<Amount>,
    }

    /// 呆帐信息汇总
    BadDebtsSummary {
        /// 账户数
        account_num: Option<Count>,
        /// 余额
        surplus_amount: Option<Amount>,
    }

    /// 逾期透支信息汇总
    OverdueInfoCollection {
        /// 账户类型
        kind: Option<Code<OverdueAccount>> = "type",
        /// 账户数
        account_num: Option<Count>,
        /// 月份数
        month_num: Option<Count>,
        /// 单月最高逾期/透支总额
        max_amount_per_month: Option<Amount>,
        /// 最长逾期/透支月数
        max_overdue_month_num: Option<Count>,
    }

    /// 信贷交易授信及负债信息概要
    CreditTransExtensionAndDebtSummary {
        /// 非循环贷账户信息汇总
        acyclic_loan_account_info_summary: Option<LoanAccountInfoSummary>,
        /// 循环额度下分账户信息汇总
        cyclical_amount_account_info_summary: Option<LoanAccountInfoSummary>,
        /// 循环贷账户信息汇总
        cyclical_loan_account_info_summary: Option<LoanAccountInfoSummary>,
        /// 贷记卡账户信息汇总
        credit_account_info_summary: Option<CreditAccountInfoSummary>,
        /// 准贷记卡账户信息汇总
        quasi_credit_account_info_summary: Option<QuasiCreditAccountInfoSummary>,
        /// 相关还款责任信息汇总
        concerned_refund_duty_info_summary: Option<ConcernedRefundDutyInfoSummary>,
    }

    /// 贷款账户信息汇总
    LoanAccountInfoSummary {
        /// 管理机构数
        manage_company_num: Option<Count>,
        /// 账户数
        account_num: Option<Count>,
        /// 授信总额
        extension_amount: Option<Amount>,
        /// 余额
        surplus_amount: Option<Amount>,
        /// 最近6个月平均应还款
        avg6month_pay: Option<Amount> = "avg6monthPay",
    }

    /// 贷记卡账户信息汇总
    CreditAccountInfoSummary {
        /// 发卡机构数
        company_num: Option<Count>,
        /// 账户数
        account_num: Option<Count>,
        /// 授信总额
        extension_amount: Option<Amount>,
        /// 单家机构最高授信额
        max_amount_per_company: Option<Amount>,
        /// 单家机构最低授信额
        min_amount_per_company: Option<Amount>,
        /// 已用额度
        used_amount: Option<Amount>,
        /// 最近6个月平均使用额度
        avg6month_used_amount: Option<Amount> = "avg6monthUsedAmount",
    }

    /// 准贷记卡账户信息汇总
    QuasiCreditAccountInfoSummary {
        /// 发卡机构数
        company_num: Option<Count>,
        /// 账户数
        account_num: Option<Count>,
        /// 授信总额
        extension_amount: Option<Amount>,
        /// 单家机构最高授信额
        max_amount_per_company: Option<Amount>,
        /// 单家机构最低授信额
        min_amount_per_company: Option<Amount>,
        /// 透支余额
        surplus_amount: Option<Amount>,
        /// 最近6个月平均透支余额
        avg6month_overdraft_amount: Option<Amount> = "avg6monthOverdraftAmount",
    }

    /// 相关还款责任信息汇总
    ConcernedRefundDutyInfoSummary {
        /// 为个人
        for_person: Option<RefundDutySummary>,
        /// 为企业
        for_company: Option<RefundDutySummary>,
    }

    /// 相关还款责任信息汇总: 为个人或为企业
    RefundDutySummary {
        /// 担保责任
        guarantee_duty: Option<GuaranteeDuty>,
        /// 其他相关还款责任
        other_refund_duty: Option<OtherRefundDuty>,
    }

    /// 担保责任
    GuaranteeDuty {
        /// 账户数
        account_num: Option<Count>,
        /// 担保金额
        guarantee_amount: Option<Amount>,
        /// 余额
        surplus_amount: Option<Amount>,
    }

    /// 其他相关还款责任
    OtherRefundDuty {
        /// 账户数
        account_num: Option<Count>,
        /// 还款责任金额
        refund_duty_amount: Option<Amount>,
        /// 余额
        surplus_amount: Option<Amount>,
    }

    /// 非信贷交易信息概要
    NoncreditTransInfoSummary {
        /// 业务类型
        kind: Option<Code<PostpaidSummary>> = "type",
        /// 账户数
        account_num: Option<Count>,
        /// 欠款金额
        debt_amount: Option<Amount>,
    }

    /// 公共信息概要
    PublicInfoSummary {
        /// 信息类型
        kind: Option<Code<PublicRecord>> = "type",
        /// 记录数
        record_num: Option<Count>,
        /// 涉及金额
        reference_amount: Option<Amount>,
    }

    /// 非金融信用交易信息概要
    NonFinanceCreditTransInfoSummary {
        /// 信息类型
        kind: Option<Code<Unlisted>> = "type",
        /// 笔数
        number: Option<Count>,
    }

    /// 公开信息概要
    OpenInfoSummary {
        /// 信息类型
        kind: Option<Code<Unlisted>> = "type",
        /// 记录数
        record_num: Option<Count>,
    }

    /// 查询记录概要
    QueryRecordSummary {
        /// 上一次查询记录
        last_query_record: Option<LastQueryRecord>,
        /// 最近1个月内的查询机构数
        last_1_month_query_company_num: Option<Last1MonthQueryCompanyNum>,
        /// 最近1个月内的查询次数
        last_1_month_query_num: Option<Last1MonthQueryNum>,
        /// 最近2年内的查询次数
        last_2_year_query_num: Option<Last2YearQueryNum>,
        /// 异议及说明信息
        objection_and_description: Option<ObjectionAndDescription>,
    }

    /// 上一次查询记录
    LastQueryRecord {
        /// 查询日期
        date: Option<Date>,
        /// 机构名称
        company_name: Option<Text>,
        /// 查询内容
        detail: Option<Text>,
    }

    /// 最近1个月内的查询机构数
    Last1MonthQueryCompanyNum {
        /// 贷款审批
        loan_approval: Option<Count>,
        /// 信用卡审批
        credit_approval: Option<Count>,
    }

    /// 最近1个月内的查询次数
    Last1MonthQueryNum {
        /// 贷款审批
        loan_approval: Option<Count>,
        /// 信用卡审批
        credit_approval: Option<Count>,
        /// 本人查询
        self_query: Option<Count>,
    }

    /// 最近2年内的查询次数
    Last2YearQueryNum {
        /// 贷后管理
        manager_after_loan: Option<Count>,
        /// 担保资格审查
        guarantee_investigate: Option<Count>,
        /// 特约商户实名审查
        bespoke_merchants_real_name_investigate: Option<Count>,
    }

    /// 异议及说明信息
    ObjectionAndDescription {
        /// 异议标注
        objection_label: Option<PrivateText>,
        /// 添加日期
        add_date: Option<Date>,
    }
}
