//! Threads for asynchronous commands.

use anyhow::Context;
use tokio::runtime::{Builder, Runtime};

/// A runtime on all processors, for commands that stream or serve.
pub(crate) fn runtime() -> anyhow::Result<Runtime> {
    Runtime::new().context(NO_THREADS)
}

/// A runtime on this thread, for commands that make a few database queries.
pub(crate) fn single_threaded() -> anyhow::Result<Runtime> {
    Builder::new_current_thread().enable_all().build().context(NO_THREADS)
}

const NO_THREADS: &str = "cannot start threads; check the limits of this user (ulimit -u)";
