//! How often light_response takes pictures for lit by colours that they know nothing of.
//!
//! In: recordings of checks with colours. Out: shares of the readings when the pictures of each are put to many other
//! checks, whose colours are drawn as a server draws them. What a reading is called rare is compared with how rare it is.

use crate::output::print;
use anyhow::{Context, Result};
use catchlight_engine::Engine;
use catchlight_evaluation::played;
use catchlight_recording::{ClientEvent, Recording};
use catchlight_session::{Seed, plan_challenge};
use catchlight_signals::{ALL, Evidence, Signal};
use catchlight_types::{Challenge, ClientClaim, ColorClaim, EpochMillis, Measurement, NotTaken, Reading};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Puts every recording to `count` other checks and prints how it was read.
pub(crate) fn table(engine: &Engine, recordings: &[PathBuf], count: u32) -> Result<()> {
    let signal = ALL.iter().find(|signal| signal.name.as_str() == SIGNAL).context("the signal's name")?;
    let answers: Vec<Answers> =
        recordings.par_iter().map(|path| answers(engine, signal, path, count)).collect::<Result<_>>()?;
    let families = [("live", true), ("attacks", false)];
    for (name, is_live) in families {
        let group: Vec<&Answers> =
            answers.iter().filter(|one| one.is_live == Some(is_live) && !one.readings.is_empty()).collect();
        if !group.is_empty() {
            print(&row(name, &group));
        }
    }
    let all: Vec<&Answers> = answers.iter().filter(|one| !one.readings.is_empty()).collect();
    print(&row("all", &all));
    print(&rarities(&all));
    Ok(())
}

/// What one recording was read as under other checks' colours.
struct Answers {
    is_live: Option<bool>,
    readings: Vec<Measurement>,
}

fn answers(engine: &Engine, signal: &Signal, path: &Path, count: u32) -> Result<Answers> {
    let recording = Recording::read(path)?;
    let is_live =
        recording.label.as_ref().filter(|label| !label.is_non_response()).map(|label| label.bona_fide);
    let client = Client::of(&recording);
    let evidence = played(engine, &recording).and_then(catchlight_engine::Analysis::into_evidence);
    let (Some(client), Ok(evidence)) = (client, evidence) else {
        return Ok(Answers { is_live, readings: Vec::new() });
    };
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let readings = (0..count)
        .into_par_iter()
        .map(|number| {
            let other = other_check(&recording.challenge, &name, number)?;
            Ok(signal.measure(&client.shown(&evidence, &other)))
        })
        .collect::<Result<_>>()?;
    Ok(Answers { is_live, readings })
}

/// The check that a server would have asked for instead.
fn other_check(challenge: &Challenge, name: &str, number: u32) -> Result<Challenge> {
    let mut entropy = [0; 32];
    entropy.iter_mut().zip(name.bytes()).for_each(|(byte, letter)| *byte = letter);
    entropy[28..].copy_from_slice(&number.to_be_bytes());
    let planned = plan_challenge(&Seed::new(entropy), challenge.kind, challenge.version, challenge.video)?;
    Ok(Challenge { colors: planned.colors, ..challenge.clone() })
}

/// What the client of a recording said of its times.
struct Client {
    start: EpochMillis,
    first_color: EpochMillis,
}

impl Client {
    /// `None` where it told no times of colours.
    fn of(recording: &Recording) -> Option<Self> {
        let claims = || {
            recording.events.iter().filter_map(|timed| match &timed.event {
                ClientEvent::Claim(claim) => Some(claim),
                ClientEvent::Video(_) => None,
            })
        };
        Some(Self {
            start: claims().find_map(|claim| claim.video_start)?,
            first_color: claims().find_map(|claim| claim.color)?.shown_at,
        })
    }

    /// The evidence as it would be if the client had shown the other check's colours at the same time.
    fn shown(&self, evidence: &Evidence, other: &Challenge) -> Evidence {
        let mut evidence = evidence.clone();
        evidence.put_to(other);
        let plain = ClientClaim::empty(String::new());
        evidence.claim(ClientClaim { video_start: Some(self.start), ..plain.clone() }, self.start);
        let (mut at, mut before) = (self.first_color, None);
        for (place, step) in (0_u8..).zip(&other.colors) {
            let color = ColorClaim {
                current: step.color,
                previous: before.or(Some(step.color)),
                step: place,
                shown_at: at,
            };
            evidence.claim(ClientClaim { color: Some(color), ..plain.clone() }, at);
            before = Some(step.color);
            // The first colour goes at once, as the web client skips it.
            let lasts_ms = if place == 0 { 0.0 } else { step.downscroll_ms + step.flat_ms };
            at = at.plus(Duration::from_secs_f32(lasts_ms / 1000.0));
        }
        evidence
    }
}

fn row(name: &str, group: &[&Answers]) -> String {
    let readings: Vec<&Measurement> = group.iter().flat_map(|one| &one.readings).collect();
    let share = |is: &dyn Fn(&Measurement) -> bool| {
        100.0 * readings.iter().filter(|one| is(one)).count() as f64 / readings.len().max(1) as f64
    };
    let above = |least: f64| share(&|one| matches!(one.reading, Reading::Raw(value) if value > least));
    let not_taken = |why: NotTaken| share(&|one| one.reading == Reading::NotTaken(why));
    format!(
        "{name:<8} {} recordings, {} matches: above {SURE} {:.3} %, above 0.5 {:.3} %, too coarse {:.2} %, too bright {:.1} %",
        group.len(),
        readings.len(),
        above(SURE),
        above(0.5),
        not_taken(NotTaken::TooCoarse),
        not_taken(NotTaken::TooMuchAmbientLight),
    )
}

/// How often matches are as rare as they are called.
fn rarities(group: &[&Answers]) -> String {
    let mut lines = String::from("called rarer than: share of all matches of the whole face, of its patches");
    for one_in in [100.0, 270.0, 740.0, 2000.0, 7400.0_f64] {
        let least = (one_in / 100.0).ln();
        let share = |name: &str| {
            let mut rare = 0;
            let mut all = 0;
            for detail in group.iter().flat_map(|one| &one.readings).flat_map(|one| &one.details) {
                if detail.name == name {
                    all += 1;
                    rare += u32::from(detail.value > least);
                }
            }
            100.0 * f64::from(rare) / f64::from(all.max(1))
        };
        lines.push_str(&format!(
            "\n  one in {one_in}: {:.3} %, {:.3} % (expected {:.3} %)",
            share("rarity"),
            share("face_rarity"),
            100.0 / one_in
        ));
    }
    lines
}

const SIGNAL: &str = "light_response";
/// From this reading on the colours are those of the check.
const SURE: f64 = 0.3;
