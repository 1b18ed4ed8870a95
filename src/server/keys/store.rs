//! The store of the keys, which also counts what they use: SQLite in one file, or PostgreSQL for several replicas.
//!
//! Both databases run the same SQL, except for the two parts in [`Dialect`]. A count is checked and changed by one
//! statement, or within one transaction. So limits hold exactly, however many requests and replicas there are. The time
//! is that of the database, so that all replicas have the same time.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions, AnyRow};
use sqlx::{Any, AnyPool, AssertSqlSafe, Executor, Row};

use super::key::{Endpoints, Key};
use super::limits::{Quota, QuotaPeriod, Rate, RatePeriod};
use super::secret::SecretHash;

/// Which database it is, and the parts of the SQL in which the two differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// An expression for the time of the store, in milliseconds since 1970.
    fn now(self) -> &'static str {
        match self {
            Self::Sqlite => "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
            Self::Postgres => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
        }
    }

    /// A clause that skips rows that another transaction is taking. SQLite needs none, because it has one writer at a
    /// time.
    fn free_row(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => "FOR UPDATE SKIP LOCKED",
        }
    }
}

/// How long a request waits for a connection to the store.
const WAIT: Duration = Duration::from_secs(10);

/// Connections of one replica to PostgreSQL.
const CONNECTIONS: u32 = 8;

/// The lock that a replica holds while it creates the tables: an arbitrary number, the same for all replicas.
const CREATION_LOCK: i64 = 0x7a68_656e_6778_696e;

const TABLES: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS api_keys (
        id TEXT PRIMARY KEY, secret_hash TEXT NOT NULL, name TEXT NOT NULL,
        created_at BIGINT NOT NULL, expires_at BIGINT, revoked_at BIGINT, endpoints TEXT NOT NULL,
        rate_count BIGINT, rate_period TEXT, quota_day BIGINT, quota_month BIGINT, quota_total BIGINT)",
    // A key has as many slots as its rate allows requests. Each slot can be taken once a period.
    "CREATE TABLE IF NOT EXISTS rate_slots (
        key_id TEXT NOT NULL, slot BIGINT NOT NULL, taken_at BIGINT NOT NULL, PRIMARY KEY (key_id, slot))",
    "CREATE INDEX IF NOT EXISTS rate_slots_by_time ON rate_slots (key_id, taken_at)",
    "CREATE TABLE IF NOT EXISTS quota_use (
        key_id TEXT NOT NULL, period TEXT NOT NULL, used BIGINT NOT NULL, PRIMARY KEY (key_id, period))",
];

/// What went wrong with the store.
#[derive(Debug)]
pub enum StoreError {
    /// The database failed.
    Database(sqlx::Error),
    /// A row has a value that this program does not know.
    Unreadable(String),
    /// The folder of the file cannot be made.
    Folder(PathBuf, std::io::Error),
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Database(error) => write!(formatter, "the store of the keys: {error}"),
            Self::Unreadable(what) => write!(formatter, "the store of the keys: {what}; is it of a newer version?"),
            Self::Folder(path, error) => {
                write!(formatter, "the folder {} of the store of the keys cannot be made: {error}", path.display())
            }
        }
    }
}

impl std::error::Error for StoreError {}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

/// A key, and the time of the store when it was looked up.
#[derive(Debug, Clone)]
pub struct Found {
    pub key: Key,
    pub now: Timestamp,
}

/// What is to be changed of a key; `None` leaves a value as it is.
#[derive(Debug, Clone, Default)]
pub struct Renewal {
    pub expires_at: Option<Option<Timestamp>>,
    pub secret_hash: Option<SecretHash>,
    pub endpoints: Option<Endpoints>,
    pub rate: Option<Option<Rate>>,
    /// The quotas of all periods.
    pub quotas: Option<Vec<Quota>>,
}

/// Where the store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// SQLite in a file, which is made if it is missing.
    File(PathBuf),
    /// SQLite in memory, which is gone when the process ends.
    Memory,
    /// PostgreSQL, by its URL.
    Postgres(String),
}

impl FromStr for Location {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once("://") {
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(text.into())),
            Some((scheme, _)) => {
                Err(format!("a store is the path of a file or begins with postgres://, not with {scheme}://"))
            }
            None if text.is_empty() => Err("the path of the store is empty".into()),
            None => Ok(Self::File(text.into())),
        }
    }
}

/// The store of the keys.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
    dialect: Dialect,
}

impl Store {
    /// Connects to a store, and makes its tables if they are missing.
    pub async fn open(location: &Location) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let (url, dialect, connections) = match location {
            Location::File(path) => (file_url(path)?, Dialect::Sqlite, 1),
            Location::Memory => ("sqlite::memory:".into(), Dialect::Sqlite, 1),
            Location::Postgres(url) => (url.clone(), Dialect::Postgres, CONNECTIONS),
        };
        let mut options = AnyPoolOptions::new().max_connections(connections).acquire_timeout(WAIT);
        if dialect == Dialect::Sqlite {
            // There is one connection, and it is kept: a database in memory lives as long as its connection.
            options =
                options.min_connections(1).idle_timeout(None).max_lifetime(None).after_connect(|connection, _| {
                    Box::pin(async move {
                        for pragma in [
                            // While another process writes, a statement waits for its turn instead of failing.
                            "PRAGMA busy_timeout = 10000",
                            "PRAGMA journal_mode = WAL",
                            // Nothing is lost if the process ends. A power failure may undo the last counts.
                            "PRAGMA synchronous = NORMAL",
                        ] {
                            connection.execute(pragma).await?;
                        }
                        Ok(())
                    })
                });
        }
        let pool = options.connect_with(AnyConnectOptions::from_str(&url)?).await?;
        let store = Self { pool, dialect };
        store.create_tables().await?;
        Ok(store)
    }

    async fn create_tables(&self) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        if self.dialect == Dialect::Postgres {
            // Two replicas that create a table at once would get in each other's way.
            sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(CREATION_LOCK).execute(&mut *transaction).await?;
        }
        for statement in TABLES {
            transaction.execute(statement).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The time of the store.
    pub async fn now(&self) -> Result<Timestamp, StoreError> {
        let row =
            sqlx::query(AssertSqlSafe(format!("SELECT {} AS now", self.dialect.now()))).fetch_one(&self.pool).await?;
        timestamp(row.try_get("now")?)
    }

    /// Adds a key.
    pub async fn add(&self, key: &Key) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        save(&mut transaction, key).await?;
        replace_slots(&mut transaction, &key.id, key.rate).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// All keys, in the order in which they were added.
    pub async fn list(&self) -> Result<Vec<Key>, StoreError> {
        let rows = sqlx::query("SELECT * FROM api_keys ORDER BY created_at, id").fetch_all(&self.pool).await?;
        rows.iter().map(key).collect()
    }

    /// Looks a key up by its id.
    pub async fn find(&self, id: &str) -> Result<Option<Found>, StoreError> {
        let statement = format!("SELECT *, {} AS now FROM api_keys WHERE id = $1", self.dialect.now());
        let row = sqlx::query(AssertSqlSafe(statement)).bind(id).fetch_optional(&self.pool).await?;
        row.map(|row| Ok(Found { key: key(&row)?, now: timestamp(row.try_get("now")?)? })).transpose()
    }

    /// Revokes a key for good; `false` if there is no key of this id.
    pub async fn revoke(&self, id: &str) -> Result<bool, StoreError> {
        let statement =
            format!("UPDATE api_keys SET revoked_at = COALESCE(revoked_at, {}) WHERE id = $1", self.dialect.now());
        let done = sqlx::query(AssertSqlSafe(statement)).bind(id).execute(&self.pool).await?;
        Ok(done.rows_affected() > 0)
    }

    /// Changes a key, and gives the changed one; `None` if there is no key of this id.
    pub async fn renew(&self, id: &str, renewal: &Renewal) -> Result<Option<Key>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        // The transaction begins with a write, so that a second renewal waits here.
        let touched =
            sqlx::query("UPDATE api_keys SET id = id WHERE id = $1").bind(id).execute(&mut *transaction).await?;
        if touched.rows_affected() == 0 {
            return Ok(None);
        }
        let row = sqlx::query("SELECT * FROM api_keys WHERE id = $1").bind(id).fetch_one(&mut *transaction).await?;
        let mut key = key(&row)?;
        if let Some(expires_at) = renewal.expires_at {
            key.expires_at = expires_at;
        }
        if let Some(secret_hash) = &renewal.secret_hash {
            key.secret_hash = secret_hash.clone();
        }
        if let Some(endpoints) = &renewal.endpoints {
            key.endpoints = endpoints.clone();
        }
        if let Some(quotas) = &renewal.quotas {
            key.quotas.clone_from(quotas);
        }
        if let Some(rate) = renewal.rate {
            key.rate = rate;
            replace_slots(&mut transaction, id, rate).await?;
        }
        save(&mut transaction, &key).await?;
        transaction.commit().await?;
        Ok(Some(key))
    }

    /// Takes a free slot of the key's rate. If there is none, the answer is how long it takes until one is free.
    pub async fn take_rate(&self, found: &Found) -> Result<Option<Duration>, StoreError> {
        let Some(rate) = found.key.rate else { return Ok(None) };
        let now = found.now.as_millisecond();
        let period = i64::try_from(rate.period.length().as_millis()).unwrap_or(i64::MAX);
        let statement = format!(
            "UPDATE rate_slots SET taken_at = $2 WHERE key_id = $1 AND slot =
                (SELECT slot FROM rate_slots WHERE key_id = $1 AND taken_at <= $3 ORDER BY taken_at LIMIT 1 {})",
            self.dialect.free_row()
        );
        let taken = sqlx::query(AssertSqlSafe(statement))
            .bind(&found.key.id)
            .bind(now)
            .bind(now - period)
            .execute(&self.pool)
            .await?;
        if taken.rows_affected() > 0 {
            return Ok(None);
        }
        let row = sqlx::query("SELECT MIN(taken_at) AS oldest FROM rate_slots WHERE key_id = $1")
            .bind(&found.key.id)
            .fetch_one(&self.pool)
            .await?;
        let oldest: Option<i64> = row.try_get("oldest")?;
        let wait = oldest.map_or(period, |oldest| oldest + period - now);
        Ok(Some(Duration::from_millis(u64::try_from(wait).unwrap_or(0))))
    }

    /// A quota of the key that is used up, if there is one.
    pub async fn exhausted_quota(&self, found: &Found) -> Result<Option<Quota>, StoreError> {
        for &quota in &found.key.quotas {
            if self.used(found, quota.period).await? >= i64::from(quota.count.get()) {
                return Ok(Some(quota));
            }
        }
        Ok(None)
    }

    /// How much of a quota is used.
    pub async fn used(&self, found: &Found, period: QuotaPeriod) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT used FROM quota_use WHERE key_id = $1 AND period = $2")
            .bind(&found.key.id)
            .bind(period.around(found.now))
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|row| row.try_get("used")).transpose()?.unwrap_or(0))
    }

    /// Takes one from every quota of the key. If a quota is used up, nothing is taken from any, and the answer is that
    /// quota.
    pub async fn take_quota(&self, found: &Found) -> Result<Option<Quota>, StoreError> {
        if found.key.quotas.is_empty() {
            return Ok(None);
        }
        let mut transaction = self.pool.begin().await?;
        for &quota in &found.key.quotas {
            let taken = sqlx::query(
                "INSERT INTO quota_use AS counted (key_id, period, used) VALUES ($1, $2, 1)
                 ON CONFLICT (key_id, period) DO UPDATE SET used = counted.used + 1 WHERE counted.used < $3",
            )
            .bind(&found.key.id)
            .bind(quota.period.around(found.now))
            .bind(i64::from(quota.count.get()))
            .execute(&mut *transaction)
            .await?;
            if taken.rows_affected() == 0 {
                transaction.rollback().await?;
                return Ok(Some(quota));
            }
        }
        transaction.commit().await?;
        Ok(None)
    }

    /// Ends all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// The URL of a file for SQLite. The folder of the file is made if it is missing.
fn file_url(path: &Path) -> Result<String, StoreError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| StoreError::Folder(folder.to_owned(), error))?;
    }
    // These characters of the path must not be read as those of a URL.
    let path = path.to_string_lossy().replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    Ok(format!("sqlite://{path}?mode=rwc"))
}

/// Writes a key. If there is one of its id already, that one is changed.
async fn save(transaction: &mut sqlx::Transaction<'_, Any>, key: &Key) -> Result<(), StoreError> {
    let quota =
        |period| key.quotas.iter().find(|quota| quota.period == period).map(|quota| i64::from(quota.count.get()));
    sqlx::query(
        "INSERT INTO api_keys (id, secret_hash, name, created_at, expires_at, revoked_at, endpoints,
            rate_count, rate_period, quota_day, quota_month, quota_total)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (id) DO UPDATE SET secret_hash = excluded.secret_hash, expires_at = excluded.expires_at,
            endpoints = excluded.endpoints, rate_count = excluded.rate_count, rate_period = excluded.rate_period,
            quota_day = excluded.quota_day, quota_month = excluded.quota_month, quota_total = excluded.quota_total",
    )
    .bind(&key.id)
    .bind(key.secret_hash.as_str())
    .bind(&key.name)
    .bind(key.created_at.as_millisecond())
    .bind(key.expires_at.map(Timestamp::as_millisecond))
    .bind(key.revoked_at.map(Timestamp::as_millisecond))
    .bind(key.endpoints.to_string())
    .bind(key.rate.map(|rate| i64::from(rate.count.get())))
    .bind(key.rate.map(|rate| rate.period.name()))
    .bind(quota(QuotaPeriod::Day))
    .bind(quota(QuotaPeriod::Month))
    .bind(quota(QuotaPeriod::Total))
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Gives a key as many slots as its rate allows requests, all free.
async fn replace_slots(
    transaction: &mut sqlx::Transaction<'_, Any>,
    key_id: &str,
    rate: Option<Rate>,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM rate_slots WHERE key_id = $1").bind(key_id).execute(&mut **transaction).await?;
    let Some(rate) = rate else { return Ok(()) };
    sqlx::query(
        "WITH RECURSIVE numbers (number) AS (
            SELECT CAST(1 AS BIGINT) UNION ALL SELECT number + 1 FROM numbers WHERE number < $2)
         INSERT INTO rate_slots (key_id, slot, taken_at) SELECT $1, number, 0 FROM numbers",
    )
    .bind(key_id)
    .bind(i64::from(rate.count.get()))
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

fn timestamp(milliseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(milliseconds)
        .map_err(|_| StoreError::Unreadable(format!("{milliseconds} is no point in time")))
}

fn key(row: &AnyRow) -> Result<Key, StoreError> {
    let time = |column: &str| row.try_get::<Option<i64>, _>(column)?.map(timestamp).transpose();
    let count = |column: &str| -> Result<_, StoreError> {
        let Some(count) = row.try_get::<Option<i64>, _>(column)? else { return Ok(None) };
        let count = u32::try_from(count).ok().and_then(std::num::NonZero::new);
        count.map(Some).ok_or_else(|| StoreError::Unreadable(format!("{column} is no count")))
    };
    let rate = match (count("rate_count")?, row.try_get::<Option<String>, _>("rate_period")?) {
        (Some(count), Some(period)) => {
            let period = RatePeriod::from_name(&period);
            Some(Rate { count, period: period.ok_or_else(|| StoreError::Unreadable("an unknown rate".into()))? })
        }
        _ => None,
    };
    let mut quotas = Vec::new();
    for (column, period) in ["quota_day", "quota_month", "quota_total"].into_iter().zip(QuotaPeriod::ALL) {
        quotas.extend(count(column)?.map(|count| Quota { count, period }));
    }
    Ok(Key {
        id: row.try_get("id")?,
        secret_hash: SecretHash::from_stored(row.try_get("secret_hash")?),
        name: row.try_get("name")?,
        created_at: timestamp(row.try_get("created_at")?)?,
        expires_at: time("expires_at")?,
        revoked_at: time("revoked_at")?,
        endpoints: row.try_get::<String, _>("endpoints")?.parse().map_err(StoreError::Unreadable)?,
        rate,
        quotas,
    })
}
