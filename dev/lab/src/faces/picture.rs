//! A still picture, read by ffmpeg, and what is done to it.

use anyhow::{Context, Result, ensure};
use catchlight_media::{RgbImage, Yuv420};
use catchlight_types::{FrameSize, PointPx, RectPx};
use std::path::Path;
use std::process::Command;

/// Red, green and blue of a still picture.
#[derive(Clone)]
pub(crate) struct Picture {
    image: RgbImage,
}

impl Picture {
    /// Reads any format that ffmpeg knows; of several pictures the first.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let output = Command::new("ffmpeg")
            .args(["-nostdin", "-loglevel", "error", "-i"])
            .arg(path)
            .args(["-frames:v", "1", "-pix_fmt", "rgb24", "-f", "image2pipe", "-c:v", "ppm", "-"])
            .output()
            .context("cannot start ffmpeg (Debian package ffmpeg)")?;
        ensure!(output.status.success(), "ffmpeg cannot read {}", path.display());
        parse_ppm(&output.stdout).with_context(|| format!("ffmpeg read {} oddly", path.display()))
    }

    pub(crate) fn size(&self) -> FrameSize {
        self.image.size
    }

    pub(crate) fn to_planes(&self) -> Result<Yuv420> {
        Yuv420::from_rgb(&self.image).context("a picture without pixels")
    }

    /// Every value times `gain`.
    pub(crate) fn darkened(&self, gain: f32) -> Self {
        let data = self.image.data.iter().map(|&value| (f32::from(value) * gain).round() as u8).collect();
        Self { image: RgbImage { size: self.image.size, data } }
    }

    /// A picture of another size whose pixels `place` finds in this one; black where this one ends.
    pub(crate) fn resampled(
        &self,
        size: FrameSize,
        pixel_px: f32,
        place: impl Fn(PointPx) -> PointPx,
    ) -> Self {
        let mut data = Vec::with_capacity(3 * size.width_px as usize * size.height_px as usize);
        // Several looks a pixel where the picture shrinks, so that it is not aliased.
        let looks = pixel_px.ceil().clamp(1.0, 8.0) as u32;
        for y in 0..size.height_px {
            for x in 0..size.width_px {
                let mut sum = [0.0_f32; 3];
                for look in 0..looks * looks {
                    let part = |step: u32| (step as f32 + 0.5) / looks as f32;
                    let here =
                        PointPx { x_px: x as f32 + part(look % looks), y_px: y as f32 + part(look / looks) };
                    let there = place(here);
                    for (channel, sum) in sum.iter_mut().enumerate() {
                        *sum += self.sample(there, channel);
                    }
                }
                data.extend(sum.map(|sum| (sum / (looks * looks) as f32).round() as u8));
            }
        }
        Self { image: RgbImage { size, data } }
    }

    /// The value between four pixels.
    fn sample(&self, at: PointPx, channel: usize) -> f32 {
        let (x, y) = (at.x_px - 0.5, at.y_px - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (across, down) = (x - left, y - top);
        let pixel = |dx: f32, dy: f32| {
            let (x, y) = (left + dx, top + dy);
            let inside = x >= 0.0
                && y >= 0.0
                && x < self.image.size.width_px as f32
                && y < self.image.size.height_px as f32;
            if !inside {
                return 0.0;
            }
            let index = (y as usize * self.image.size.width_px as usize + x as usize) * 3 + channel;
            f32::from(self.image.data[index])
        };
        let upper = pixel(0.0, 0.0) * (1.0 - across) + pixel(1.0, 0.0) * across;
        let lower = pixel(0.0, 1.0) * (1.0 - across) + pixel(1.0, 1.0) * across;
        upper * (1.0 - down) + lower * down
    }
}

/// The part of a box that lies inside the picture.
pub(crate) fn clip(bounds: RectPx, size: FrameSize) -> RectPx {
    let (width_px, height_px) = (size.width_px as f32, size.height_px as f32);
    let left_px = bounds.left_px.clamp(0.0, width_px);
    let top_px = bounds.top_px.clamp(0.0, height_px);
    let right_px = (bounds.left_px + bounds.width_px).clamp(0.0, width_px);
    let bottom_px = (bounds.top_px + bounds.height_px).clamp(0.0, height_px);
    RectPx { left_px, top_px, width_px: right_px - left_px, height_px: bottom_px - top_px }
}

fn parse_ppm(bytes: &[u8]) -> Result<Picture> {
    let mut fields = bytes.splitn(4, |&byte| byte == b'\n' || byte == b' ');
    let mut field = || fields.next().context("no header");
    ensure!(field()? == b"P6", "no picture of colours");
    let width_px = std::str::from_utf8(field()?)?.parse()?;
    let height_px = std::str::from_utf8(field()?)?.parse()?;
    let rest = field()?;
    let start = rest.iter().position(|&byte| byte == b'\n').context("no pixels")?;
    Ok(Picture {
        image: RgbImage { size: FrameSize { width_px, height_px }, data: rest[start + 1..].to_vec() },
    })
}
