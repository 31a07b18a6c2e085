//! A clip for a browser's fake camera: the person waits at a distance, approaches and stays.
//!
//! The browser's screen cannot light a clip, so there are no colours in it.

use crate::SimulatorError;
use crate::camera::Camera;
use crate::figure::Figure;
use crate::film::Film;
use crate::limits::MAX_CLIP_SECONDS;
use crate::motion::Motion;
use crate::person::Person;
use crate::room::Room;
use crate::scene::{Screens, Surroundings};
use crate::screen::{Panel, ScreenState};
use crate::seed::Seed;
use crate::simulate::{check_size, draw_lens};
use catchlight_media::Yuv420;
use catchlight_types::{Challenge, FrameSize, MediaTime};
use jpeg_encoder::{ColorType, Encoder};
use std::io::Write;

/// Pace of a clip.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClipSettings {
    /// Frames per second, 10..=60.
    pub fps: u32,
    /// Time far away, seconds.
    pub far_s: f32,
    /// Time of the approach, seconds.
    pub approach_s: f32,
    /// Time in the oval, seconds.
    pub near_s: f32,
}

/// Format of a clip, both as Chromium's `--use-file-for-fake-video-capture` takes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClipFormat {
    /// JPEG images one after the other; the player assumes 30 a second.
    Mjpeg,
    /// Uncompressed planes with a header that names the pace.
    Y4m,
}

impl ClipSettings {
    /// For pages that begin by themselves, one to three seconds after the camera: the web component needs a far face at
    /// the start of the recording and a near one within 7 s of it, on slow machines too. A page that begins later waits
    /// for the next round.
    pub const BROWSER: Self = Self { fps: 30, far_s: 3.0, approach_s: 2.0, near_s: 10.0 };
}

/// Films a clip of the way into the oval of `challenge` and writes it to `out`.
///
/// # Errors
/// [`SimulatorError`] when the clip is too long or too small, or when `out` fails.
pub fn film_clip(
    challenge: &Challenge,
    seed: Seed,
    settings: &ClipSettings,
    format: ClipFormat,
    out: &mut dyn Write,
) -> Result<(), SimulatorError> {
    check_size(challenge.video)?;
    if !(10..=60).contains(&settings.fps) {
        return Err(SimulatorError::Setting { setting: "fps", range: "10 to 60" });
    }
    let end_s = settings.far_s + settings.approach_s + settings.near_s;
    if !(0.0..=MAX_CLIP_SECONDS as f32).contains(&end_s) {
        return Err(SimulatorError::TooLong { asked_s: end_s as u32, most_s: MAX_CLIP_SECONDS });
    }
    let person = Person::draw(seed, None);
    let room = Room::draw(seed, challenge.video, None);
    let panel = Panel::draw(seed, challenge.video, None);
    let lens = draw_lens(seed, challenge.video);
    let figure = Figure::build(&person, &room, &panel);
    let motion = Motion::plan(challenge, lens, figure.measures(), seed)
        .paced(settings.far_s, settings.approach_s)
        .searching(lens);
    let around = Surroundings { room: &room, panel: &panel, lens };
    let film = Film { scene: &figure, around, camera: Camera::draw(seed), motion: &motion };
    // A player shows the frames of a clip at an even pace.
    let fps = u64::from(settings.fps);
    let times: Vec<MediaTime> = (0..)
        .map(|number| MediaTime::from_millis(1000 * number / fps))
        .take((end_s * settings.fps as f32).round() as usize)
        .collect();
    if format == ClipFormat::Y4m {
        let FrameSize { width_px, height_px } = challenge.video;
        writeln!(out, "YUV4MPEG2 W{width_px} H{height_px} F{}:1 Ip A1:1 C420jpeg", settings.fps)?;
    }
    film.shoot(
        &times,
        |_| Screens { scene: ScreenState::PAGE, client: ScreenState::PAGE },
        |taken| match format {
            ClipFormat::Mjpeg => write_jpeg(&taken.planes, out),
            ClipFormat::Y4m => write_planes(&taken.planes, out),
        },
    )
}

fn write_jpeg(planes: &Yuv420, out: &mut dyn Write) -> Result<(), SimulatorError> {
    let image = planes.to_rgb();
    let side = |side_px: u32| u16::try_from(side_px).unwrap_or(u16::MAX);
    let (width, height) = (side(image.size.width_px), side(image.size.height_px));
    let encoder = Encoder::new(out, JPEG_QUALITY);
    Ok(encoder.encode(&image.data, width, height, ColorType::Rgb)?)
}

fn write_planes(planes: &Yuv420, out: &mut dyn Write) -> Result<(), SimulatorError> {
    out.write_all(b"FRAME\n")?;
    for plane in [planes.y(), planes.u(), planes.v()] {
        out.write_all(plane)?;
    }
    Ok(())
}

const JPEG_QUALITY: u8 = 90;
