//! The words that the audit tells apart, such as the kinds of accounts.
//!
//! In goes the text of a cell, out comes the [`Term`] that it is, if any. The texts themselves are in
//! `grammar/term.pest`.

use super::Grammar;
use super::compiled::{Rule, name_of};
use crate::transcript::fold::fold;

/// Defines the words, each with the rule in `grammar/term.pest` that matches its text.
macro_rules! terms {
    ($( $(#[$doc:meta])* $term:ident = $rule:ident, )*) => {
        /// A word that the audit tells apart.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Term {
            $( $(#[$doc])* $term, )*
        }

        /// The rules of the words.
        pub(super) const RULES: &[Rule] = &[$( Rule::$rule, )*];

        /// The word that the text of a cell is, by `term.pest` of the grammars in scope.
        pub(crate) fn term(text: &str) -> Option<Term> {
            let folded: String = text.chars().filter_map(fold).collect();
            let grammar = Grammar::in_scope();
            let word = grammar.run(Rule::term, &folded).ok()??.inner().next()?;
            match word.rule() {
                $( rule if rule == name_of(Rule::$rule) => Some(Term::$term), )*
                _ => None,
            }
        }
    };
}

terms! {
    /// 个人住房贷款
    HousingLoan = housing_loan_term,
    /// 个人商用房贷款
    CommercialProperty = commercial_property_term,
    /// 其他类贷款
    OtherLoan = other_loan_term,
    /// 非循环贷账户
    Acyclic = acyclic_term,
    /// 循环贷账户一、循环额度下分账户
    CyclicalOne = cyclical_one_term,
    /// 循环贷账户二、循环贷账户
    CyclicalTwo = cyclical_two_term,
    /// 贷记卡
    CreditCard = credit_card_term,
    /// 准贷记卡
    QuasiCreditCard = quasi_credit_card_term,
    /// 资产处置
    AssetDisposal = asset_disposal_term,
    /// 垫款
    Advance = advance_term,
    /// 欠税信息
    OwingTax = owing_tax_term,
    /// 民事判决信息
    CivilJudgment = civil_judgment_term,
    /// 强制执行信息
    ForceExecution = force_execution_term,
    /// 行政处罚信息
    Penalty = penalty_term,
    /// 欠缴信息
    Arrears = arrears_term,
    /// 判决信息
    Judgment = judgment_term,
    /// 执行信息
    Execution = execution_term,
    /// 惩戒类信息
    Punishment = punishment_term,
    /// 认定类信息
    Confirmation = confirmation_term,
    /// 贷款审批
    LoanApproval = loan_approval_term,
    /// 融资审批
    FinancingApproval = financing_approval_term,
    /// 信用卡审批
    CreditCardApproval = credit_card_approval_term,
    /// 贷后管理
    AfterLoan = after_loan_term,
    /// 保后管理
    AfterGuarantee = after_guarantee_term,
    /// 担保资格审查
    GuaranteeReview = guarantee_review_term,
    /// 保前审查
    BeforeGuarantee = before_guarantee_term,
    /// 特约商户实名审查
    MerchantReview = merchant_review_term,
    /// 本人查询
    SelfQuery = self_query_term,
    /// 正常
    Normal = normal_term,
}
