//! A client of the control plane as a process that reads requests and prints answers, a JSON object a line.
//!
//! In: the command of a driver; requests, from any thread. Out: the answer to each. Never: what a request means.

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// What a driver is asked to do.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) id: u64,
    pub(crate) operation: String,
    pub(crate) members: Value,
    pub(crate) caller: Credentials,
}

/// Who calls, and where.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Credentials {
    pub(crate) endpoint: String,
    pub(crate) access_key: String,
    pub(crate) secret_key: String,
    pub(crate) session_token: Option<String>,
    pub(crate) region: String,
    /// How often the client may try.
    pub(crate) max_attempts: u32,
}

/// What became of a request.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DriverReply {
    pub(crate) id: u64,
    #[serde(flatten)]
    pub(crate) outcome: Outcome,
}

/// How the service or the client answered. What a client does not show is `None`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Outcome {
    /// The service did it.
    Done { status: Option<u16>, request_id: Option<String>, members: Value },
    /// The service refused.
    Error { status: Option<u16>, request_id: Option<String>, error: String, message: String },
    /// The client did not send it.
    Refused { refused: String },
    /// Something else went wrong.
    Broken { broken: String },
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Greeting {
    pub(crate) version: String,
}

type Waiting = Arc<Mutex<HashMap<u64, Sender<Outcome>>>>;

/// A running driver; its process ends when the last request is answered and this is dropped.
#[derive(Debug)]
pub(crate) struct Driver {
    pub(crate) version: String,
    child: Child,
    stdin: Mutex<Option<ChildStdin>>,
    waiting: Waiting,
    next_id: Mutex<u64>,
    reader: Option<JoinHandle<Result<()>>>,
}

impl Driver {
    /// Starts the driver and waits until it has told its version.
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let stdin = child.stdin.take().context("the driver has no standard input")?;
        let mut stdout = BufReader::new(child.stdout.take().context("the driver has no standard output")?);
        let mut line = String::new();
        stdout.read_line(&mut line)?;
        let greeting: Greeting =
            serde_json::from_str(&line).with_context(|| format!("the driver began with: {line}"))?;
        let waiting = Waiting::default();
        let heard = Arc::clone(&waiting);
        Ok(Self {
            version: greeting.version,
            child,
            stdin: Mutex::new(Some(stdin)),
            waiting,
            next_id: Mutex::new(0),
            reader: Some(std::thread::spawn(move || listen(stdout, &heard))),
        })
    }

    /// Sends a request and waits for its answer; may be called by many threads.
    pub(crate) fn ask(&self, operation: &str, members: Value, caller: Credentials) -> Result<Outcome> {
        let (sender, answer) = mpsc::channel();
        let id = {
            let mut next = self.next_id.lock().unwrap_or_else(PoisonError::into_inner);
            *next += 1;
            *next
        };
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(id, sender);
        let asked = Asked { id, operation: operation.to_owned(), members, caller };
        let line = serde_json::to_string(&asked)?;
        {
            let mut stdin = self.stdin.lock().unwrap_or_else(PoisonError::into_inner);
            let stdin = stdin.as_mut().context("the driver was stopped")?;
            writeln!(stdin, "{line}").context("the driver takes no more requests")?;
        }
        answer.recv_timeout(PATIENCE).context("the driver did not answer")
    }

    /// Lets the driver end and tells whether it ended well.
    pub(crate) fn stop(mut self) -> Result<()> {
        // The end of its input tells it to end.
        self.stdin.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        }
        let status = self.child.wait()?;
        ensure!(status.success(), "the driver ended with {status}");
        Ok(())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Fails only when the driver has ended already, which is what is wanted.
        if self.child.kill().is_ok() {
            drop(self.child.wait());
        }
    }
}

fn listen(stdout: BufReader<ChildStdout>, waiting: &Waiting) -> Result<()> {
    for line in stdout.lines() {
        let line = line?;
        let answer: DriverReply =
            serde_json::from_str(&line).with_context(|| format!("the driver printed: {line}"))?;
        let sender = waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&answer.id);
        if let Some(sender) = sender {
            // Whoever asked has lost patience.
            drop(sender.send(answer.outcome));
        }
    }
    Ok(())
}

/// Longer than any answer of the control plane takes on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(180);
