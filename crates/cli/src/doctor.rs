//! `catchlight doctor`: checks everything that `serve` needs and says how to fix what does not work.

use crate::config::{ServeOptions, ServeSettings};
use crate::models;
use crate::output::print;
use crate::runtime::single_threaded;
use anyhow::Context;
use catchlight_server::Pages;
use catchlight_store::{Store, StoreSettings};
use std::path::Path;

/// Prints one line for each part and fails when a part does not work.
pub(crate) fn run(options: ServeOptions) -> anyhow::Result<()> {
    let here = std::env::current_dir().context("cannot read the current folder")?;
    let settings = options.settings(&here)?;
    for (option, value) in settings.lines() {
        say(option, &value)?;
    }
    let parts = [
        ("data folder", data_folder(&settings.data_dir)),
        ("database and images", storage(&settings)),
        ("certificate", certificate(&settings)),
        ("models", models_folder(&settings)),
        ("check page", pages(settings.web_dir.as_deref())),
        ("https address", free(settings.listen)),
        ("http address", settings.http_listen.map_or(Ok("off".to_owned()), free)),
    ];
    let failed = parts.iter().filter(|(_, outcome)| outcome.is_err()).count();
    for (part, outcome) in &parts {
        match outcome {
            Ok(found) => say(part, &format!("ok, {found}"))?,
            Err(error) => say(part, &format!("PROBLEM, {error:#}"))?,
        }
    }
    anyhow::ensure!(failed == 0, "{failed} of {} parts do not work", parts.len());
    Ok(())
}

fn data_folder(folder: &Path) -> anyhow::Result<String> {
    std::fs::create_dir_all(folder).context("cannot create it; choose another --data-dir")?;
    let probe = folder.join(".doctor");
    std::fs::write(&probe, b"").context("cannot write to it; check its owner and the free space")?;
    std::fs::remove_file(&probe).context("cannot delete a file in it; check its owner")?;
    Ok(folder.display().to_string())
}

fn storage(settings: &ServeSettings) -> anyhow::Result<String> {
    let urls = StoreSettings {
        database_url: settings.database_url.clone(),
        images_url: settings.images_url.clone(),
    };
    single_threaded()?.block_on(async {
        let store = Store::open(&urls).await.context("check --database-url and --images-url")?;
        store.ping().await?;
        store.close().await;
        Ok(settings.database_url.clone())
    })
}

fn certificate(settings: &ServeSettings) -> anyhow::Result<String> {
    let Some(pair) = &settings.certificate else {
        return Ok("a local authority is created at the first start".to_owned());
    };
    for file in [&pair.chain, &pair.key] {
        std::fs::metadata(file)
            .with_context(|| format!("cannot read {}; check --tls-cert and --tls-key", file.display()))?;
    }
    Ok(pair.chain.display().to_string())
}

fn models_folder(settings: &ServeSettings) -> anyhow::Result<String> {
    models::load(&settings.models_dir, settings.texture_models_dir.as_deref())?;
    let texture = match &settings.texture_models_dir {
        Some(folder) => format!("texture models {}", folder.display()),
        None => "no texture models".to_owned(),
    };
    Ok(format!("{}, {texture}", settings.models_dir.display()))
}

fn pages(folder: Option<&Path>) -> anyhow::Result<String> {
    let Some(folder) = folder else {
        return Ok("not built; run `make web`".to_owned());
    };
    Pages::read(folder)?;
    Ok(folder.display().to_string())
}

fn free(address: std::net::SocketAddr) -> anyhow::Result<String> {
    std::net::TcpListener::bind(address).with_context(|| {
        format!("cannot listen on {address}; choose another address, or stop the program that uses it")
    })?;
    Ok(address.to_string())
}

fn say(part: &str, text: &str) -> anyhow::Result<()> {
    print(&format!("{part}: {text}"))
}
