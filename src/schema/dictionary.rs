//! The dictionaries of coded fields. Each dictionary is a type, so the type of a field says which dictionary its words
//! are from.
//!
//! The words and their official codes are in `grammar/codes.txt`.
//!
//! ```
//! use zhengxin::schema::{dictionary::{Dictionary, IdType, Word}, kind::Code};
//! assert_eq!(IdType::NAME, "IdType");
//! let code = Code::<IdType>::from("护照");
//! assert_eq!(code.word(), Some(Word { text: "护照", code: Some("2") }));
//! ```

use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;
use std::sync::OnceLock;

use crate::transcript::fold::fold;

/// A dictionary by its name in `grammar/codes.txt`.
pub trait Dictionary: Debug + Clone + Default + Eq + Ord + Hash {
    /// The name.
    const NAME: &'static str;
}

macro_rules! dictionaries {
    ($( $(#[$doc:meta])* $name:ident, )*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub struct $name;

            impl Dictionary for $name {
                const NAME: &'static str = stringify!($name);
            }
        )*

        /// The names of all dictionaries that have words.
        #[cfg(test)]
        const NAMES: &[&str] = &[$( stringify!($name) ),*];
    };
}

dictionaries! {
    /// 证件类型
    IdType,
    /// 查询原因
    QueryReason,
    /// 性别
    Gender,
    /// 学历
    Education,
    /// 学位
    Degree,
    /// 就业状况
    Employment,
    /// 婚姻状况
    MaritalStatus,
    /// 国籍（部分）
    Country,
    /// 居住状况
    Residence,
    /// 单位性质
    EmployerCharacter,
    /// 职业
    Occupation,
    /// 行业
    Industry,
    /// 职务
    Position,
    /// 职称
    ProfessionalTitle,
    /// 信贷交易信息提示业务类型
    HintBusiness,
    /// 被追偿业务类型
    RecoveredBusiness,
    /// 逾期（透支）账户类型
    OverdueAccount,
    /// 非信贷概要业务类型
    PostpaidSummary,
    /// 公共信息类型
    PublicRecord,
    /// 业务种类
    CreditBusiness,
    /// 企业借贷业务大类
    CorporateBusiness,
    /// 担保方式
    Guarantee,
    /// 还款频率
    RepaymentFrequency,
    /// 还款方式
    RepaymentMethod,
    /// 共同借款标志
    JointBorrowing,
    /// 币种（部分）
    Currency,
    /// 债权转移时的还款状态
    TransferState,
    /// 账户状态：被追偿
    RecoveryAccountState,
    /// 账户状态：非循环贷、循环额度下分账户、循环贷
    LoanAccountState,
    /// 账户状态：贷记卡、准贷记卡
    CardAccountState,
    /// 五级分类
    FiveLevel,
    /// 特殊交易类型
    SpecialTransactionType,
    /// 相关还款责任人类型
    DutyPerson,
    /// 授信额度用途
    CreditLineScope,
    /// 还款状态：贷款、贷记卡、准贷记卡
    RepaymentState,
    /// 后付费业务类型
    PostpaidBusiness,
    /// 后付费缴费状态
    PaymentStatus,
    /// 缴费状态：后付费，按月
    PaymentState,
    /// 民事判决结案方式
    JudgmentClosing,
    /// 强制执行结案方式
    ExecutionClosing,
    /// 公积金缴费状态
    FundContribution,
    /// 低保人员类别
    LowSecurityPerson,
    /// 执业资格等级
    QualificationLevel,
}

/// No public list of the words is known: every word stays without a code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Unlisted;

impl Dictionary for Unlisted {
    const NAME: &'static str = "Unlisted";
}

/// A word of a dictionary, and its official code where the dictionary knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Word<'a> {
    /// The word as it is printed; where the report prints a code (repayment states), what the code means.
    pub text: &'a str,
    /// The official code.
    pub code: Option<&'a str>,
}

/// Finds what a field prints in the dictionary of that name.
pub(crate) fn look_up<'a>(dictionary: &str, printed: &'a str) -> Word<'a> {
    let Some(words) = dictionaries().get(dictionary) else { return Word { text: printed, code: None } };
    let key = comparable(printed);
    if let Some(text) = words.by_code.get(&key) {
        return Word { text, code: Some(printed) };
    }
    Word { text: printed, code: words.by_label.get(&key).copied() }
}

/// Whether some dictionary has a word.
pub(crate) fn is_word(text: &str) -> bool {
    let key = comparable(text);
    dictionaries().values().any(|words| words.by_label.contains_key(&key) || words.by_code.contains_key(&key))
}

#[derive(Default)]
struct Words {
    /// The code of each label, labels in their comparable form.
    by_label: HashMap<String, &'static str>,
    /// The label of each code, where codes are what is printed.
    by_code: HashMap<String, &'static str>,
}

/// Said behind the name of a dictionary of which the report prints the codes.
const PRINTED_AS_CODES: &str = "codes";

/// One line of the file that is no comment.
enum Line {
    Name(&'static str, bool),
    Word(&'static str, Vec<&'static str>),
}

fn lines() -> impl Iterator<Item = Line> {
    let text: &'static str = include_str!("../../grammar/codes.txt");
    text.lines().filter(|line| !line.starts_with("//")).filter_map(|line| {
        if line.starts_with(' ') {
            let (code, labels) = line.trim().split_once(' ')?;
            return Some(Line::Word(code, labels.split('=').map(str::trim).collect()));
        }
        let (name, note) = line.split_once(' ').unwrap_or((line, ""));
        (!name.is_empty()).then_some(Line::Name(name, note == PRINTED_AS_CODES))
    })
}

fn dictionaries() -> &'static HashMap<&'static str, Words> {
    static DICTIONARIES: OnceLock<HashMap<&str, Words>> = OnceLock::new();
    DICTIONARIES.get_or_init(|| {
        let mut dictionaries: HashMap<&str, Words> = HashMap::new();
        let mut current = ("", false);
        for line in lines() {
            match line {
                Line::Name(name, printed_as_codes) => current = (name, printed_as_codes),
                Line::Word(code, labels) => {
                    let words = dictionaries.entry(current.0).or_default();
                    if let Some(label) = labels.first().filter(|_| current.1) {
                        words.by_code.insert(comparable(code), label);
                    }
                    words.by_label.extend(labels.iter().map(|label| (comparable(label), code)));
                }
            }
        }
        dictionaries
    })
}

/// A label as it is compared: folded and without punctuation, unless it is nothing else (`#`).
fn comparable(label: &str) -> String {
    let folded: String = label.chars().filter_map(fold).collect();
    let bare: String = folded.chars().filter(|character| character.is_alphanumeric()).collect();
    if bare.is_empty() { folded } else { bare }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_type_has_its_words_and_all_words_have_a_type() {
        let types: BTreeSet<_> = NAMES.iter().copied().collect();
        let listed: BTreeSet<_> = dictionaries().keys().copied().collect();
        assert_eq!(types, listed);
    }

    #[test]
    fn every_label_comes_back_with_its_code() {
        let mut name = "";
        for line in lines() {
            match line {
                Line::Name(next, _) => name = next,
                Line::Word(code, labels) => {
                    for label in labels {
                        assert_eq!(look_up(name, label), Word { text: label, code: Some(code) }, "{name}");
                    }
                }
            }
        }
    }

    #[test]
    fn every_line_of_the_file_is_read() {
        let written = include_str!("../../grammar/codes.txt").lines();
        let written = written.filter(|line| !line.is_empty() && !line.starts_with("//")).count();
        assert_eq!(lines().count(), written);
    }

    #[test]
    fn codes_are_known_only_where_they_are_printed() {
        assert_eq!(look_up("RepaymentState", "#").code, Some("#"));
        assert_ne!(look_up("RepaymentState", "N").text, "N");
        assert_eq!(look_up("IdType", "10"), Word { text: "10", code: None });
    }
}
