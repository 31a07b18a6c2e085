//! `catchlight keys`: manages the access keys in a data folder.
//!
//! In: an id. Out: a changed key file, and an entry in the audit log for each change. Never: shows a secret again.

use crate::data_folder::DataOptions;
use crate::output::print;
use crate::runtime::single_threaded;
use anyhow::Context;
use catchlight_server::{AccessKey, AccessKeys, Clock, StoredKey, note_command};
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
    /// List every key, without its secret.
    List,
    #[command(flatten)]
    Change(KeyChange),
}

/// Changes, which the audit log records.
#[derive(Debug, Subcommand)]
enum KeyChange {
    /// Create a key and print it. The secret is shown only once.
    Add {
        /// Purpose of the key.
        #[arg(long, default_value = "")]
        label: String,
    },
    /// Replace the secret of a key and print the new one. The old secret stops working.
    Rotate {
        /// Id of the key.
        id: String,
    },
    /// Enable a disabled key.
    Enable {
        /// Id of the key.
        id: String,
    },
    /// Disable a key and all temporary credentials issued with it.
    Disable {
        /// Id of the key.
        id: String,
    },
    /// Delete a key and all temporary credentials issued with it.
    Remove {
        /// Id of the key.
        id: String,
    },
}

/// Runs one of the commands; a running server sees the change within seconds.
pub(crate) fn run(options: &KeysOptions) -> anyhow::Result<()> {
    let file = options.data.key_file();
    let KeysCommand::Change(change) = &options.command else {
        return AccessKeys::open(&file)?.list().iter().try_for_each(|kept| print(&line(kept)));
    };
    single_threaded()?.block_on(async {
        // Opened before the change, so that nothing changes when the audit log cannot be written.
        let store = options.data.store().await?;
        let outcome = apply(&AccessKeys::open(&file)?, &store, change).await;
        store.close().await;
        outcome
    })
}

async fn apply(keys: &AccessKeys, store: &Store, change: &KeyChange) -> anyhow::Result<()> {
    let now = Clock::system().now();
    let mut created = None;
    let (action, id, detail) = match change {
        KeyChange::Add { label } => {
            let key = created.insert(keys.add(label, now)?);
            ("key.make", key.id.clone(), label.as_str())
        }
        KeyChange::Rotate { id } => {
            created = Some(keys.rotate(id)?);
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
    let recorded = note_command(store, action, &id, detail, now).await;
    // The secret is shown even when the audit log fails; it can be read nowhere else.
    if let Some(key) = &created {
        show(key)?;
    }
    recorded.context("the key was changed, but the audit log could not be written; check the database")
}

fn line(kept: &StoredKey) -> String {
    let state = if kept.disabled_at.is_some() { " disabled" } else { "" };
    let label = if kept.label.is_empty() { String::new() } else { format!(" {}", kept.label) };
    format!("{}{state}{label}", kept.key.id)
}

fn show(key: &AccessKey) -> anyhow::Result<()> {
    print(&format!("AWS_ACCESS_KEY_ID={}", key.id))?;
    print(&format!("AWS_SECRET_ACCESS_KEY={}", key.secret.as_str()))
}
