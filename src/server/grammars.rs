//! The grammars of the service: those of a folder, or the built-in ones, and packs.
//!
//! The folder of packs is looked at again and again. Once something in it was saved, all packs are tested in a process of their
//! own, as `zhengxin pack test` does. If they pass, they are in use for the next files; until then, and if they fail, the old ones
//! are. Out comes a channel with the grammars in use, as bytes for the reader processes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use clap::Args;
use tokio::process::Command;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::process::{confined, grammars};

/// The grammars in use, as JSON; `None` for the built-in ones without packs.
pub type InUse = Option<Arc<[u8]>>;

/// Whether both are the same grammars.
pub fn are_same(one: &InUse, other: &InUse) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// The time between two looks at the folder of packs. An editor may still be writing, so what was saved counts from the second look on.
const EVERY: Duration = Duration::from_secs(1);

/// The packs are tested no longer than this.
const TEST_TIME: Duration = Duration::from_secs(300);

/// The time of the last change and the size of each file in the folder of packs.
type Stamps = BTreeMap<PathBuf, (SystemTime, u64)>;

#[derive(Args, Clone)]
pub struct Layouts {
    /// Read by the grammars of this folder, all of its files that end in .pest, in place of the built-in ones or, if it has not all
    /// rules, laid over them.
    #[arg(long, env = "ZHENGXIN_GRAMMAR", value_name = "DIR")]
    grammar: Option<PathBuf>,
    /// The folder of packs, which are tried where the grammars do not read a report. What is saved in it is taken once
    /// `zhengxin pack test` finds nothing wrong.
    #[arg(long, env = "ZHENGXIN_PACKS", value_name = "DIR")]
    packs: Option<PathBuf>,
    /// Use only this pack of the folder; may be given several times.
    #[arg(long = "pack", value_name = "NAME", requires = "packs")]
    names: Vec<String>,
}

impl Layouts {
    /// Loads and tests the grammars, and begins to look after the packs. Out comes a channel with the grammars in use.
    pub async fn start(self) -> Result<watch::Receiver<InUse>, String> {
        let seen = self.look();
        if self.packs.is_some() {
            self.test().await?;
        }
        let (sender, receiver) = watch::channel(self.load()?);
        if self.packs.is_some() {
            tokio::spawn(self.look_after(seen, sender));
        }
        Ok(receiver)
    }

    fn load(&self) -> Result<InUse, String> {
        let grammar = grammars::load(self.grammar.as_deref(), &self.names, self.packs.as_deref());
        let grammar = grammar.map_err(|error| error.to_string())?;
        let json = grammars::to_json(&grammar).map_err(|error| error.to_string())?;
        Ok(json.map(Arc::from))
    }

    /// Tests the packs in another process, since a mistake in them may do to a process whatever a hostile file may.
    async fn test(&self) -> Result<(), String> {
        let mut command = Command::new(confined::program().map_err(|error| error.to_string())?);
        command.arg0(env!("CARGO_PKG_NAME")).args(["pack", "test"]).args(&self.names).env_clear().kill_on_drop(true);
        command.args(self.packs.iter().flat_map(|folder| [Path::new("--packs"), folder]));
        command.args(self.grammar.iter().flat_map(|folder| [Path::new("--grammar"), folder]));
        let output = timeout(TEST_TIME, command.output()).await.map_err(|_| "testing the packs takes too long")?;
        let output = output.map_err(|error| format!("the packs cannot be tested: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        Err("the packs do not pass: `zhengxin pack test` tells what is wrong with them".to_owned())
    }

    /// Takes new packs when they have passed their test.
    async fn look_after(self, mut seen: Stamps, grammars: watch::Sender<InUse>) {
        let mut last = seen.clone();
        while !grammars.is_closed() {
            sleep(EVERY).await;
            let now = self.look();
            if now != last || now == seen {
                last = now;
                continue;
            }
            let taken = match self.test().await {
                Ok(()) => self.load(),
                Err(reason) => Err(reason),
            };
            // What was saved while the packs were tested has not been tested.
            if self.look() != now {
                continue;
            }
            seen = now;
            match taken {
                Ok(taken) => {
                    grammars.send_replace(taken);
                    tracing::info!("the packs were read again");
                }
                Err(reason) => tracing::error!(reason, "new packs are not taken; the old ones stay in use"),
            }
        }
    }

    fn look(&self) -> Stamps {
        let mut stamps = Stamps::new();
        let mut folders: Vec<PathBuf> = self.packs.iter().cloned().collect();
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
                match fs::symlink_metadata(&path) {
                    Ok(metadata) if metadata.is_dir() => folders.push(path),
                    Ok(_) => {
                        let stamp = fs::metadata(&path).and_then(|metadata| Ok((metadata.modified()?, metadata.len())));
                        stamps.extend(stamp.ok().map(|stamp| (path, stamp)));
                    }
                    Err(_) => {}
                }
            }
        }
        stamps
    }
}
