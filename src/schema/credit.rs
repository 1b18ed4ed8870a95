//! Credit, account by account (信贷交易信息明细).

use super::account::{
    BigAmountSpecialPeriodInfo, CreditCardState, LatestRefund, LoanState, Note, QuasiCreditCardState, RecoveryState,
    RefundRecord, SpecialTransaction,
};
use super::dictionary::{
    CorporateBusiness, CreditBusiness, CreditLineScope, Currency, DutyPerson, FiveLevel, Guarantee, IdType,
    JointBorrowing, RepaymentFrequency, RepaymentMethod, RepaymentState, TransferState, Unlisted,
};
use super::kind::{Amount, CaptionNote, Code, Count, Date, IdNumber, Identifier, Name, Text, Title};
use super::record::records;

records! {
    /// 信贷交易信息明细
    CreditTransInfoDetail {
        /// 被追偿信息
        recovery_info: Vec<RecoveryInfo>,
        /// 该类账户数量说明 (extension)
        recovery_info_note: Option<Text>,
        /// 非循环贷账户
        acyclic_credit_account: Vec<LoanAccount>,
        /// 该类账户数量说明 (extension)
        acyclic_credit_account_note: Option<Text>,
        /// 循环额度下分账户
        cyclical_amount_per_account: Vec<LoanAccount>,
        /// 该类账户数量说明 (extension)
        cyclical_amount_per_account_note: Option<Text>,
        /// 循环贷账户
        cyclical_loan_account: Vec<LoanAccount>,
        /// 该类账户数量说明 (extension)
        cyclical_loan_account_note: Option<Text>,
        /// 贷记卡账户
        credit_account: Vec<CreditAccount>,
        /// 该类账户数量说明 (extension)
        credit_account_note: Option<Text>,
        /// 准贷记卡账户
        quasi_credit_account: Vec<QuasiCreditAccount>,
        /// 该类账户数量说明 (extension)
        quasi_credit_account_note: Option<Text>,
        /// 相关还款责任信息
        concerned_refund_duty_info: Option<ConcernedRefundDutyInfo>,
        /// 该类账户数量说明 (extension)
        concerned_refund_duty_info_note: Option<Text>,
        /// 授信协议信息
        extension_protocol_info: Vec<ExtensionProtocolInfo>,
        /// 该类账户数量说明 (extension)
        extension_protocol_info_note: Option<Text>,
    }

    /// 被追偿信息
    RecoveryInfo {
        /// 账户1、账户2
        name: Option<Title>,
        /// 授信协议标识, from the caption (extension)
        extension_protocol_id: Option<Identifier>,
        /// 账户标题的其他注记 (extension)
        caption_notes: Option<Vec<CaptionNote>>,
        /// 管理机构
        manage_company: Option<Text>,
        /// 业务种类
        kind: Option<Code<CreditBusiness>> = "type",
        /// 债权接收日期
        creditor_received_date: Option<Date>,
        /// 原债权人 (extension)
        original_creditor: Option<Text>,
        /// 原债务业务种类
        original_type: Option<Code<Unlisted>>,
        /// 债权金额
        creditor_amount: Option<Amount>,
        /// 债权转移时的还款状态
        state_when_creditor_transfer: Option<Code<TransferState>>,
        /// 具体截至日期
        due_date: Option<Title>,
        /// 账户状态及其信息
        account_state: Option<RecoveryState>,
        /// 特殊交易信息
        special_trans_types: Vec<SpecialTransaction>,
        /// 机构说明 (extension)
        company_info: Option<Vec<Note>>,
        /// 本人声明 (extension)
        self_statement: Option<Vec<Note>>,
        /// 异议标注 (extension)
        objection_label: Option<Vec<Note>>,
        /// 特殊标注 (extension)
        special_label: Option<Vec<Note>>,
    }

    /// 贷款账户: 非循环贷账户、循环额度下分账户、循环贷账户
    LoanAccount {
        /// 账户1、账户2
        name: Option<Title>,
        /// 授信协议标识, from the caption (extension)
        extension_protocol_id: Option<Identifier>,
        /// 账户标题的其他注记 (extension)
        caption_notes: Option<Vec<CaptionNote>>,
        /// 管理机构
        manage_company: Option<Text>,
        /// 账户标识
        amount_id: Option<Identifier>,
        /// 开立日期
        start_date: Option<Date>,
        /// 到期日期
        deadline_date: Option<Date>,
        /// 借款金额
        refund_amount: Option<Amount>,
        /// 账户币种
        account_currency_type: Option<Code<Currency>>,
        /// 业务种类
        kind: Option<Code<CreditBusiness>> = "type",
        /// 担保方式
        guarantee_type: Option<Code<Guarantee>>,
        /// 还款期数
        refund_period_num: Option<Count>,
        /// 还款频率
        refund_frequency: Option<Code<RepaymentFrequency>>,
        /// 还款方式
        refund_type: Option<Code<RepaymentMethod>>,
        /// 共同借款标志
        join_refund_flag: Option<Code<JointBorrowing>>,
        /// 截至日期
        due_date: Option<Title>,
        /// 账户状态及其信息
        account_state: Option<LoanState>,
        /// 最新还款记录
        before_deadline_date: Option<LatestRefund>,
        /// 还款记录
        refund_record: Option<RefundRecord>,
        /// 还款状态: the grid of 24 months some layouts print beside 还款记录 (extension)
        refund_state_record: Option<RefundRecord>,
        /// 特殊交易信息
        special_trans_types: Vec<SpecialTransaction>,
        /// 机构说明
        company_info: Vec<Note>,
        /// 本人声明
        self_statement: Vec<Note>,
        /// 异议标注
        objection_label: Vec<Note>,
        /// 特殊标注
        special_label: Vec<Note>,
    }

    /// 贷记卡账户
    CreditAccount {
        /// 账户1、账户2
        name: Option<Title>,
        /// 授信协议标识, from the caption (extension)
        extension_protocol_id: Option<Identifier>,
        /// 账户标题的其他注记 (extension)
        caption_notes: Option<Vec<CaptionNote>>,
        /// 发卡机构
        card_company: Option<Text>,
        /// 账户标识
        amount_id: Option<Identifier>,
        /// 开立日期
        start_date: Option<Date>,
        /// 账户授信额度
        account_extension_amount: Option<Amount>,
        /// 共享授信额度
        shared_extension_amount: Option<Amount>,
        /// 币种
        currency_type: Option<Code<Currency>>,
        /// 业务种类
        kind: Option<Code<CreditBusiness>> = "type",
        /// 担保方式
        guarantee_type: Option<Code<Guarantee>>,
        /// 截至日期
        due_date: Option<Title>,
        /// 账户状态及其信息
        account_state: Option<CreditCardState>,
        /// 大额专项分期信息
        big_amount_special_period_info: Option<BigAmountSpecialPeriodInfo>,
        /// 最新还款记录
        before_due_date: Option<LatestRefund>,
        /// 还款记录
        refund_record: Option<RefundRecord>,
        /// 还款状态: the grid of 24 months some layouts print beside 还款记录 (extension)
        refund_state_record: Option<RefundRecord>,
        /// 特殊事件说明信息
        special_event_info: Option<Text>,
        /// 特殊交易信息
        special_trans_types: Vec<SpecialTransaction>,
        /// 机构说明
        company_info: Vec<Note>,
        /// 本人声明
        self_statement: Vec<Note>,
        /// 异议标注
        objection_label: Vec<Note>,
        /// 特殊标注 (extension)
        special_label: Option<Vec<Note>>,
    }

    /// 准贷记卡账户
    QuasiCreditAccount {
        /// 账户1、账户2
        name: Option<Title>,
        /// 授信协议标识, from the caption (extension)
        extension_protocol_id: Option<Identifier>,
        /// 账户标题的其他注记 (extension)
        caption_notes: Option<Vec<CaptionNote>>,
        /// 发卡机构
        card_company: Option<Text>,
        /// 账户标识
        amount_id: Option<Identifier>,
        /// 开立日期
        start_date: Option<Date>,
        /// 账号授信额度
        account_extension_amount: Option<Amount>,
        /// 共享授信额度
        shared_extension_amount: Option<Amount>,
        /// 币种
        currency_type: Option<Code<Currency>>,
        /// 担保方式
        guarantee_type: Option<Code<Guarantee>>,
        /// 截至日期
        due_date: Option<Title>,
        /// 账户状态及其信息
        account_state: Option<QuasiCreditCardState>,
        /// 还款记录
        refund_record: Option<RefundRecord>,
        /// 还款状态: the grid of 24 months some layouts print beside 还款记录 (extension)
        refund_state_record: Option<RefundRecord>,
        /// 特殊交易信息
        special_trans_types: Vec<SpecialTransaction>,
        /// 特殊事件说明 (extension)
        special_event_info: Option<Text>,
        /// 机构说明 (extension)
        company_info: Option<Vec<Note>>,
        /// 本人声明 (extension)
        self_statement: Option<Vec<Note>>,
        /// 异议标注 (extension)
        objection_label: Option<Vec<Note>>,
        /// 特殊标注 (extension)
        special_label: Option<Vec<Note>>,
    }

    /// 相关还款责任信息
    ConcernedRefundDutyInfo {
        /// 有相关还款责任的个人借款
        concern_refund_person_borrow: Vec<ConcernRefundPersonBorrow>,
        /// 该类账户数量说明 (extension)
        concern_refund_person_borrow_note: Option<Text>,
        /// 有相关还款责任的企业借款
        concern_refund_company_borrow: Vec<ConcernRefundCompanyBorrow>,
        /// 该类账户数量说明 (extension)
        concern_refund_company_borrow_note: Option<Text>,
    }

    /// 有相关还款责任的个人借款
    ConcernRefundPersonBorrow {
        /// 账户1、账户2
        name: Option<Title>,
        /// 授信协议标识, from the caption (extension)
        extension_protocol_id: Option<Identifier>,
        /// 账户标题的其他注记 (extension)
        caption_notes: Option<Vec<CaptionNote>>,
        /// 管理机构
        manage_company: Option<Text>,
        /// 业务种类
        kind: Option<Code<CreditBusiness>> = "type",
        /// 开立日期
        start_date: Option<Date>,
        /// 到期日期
        deadline_date: Option<Date>,
        /// 责任人类型
        person_duty_type: Option<Code<DutyPerson>>,
        /// 还款责任金额
        refund_duty_amount: Option<Amount>,
        /// 币种
        currency_type: Option<Code<Currency>>,
        /// 保证合同编号
        guarantee_contract_serial: Option<Identifier>,
        /// 截至日期
        due_date: Option<Title>,
        /// 五级分类
        five_level_type: Option<Code<FiveLevel>>,
        /// 余额
        surplus_amount: Option<Amount>,
        /// 还款状态
        refund_state: Option<Code<RepaymentState>>,
        /// 主业务借款人 (extension)
        main_borrower: Option<Name>,
        /// 主业务借款人证件类型 (extension)
        main_borrower_id_type: Option<Code<IdType>>,
        /// 主业务借款人证件号码 (extension)
        main_borrower_id_num: Option<IdNumber>,
        /// 特殊交易 (extension)
        special_trans_types: Option<Vec<SpecialTransaction>>,
        /// 机构说明 (extension)
        company_info: Option<Vec<Note>>,
        /// 本人声明 (extension)
        self_statement: Option<Vec<Note>>,
        /// 异议标注 (extension)
        objection_label: Option<Vec<Note>>,
        /// 特殊标注 (extension)
        special_label: Option<Vec<Note>>,
    }

    /// 有相关还款责任的企业借款
    ConcernRefundCompanyBorrow {
        /// 账户1、账户2
        name: Option<Title>,
        /// 授信协议标识, from the caption (extension)
        extension_protocol_id: Option<Identifier>,
        /// 账户标题的其他注记 (extension)
        caption_notes: Option<Vec<CaptionNote>>,
        /// 管理机构
        manage_company: Option<Text>,
        /// 业务种类
        kind: Option<Code<CorporateBusiness>> = "type",
        /// 开立日期
        start_date: Option<Date>,
        /// 到期日期
        deadline_date: Option<Date>,
        /// 责任人类型
        person_duty_type: Option<Code<DutyPerson>>,
        /// 还款责任金额
        refund_duty_amount: Option<Amount>,
        /// 币种
        currency_type: Option<Code<Currency>>,
        /// 保证合同编号
        guarantee_contract_serial: Option<Identifier>,
        /// 截至日期
        due_date: Option<Title>,
        /// 五级分类
        five_level_type: Option<Code<FiveLevel>>,
        /// 余额
        surplus_amount: Option<Amount>,
        /// 逾期月数
        overdue_month_num: Option<Code<Unlisted>>,
        /// 主业务借款人 (extension)
        main_borrower: Option<Name>,
        /// 主业务借款人证件类型 (extension)
        main_borrower_id_type: Option<Code<IdType>>,
        /// 主业务借款人证件号码 (extension)
        main_borrower_id_num: Option<IdNumber>,
        /// 特殊交易 (extension)
        special_trans_types: Option<Vec<SpecialTransaction>>,
        /// 机构说明 (extension)
        company_info: Option<Vec<Note>>,
        /// 本人声明 (extension)
        self_statement: Option<Vec<Note>>,
        /// 异议标注 (extension)
        objection_label: Option<Vec<Note>>,
        /// 特殊标注 (extension)
        special_label: Option<Vec<Note>>,
    }

    /// 授信协议信息
    ExtensionProtocolInfo {
        /// 授信协议 1、授信协议 2
        name: Option<Title>,
        /// 管理机构
        manage_company: Option<Text>,
        /// 授信协议标识
        extension_protocol_id: Option<Identifier>,
        /// 生效日期
        effect_date: Option<Date>,
        /// 到期日期
        deadline_date: Option<Date>,
        /// 授信额度用途
        extension_amount_scope: Option<Code<CreditLineScope>>,
        /// 授信额度
        extension_amount: Option<Amount>,
        /// 授信限额
        extension_limit_amount: Option<Amount>,
        /// 授信限额编号
        extension_limit_serial: Option<Identifier>,
        /// 已用额度
        used_amount: Option<Amount>,
        /// 币种
        currency_type: Option<Code<Currency>>,
        /// 机构说明 (extension)
        company_info: Option<Vec<Note>>,
        /// 本人声明 (extension)
        self_statement: Option<Vec<Note>>,
        /// 异议标注 (extension)
        objection_label: Option<Vec<Note>>,
        /// 特殊标注 (extension)
        special_label: Option<Vec<Note>>,
    }
}
