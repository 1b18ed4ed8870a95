//! Finds records of 公共信息明细 that 公开信息 repeats, and compares the two.

use super::facts::{Fact, Facts, Record, date};
use super::{AuditRule, Findings, Severity};

/// Two lists that may have the same record: it is the same if all pairs of leaves in `same` are equal. Then the pairs
/// in `alike` should be equal, too.
struct Pair {
    public: &'static str,
    open: &'static str,
    same: &'static [(&'static str, &'static str)],
    alike: &'static [(&'static str, &'static str)],
}

const PAIRS: [Pair; 6] = [
    Pair {
        public: "civilJudgmentRecord",
        open: "judgmentInfo",
        same: &[("fillingCourt", "fillingCourt"), ("fillingDate", "fillingDate"), ("reason", "caseReason")],
        alike: &[
            ("closingType", "closingType"),
            ("closingResult", "closingResult"),
            ("closingEffectDate", "closingEffectDate"),
            ("litigationAmount", "litigationAmount"),
        ],
    },
    Pair {
        public: "forceExecuteRecord",
        open: "executionInfo",
        same: &[("executeCourt", "executeCourt"), ("fillingDate", "fillingDate"), ("executeReason", "executeReason")],
        alike: &[
            ("closingDate", "closingDate"),
            ("applyExecuteSubjectValue", "applyExecuteSubjectAmount"),
            ("executedSubjectAmount", "executedSubjectAmount"),
        ],
    },
    Pair {
        public: "administrativePenaltyRecord",
        open: "punishmentInfo",
        same: &[
            ("penaltyOrg", "punishmentCompany"),
            ("penaltyContent", "punishmentContent"),
            ("effectDate", "effectDate"),
        ],
        alike: &[("dueDate", "deadlineDate")],
    },
    Pair {
        public: "owingTaxRecord",
        open: "arrearsInfo",
        same: &[("chargedTaxOffice", "arrearsCompany"), ("owingTaxAmount", "owingTaxAmount")],
        alike: &[],
    },
    Pair {
        public: "executiveQualificationRecord",
        open: "confirmInfo",
        same: &[
            ("issuer", "confirmationCompany"),
            ("executiveQulificationName", "confirmationContent"),
            ("gotDate", "effectDate"),
        ],
        alike: &[("deadlineDate", "deadlineDate"), ("revocationDate", "revocationDate")],
    },
    Pair {
        public: "administrativeRewardRecord",
        open: "confirmInfo",
        same: &[
            ("rewardCompany", "confirmationCompany"),
            ("rewardContent", "confirmationContent"),
            ("effectDate", "effectDate"),
        ],
        alike: &[("dueDate", "deadlineDate")],
    },
];

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    for Pair { public, open, same, alike } in PAIRS {
        let open = facts.report().at("openInfo").items(open);
        for record in facts.report().at("publicInfoDetail").items(public) {
            for other in &open {
                if let Some(pointers) = repeats(&record, other, same) {
                    compare(&record, other, alike, &pointers, findings);
                }
            }
        }
    }
}

/// The pointers of the leaves by which two records are the same; `None` if one of these leaves is not printed or
/// differs.
fn repeats<'f>(record: &Record<'f>, other: &Record<'f>, same: &[(&str, &str)]) -> Option<Vec<&'f str>> {
    let mut pointers = Vec::new();
    for (one, two) in same {
        let (one, two) = record.text(one).zip(other.text(two))?;
        if !says_the_same(one, two) {
            return None;
        }
        pointers.extend([one.pointer, two.pointer]);
    }
    Some(pointers)
}

fn compare(
    record: &Record<'_>,
    other: &Record<'_>,
    alike: &[(&str, &str)],
    pointers: &[&str],
    findings: &mut Findings,
) {
    let message = "one record is told in the public records and in the open information";
    findings.add(AuditRule::RepeatedRecord, Severity::Info, message, pointers.iter().copied());
    for (one, two) in alike {
        let pair = record.text(one).zip(other.text(two));
        if let Some((one, two)) = pair.filter(|(one, two)| !says_the_same(*one, *two)) {
            let message = format!(
                "one record is told twice, in the public records with `{}`, in the open information with `{}`",
                one.printed, two.printed
            );
            findings.add(AuditRule::RepeatedRecord, Severity::Warning, message, [one.pointer, two.pointer]);
        }
    }
}

/// Whether two texts are equal, or are equal amounts, or are dates that are equal to the precision that both have.
fn says_the_same(one: Fact<'_, &str>, two: Fact<'_, &str>) -> bool {
    let amount = |text: &str| crate::schema::kind::Amount::from(text).fen();
    let is_same_date = || {
        let starts_with_digit = |text: &str| text.starts_with(|character: char| character.is_ascii_digit());
        (starts_with_digit(one.value) && starts_with_digit(two.value))
            .then(|| date(one.value).zip(date(two.value)))
            .flatten()
            .is_some_and(|(one, two)| {
                one.year == two.year
                    && one.month.zip(two.month).is_none_or(|(one, two)| one == two)
                    && one.day.zip(two.day).is_none_or(|(one, two)| one == two)
            })
    };
    one.value == two.value
        || amount(one.value).zip(amount(two.value)).is_some_and(|(one, two)| one == two)
        || is_same_date()
}
