//! The rules of the audit and their names. Each name is that of a section of `docs/audit.md`.

use std::fmt;

use serde::{Serialize, Serializer};

macro_rules! rules {
    ($( $(#[$doc:meta])* $rule:ident = $name:literal, )*) => {
        /// The rules of the audit. `docs/audit.md` describes each of them under its name.
        ///
        /// ```
        /// use zhengxin::audit::AuditRule;
        /// assert_eq!(AuditRule::FirstMonth.name(), "first-month");
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum AuditRule {
            $( $(#[$doc])* $rule, )*
        }

        impl AuditRule {
            /// All rules.
            ///
            /// ```
            /// use zhengxin::audit::AuditRule;
            /// assert!(AuditRule::ALL.contains(&AuditRule::Total));
            /// ```
            pub const ALL: &'static [Self] = &[$( Self::$rule, )*];

            /// The name, as findings and `docs/audit.md` have it.
            ///
            /// ```
            /// assert_eq!(zhengxin::audit::AuditRule::Total.name(), "total");
            /// ```
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $( Self::$rule => $name, )*
                }
            }
        }
    };
}

rules! {
    /// 合计 against the rows above it.
    Total = "total",
    /// 账户1, 账户2, … and 编号 without gaps.
    Numbering = "numbering",
    /// The note 本报告中仅展示最新的N个账户 against the accounts below it.
    ShownAccounts = "shown-accounts",
    /// 账户数 of 信贷交易信息提示 against the accounts.
    AccountCount = "account-count",
    /// 首笔业务发放月份 against the earliest 开立日期.
    FirstMonth = "first-month",
    /// 账户数 of 授信及负债信息概要 against the accounts in use.
    DebtAccounts = "debt-accounts",
    /// 授信总额 against the accounts in use.
    DebtLimit = "debt-limit",
    /// 余额, 已用额度, 透支余额 of the summary against the accounts in use.
    DebtBalance = "debt-balance",
    /// 管理机构数 and 发卡机构数 against the institutions of the accounts in use.
    Institutions = "institutions",
    /// 相关还款责任信息汇总 against 相关还款责任信息.
    RefundDuty = "refund-duty",
    /// 被追偿信息汇总 against 被追偿信息.
    Recovery = "recovery",
    /// 呆账信息汇总 against the accounts in that state.
    BadDebt = "bad-debt",
    /// Overdue months in the grids that no row of 逾期（透支）信息汇总 counts.
    OverdueMissing = "overdue-missing",
    /// 账户数 of 逾期（透支）信息汇总 against the grids.
    OverdueAccounts = "overdue-accounts",
    /// 月份数 of 逾期（透支）信息汇总 against the grids.
    OverdueMonths = "overdue-months",
    /// 单月最高逾期/透支总额 against the grids.
    OverduePeak = "overdue-peak",
    /// 最长逾期/透支月数 against the grids.
    OverdueLongest = "overdue-longest",
    /// The months of a grid against its title.
    GridMonths = "grid-months",
    /// The title of a grid against 截至, 开立日期, the end of the account and 报告时间.
    GridPeriod = "grid-period",
    /// The grid of 24 months against the grid of 60.
    GridStates = "grid-states",
    /// 当前逾期期数 and 当前逾期总额 against the last month of the grid.
    CurrentOverdue = "current-overdue",
    /// 正常 and 逾期 against 当前逾期期数 and 当前逾期总额.
    AccountState = "account-state",
    /// 逾期31-60天未还本金 and the like against 余额 and 当前逾期总额.
    OverduePrincipal = "overdue-principal",
    /// 授信协议标识 of the accounts against 授信协议信息.
    Protocol = "protocol",
    /// 后付费业务欠费信息汇总 against 后付费记录.
    Postpaid = "postpaid",
    /// 公共信息汇总 against 公共信息明细.
    PublicRecords = "public-records",
    /// 公开信息汇总 and 非金融信用交易信息概要 against their records.
    OpenRecords = "open-records",
    /// Records of 公共信息明细 that 公开信息 repeats.
    RepeatedRecord = "repeated-record",
    /// The numbers of 查询记录概要 against 查询记录.
    QueryCounts = "query-counts",
    /// 上一次查询记录 against 查询记录.
    LastQuery = "last-query",
    /// The date and time in 报告编号 against 报告时间.
    ReportNumber = "report-number",
    /// Dates of events against 报告时间.
    DateAfterReport = "date-after-report",
    /// 开立 before 到期, 立案 before 结案, ….
    DateOrder = "date-order",
    /// 已用额度 within 授信额度, 余额 within 借款金额, ….
    AmountOrder = "amount-order",
}

impl fmt::Display for AuditRule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Serialize for AuditRule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
