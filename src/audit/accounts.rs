//! The accounts of all five lists in one form, and what the rules ask of them: whether an account is in use, and where
//! it stands.

use super::facts::{Facts, Record};
use crate::grammar::Term;

/// The lists of accounts of 信贷交易信息明细 that the summaries count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// 非循环贷账户
    Acyclic,
    /// 循环贷账户一、循环额度下分账户
    CyclicalOne,
    /// 循环贷账户二、循环贷账户
    CyclicalTwo,
    /// 贷记卡账户
    CreditCard,
    /// 准贷记卡账户
    QuasiCreditCard,
}

impl List {
    pub(super) const ALL: [Self; 5] =
        [Self::Acyclic, Self::CyclicalOne, Self::CyclicalTwo, Self::CreditCard, Self::QuasiCreditCard];

    /// The JSON key.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Acyclic => "acyclicCreditAccount",
            Self::CyclicalOne => "cyclicalAmountPerAccount",
            Self::CyclicalTwo => "cyclicalLoanAccount",
            Self::CreditCard => "creditAccount",
            Self::QuasiCreditCard => "quasiCreditAccount",
        }
    }

    /// The name of the list in 逾期（透支）信息汇总.
    pub(super) fn term(self) -> Term {
        match self {
            Self::Acyclic => Term::Acyclic,
            Self::CyclicalOne => Term::CyclicalOne,
            Self::CyclicalTwo => Term::CyclicalTwo,
            Self::CreditCard => Term::CreditCard,
            Self::QuasiCreditCard => Term::QuasiCreditCard,
        }
    }

    /// What its accounts are called in messages.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Acyclic => "non-revolving loan account",
            Self::CyclicalOne => "account under a revolving limit",
            Self::CyclicalTwo => "revolving loan account",
            Self::CreditCard => "credit card account",
            Self::QuasiCreditCard => "quasi-credit card account",
        }
    }

    pub(super) fn is_loan(self) -> bool {
        matches!(self, Self::Acyclic | Self::CyclicalOne | Self::CyclicalTwo)
    }

    /// The accounts that the report shows.
    pub(super) fn accounts(self, facts: &Facts) -> Vec<Account<'_>> {
        let detail = facts.report().at("creditTransInfoDetail");
        detail.items(self.key()).into_iter().map(|record| Account { record, list: self }).collect()
    }

    /// Whether the report shows all accounts, not the newest only.
    pub(super) fn is_complete(self, facts: &Facts) -> bool {
        !facts.report().at("creditTransInfoDetail").prints(&format!("{}Note", self.key()))
    }
}

/// Whether an account is in use, by its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Usage {
    /// In use. The value is the JSON key of the record with its figures, such as `normal`.
    InUse(&'static str),
    /// 结清、销户、转出: no summary of debt counts it.
    Ended,
    /// 呆账、未激活, or no state at all: a summary of debt may count it or not.
    Unclear,
}

/// The keys of the states in which an account is in use.
pub(super) const IN_USE: [&str; 5] = ["normal", "overdue", "judicialRecourse", "stopPayment", "frozen"];

/// The leaves that say when an account ended.
pub(super) const ENDS: [&str; 3] = [
    "accountState/clear/accountClosedDate",
    "accountState/accountCanceled/canceledDate",
    "accountState/transfer/transferDate",
];

/// An account of a list.
#[derive(Debug, Clone)]
pub(super) struct Account<'f> {
    pub record: Record<'f>,
    pub list: List,
}

impl<'f> Account<'f> {
    pub(super) fn usage(&self) -> Usage {
        let state = self.record.at("accountState");
        if ["clear", "accountCanceled", "transfer"].iter().any(|key| state.at(key).is_there()) {
            return Usage::Ended;
        }
        let key = IN_USE.into_iter().find(|key| state.at(key).is_there());
        key.map_or(Usage::Unclear, Usage::InUse)
    }

    /// The figures of an account in use; `None` for any other account.
    pub(super) fn in_use(&self) -> Option<Record<'f>> {
        match self.usage() {
            Usage::InUse(key) => Some(self.record.at("accountState").at(key)),
            _ => None,
        }
    }

    /// Whether it is 转出: another institution has it now.
    pub(super) fn is_handed_on(&self) -> bool {
        self.record.at("accountState/transfer").is_there()
    }

    /// The pointer of its first leaf, with which findings say where the account stands.
    pub(super) fn place(&self) -> Option<&'f str> {
        self.record.place()
    }
}

/// The pointers of the first leaves of accounts.
pub(super) fn places<'a, 'f: 'a>(accounts: impl IntoIterator<Item = &'a Account<'f>>) -> Vec<&'f str> {
    accounts.into_iter().filter_map(Account::place).collect()
}
