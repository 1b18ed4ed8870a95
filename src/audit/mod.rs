//! Audits a report: finds places of one report that contradict each other, in its sums, counts, dates and grids.
//!
//! [`audit`] takes a typed [`Report`] and gives [`Finding`]s. For example, if 合计 is 5 and the rows above it make 4, a
//! finding names the leaf of 合计 and the leaves of the rows. A report that contradicts itself is read like any other,
//! so a finding is never an error of reading. `docs/audit.md` has a section for each rule: what is compared, when the
//! rule is silent, and what a finding may mean.
//!
//! A value that is not printed is unknown, and so are `--`, an empty cell and `#`: unknown values contradict nothing. A
//! list may show only the newest accounts, and the printed rules may leave room for more than one number. Then the
//! rules compare with everything that may be meant.

mod accounts;
mod breach;
mod counts;
mod current;
mod dates;
mod debt;
pub(crate) mod facts;
mod grid;
mod grids;
mod order;
mod overdue;
mod protocols;
mod public;
mod queries;
mod range;
mod repeated;
mod rule;

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use self::facts::Facts;
use crate::schema::Report;

pub use self::rule::AuditRule;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing; both places may well be right.
    Info,
    /// A contradiction, unless the institution counts in a way that the report does not tell.
    Warning,
    /// Both places cannot be right.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Places of a report that contradict each other.
///
/// As JSON: `{"rule": …, "severity": …, "message": …, "places": [{"pointer": …}, …]}`.
///
/// ```
/// use zhengxin::audit::audit;
/// let report = serde_json::from_str(
///     r#"{"creditTransInfoDetail": {"acyclicCreditAccount": [{"startDate": "2020.05.01", "deadlineDate": "2019.05.01"}]}}"#,
/// )?;
/// let findings = serde_json::to_value(audit(&report))?;
/// assert_eq!(findings[0]["rule"], "date-order");
/// assert_eq!(findings[0]["places"][0]["pointer"], "/creditTransInfoDetail/acyclicCreditAccount/0/startDate");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule that is broken.
    pub rule: AuditRule,
    /// How much it weighs.
    pub severity: Severity,
    /// What contradicts what, with the printed values.
    pub message: String,
    /// The JSON pointers (RFC 6901) of the leaves that contradict each other.
    pub pointers: Vec<String>,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}: {}", self.severity, self.rule, self.message)
    }
}

/// A place of a finding as JSON. It is an object and not a string, so that page and box can stand beside the pointer.
#[derive(Serialize)]
struct PointedPlace<'f> {
    pointer: &'f str,
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let places: Vec<_> = self.pointers.iter().map(|pointer| PointedPlace { pointer }).collect();
        let mut finding = serializer.serialize_struct("Finding", 4)?;
        finding.serialize_field("rule", &self.rule)?;
        finding.serialize_field("severity", &self.severity)?;
        finding.serialize_field("message", &self.message)?;
        finding.serialize_field("places", &places)?;
        finding.end()
    }
}

/// What the rules have found so far.
#[derive(Debug, Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add<'p>(
        &mut self,
        rule: AuditRule,
        severity: Severity,
        message: impl Into<String>,
        pointers: impl IntoIterator<Item = &'p str>,
    ) {
        let mut named: Vec<String> = Vec::new();
        for pointer in pointers {
            if !named.iter().any(|known| known == pointer) {
                named.push(pointer.to_owned());
            }
        }
        self.0.push(Finding { rule, severity, message: message.into(), pointers: named });
    }
}

/// Finds where a report contradicts itself. The findings are grouped by subject, beginning with totals and counts.
///
/// ```
/// use zhengxin::audit::{AuditRule, Severity, audit};
/// let report = serde_json::from_str(
///     r#"{"infoSummary": {"creditTransInfoHint": {
///         "totalAccountNum": "5",
///         "detail": {"loan": [{"accountNum": "3"}], "creditCard": [{"accountNum": "1"}]}
///     }}}"#,
/// )?;
/// let findings = audit(&report);
/// assert_eq!((findings[0].rule, findings[0].severity), (AuditRule::Total, Severity::Error));
/// assert_eq!(findings[0].pointers[0], "/infoSummary/creditTransInfoHint/totalAccountNum");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn audit(report: &Report) -> Vec<Finding> {
    let facts = Facts::of(report);
    let mut findings = Findings::default();
    for check in [
        counts::check,
        debt::check,
        breach::check,
        grids::check,
        current::check,
        protocols::check,
        public::check,
        repeated::check,
        queries::check,
        dates::check,
        order::check,
    ] {
        check(&facts, &mut findings);
    }
    findings.0
}
