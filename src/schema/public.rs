//! Postpaid services, public records and what is not credit from banks (非信贷交易信息明细、公共信息明细、非金融信用交易信息、公开信息、其他非公开信息).

use super::account::{Note, PaymentRecord};
use super::dictionary::{
    Currency, ExecutionClosing, FundContribution, JudgmentClosing, LowSecurityPerson, PaymentStatus, PostpaidBusiness,
    QualificationLevel, Unlisted,
};
use super::kind::{Amount, Code, Count, Date, Employer, Identifier, Month, Name, Percentage, PrivateText, Text, Title};
use super::record::records;

records! {
    /// 非信贷交易信息明细
    NoncreditTransInfoDetail {
        /// 账户
        name: Option<Title>,
        /// 机构名称
        company_name: Option<Text>,
        /// 业务类型
        kind: Option<Code<PostpaidBusiness>> = "type",
        /// 业务开通日期
        start_date: Option<Date>,
        /// 当前缴费状态
        curr_payed_state: Option<Code<PaymentStatus>>,
        /// 当前欠费金额
        curr_overdue_amount: Option<Amount>,
        /// 记账年月
        account_date: Option<Month>,
        /// 还款记录
        refund_record: Option<PaymentRecord>,
    }

    /// 欠税记录
    OwingTaxRecord {
        /// 编号
        no: Option<Count>,
        /// 主管税务机关
        charged_tax_office: Option<Text>,
        /// 欠税总额
        owing_tax_amount: Option<Amount>,
        /// 欠税统计日期
        owing_tax_stats_date: Option<Date>,
        /// 异议标注 (extension)
        objection_label: Option<Vec<Note>>,
    }

    /// 民事判决记录
    CivilJudgmentRecord {
        /// 编号
        no: Option<Count>,
        /// 立案法院
        filling_court: Option<Text>,
        /// 案由
        reason: Option<PrivateText>,
        /// 立案日期
        filling_date: Option<Date>,
        /// 结案方式
        closing_type: Option<Code<JudgmentClosing>>,
        /// 判决/调节结果
        closing_result: Option<PrivateText>,
        /// 判决/调节生效日期
        closing_effect_date: Option<Date>,
        /// 诉讼标的
        litigation: Option<PrivateText>,
        /// 诉讼标的金额
        litigation_amount: Option<Amount>,
        /// 异议标注 (extension)
        objection_label: Option<Vec<Note>>,
    }

    /// 强制执行记录
    ForceExecuteRecord {
        /// 编号
        no: Option<Count>,
        /// 执行法院
        execute_court: Option<Text>,
        /// 执行案由
        execute_reason: Option<PrivateText>,
        /// 立案日期
        filling_date: Option<Date>,
        /// 结案方式
        closing_type: Option<Code<ExecutionClosing>>,
        /// 案件状态
        case_state: Option<Code<Unlisted>>,
        /// 结案日期
        closing_date: Option<Date>,
        /// 申请执行标的
        apply_execute_subject: Option<PrivateText>,
        /// 申请执行标的价值
        apply_execute_subject_value: Option<PrivateText>,
        /// 已执行标的
        executed_subject: Option<PrivateText>,
        /// 已执行标的金额
        executed_subject_amount: Option<Amount>,
        /// 异议标注 (extension)
        objection_label: Option<Vec<Note>>,
    }

    /// 行政处罚记录
    AdministrativePenaltyRecord {
        /// 编号
        no: Option<Count>,
        /// 处罚机构
        penalty_org: Option<Text>,
        /// 处罚内容
        penalty_content: Option<PrivateText>,
        /// 处罚金额
        penalty_amount: Option<Amount>,
        /// 生效日期
        effect_date: Option<Date>,
        /// 截止日期
        due_date: Option<Text>,
        /// 行政复议结果
        administrative_review_result: Option<PrivateText>,
        /// 异议标注 (extension)
        objection_label: Option<Vec<Note>>,
    }

    /// 住房公积金参缴记录
    HousingProvidentFundContributionRecord {
        /// 参缴地
        contribution_place: Option<PrivateText>,
        /// 参缴日期
        contribution_date: Option<Date>,
        /// 初缴月份
        first_contribution_date: Option<Month>,
        /// 缴至月份
        contribution_due_date: Option<Month>,
        /// 缴费状态
        contribution_state: Option<Code<FundContribution>>,
        /// 月缴存额
        amount_per_month: Option<Amount>,
        /// 个人缴存比例
        self_contribution_proportion: Option<Percentage>,
        /// 单位缴存比例
        company_contribution_proportion: Option<Percentage>,
        /// 缴费单位
        contribution_company: Option<Employer>,
        /// 信息更新日期
        update_at: Option<Date>,
        /// 异议标注 (extension)
        objection_label: Option<Vec<Note>>,
    }

    /// 低保救助记录
    LowSecurityRescueRecord {
        /// 编号
        no: Option<Count>,
        /// 人员类别
        person_type: Option<Code<LowSecurityPerson>>,
        /// 所在地
        place: Option<PrivateText>,
        /// 工作单位
        company: Option<Employer>,
        /// 家庭月收入
        family_income_per_month: Option<Amount>,
        /// 申请日期
        apply_date: Option<Date>,
        /// 批准日期
        agree_date: Option<Date>,
        /// 信息更新日期
        update_at: Option<Date>,
        /// 异议标注 (extension)
        objection_label: Option<Vec<Note>>,
    }

    /// 执业资格记录
    ExecutiveQualificationRecord {
        /// 编号
        no: Option<Count>,
        /// 执业资格名称
        executive_qulification_name: Option<Text>,
        /// 等级
        level: Option<Code<QualificationLevel>>,
        /// 获得日期
        got_date: Option<Date>,
        /// 到期日期
        deadline_date: Option<Date>,
        /// 吊销日期
        revocation_date: Option<Date>,
        /// 颁发机构
        issuer: Option<Text>,
        /// 机构所在地
        issuer_place: Option<Text>,
        /// 异议标注 (extension)
        objection_label: Option<Vec<Note>>,
    }

    /// 行政奖励记录
    AdministrativeRewardRecord {
        /// 编号
        no: Option<Count>,
        /// 奖励机构
        reward_company: Option<Text>,
        /// 奖励内容
        reward_content: Option<PrivateText>,
        /// 生效日期
        effect_date: Option<Date>,
        /// 截止日期
        due_date: Option<Text>,
        /// 异议标注 (extension)
        objection_label: Option<Vec<Note>>,
    }

    /// 公共信息明细
    PublicInfoDetail {
        /// 欠税记录
        owing_tax_record: Vec<OwingTaxRecord>,
        /// 民事判决记录
        civil_judgment_record: Vec<CivilJudgmentRecord>,
        /// 强制执行记录
        force_execute_record: Vec<ForceExecuteRecord>,
        /// 行政处罚记录
        administrative_penalty_record: Vec<AdministrativePenaltyRecord>,
        /// 住房公积金参缴记录
        housing_provident_fund_contribution_record: Vec<HousingProvidentFundContributionRecord>,
        /// 低保救助记录
        low_security_rescue_record: Vec<LowSecurityRescueRecord>,
        /// 执业资格记录
        executive_qualification_record: Vec<ExecutiveQualificationRecord>,
        /// 行政奖励记录
        administrative_reward_record: Vec<AdministrativeRewardRecord>,
    }

    /// 非金融信用交易信息
    NonFinanceCreditTransInfoDetail {
        /// 记录1
        name: Option<Title>,
        /// 业务类型
        kind: Option<Code<Unlisted>> = "type",
        /// 信用交易编号
        no: Option<Identifier>,
        /// 开立日期
        start_date: Option<Date>,
        /// 到期日期
        deadline_date: Option<Date>,
        /// 当前负债金额
        cur_debt_amount: Option<Amount>,
        /// 币种
        currency_type: Option<Code<Currency>>,
        /// 债权人名称
        creditor_name: Option<Name>,
        /// 应还款日
        scheduled_pay_at: Option<Date>,
        /// 逾期金额
        overdue_amount: Option<Amount>,
        /// 逾期天数
        overdue_days: Option<Count>,
        /// 欠息金额
        debit_interest_amount: Option<Amount>,
        /// 缴款金额
        payed_amount: Option<Amount>,
        /// 实际还款日期
        real_payed_date: Option<Date>,
        /// 当前缴费情况
        cur_payment_status: Option<Code<Unlisted>>,
        /// 信息更新日期
        update_at: Option<Date>,
    }

    /// 判决信息
    JudgmentInfo {
        /// 记录1
        name: Option<Title>,
        /// 诉讼类型
        litigation_type: Option<Code<Unlisted>>,
        /// 诉讼地位
        litigation_status: Option<Code<Unlisted>>,
        /// 案号
        case_number: Option<Identifier>,
        /// 案由
        case_reason: Option<PrivateText>,
        /// 立案日期
        filling_date: Option<Date>,
        /// 立案法院
        filling_court: Option<Text>,
        /// 判决法院
        judgment_court: Option<Text>,
        /// 结案日期
        closing_date: Option<Date>,
        /// 结案方式
        closing_type: Option<Code<Unlisted>>,
        /// 诉讼标的
        litigation: Option<PrivateText>,
        /// 诉讼标的金额
        litigation_amount: Option<Amount>,
        /// 限制出境开始日期
        restriction_outbound_start_date: Option<Date>,
        /// 限制出境解除日期
        restriction_outbound_end_date: Option<Date>,
        /// 判决调解结果
        closing_result: Option<PrivateText>,
        /// 判决调解应付金额
        closing_amount: Option<Amount>,
        /// 判决调解生效日期
        closing_effect_date: Option<Date>,
        /// 信息更新日期
        update_at: Option<Date>,
    }

    /// 执行信息
    ExecutionInfo {
        /// 记录1
        name: Option<Title>,
        /// 执行法院
        execute_court: Option<Text>,
        /// 执行案号
        execute_number: Option<Identifier>,
        /// 执行案由
        execute_reason: Option<PrivateText>,
        /// 结案方式
        closing_type: Option<Code<Unlisted>>,
        /// 案件状态
        case_state: Option<Code<Unlisted>>,
        /// 是否被列入失信被执行人名单
        in_dishonest_list: Option<Code<Unlisted>>,
        /// 执行立案日期
        filling_date: Option<Date>,
        /// 执行完毕日期
        closing_date: Option<Date>,
        /// 申请执行标的
        apply_execute_subject: Option<PrivateText>,
        /// 申请执行标的金额
        apply_execute_subject_amount: Option<Amount>,
        /// 已执行标的
        executed_subject: Option<PrivateText>,
        /// 已执行标的金额
        executed_subject_amount: Option<Amount>,
        /// 信息更新日期
        update_at: Option<Date>,
    }

    /// 认定类信息
    ConfirmInfo {
        /// 记录1
        name: Option<Title>,
        /// 认定类别
        kind: Option<Code<Unlisted>> = "type",
        /// 认定书编号
        confirmation_no: Option<Identifier>,
        /// 认定内容
        confirmation_content: Option<PrivateText>,
        /// 生效日期
        effect_date: Option<Date>,
        /// 到期日期
        deadline_date: Option<Date>,
        /// 吊销日期
        revocation_date: Option<Date>,
        /// 认定状态
        confirmation_state: Option<Code<Unlisted>>,
        /// 认定机构名称
        confirmation_company: Option<Text>,
    }

    /// 惩戒类信息
    PunishmentInfo {
        /// 记录1
        name: Option<Title>,
        /// 惩戒类别
        kind: Option<Code<Unlisted>> = "type",
        /// 惩戒决定书编号
        punishment_no: Option<Identifier>,
        /// 惩戒内容
        punishment_content: Option<PrivateText>,
        /// 生效日期
        effect_date: Option<Date>,
        /// 到期日期
        deadline_date: Option<Date>,
        /// 惩戒状态
        punishment_state: Option<Code<Unlisted>>,
        /// 惩戒机构名称
        punishment_company: Option<Text>,
    }

    /// 欠缴信息
    ArrearsInfo {
        /// 记录1
        name: Option<Title>,
        /// 欠缴类型
        arrears_type: Option<Code<Unlisted>>,
        /// 欠缴证明编号
        arrears_no: Option<Identifier>,
        /// 应缴金额
        payable_amount: Option<Amount>,
        /// 实缴金额
        paid_amount: Option<Amount>,
        /// 欠税金额
        owing_tax_amount: Option<Amount>,
        /// 最近一次缴纳日期
        latest_paid_date: Option<Date>,
        /// 主管机构名称
        arrears_company: Option<Text>,
    }

    /// 公开信息
    OpenInfo {
        /// 判决信息
        judgment_info: Vec<JudgmentInfo>,
        /// 执行信息
        execution_info: Vec<ExecutionInfo>,
        /// 认定类信息
        confirm_info: Vec<ConfirmInfo>,
        /// 惩戒类信息
        punishment_info: Vec<PunishmentInfo>,
        /// 欠缴信息
        arrears_info: Vec<ArrearsInfo>,
        /// 其他公开信息 (extension)
        other_open_info: Option<Vec<OtherOpenInfo>>,
    }

    /// 其他非公开信息
    OtherNonOpenInfo {
        /// 记录1
        name: Option<Title>,
        /// 机构名称
        company_name: Option<Text>,
        /// 业务类型
        kind: Option<Code<Unlisted>> = "type",
        /// 款项名称
        payment_name: Option<Text>,
        /// 参缴日期
        contribution_date: Option<Date>,
        /// 初缴月份
        first_contribution_date: Option<Month>,
        /// 缴至月份
        contribution_due_date: Option<Month>,
        /// 缴费状态
        contribution_state: Option<Code<Unlisted>>,
        /// 应缴金额
        payable_amount: Option<Amount>,
        /// 实缴金额
        paid_amount: Option<Amount>,
        /// 个人缴存比例
        self_contribution_proportion: Option<Percentage>,
        /// 单位缴存比例
        company_contribution_proportion: Option<Percentage>,
        /// 所在单位
        contribution_company: Option<Employer>,
        /// 信息更新日期
        update_at: Option<Date>,
    }

    /// 其他公开信息
    OtherOpenInfo {
        /// 记录
        name: Option<Title>,
        /// 信息类型
        kind: Option<Code<Unlisted>> = "type",
        /// 信息描述
        content: Option<PrivateText>,
        /// 机构名称
        company_name: Option<Text>,
        /// 信息更新日期
        update_at: Option<Date>,
    }
}
