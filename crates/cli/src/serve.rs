//! `catchlight serve`: opens what the server drives, starts it, says when it is ready, waits for a signal.

use crate::config::{ServeOptions, ServeSettings};
use crate::models::{self, LateEngine};
use anyhow::Context;
use catchlight_server::{
    AccessKey, AccessKeys, Analyzer, Clock, Pages, Parts, Server, Settings, TlsSource, authority_path,
};
use catchlight_store::{Store, StoreSettings};
use std::path::Path;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};

/// Runs the server until SIGINT or SIGTERM.
pub(crate) fn run(options: ServeOptions) -> anyhow::Result<()> {
    let here = std::env::current_dir().context("the current folder cannot be read")?;
    let settings = options.settings(&here)?;
    tracing_subscriber::fmt()
        .json()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::builder()
                .with_default_directive(tracing::level_filters::LevelFilter::INFO.into())
                .with_env_var("CATCHLIGHT_LOG")
                .from_env()
                .context("CATCHLIGHT_LOG is not a log filter, as in info or catchlight_server=debug")?,
        )
        .init();
    tokio::runtime::Runtime::new().context("no threads")?.block_on(serve(settings))
}

async fn serve(settings: ServeSettings) -> anyhow::Result<()> {
    std::fs::create_dir_all(&settings.data_dir)
        .with_context(|| format!("cannot make {}; choose another --data-dir", settings.data_dir.display()))?;
    let store = Store::open(&StoreSettings {
        database_url: settings.database_url.clone(),
        images_url: settings.images_url.clone(),
    })
    .await
    .context("cannot open the database and the images; check --database-url and --images-url")?;
    let interrupted = store.fail_interrupted().await?;
    if interrupted > 0 {
        tracing::warn!(interrupted, "checks that were running when the server stopped are FAILED");
    }
    let tls_dir = settings.data_dir.join("tls");
    let own_authority = settings.certificate.is_none();
    let tls = match settings.certificate {
        Some(pair) => TlsSource::Pem { certificate: pair.chain, key: pair.key },
        None => TlsSource::LocalAuthority {
            directory: tls_dir.clone(),
            names: ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec(),
        },
    };
    let analyzer: Arc<dyn Analyzer> = match settings.test_mode {
        Some(seed) => {
            tracing::warn!(seed, "test mode: challenges can be foreseen and tokens choose results");
            Arc::new(LateEngine::new(settings.models_dir))
        }
        None => Arc::new(models::engine(&settings.models_dir)?),
    };
    let pages = match &settings.web_dir {
        Some(folder) => Pages::read(folder)?,
        None => Pages::none(),
    };
    let parts = Parts {
        clock: Clock::system(),
        access_keys: access_keys(&settings.data_dir)?,
        store: store.clone(),
        analyzer,
        pages,
    };
    let server_settings = Settings {
        listen: settings.listen,
        http_listen: settings.http_listen,
        tls,
        retention: Settings::DEFAULT_RETENTION,
        concurrent_checks: Settings::DEFAULT_CONCURRENT_CHECKS,
        test_seed: settings.test_mode,
    };
    let server = Server::start(server_settings, parts).await?;
    if own_authority {
        tracing::info!(authority = %authority_path(&tls_dir).display(), "clients must trust this authority");
    }
    say_ready(&server);
    stop_signal().await?;
    server.stop().await;
    store.close().await;
    Ok(())
}

/// The keys of the environment, else those of the data folder, else a new one that is shown once.
fn access_keys(data_dir: &Path) -> anyhow::Result<AccessKeys> {
    match (variable("CATCHLIGHT_ACCESS_KEY_ID"), variable("CATCHLIGHT_SECRET_ACCESS_KEY")) {
        (Some(id), Some(secret)) => return Ok(AccessKeys::new([AccessKey::new(&id, &secret)])),
        (None, None) => {}
        _ => anyhow::bail!("set both CATCHLIGHT_ACCESS_KEY_ID and CATCHLIGHT_SECRET_ACCESS_KEY, or none"),
    }
    let path = data_dir.join("access-keys.json");
    if let Some(keys) = AccessKeys::read(&path)? {
        return Ok(keys);
    }
    let key = AccessKey::generate();
    show_new_key(&key);
    let keys = AccessKeys::new([key]);
    keys.write(&path)?;
    Ok(keys)
}

#[expect(clippy::disallowed_methods, reason = "this crate is the one that reads the environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[expect(clippy::print_stderr, reason = "the key is shown to the operator once, and never logged")]
fn show_new_key(key: &AccessKey) {
    eprintln!("A new access key, shown only now:");
    eprintln!("  AWS_ACCESS_KEY_ID={}", key.id);
    eprintln!("  AWS_SECRET_ACCESS_KEY={}", key.secret.as_str());
}

#[expect(clippy::print_stdout, reason = "programs that start the server wait for this line")]
fn say_ready(server: &Server) {
    let http = server.http().map(|address| format!("http://{address}"));
    let line = serde_json::json!({
        "ready": true,
        "https": format!("https://{}", server.https()),
        "http": http,
    });
    println!("{line}");
}

async fn stop_signal() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    tokio::select! {
        interrupt = tokio::signal::ctrl_c() => interrupt.context("cannot listen for SIGINT"),
        _ = terminate.recv() => Ok(()),
    }
}
