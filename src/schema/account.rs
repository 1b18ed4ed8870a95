//! What the accounts of all kinds have in common: states, repayment grids, notes.

use super::dictionary::{
    CardAccountState, FiveLevel, LoanAccountState, PaymentState, RecoveryAccountState, RepaymentState,
    SpecialTransactionType,
};
use super::kind::{Amount, Code, Count, Date, Month, PrivateText, Title, TitleMonth};
use super::record::records;

records! {
    /// 被追偿账户的状态
    RecoveryState {
        /// 账户状态
        value: Option<Code<RecoveryAccountState>>,
        /// 催收
        debt_collection: Option<LastRepayment>,
        /// 结束
        debt_finish: Option<Closed>,
    }

    /// 贷款账户的状态
    LoanState {
        /// 账户状态
        value: Option<Code<LoanAccountState>>,
        /// 正常 (and every state without a key of its own)
        normal: Option<LoanInUse>,
        /// 逾期
        overdue: Option<LoanInUse>,
        /// 司法追偿
        judicial_recourse: Option<LoanInUse>,
        /// 止付、银行止付
        stop_payment: Option<LoanInUse>,
        /// 冻结
        frozen: Option<LoanInUse>,
        /// 呆账
        bad_debt: Option<LastRepayment>,
        /// 转出
        transfer: Option<Transfer>,
        /// 结清
        clear: Option<Closed>,
    }

    /// 正在使用的贷款账户
    LoanInUse {
        /// 五级分类
        five_level_type: Option<Code<FiveLevel>>,
        /// 余额
        surplus_amount: Option<Amount>,
        /// 剩余还款期数
        surplus_payment_num: Option<Count>,
        /// 本月应还款
        scheduled_payment: Option<Amount>,
        /// 应还款日
        scheduled_pay_at: Option<Date>,
        /// 本月实还款
        real_payed: Option<Amount>,
        /// 最近一次还款日期
        latest_repay_date: Option<Date>,
        /// 当前逾期期数
        curr_overdue_periods: Option<Count>,
        /// 当前逾期总额
        curr_overdue_amount: Option<Amount>,
        /// 逾期31-60天未还本金
        overdue_31_to_60: Option<Amount> = "overdue31Tp60",
        /// 逾期61-90天未还本金
        overdue_61_to_90: Option<Amount> = "overdue61Tp90",
        /// 逾期91-180天未还本金
        overdue_91_to_180: Option<Amount> = "overdue91Tp180",
        /// 逾期180天以上未还本金
        overdue_180: Option<Amount>,
    }

    /// 贷记卡账户的状态
    CreditCardState {
        /// 账户状态
        value: Option<Code<CardAccountState>>,
        /// 正常 (and every state without a key of its own)
        normal: Option<CreditCardInUse>,
        /// 逾期
        overdue: Option<CreditCardInUse>,
        /// 司法追偿
        judicial_recourse: Option<CreditCardInUse>,
        /// 止付、银行止付
        stop_payment: Option<CreditCardInUse>,
        /// 冻结
        frozen: Option<CreditCardInUse>,
        /// 呆账
        bad_debt: Option<LastRepayment>,
        /// 转出
        transfer: Option<Transfer>,
        /// 销户
        account_canceled: Option<Canceled>,
        /// 未激活
        inactive: Option<Inactive>,
    }

    /// 正在使用的贷记卡账户
    CreditCardInUse {
        /// 余额
        surplus_amount: Option<Amount>,
        /// 已用额度
        used_amount: Option<Amount>,
        /// 未出单的大额专项分期余额
        unspecified_large_amount_specific_period_amount: Option<Amount>,
        /// 剩余分期期数
        surplus_periods_num: Option<Count>,
        /// 最近6个月平均使用额度
        avg6month_pay: Option<Amount> = "avg6monthPay",
        /// 最大使用额度
        max_used_amount: Option<Amount>,
        /// 账单日
        bill_date: Option<Date>,
        /// 本月应还款
        scheduled_payment: Option<Amount>,
        /// 本月实还款
        real_payed: Option<Amount>,
        /// 最近一次还款日期
        latest_repay_date: Option<Date>,
        /// 当前逾期期数
        curr_overdue_periods: Option<Count>,
        /// 当前逾期总额
        curr_overdue_amount: Option<Amount>,
    }

    /// 准贷记卡账户的状态
    QuasiCreditCardState {
        /// 账户状态
        value: Option<Code<CardAccountState>>,
        /// 正常 (and every state without a key of its own)
        normal: Option<QuasiCreditCardInUse>,
        /// 逾期
        overdue: Option<QuasiCreditCardInUse>,
        /// 司法追偿
        judicial_recourse: Option<QuasiCreditCardInUse>,
        /// 止付、银行止付
        stop_payment: Option<QuasiCreditCardInUse>,
        /// 冻结
        frozen: Option<QuasiCreditCardInUse>,
        /// 呆账
        bad_debt: Option<LastRepayment>,
        /// 转出
        transfer: Option<Transfer>,
        /// 销户
        account_canceled: Option<Canceled>,
        /// 未激活
        inactive: Option<Inactive>,
    }

    /// 正在使用的准贷记卡账户
    QuasiCreditCardInUse {
        /// 透支余额
        over_draft_amount: Option<Amount>,
        /// 最近6个月平均透支余额
        latest_6_months_avg_over_draft_amount: Option<Amount>,
        /// 最大透支余额
        max_over_draft_amount: Option<Amount>,
        /// 账单日
        bill_date: Option<Date>,
        /// 本月实还款
        real_payed: Option<Amount>,
        /// 最近一次还款日期
        latest_repay_date: Option<Date>,
        /// 透支180天以上未付余额
        over_draft_180_unpayed_amount: Option<Amount>,
        /// 当前逾期期数 (extension)
        curr_overdue_periods: Option<Count>,
        /// 当前逾期总额 (extension)
        curr_overdue_amount: Option<Amount>,
        /// 本月应还款 (extension)
        scheduled_payment: Option<Amount>,
    }

    /// 呆账、催收: 余额及最近一次还款日期
    LastRepayment {
        /// 余额
        surplus_amount: Option<Amount>,
        /// 最近一次还款日期
        latest_repay_date: Option<Date>,
    }

    /// 转出
    Transfer {
        /// 转出月份
        transfer_date: Option<Month>,
    }

    /// 结清、结束
    Closed {
        /// 账户关闭日期
        account_closed_date: Option<Date>,
    }

    /// 销户
    Canceled {
        /// 销户日期
        canceled_date: Option<Date>,
    }

    /// 未激活
    Inactive {
        /// 截至日期前未激活
        inactive_due_date: Option<Title>,
    }

    /// 大额专项分期信息
    BigAmountSpecialPeriodInfo {
        /// 大额专项分期额度
        period_amount: Option<Amount>,
        /// 分期额度生效日期
        period_amount_effective_date: Option<Date>,
        /// 分期额度到期日期
        period_amount_due_date: Option<Date>,
        /// 已用分期额度
        used_period_amount: Option<Amount>,
    }

    /// 最新还款记录
    LatestRefund {
        /// 某个日期以后还款记录
        value: Option<Title>,
        /// 五级分类
        five_level_type: Option<Code<FiveLevel>>,
        /// 余额
        surplus_amount: Option<Amount>,
        /// 还款日期
        refund_date: Option<Date>,
        /// 还款金额
        refund_amount: Option<Amount>,
        /// 当前还款状态
        curr_refund_state: Option<Code<RepaymentState>>,
    }

    /// 还款记录
    RefundRecord {
        /// 还款记录区间
        date_range: Option<Title>,
        /// YYYY.mm
        start_date: Option<TitleMonth>,
        /// YYYY.mm
        end_date: Option<TitleMonth>,
        /// 明细
        detail: Vec<RefundYear>,
    }

    /// 还款记录的一年
    RefundYear {
        /// 年
        year: Option<Count>,
        /// 月份
        month: Vec<RefundMonth>,
    }

    /// 还款记录的一个月
    RefundMonth {
        /// 月份
        month_value: Option<Count>,
        /// 金额
        amount: Option<Amount>,
        /// 状态
        state: Option<Code<RepaymentState>>,
    }

    // In the JSON and its schema the grid of a postpaid service is the same; only its states mean something else.

    /// 还款记录
    #[cfg_attr(feature = "schema", schemars(rename = "RefundRecord"))]
    PaymentRecord {
        /// 还款记录区间
        date_range: Option<Title>,
        /// YYYY.mm
        start_date: Option<TitleMonth>,
        /// YYYY.mm
        end_date: Option<TitleMonth>,
        /// 明细
        detail: Vec<PaymentYear>,
    }

    /// 还款记录的一年
    #[cfg_attr(feature = "schema", schemars(rename = "RefundYear"))]
    PaymentYear {
        /// 年
        year: Option<Count>,
        /// 月份
        month: Vec<PaymentMonth>,
    }

    /// 还款记录的一个月
    #[cfg_attr(feature = "schema", schemars(rename = "RefundMonth"))]
    PaymentMonth {
        /// 月份
        month_value: Option<Count>,
        /// 金额
        amount: Option<Amount>,
        /// 状态
        state: Option<Code<PaymentState>>,
    }

    /// 特殊交易
    SpecialTransaction {
        /// 特殊交易类型
        kind: Option<Code<SpecialTransactionType>> = "type",
        /// 发生日期
        occur_date: Option<Date>,
        /// 变更月数
        change_month_num: Option<Count>,
        /// 发生金额
        occur_amount: Option<Amount>,
        /// 明细记录
        detail_record: Option<PrivateText>,
    }

    /// 说明、声明或标注
    Note {
        /// 机构声明
        value: Option<PrivateText>,
        /// 添加日期
        add_date: Option<Date>,
    }
}
