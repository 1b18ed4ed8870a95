//! One reader process, seen from the service.

use std::io;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::task::JoinHandle;

use super::frame::{Order, Reply, send_block};
use crate::server::grammars::InUse;

/// What the runtime of Rust prints on standard error if memory cannot be allocated.
const OUT_OF_MEMORY: &str = "memory allocation of ";

/// A running reader process. It is killed when it is dropped.
pub struct Process {
    child: Child,
    orders: ChildStdin,
    /// The grammars by which it is to read, until they are sent.
    grammars: InUse,
    replies: BufReader<ChildStdout>,
    /// Whether the process has printed that it ran out of memory. This is known once it has closed its standard error.
    ran_out_of_memory: JoinHandle<bool>,
}

/// How a process ended that should have answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// It asked for more memory than it may have.
    OutOfMemory,
    /// Anything else, such as `signal: 11 (SIGSEGV)`.
    Crashed(String),
}

impl Process {
    /// Starts a reader that reads by these grammars.
    pub fn start(command: &mut Command, grammars: InUse) -> io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        // In a process group of its own, a reader does not get the signals that a terminal sends to the service, such
        // as that of Ctrl-C. The service ends its readers when they have answered.
        command.process_group(0);
        let mut child = command.spawn()?;
        let missing = || io::Error::other("a pipe of the reader is missing");
        let orders = child.stdin.take().ok_or_else(missing)?;
        let replies = child.stdout.take().ok_or_else(missing)?;
        let errors = child.stderr.take().ok_or_else(missing)?;
        let ran_out_of_memory = tokio::spawn(async move {
            // All lines are read, so that the process never waits because the pipe is full. None of them is kept.
            let mut lines = BufReader::new(errors).lines();
            let mut found = false;
            while let Ok(Some(line)) = lines.next_line().await {
                found |= line.starts_with(OUT_OF_MEMORY);
            }
            found
        });
        Ok(Self { child, orders, grammars, replies: BufReader::new(replies), ran_out_of_memory })
    }

    /// Whether the process still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Has the process read a file. After an error the process must not be used again.
    pub async fn read(&mut self, order: &Order) -> io::Result<Reply> {
        if let Some(grammars) = self.grammars.take() {
            send_block(&mut self.orders, &grammars).await?;
        }
        // A process answers only after it has received its whole order, so both cannot wait for each other.
        order.send(&mut self.orders).await?;
        Reply::receive(&mut self.replies).await
    }

    /// Ends the process, and says how it ended.
    pub async fn end(mut self) -> End {
        drop(self.orders);
        // It may have closed its pipes and still be running.
        let _ = self.child.start_kill();
        let status = self.child.wait().await;
        if self.ran_out_of_memory.await.unwrap_or(false) {
            return End::OutOfMemory;
        }
        End::Crashed(status.map_or_else(|error| error.to_string(), |status| status.to_string()))
    }
}
