//! `catchlight serve`: opens the store, the models and the pages, starts the server, reports when it is ready, waits for
//! a signal.

mod evaluated;
mod greeting;

use crate::config::{ServeOptions, ServeSettings, variable};
use crate::data_folder::key_file;
use crate::lazy_engine::LazyEngine;
use crate::models;
use crate::output::{note, print};
use crate::runtime::runtime;
use anyhow::Context;
use catchlight_server::{
    AccessKey, AccessKeys, Analyzer, Clock, Pages, Parts, Server, Settings, TlsSource, authority_path,
    note_command,
};
use catchlight_store::{Store, StoreSettings};
use greeting::Greeting;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Runs the server until SIGINT or SIGTERM.
pub(crate) fn run(options: ServeOptions) -> anyhow::Result<()> {
    let here = std::env::current_dir().context("cannot read the current folder")?;
    let settings = options.settings(&here)?;
    start_log()?;
    let runtime = runtime()?;
    let outcome = runtime.block_on(serve(settings));
    // An analysis that hangs must not keep the process.
    runtime.shutdown_timeout(ANALYSES_GRACE);
    outcome
}

/// Logs JSON lines to standard error, panics included.
fn start_log() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .json()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::builder()
                .with_default_directive(tracing::level_filters::LevelFilter::INFO.into())
                .with_env_var("CATCHLIGHT_LOG")
                .from_env()
                .context("CATCHLIGHT_LOG is not a log filter such as info or catchlight_server=debug")?,
        )
        .init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, message = panic.payload_as_str(), "panic");
    }));
    Ok(())
}

async fn serve(settings: ServeSettings) -> anyhow::Result<()> {
    std::fs::create_dir_all(&settings.data_dir).with_context(|| {
        format!("cannot create {}; choose another --data-dir", settings.data_dir.display())
    })?;
    let store = open_store(&settings).await?;
    let (access_keys, new_key) = access_keys(&settings.data_dir, &store).await?;
    let tls_dir = settings.data_dir.join("tls");
    let authority: Option<PathBuf> = settings.certificate.is_none().then(|| authority_path(&tls_dir));
    let parts = Parts {
        clock: Clock::system(),
        access_keys,
        evaluated: Some(Arc::new(evaluated::set()?)),
        store: store.clone(),
        analyzer: analyzer(&settings)?,
        pages: match &settings.web_dir {
            Some(folder) => Pages::read(folder)?,
            None => Pages::embedded(),
        },
    };
    let has_pages = !parts.pages.is_empty();
    let asks_for_link = settings.sign_in_link;
    // Before the server starts, so that even an early signal stops it in order.
    let stop = StopSignals::listen()?;
    let server = Server::start(server_settings(settings, tls_dir), parts).await?;
    let greets = new_key.is_some() || asks_for_link || std::io::stderr().is_terminal();
    let link = if has_pages && (asks_for_link || std::io::stderr().is_terminal()) {
        Some(server.sign_in_link().await?)
    } else {
        None
    };
    let greeting = Greeting {
        https: server.https(),
        http: server.http(),
        authority: authority.as_deref(),
        new_key: new_key.as_ref(),
        link: link.as_deref(),
    };
    if greets {
        note(&greeting);
    }
    tracing::info!(https = %server.https(), http = ?server.http(), has_pages, "listening");
    say_ready(&server)?;
    stop.wait().await;
    tracing::info!("stopping");
    server.stop().await;
    store.close().await;
    Ok(())
}

async fn open_store(settings: &ServeSettings) -> anyhow::Result<Store> {
    let store = Store::open(&StoreSettings {
        database_url: settings.database_url.clone(),
        images_url: settings.images_url.clone(),
    })
    .await
    .context("cannot open the database and the images; check --database-url and --images-url")?;
    let interrupted = store.fail_interrupted().await?;
    if interrupted > 0 {
        tracing::warn!(interrupted, "checks that were running when the server stopped are now FAILED");
    }
    Ok(store)
}

/// The test mode starts at once and loads the models when the first check needs them.
fn analyzer(settings: &ServeSettings) -> anyhow::Result<Arc<dyn Analyzer>> {
    match settings.test_mode {
        Some(seed) => {
            tracing::warn!(
                seed,
                "test mode is on: challenges are predictable and tokens select results; never use it for real checks"
            );
            Ok(Arc::new(LazyEngine::new(settings.models_dir.clone(), settings.texture_models_dir.clone())))
        }
        None => Ok(Arc::new(models::engine(&settings.models_dir, settings.texture_models_dir.as_deref())?)),
    }
}

fn server_settings(settings: ServeSettings, tls_dir: PathBuf) -> Settings {
    let tls = match settings.certificate {
        Some(pair) => TlsSource::Pem { certificate: pair.chain, key: pair.key },
        None => TlsSource::LocalAuthority { directory: tls_dir, names: settings.tls_names },
    };
    Settings {
        listen: settings.listen,
        http_listen: settings.http_listen,
        tls,
        retention: settings.retention,
        concurrent_checks: settings.concurrent_checks,
        requests_per_second: settings.requests_per_second,
        test_seed: settings.test_mode,
        page: settings.page,
        oidc: settings.oidc,
    }
}

/// The key in the environment, else the keys in the data folder, else a new key that is shown once.
async fn access_keys(data_dir: &Path, store: &Store) -> anyhow::Result<(AccessKeys, Option<AccessKey>)> {
    match (variable("CATCHLIGHT_ACCESS_KEY_ID"), variable("CATCHLIGHT_SECRET_ACCESS_KEY")) {
        (Some(id), Some(secret)) => return Ok((AccessKeys::new([AccessKey::new(&id, &secret)]), None)),
        (None, None) => {}
        _ => anyhow::bail!("set both CATCHLIGHT_ACCESS_KEY_ID and CATCHLIGHT_SECRET_ACCESS_KEY, or neither"),
    }
    let path = key_file(data_dir);
    let is_new = !path.exists();
    let keys = AccessKeys::open(&path)?;
    // A file without keys was emptied on purpose.
    if !is_new {
        return Ok((keys, None));
    }
    let now = Clock::system().now();
    let new_key = keys.add(FIRST_START, now)?;
    note_command(store, "key.make", &new_key.id, FIRST_START, now).await?;
    Ok((keys, Some(new_key)))
}

/// Programs that start the server wait for this line on standard output.
fn say_ready(server: &Server) -> anyhow::Result<()> {
    let http = server.http().map(|address| format!("http://{address}"));
    let line = serde_json::json!({
        "ready": true,
        "https": format!("https://{}", server.https()),
        "http": http,
    });
    print(&line.to_string())
}

/// The signals that stop the server.
struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    /// Starts to listen.
    fn listen() -> anyhow::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?,
            terminate: signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?,
        })
    }

    /// Waits for one of them.
    async fn wait(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Label of the key that a first start creates.
const FIRST_START: &str = "first start";
/// How long running analyses may take after everything else has stopped.
const ANALYSES_GRACE: Duration = Duration::from_secs(2);
