//! Plays checks and writes a sheet of their frames, to be judged by eye.
//!
//! Usage: `cargo run --release -p catchlight-simulator --example contact_sheet -- FILE.jpg SPECIES SEED [SEED ..]`

use catchlight_media::{RgbImage, VideoLimits, VideoStream};
use catchlight_simulator::{CaptureSettings, Seed, SimulatedCheck, Species, simulate};
use catchlight_types::{Challenge, ChallengeKind, Rgb8};
use std::error::Error;
use std::time::Duration;
use testkit::{VGA, color_step};

/// Moments that one row of the sheet shows, shares of the check.
const MOMENTS: [f64; 5] = [0.02, 0.3, 0.62, 0.78, 0.93];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "FILE.jpg SPECIES SEED [SEED ..]";
    let (file, species) = (arguments.next().ok_or(usage)?, arguments.next().ok_or(usage)?);
    let species = Species::from_name(&species).ok_or("no such species")?;
    let mut rows = Vec::new();
    for seed in arguments {
        let check = simulate(&challenge(), species, Seed::new(seed.parse()?), &CaptureSettings::BROWSER)?;
        rows.push(frames(&check)?);
    }
    write_sheet(&file, &rows)
}

fn frames(check: &SimulatedCheck) -> Result<Vec<RgbImage>, Box<dyn Error>> {
    let end = check.frame_times.last().ok_or("no frames")?.since_start();
    let wanted: Vec<Duration> = MOMENTS.iter().map(|share| end.mul_f64(*share)).collect();
    let mut stream = VideoStream::new(VideoLimits::CHECK);
    let mut pictures = Vec::new();
    for slice in &check.slices {
        stream.push(&check.video.as_slice()[slice.bytes.clone()])?;
        while let Some(frame) = stream.next_frame()? {
            if wanted.get(pictures.len()).is_some_and(|moment| frame.time.since_start() >= *moment) {
                pictures.push(frame.image.to_rgb());
            }
        }
    }
    Ok(pictures)
}

fn write_sheet(file: &str, rows: &[Vec<RgbImage>]) -> Result<(), Box<dyn Error>> {
    let size = rows.first().and_then(|row| row.first()).ok_or("no pictures")?.size;
    let (width, height) = (size.width_px as usize, size.height_px as usize);
    let sheet_width = width * MOMENTS.len();
    let mut sheet = vec![0_u8; 3 * sheet_width * height * rows.len()];
    for (down, row) in rows.iter().enumerate() {
        for (across, picture) in row.iter().enumerate() {
            for (y, line) in picture.data.chunks_exact(3 * width).enumerate() {
                let start = 3 * ((down * height + y) * sheet_width + across * width);
                sheet[start..start + line.len()].copy_from_slice(line);
            }
        }
    }
    let encoder = jpeg_encoder::Encoder::new_file(file, 92)?;
    let (sheet_width, sheet_height) = (u16::try_from(sheet_width)?, u16::try_from(height * rows.len())?);
    encoder.encode(&sheet, sheet_width, sheet_height, jpeg_encoder::ColorType::Rgb)?;
    Ok(())
}

fn challenge() -> Challenge {
    let step = |red, green, blue, downscroll_ms, flat_ms| {
        color_step(Rgb8 { red, green, blue }, downscroll_ms, flat_ms)
    };
    let colors = vec![
        step(0, 0, 0, 0.0, 90.0),
        step(255, 0, 0, 400.0, 0.0),
        step(0, 255, 0, 500.0, 0.0),
        step(0, 0, 255, 350.0, 100.0),
        step(255, 255, 0, 450.0, 0.0),
    ];
    Challenge { colors, ..testkit::challenge(ChallengeKind::FaceMovementAndLight, VGA) }
}
