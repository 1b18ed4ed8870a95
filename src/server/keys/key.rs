//! A key: which endpoints it opens, until when, and how often they may be called.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use super::limits::{Quota, Rate};
use super::secret::SecretHash;

/// An endpoint that keys open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// The structured report (授信机构版 and 本人版).
    PdfCreditReportOrg,
}

impl Endpoint {
    /// Every endpoint of the service.
    pub const ALL: [Self; 1] = [Self::PdfCreditReportOrg];

    /// Its path.
    pub const fn path(self) -> &'static str {
        match self {
            Self::PdfCreditReportOrg => "/ocr/v2/pdf_credit_report_org",
        }
    }
}

/// The endpoints that a key opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints(Vec<Endpoint>);

impl Endpoints {
    const NONE: &str = "none";

    pub fn contain(&self, endpoint: Endpoint) -> bool {
        self.0.contains(&endpoint)
    }
}

impl Default for Endpoints {
    fn default() -> Self {
        Self(Endpoint::ALL.to_vec())
    }
}

impl FromStr for Endpoints {
    type Err = String;

    /// Reads paths with commas between them, or `none`.
    fn from_str(text: &str) -> Result<Self, String> {
        if text == Self::NONE {
            return Ok(Self(Vec::new()));
        }
        let endpoint = |path: &str| {
            Endpoint::ALL.into_iter().find(|endpoint| endpoint.path() == path).ok_or_else(|| {
                let known = Endpoint::ALL.map(Endpoint::path).join(", ");
                format!("there is no endpoint `{path}`; there is {known}, or `{}` of them", Self::NONE)
            })
        };
        text.split(',').map(endpoint).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Endpoints {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return formatter.write_str(Self::NONE);
        }
        let paths: Vec<&str> = self.0.iter().map(|endpoint| endpoint.path()).collect();
        formatter.write_str(&paths.join(","))
    }
}

/// A key as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub id: String,
    pub secret_hash: SecretHash,
    /// Whose it is, for those who run the service.
    pub name: String,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
    pub endpoints: Endpoints,
    pub rate: Option<Rate>,
    /// At most one for each period, in the order of the periods.
    pub quotas: Vec<Quota>,
}

/// Whether a key is valid. One that is expired or revoked opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    Active,
    Expired,
    Revoked,
}

impl KeyState {
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

impl Key {
    /// The state of the key at a time.
    pub fn state(&self, now: Timestamp) -> KeyState {
        if self.revoked_at.is_some() {
            KeyState::Revoked
        } else if self.expires_at.is_some_and(|expires_at| expires_at <= now) {
            KeyState::Expired
        } else {
            KeyState::Active
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_read_as_they_are_written() {
        for text in ["none", "/ocr/v2/pdf_credit_report_org"] {
            assert_eq!(text.parse::<Endpoints>().expect("endpoints").to_string(), text);
        }
        assert!("none".parse::<Endpoints>().is_ok_and(|none| !none.contain(Endpoint::PdfCreditReportOrg)));
        assert!(Endpoints::default().contain(Endpoint::PdfCreditReportOrg));
        for text in ["", "/ocr", "none,/ocr/v2/pdf_credit_report_org"] {
            assert!(text.parse::<Endpoints>().is_err(), "{text}");
        }
    }
}
