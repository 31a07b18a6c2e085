//! `catchlight demo`: whole checks against a temporary server, with simulated people and attacks.

mod planned_check;
mod temporary_server;

use crate::output::{note, print};
use crate::runtime::runtime;
use crate::{atomic_file, models};
use anyhow::{Context, anyhow, ensure};
use catchlight_engine::{Calibration, Engine};
use catchlight_report::{DemonstratedCheck, demonstration_counts, demonstration_list, demonstration_page};
use catchlight_simulator::{Seed, Species};
use clap::Args;
use futures_util::StreamExt;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use planned_check::PlannedCheck;
use std::num::NonZeroU64;
use std::path::PathBuf;
use std::time::Duration;
use temporary_server::TemporaryServer;
use tokio::signal::unix::{SignalKind, signal};

/// Options of `catchlight demo`.
#[derive(Debug, Args)]
pub(crate) struct DemoOptions {
    /// Number of people; each is simulated live, as a flat print and as an injected old video.
    #[arg(long, value_name = "N", default_value = "1")]
    seeds: NonZeroU64,
    /// Seed of the first person; each further person gets the next number.
    #[arg(long, value_name = "SEED", default_value = "1")]
    first_seed: u64,
    /// Folder for a page with the images, and for recordings of all checks.
    #[arg(long, value_name = "DIR", default_value = "demo-out")]
    out: PathBuf,
    /// Folder of the models and the ONNX runtime [default: assets/models in the current folder or above the program].
    #[arg(long, value_name = "DIR", env = "CATCHLIGHT_MODELS_DIR")]
    models_dir: Option<PathBuf>,
}

/// Runs every check, prints a table, and fails when too many results are wrong.
pub(crate) fn run(options: &DemoOptions) -> anyhow::Result<()> {
    std::fs::create_dir_all(&options.out)
        .with_context(|| format!("cannot create {}; choose another --out", options.out.display()))?;
    let runtime = runtime()?;
    let played = runtime.block_on(async {
        // From here on Ctrl-C is handled here, so that the folder of the server is removed.
        let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for Ctrl-C")?;
        let models = models::find(options.models_dir.as_deref(), None)?;
        let server = TemporaryServer::start(Engine::new(models, Calibration::builtin())).await?;
        let checks = options.seeds.get().saturating_mul(CAST.len() as u64);
        note(format!(
            "Running {checks} checks against {}; each takes as long as a real one",
            server.client.endpoint()
        ));
        let played = tokio::select! {
            played = play(options, &server) => played,
            _ = interrupt.recv() => Err(anyhow!("interrupted; finished checks are in {}", options.out.display())),
        };
        let patience = if played.is_ok() { Duration::MAX } else { SHORT_WAIT };
        // After an interrupt nobody waits for the checks.
        drop(tokio::time::timeout(patience, server.stop()).await);
        played
    });
    // Videos that are still being drawn are not needed either.
    runtime.shutdown_background();
    let played = played?;
    let page = options.out.join("index.html");
    atomic_file::write(&page, demonstration_page(&played).as_bytes())?;
    print(&if options.seeds.get() == 1 {
        demonstration_list(&played)
    } else {
        demonstration_counts(&played)
    })?;
    print(&format!("Images: {}", page.display()))?;
    print(&format!(
        "To see the explanation of each check: catchlight analyze {} --html FILE",
        options.out.display()
    ))?;
    judge(&played, options.seeds.get())
}

/// Runs all checks, a few at a time; the results are in the order of the list.
async fn play(options: &DemoOptions, server: &TemporaryServer) -> anyhow::Result<Vec<DemonstratedCheck>> {
    let last = options.first_seed.saturating_add(options.seeds.get());
    let seeds = (options.first_seed..last).map(Seed::new);
    let planned: Vec<PlannedCheck> =
        seeds.flat_map(|seed| CAST.map(|species| PlannedCheck::new(species, seed, &options.out))).collect();
    let progress = ProgressBars::new(planned.len())?;
    let playing = planned.iter().map(|check| async {
        let line = progress.line(check);
        let played = check.play(server, &line).await;
        line.finish_and_clear();
        progress.total.inc(1);
        // A check that breaks off is one wrong result; the others still count.
        played.unwrap_or_else(|error| check.broken_off(&error))
    });
    let played = futures_util::stream::iter(playing).buffered(CHECKS_AT_A_TIME).collect().await;
    progress.total.finish_and_clear();
    Ok(played)
}

/// One check in twenty of each kind may be wrong; of fewer than twenty none.
fn judge(played: &[DemonstratedCheck], seeds: u64) -> anyhow::Result<()> {
    for species in CAST {
        let of_species = played.iter().filter(|check| check.played == species.title());
        let wrong = of_species.filter(|check| !check.is_right).count() as u64;
        let wanted = if species.is_bona_fide() { "at least 50" } else { "less than 50" };
        ensure!(
            wrong <= seeds / 20,
            "{wrong} of {seeds} checks of {} did not end with a Confidence of {wanted}",
            species.title()
        );
    }
    Ok(())
}

/// The progress bars.
struct ProgressBars {
    bars: MultiProgress,
    total: ProgressBar,
    style: ProgressStyle,
}

impl ProgressBars {
    fn new(planned: usize) -> anyhow::Result<Self> {
        let style =
            |template| ProgressStyle::with_template(template).context("invalid template of a progress bar");
        let bars = MultiProgress::new();
        let total =
            ProgressBar::new(planned as u64).with_style(style("{bar:30} {pos} of {len} checks, {elapsed}")?);
        let total = bars.add(total);
        total.enable_steady_tick(TICK);
        Ok(Self { bars, total, style: style("  {prefix:28} {bar:20} {msg}")? })
    }

    fn line(&self, check: &PlannedCheck) -> ProgressBar {
        let line = ProgressBar::new(0).with_style(self.style.clone()).with_prefix(check.title());
        let line = self.bars.insert_before(&self.total, line);
        line.enable_steady_tick(TICK);
        line
    }
}

/// What each person is played as.
const CAST: [Species; 3] = [Species::Live, Species::PrintFlat, Species::InjectPlain];
/// With more checks at once a small machine cannot keep up with the simulated cameras.
const CHECKS_AT_A_TIME: usize = 6;
/// How long the server may take to stop after Ctrl-C.
const SHORT_WAIT: Duration = Duration::from_secs(2);
const TICK: Duration = Duration::from_millis(200);
