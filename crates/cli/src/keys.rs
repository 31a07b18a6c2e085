//! `catchlight keys`: the access keys in a data folder.

use crate::print::print;
use anyhow::Context;
use catchlight_server::{AccessKey, AccessKeys, Clock, KeptKey};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

/// Options of `catchlight keys`.
#[derive(Debug, Args)]
pub(crate) struct KeysOptions {
    /// Folder of the server.
    #[arg(long, value_name = "DIR", env = "CATCHLIGHT_DATA_DIR", default_value = "catchlight-data")]
    data_dir: PathBuf,
    #[command(subcommand)]
    command: KeysCommand,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Print every key without its secret.
    List,
    /// Make a key and print it; its secret is shown only now.
    Add {
        /// What it is for.
        #[arg(long, default_value = "")]
        label: String,
    },
    /// Give a key another secret and print it; the one before counts no more.
    Rotate {
        /// Id of the key.
        id: String,
    },
    /// Let a disabled key sign again.
    Enable {
        /// Id of the key.
        id: String,
    },
    /// Let a key sign no more, and with it every credential that was made from it.
    Disable {
        /// Id of the key.
        id: String,
    },
    /// Forget a key, and with it every credential that was made from it.
    Remove {
        /// Id of the key.
        id: String,
    },
}

/// Carries out one of the commands; a running server takes a change in within seconds.
pub(crate) fn run(options: &KeysOptions) -> anyhow::Result<()> {
    let now = Clock::system().now();
    let keys = AccessKeys::open(&file(&options.data_dir))?;
    match &options.command {
        KeysCommand::List => keys.list().iter().try_for_each(|kept| print(&line(kept)))?,
        KeysCommand::Add { label } => {
            std::fs::create_dir_all(&options.data_dir)
                .with_context(|| format!("cannot make {}", options.data_dir.display()))?;
            show(&keys.add(label, now)?)?;
        }
        KeysCommand::Rotate { id } => show(&keys.rotate(id)?)?,
        KeysCommand::Enable { id } => keys.set_enabled(id, true, now)?,
        KeysCommand::Disable { id } => keys.set_enabled(id, false, now)?,
        KeysCommand::Remove { id } => keys.remove(id)?,
    }
    Ok(())
}

fn line(kept: &KeptKey) -> String {
    let state = if kept.disabled_at.is_some() { " disabled" } else { "" };
    let label = if kept.label.is_empty() { String::new() } else { format!(" {}", kept.label) };
    format!("{}{state}{label}", kept.key.id)
}

fn show(key: &AccessKey) -> anyhow::Result<()> {
    print(&format!("AWS_ACCESS_KEY_ID={}", key.id))?;
    print(&format!("AWS_SECRET_ACCESS_KEY={}", key.secret.as_str()))
}

/// The file of the keys in a data folder.
pub(crate) fn file(data_dir: &Path) -> PathBuf {
    data_dir.join("access-keys.json")
}
