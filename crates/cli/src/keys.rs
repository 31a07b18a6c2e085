//! `catchlight keys`: the access keys in a data folder, for whoever is at the machine.
//!
//! In: an id. Out: a changed key file, and one entry in the audit log for each change. Never: a secret that was shown
//! before.

use crate::data_folder::DataOptions;
use crate::output::print;
use crate::runtime::single_threaded;
use anyhow::Context;
use catchlight_server::{AccessKey, AccessKeys, Clock, KeptKey, note_command};
use catchlight_store::Store;
use clap::{Args, Subcommand};

/// Options of `catchlight keys`.
#[derive(Debug, Args)]
pub(crate) struct KeysOptions {
    #[command(flatten)]
    data: DataOptions,
    #[command(subcommand)]
    command: KeysCommand,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Print every key without its secret.
    List,
    #[command(flatten)]
    Change(KeyChange),
}

/// What is noted in the audit log.
#[derive(Debug, Subcommand)]
enum KeyChange {
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
    let file = options.data.key_file();
    let KeysCommand::Change(change) = &options.command else {
        return AccessKeys::open(&file)?.list().iter().try_for_each(|kept| print(&line(kept)));
    };
    single_threaded()?.block_on(async {
        // Before the change, so that nothing is changed where nothing can be noted.
        let store = options.data.store().await?;
        let outcome = carry_out(&AccessKeys::open(&file)?, &store, change).await;
        store.close().await;
        outcome
    })
}

async fn carry_out(keys: &AccessKeys, store: &Store, change: &KeyChange) -> anyhow::Result<()> {
    let now = Clock::system().now();
    let mut made = None;
    let (action, id, detail) = match change {
        KeyChange::Add { label } => {
            let key = made.insert(keys.add(label, now)?);
            ("key.make", key.id.clone(), label.as_str())
        }
        KeyChange::Rotate { id } => {
            made = Some(keys.rotate(id)?);
            ("key.rotate", id.clone(), "")
        }
        KeyChange::Enable { id } => {
            keys.set_enabled(id, true, now)?;
            ("key.enable", id.clone(), "")
        }
        KeyChange::Disable { id } => {
            keys.set_enabled(id, false, now)?;
            ("key.disable", id.clone(), "")
        }
        KeyChange::Remove { id } => {
            keys.remove(id)?;
            store.forget_key_use(id).await?;
            ("key.delete", id.clone(), "")
        }
    };
    let noted = note_command(store, action, &id, detail, now).await;
    // A secret is shown even when its making could not be noted; it is nowhere else to be read.
    if let Some(key) = &made {
        show(key)?;
    }
    noted.context("the keys were changed, but the audit log could not be written")
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
