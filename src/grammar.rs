//! The grammars in `grammar/`, compiled: from the transcript to a tree of rules and tags.
//!
//! The only place that knows pest. What it hands on is a [`Tree`] of plain [`Node`]s.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use pest::Parser;
use pest::iterators::{Pair, Pairs};

use self::compiled::{Grammar, Rule};
use crate::error::{Error, ErrorKind};
use crate::fold::fold;
use crate::transcript::Transcript;

/// The compiled grammars, and the same files as text.
macro_rules! grammars {
    ($($file:literal)*) => {
        // The derive documents nothing of what it makes.
        #[allow(missing_docs)]
        mod compiled {
            #[derive(pest_derive::Parser)]
            $(#[grammar = $file])*
            pub(super) struct Grammar;
        }

        /// The text of all grammar files, in their order.
        pub(crate) fn source() -> String {
            [$(include_str!(concat!("../", $file))),*].concat()
        }
    };
}

grammars! {
    "grammar/value.pest"
    "grammar/common.pest"
    "grammar/document.pest"
    "grammar/report.pest"
    "grammar/header.pest"
    "grammar/person.pest"
    "grammar/summary.pest"
    "grammar/credit.pest"
    "grammar/account.pest"
    "grammar/postpaid.pest"
    "grammar/public.pest"
    "grammar/non_finance.pest"
    "grammar/open.pest"
    "grammar/other_non_open.pest"
    "grammar/remark.pest"
    "grammar/query.pest"
    "grammar/notes.pest"
    "grammar/term.pest"
}

/// A part of the transcript that a rule matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The name of the rule.
    pub rule: Arc<str>,
    /// The JSON key under which the rule stands in the rule around it, if it is a field.
    pub tag: Option<Arc<str>>,
    /// The range in the folded transcript.
    pub range: Range<usize>,
    /// The parts of it.
    pub children: Vec<Node>,
}

/// A transcript as the grammars understand it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// The whole report.
    pub root: Node,
}

/// Reads a transcript by the grammars, from the rule `report`.
///
/// Lines that no rule knows do not fail it: they are nodes of a rule whose name begins with `unknown`.
///
/// ```
/// use zhengxin::transcript::Transcript;
/// let transcript = Transcript::from_text("个人信用报告\n（授信机构版）\n");
/// let tree = zhengxin::grammar::parse(&transcript)?;
/// assert_eq!(&*tree.root.rule, "report");
/// # Ok::<(), zhengxin::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Internal`] where the grammars do not take a line at all, which their laws rule out.
pub fn parse(transcript: &Transcript) -> Result<Tree, Error> {
    let internal = |what: String| {
        Error::new(ErrorKind::Internal, format!("the grammars do not take the transcript as a report: {what}"))
    };
    let pairs =
        Grammar::parse(Rule::report, transcript.folded()).map_err(|error| internal(error.variant.message().into()))?;
    let mut names = Names::default();
    let root = names.nodes(pairs).into_iter().next().ok_or_else(|| internal("no rule matched".into()))?;
    Ok(Tree { root })
}

/// Names as they are shared by the nodes of one tree.
#[derive(Default)]
struct Names(HashMap<String, Arc<str>>);

impl Names {
    fn shared(&mut self, name: &str) -> Arc<str> {
        if let Some(shared) = self.0.get(name) {
            return Arc::clone(shared);
        }
        let shared: Arc<str> = Arc::from(name);
        self.0.insert(name.to_owned(), Arc::clone(&shared));
        shared
    }

    fn nodes(&mut self, pairs: Pairs<'_, Rule>) -> Vec<Node> {
        // `EOI` is pest's own and stands for nothing printed.
        pairs.filter(|pair| pair.as_rule() != Rule::EOI).map(|pair| self.node(pair)).collect()
    }

    fn node(&mut self, pair: Pair<'_, Rule>) -> Node {
        let span = pair.as_span();
        Node {
            rule: self.shared(rule_name(pair.as_rule())),
            tag: pair.as_node_tag().map(|tag| self.shared(tag)),
            range: span.start()..span.end(),
            children: self.nodes(pair.into_inner()),
        }
    }
}

fn rule_name(rule: Rule) -> &'static str {
    static NAMES: OnceLock<HashMap<Rule, String>> = OnceLock::new();
    let names = NAMES.get_or_init(|| Rule::all_rules().iter().map(|&rule| (rule, format!("{rule:?}"))).collect());
    names.get(&rule).map_or("", String::as_str)
}

/// The rules of `grammar/value.pest` that are the kinds of leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueRule {
    Text,
    Amount,
    Count,
    Date,
    Percentage,
}

impl ValueRule {
    fn rule(self) -> Rule {
        match self {
            Self::Text => Rule::text,
            Self::Amount => Rule::amount,
            Self::Count => Rule::count,
            Self::Date => Rule::date,
            Self::Percentage => Rule::percentage,
        }
    }

    /// The name of the rule.
    pub(crate) fn name(self) -> &'static str {
        rule_name(self.rule())
    }
}

/// The named parts of a value, such as `year` and `month`.
#[derive(Debug, Default)]
pub(crate) struct ValueParts(Vec<(&'static str, String)>);

impl ValueParts {
    /// Whether nothing is printed, or that there is no value.
    pub(crate) fn is_no_value(&self) -> bool {
        self.0.is_empty() || self.has("no_value")
    }

    /// Whether there is a part of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|part| part.0 == name)
    }

    /// The text of the part, empty where there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|part| part.0 == name).map_or("", |part| &part.1)
    }

    /// The digits of the part.
    pub(crate) fn digits(&self, name: &str) -> String {
        self.text(name).chars().filter(char::is_ascii_digit).collect()
    }
}

/// The named parts of the text of a leaf by the rule of its kind, `None` where it does not follow the rule.
pub(crate) fn parts(kind: ValueRule, text: &str) -> Option<ValueParts> {
    let folded: String = text.chars().filter_map(fold).collect();
    let pair = Grammar::parse(kind.rule(), &folded).ok()?.next()?;
    let parts = pair
        .into_inner()
        .filter(|part| part.as_rule() != Rule::EOI)
        .map(|part| (rule_name(part.as_rule()), part.as_str().to_owned()));
    Some(ValueParts(parts.collect()))
}

/// Reads the text of a leaf by the rule of its kind: `None` where it does not follow the rule, `Some(None)` where it says
/// that there is no value.
pub(crate) fn value(kind: ValueRule, text: &str) -> Option<Option<ValueParts>> {
    let parts = parts(kind, text)?;
    let absent = parts.is_no_value() || parts.has("open_end");
    Some((!absent).then_some(parts))
}

impl Tree {
    /// The tree as text, a node a line, leaves with their text.
    ///
    /// ```
    /// use zhengxin::{grammar, transcript::Transcript};
    /// let transcript = Transcript::from_text("个人信用报告\n");
    /// let tree = grammar::parse(&transcript)?;
    /// assert!(tree.display(&transcript).to_string().starts_with("report\n"));
    /// # Ok::<(), zhengxin::Error>(())
    /// ```
    pub fn display<'t>(&'t self, transcript: &'t Transcript) -> impl fmt::Display + 't {
        DisplayTree { tree: self, transcript }
    }
}

struct DisplayTree<'t> {
    tree: &'t Tree,
    transcript: &'t Transcript,
}

impl DisplayTree<'_> {
    fn node(&self, node: &Node, depth: usize, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:1$}", "", depth * 2)?;
        if let Some(tag) = &node.tag {
            write!(formatter, "#{tag} = ")?;
        }
        formatter.write_str(&node.rule)?;
        if node.children.is_empty() {
            write!(formatter, " {:?}", self.transcript.printed(node.range.clone()))?;
        }
        writeln!(formatter)?;
        node.children.iter().try_for_each(|child| self.node(child, depth + 1, formatter))
    }
}

impl fmt::Display for DisplayTree<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node(&self.tree.root, 0, formatter)
    }
}

/// What a document is, by its titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DocumentKind {
    /// A second-generation report about a person.
    Report,
    /// The simplified edition of it.
    Brief,
    /// A report about an enterprise.
    Enterprise,
    /// Anything else.
    Other,
}

/// Tells what a document is, by `grammar/document.pest`.
pub(crate) fn document_kind(transcript: &Transcript) -> DocumentKind {
    let pair = Grammar::parse(Rule::document, transcript.folded()).ok().and_then(|mut pairs| pairs.next());
    match pair.and_then(|pair| pair.into_inner().next()).map(|pair| pair.as_rule()) {
        Some(Rule::second_generation) => DocumentKind::Report,
        Some(Rule::brief_edition) => DocumentKind::Brief,
        Some(Rule::enterprise_report) => DocumentKind::Enterprise,
        _ => DocumentKind::Other,
    }
}

/// Defines the words and the rules in `grammar/term.pest` that tell them.
macro_rules! terms {
    ($( $(#[$doc:meta])* $term:ident = $rule:ident, )*) => {
        /// A word that the checks of a report against itself tell apart.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Term {
            $( $(#[$doc])* $term, )*
        }

        /// Tells the word of a cell, by `grammar/term.pest`.
        pub(crate) fn term(text: &str) -> Option<Term> {
            let folded: String = text.chars().filter_map(fold).collect();
            let pair = Grammar::parse(Rule::term, &folded).ok()?.next()?;
            match pair.into_inner().next()?.as_rule() {
                $( Rule::$rule => Some(Term::$term), )*
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
