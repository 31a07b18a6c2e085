//! `catchlight simulate`: synthetic checks as recordings, a video for a browser's fake camera, or the light of a person
//! for a camera that responds to a page.

use crate::atomic_file;
use crate::challenge_option::ChallengeOption;
use anyhow::{Context, bail};
use catchlight_session::plan_challenge;
use catchlight_simulator::{
    CaptureSettings, ClipFormat, ClipSettings, Seed, Species, film_clip, film_light_basis, simulate,
};
use catchlight_types::{Challenge, ChallengeKind, ChallengeVersion, FrameSize, Oval, SessionId};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};

/// Options of `catchlight simulate`.
#[derive(Debug, Args)]
pub(crate) struct SimulateOptions {
    /// What is presented to the camera: live, or the name of an attack.
    #[arg(long, value_parser = species, default_value = "live")]
    species: Species,
    /// Simulate every species.
    #[arg(long, conflicts_with = "species")]
    all_species: bool,
    /// Seed of the person, the room and all noise.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Number of checks of each species; the seed increases by one for each.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    count: u64,
    /// Challenge that the checks respond to.
    #[arg(long, value_enum, default_value_t = ChallengeOption::Light)]
    challenge: ChallengeOption,
    /// Size of the video, pixels.
    #[arg(long, value_name = "WIDTHxHEIGHT", value_parser = frame_size, default_value = "640x480")]
    size: FrameSize,
    /// Nominal frame rate of the camera, 10 to 60 frames per second.
    #[arg(long, default_value_t = CaptureSettings::BROWSER.fps)]
    fps: u32,
    /// Target bit rate of the encoder, kilobits per second.
    #[arg(long, default_value_t = CaptureSettings::BROWSER.bitrate_kbps)]
    kbps: u32,
    /// Illuminance of the room at the face, lux [default: depends on the seed].
    #[arg(long)]
    lux: Option<f32>,
    /// Luminance of the white screen, candela per square metre [default: depends on the seed].
    #[arg(long)]
    nits: Option<f32>,
    /// Melanin of the skin, from 0 (lightest) to 1 (darkest) [default: depends on the seed].
    #[arg(long)]
    melanin: Option<f32>,
    /// Folder for the recordings.
    #[arg(long, value_name = "DIR", required_unless_present_any = ["camera", "light_basis"])]
    out: Option<PathBuf>,
    /// Write a video for Chromium's --use-file-for-fake-video-capture instead: FILE.mjpeg or FILE.y4m.
    #[arg(long, value_name = "FILE", conflicts_with = "out")]
    camera: Option<PathBuf>,
    /// Write the light of the person for a camera that responds to the colours of a page; see docs/simulator.md.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "camera", "all_species"])]
    light_basis: Option<PathBuf>,
}

/// Writes the recordings, the video or the light.
pub(crate) fn run(options: &SimulateOptions) -> anyhow::Result<()> {
    match (&options.camera, &options.light_basis, &options.out) {
        (Some(file), ..) => options.film(file),
        (None, Some(file), _) => options.film_light(file),
        (None, None, Some(folder)) => options.play(folder),
        (None, None, None) => bail!("give a folder with --out, or a file with --camera or --light-basis"),
    }
}

impl SimulateOptions {
    fn play(&self, folder: &Path) -> anyhow::Result<()> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot create {}; choose another --out", folder.display()))?;
        let species = if self.all_species { Species::ALL } else { std::slice::from_ref(&self.species) };
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg} {elapsed}, {eta} left")?;
        let bar = ProgressBar::new(self.count * species.len() as u64).with_style(style);
        for number in self.seed..self.seed.saturating_add(self.count) {
            let challenge = self.plan(number)?;
            for species in species {
                let name = format!("{}-{number:06}", species.name());
                bar.set_message(name.clone());
                let check = simulate(&challenge, *species, Seed::new(number), &self.capture())?;
                let mut bytes = [0; 16];
                bytes[..8].copy_from_slice(&number.to_be_bytes());
                let recording = check.recording(SessionId::from_random(bytes));
                atomic_file::write_recording(&recording, &folder.join(name))?;
                bar.inc(1);
            }
        }
        bar.finish_and_clear();
        Ok(())
    }

    fn film(&self, file: &Path) -> anyhow::Result<()> {
        let format = match file.extension().and_then(|extension| extension.to_str()) {
            Some("mjpeg") => ClipFormat::Mjpeg,
            Some("y4m") => ClipFormat::Y4m,
            _ => bail!("the file name of --camera must end with .mjpeg or .y4m"),
        };
        let (challenge, seed) = (self.plan_middle()?, Seed::new(self.seed));
        atomic_file::write_by(file, |out| {
            Ok(film_clip(&challenge, seed, &ClipSettings::BROWSER, format, out)?)
        })
    }

    fn film_light(&self, file: &Path) -> anyhow::Result<()> {
        let (challenge, seed) = (self.plan_middle()?, Seed::new(self.seed));
        atomic_file::write_by(file, |out| {
            Ok(film_light_basis(&challenge, self.species, seed, &self.capture(), out)?)
        })
    }

    /// The server draws its own oval; on average it is in the middle of the frame.
    fn plan_middle(&self) -> anyhow::Result<Challenge> {
        let planned = self.plan(self.seed)?;
        let middle = Oval {
            center_x_px: self.size.width_px as f32 / 2.0,
            center_y_px: self.size.height_px as f32 / 2.0,
            ..planned.oval
        };
        Ok(Challenge { oval: middle, ..planned })
    }

    fn plan(&self, number: u64) -> anyhow::Result<Challenge> {
        let mut entropy = [0; 32];
        entropy[..8].copy_from_slice(&number.to_be_bytes());
        let kind = ChallengeKind::from(self.challenge);
        let major = match self.challenge {
            ChallengeOption::Light => 2,
            ChallengeOption::Movement => 1,
        };
        let version = ChallengeVersion { major, minor: 0, patch: 0 };
        Ok(plan_challenge(&catchlight_session::Seed::new(entropy), kind, version, self.size)?)
    }

    fn capture(&self) -> CaptureSettings {
        CaptureSettings {
            fps: self.fps,
            bitrate_kbps: self.kbps,
            ambient_lux: self.lux,
            screen_nits: self.nits,
            melanin: self.melanin,
            ..CaptureSettings::BROWSER
        }
    }
}

/// Reads the name of a species.
pub(crate) fn species(name: &str) -> Result<Species, String> {
    let names = || Species::ALL.iter().map(|species| species.name()).collect::<Vec<_>>().join(", ");
    Species::from_name(name).ok_or_else(|| format!("must be one of {}", names()))
}

fn frame_size(text: &str) -> Result<FrameSize, String> {
    let sides = text.split_once('x').map(|(width, height)| (width.parse(), height.parse()));
    match sides {
        Some((Ok(width_px), Ok(height_px))) => Ok(FrameSize { width_px, height_px }),
        _ => Err("must be a size such as 640x480".to_owned()),
    }
}
