//! The command `zhengxin keys`, which adds, lists, revokes and renews keys.

use std::io::{self, Write};

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use serde_json::{Value, json};

use super::{Endpoints, Found, Key, Quota, Rate, Renewal, SecretHash, Store, new_id, new_secret, time_zone};
use crate::server::config::StoreArgs;

#[derive(Args)]
pub struct KeysArgs {
    #[command(subcommand)]
    command: KeysCommand,
    #[command(flatten)]
    store: StoreArgs,
    /// How the answer is printed.
    #[arg(long, value_enum, default_value_t = Format::Text, global = true)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

#[derive(Subcommand)]
#[command(defer = true)]
enum KeysCommand {
    /// Make a key and print its id and its secret. The secret is shown this once and cannot be had again.
    Add {
        /// Whose key it is.
        #[arg(long, default_value = "")]
        name: String,
        #[command(flatten)]
        limits: Limits,
    },
    /// List the keys with their state, limits and use.
    List,
    /// Revoke a key for good: from the next request on it opens nothing.
    Revoke {
        /// The id of the key.
        id: String,
    },
    /// Change a key: a later expiry, a new secret, other limits. What is not given stays as it is.
    Renew {
        /// The id of the key.
        id: String,
        /// Make a new secret and print it, this once; the old one opens nothing any more.
        #[arg(long)]
        new_secret: bool,
        #[command(flatten)]
        limits: Limits,
    },
}

#[derive(Args)]
struct Limits {
    /// When the key expires: a day it is good through (2027-06-30, Beijing time), a point in time
    /// (2027-06-30T12:00:00+08:00), a stretch of time from now (90d, 1y) or `never`.
    #[arg(long, value_name = "WHEN", value_parser = parse_expiry)]
    expires: Option<Expiry>,
    /// The paths that the key opens, with commas between them, or `none`. [default for a new key: all]
    #[arg(long, value_name = "PATHS")]
    endpoints: Option<Endpoints>,
    /// Reports in a day, a month (Beijing time) or altogether, such as 500/day; several times for several of them, or `none`.
    #[arg(long, value_name = "COUNT/PERIOD", value_parser = parse_or_none::<Quota>)]
    quota: Vec<OrNone<Quota>>,
    /// Requests within any second, minute or hour, such as 10/second, or `none`.
    #[arg(long, value_name = "COUNT/PERIOD", value_parser = parse_or_none::<Rate>)]
    rate: Option<OrNone<Rate>>,
}

/// A limit, or that there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct OrNone<T>(Option<T>);

fn parse_or_none<T: std::str::FromStr<Err = String>>(text: &str) -> Result<OrNone<T>, String> {
    if text == "none" { Ok(OrNone(None)) } else { text.parse().map(Some).map(OrNone) }
}

/// When a key expires, as it is written on the command line.
#[derive(Debug, Clone, Copy)]
enum Expiry {
    Never,
    At(Timestamp),
    In(Span),
}

fn parse_expiry(text: &str) -> Result<Expiry, String> {
    if text == "never" {
        return Ok(Expiry::Never);
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(Expiry::At(at));
    }
    if let Ok(day) = text.parse::<Date>() {
        let end = day.tomorrow().and_then(|next| next.to_zoned_datetime(time_zone()));
        return end.map(|end| Expiry::At(end.timestamp())).map_err(|error| error.to_string());
    }
    let span = text.parse::<Span>();
    span.map(Expiry::In).map_err(|_| "write 2027-06-30, 2027-06-30T12:00:00+08:00, 90d or never".into())
}

impl Expiry {
    fn timestamp(self, now: Timestamp) -> Result<Option<Timestamp>, KeysError> {
        let at = match self {
            Self::Never => return Ok(None),
            Self::At(at) => at,
            Self::In(span) => {
                let then = now.to_zoned_datetime(time_zone()).checked_add(span);
                then.map_err(|error| KeysError::Wrong(format!("the expiry: {error}")))?.timestamp()
            }
        };
        if at <= now {
            return Err(KeysError::Wrong("the expiry lies in the past".into()));
        }
        Ok(Some(at))
    }
}

impl Limits {
    fn rate(&self) -> Option<Option<Rate>> {
        self.rate.map(|rate| rate.0)
    }

    /// The quotas given, in the order of their periods.
    fn quotas(&self) -> Result<Option<Vec<Quota>>, KeysError> {
        if self.quota.is_empty() {
            return Ok(None);
        }
        let mut quotas: Vec<Quota> = self.quota.iter().filter_map(|quota| quota.0).collect();
        if quotas.len() < self.quota.len() && self.quota.len() > 1 {
            return Err(KeysError::Wrong("--quota none stands alone".into()));
        }
        quotas.sort_by_key(|quota| quota.period);
        if quotas.windows(2).any(|pair| pair[0].period == pair[1].period) {
            return Err(KeysError::Wrong("--quota is given twice for the same period".into()));
        }
        Ok(Some(quotas))
    }
}

/// Why a command about keys failed.
#[derive(Debug)]
pub enum KeysError {
    /// The arguments are wrong.
    Wrong(String),
    /// It could not be done.
    Failed(String),
    /// The output cannot be written.
    Output(io::Error),
}

impl From<super::StoreError> for KeysError {
    fn from(error: super::StoreError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<io::Error> for KeysError {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<getrandom::Error> for KeysError {
    fn from(error: getrandom::Error) -> Self {
        Self::Failed(format!("the system gives no random bytes: {error}"))
    }
}

/// Runs one command.
pub async fn run(arguments: &KeysArgs) -> Result<(), KeysError> {
    let store = Store::open(&arguments.store.location().map_err(KeysError::Wrong)?).await?;
    let outcome = run_on(&store, arguments).await;
    store.close().await;
    outcome
}

async fn run_on(store: &Store, arguments: &KeysArgs) -> Result<(), KeysError> {
    match &arguments.command {
        KeysCommand::Add { name, limits } => {
            let now = store.now().await?;
            let secret = new_secret()?;
            let key = Key {
                id: new_id()?,
                secret_hash: SecretHash::of(&secret),
                name: name.clone(),
                created_at: now,
                expires_at: limits.expires.map(|expires| expires.timestamp(now)).transpose()?.flatten(),
                revoked_at: None,
                endpoints: limits.endpoints.clone().unwrap_or_default(),
                rate: limits.rate().flatten(),
                quotas: limits.quotas()?.unwrap_or_default(),
            };
            store.add(&key).await?;
            print_secret(&key.id, Some(&secret), arguments.format)?;
        }
        KeysCommand::List => list(store, arguments.format).await?,
        KeysCommand::Revoke { id } => {
            if !store.revoke(id).await? {
                return Err(no_key(id));
            }
        }
        KeysCommand::Renew { id, new_secret: with_secret, limits } => {
            let now = store.now().await?;
            let secret = with_secret.then(new_secret).transpose()?;
            let renewal = Renewal {
                expires_at: limits.expires.map(|expires| expires.timestamp(now)).transpose()?,
                secret_hash: secret.as_deref().map(SecretHash::of),
                endpoints: limits.endpoints.clone(),
                rate: limits.rate(),
                quotas: limits.quotas()?,
            };
            let key = store.renew(id, &renewal).await?.ok_or_else(|| no_key(id))?;
            if key.revoked_at.is_some() {
                eprintln!("zhengxin: the key {id} is revoked and stays so; make a new one with `zhengxin keys add`");
            }
            print_secret(id, secret.as_deref(), arguments.format)?;
        }
    }
    Ok(())
}

fn no_key(id: &str) -> KeysError {
    KeysError::Failed(format!("there is no key `{id}` in this store; `zhengxin keys list` shows those that are"))
}

fn print_secret(id: &str, secret: Option<&str>, format: Format) -> io::Result<()> {
    let mut output = io::stdout().lock();
    match format {
        Format::Json => {
            let mut shown = json!({ "id": id });
            if let (Some(secret), Value::Object(shown)) = (secret, &mut shown) {
                shown.insert("secret".into(), secret.into());
            }
            writeln!(output, "{shown}")
        }
        Format::Text => {
            writeln!(output, "X-DF-API-ID: {id}")?;
            secret.map_or(Ok(()), |secret| writeln!(output, "X-DF-API-SECRET: {secret}"))
        }
    }
}

async fn list(store: &Store, format: Format) -> Result<(), KeysError> {
    let now = store.now().await?;
    let mut output = io::stdout().lock();
    if format == Format::Text {
        writeln!(
            output,
            "{:<24}  {:<7}  {:<25}  {:<14}  {:<30}  ENDPOINTS  NAME",
            "ID", "STATE", "EXPIRES", "RATE", "QUOTA"
        )?;
    }
    for key in store.list().await? {
        let found = Found { key, now };
        let mut quotas = Vec::new();
        for &quota in &found.key.quotas {
            quotas.push((quota, store.used(&found, quota.period).await?));
        }
        let key = found.key;
        match format {
            Format::Json => writeln!(output, "{}", as_json(&key, &quotas, now))?,
            Format::Text => {
                let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".into());
                let used =
                    quotas.iter().map(|(quota, used)| format!("{used} of {quota}")).collect::<Vec<_>>().join(", ");
                writeln!(
                    output,
                    "{:<24}  {:<7}  {:<25}  {:<14}  {:<30}  {}  {}",
                    key.id,
                    key.state(now).name(),
                    or_dash(key.expires_at.map(local_time)),
                    or_dash(key.rate.map(|rate| rate.to_string())),
                    or_dash(Some(used).filter(|used| !used.is_empty())),
                    key.endpoints,
                    key.name,
                )?;
            }
        }
    }
    Ok(())
}

/// A point in time as people in Beijing write it.
fn local_time(at: Timestamp) -> String {
    at.to_zoned_datetime(time_zone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn as_json(key: &Key, quotas: &[(Quota, i64)], now: Timestamp) -> Value {
    let mut shown = json!({
        "id": key.id,
        "name": key.name,
        "state": key.state(now).name(),
        "createdAt": key.created_at.to_string(),
        "expiresAt": key.expires_at.map(|at| at.to_string()),
        "revokedAt": key.revoked_at.map(|at| at.to_string()),
        "endpoints": key.endpoints.to_string(),
        "rate": key.rate.map(|rate| rate.to_string()),
        "quotas": {},
    });
    for (quota, used) in quotas {
        shown["quotas"][quota.period.name()] = json!({ "count": quota.count, "used": used });
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expiry(text: &str, now: &str) -> Option<String> {
        let now: Timestamp = now.parse().expect("an instant");
        let at = parse_expiry(text).expect("an expiry").timestamp(now);
        at.ok().flatten().map(|at| at.to_string())
    }

    #[test]
    fn an_expiry_is_written_in_many_ways() {
        let now = "2026-11-24T00:00:00Z";
        // Good through that day, Beijing time.
        assert_eq!(expiry("2027-06-30", now).as_deref(), Some("2027-06-30T16:00:00Z"));
        assert_eq!(expiry("2027-06-30T12:00:00+08:00", now).as_deref(), Some("2027-06-30T04:00:00Z"));
        assert_eq!(expiry("90d", now).as_deref(), Some("2027-02-22T00:00:00Z"));
        assert_eq!(expiry("1y", now).as_deref(), Some("2027-11-24T00:00:00Z"));
        assert_eq!(expiry("never", now), None);
        assert!(parse_expiry("soon").is_err());
        let past = parse_expiry("2020-01-01").expect("a day").timestamp(now.parse().expect("an instant"));
        assert!(matches!(past, Err(KeysError::Wrong(_))));
    }
}
