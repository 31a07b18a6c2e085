//! Frames of the video with what was found in them, drawn over them.

use crate::ReportError;
use crate::html::{Drawing, at, escape};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use catchlight_face::{FaceModels, FaceTracker, TrackedFace};
use catchlight_media::{Frame, RgbImage, VideoLimits, VideoStream};
use catchlight_recording::Recording;
use catchlight_types::{FrameSize, RectPx};
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, Resizer};
use jpeg_encoder::{ColorType, Encoder};
use std::error::Error;
use std::fmt::Write;

/// A frame that the page shows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Moment {
    /// What it was chosen for.
    pub(super) name: String,
    /// Time of the video, seconds.
    pub(super) time_s: f64,
}

/// Frames nearest to the given moments, which are in order, each as a figure with box, landmarks and oval.
pub(super) fn figures(
    recording: &Recording,
    models: &FaceModels,
    moments: &[Moment],
) -> Result<String, ReportError> {
    let mut figures = String::new();
    let times_s: Vec<f64> = moments.iter().map(|moment| moment.time_s).collect();
    for (frame, moment) in frames_at(recording, &times_s)?.iter().zip(moments) {
        // A tracker of its own for each frame: the frames are far apart.
        let face = FaceTracker::new(models.clone()).track(frame)?.face;
        let drawing = still(frame, face.as_ref(), oval_in(recording, frame.image.size()))?;
        // Writing to a string cannot fail.
        let (name, time_s) = (escape(&moment.name), moment.time_s);
        write!(figures, "<figure>{drawing}<figcaption>{name}, {time_s:.2} s</figcaption></figure>")
            .unwrap_or_default();
    }
    Ok(format!("<div class=\"stills\">{figures}</div>"))
}

/// Decodes the video once more; a video that ends too early gives the frames that it has.
fn frames_at(recording: &Recording, times_s: &[f64]) -> Result<Vec<Frame>, ReportError> {
    let mut stream = VideoStream::new(VideoLimits::CHECK);
    let mut wanted = times_s.iter().peekable();
    let mut frames: Vec<Frame> = Vec::with_capacity(times_s.len());
    let mut keep = |frame: Frame| {
        while wanted.next_if(|wanted_s| frame.time.as_secs_f64() + HALF_FRAME_S >= **wanted_s).is_some() {
            frames.push(frame.clone());
        }
    };
    for slice in recording.video.chunks(SLICE_BYTES) {
        stream.push(slice)?;
        while let Some(frame) = stream.next_frame()? {
            keep(frame);
        }
    }
    stream.finish()?;
    while let Some(frame) = stream.next_frame()? {
        keep(frame);
    }
    Ok(frames)
}

/// The oval in pixels of a frame that may have another size than was announced.
fn oval_in(recording: &Recording, frame: FrameSize) -> RectPx {
    let challenge = &recording.challenge;
    challenge.oval.bounds().to_unit(challenge.video).to_px(frame)
}

fn still(frame: &Frame, face: Option<&TrackedFace>, oval: RectPx) -> Result<String, ReportError> {
    let size = frame.image.size();
    let small = FrameSize {
        width_px: STILL_WIDTH_PX,
        height_px: (STILL_WIDTH_PX * size.height_px / size.width_px).max(1),
    };
    let scale = f64::from(STILL_WIDTH_PX) / f64::from(size.width_px);
    let mut drawing =
        Drawing::new(f64::from(small.width_px), f64::from(small.height_px), "A frame of the video");
    drawing.picture(
        &STANDARD.encode(jpeg(&frame.image.to_rgb(), small).map_err(|source| ReportError::Still { source })?),
    );
    let corners = |rect: RectPx| {
        let (left, top) = (f64::from(rect.left_px) * scale, f64::from(rect.top_px) * scale);
        let (width, height) = (f64::from(rect.width_px) * scale, f64::from(rect.height_px) * scale);
        (at(left, top), at(left + width, top + height))
    };
    let (one, other) = corners(oval);
    drawing.ellipse("oval", one, other);
    if let Some(face) = face {
        let (one, other) = corners(face.bounding_box);
        drawing.bar("box", one, other);
        for point in face.mesh.points() {
            let place = at(f64::from(point.at.x_px) * scale, f64::from(point.at.y_px) * scale);
            drawing.dot("landmark", place, LANDMARK_RADIUS);
        }
    }
    Ok(drawing.finish())
}

fn jpeg(image: &RgbImage, small: FrameSize) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
    let source = ImageRef::new(image.size.width_px, image.size.height_px, &image.data, PixelType::U8x3)?;
    let mut target = Image::new(small.width_px, small.height_px, PixelType::U8x3);
    Resizer::new().resize(&source, &mut target, None)?;
    let mut jpeg = Vec::new();
    let (width, height) = (u16::try_from(small.width_px)?, u16::try_from(small.height_px)?);
    Encoder::new(&mut jpeg, QUALITY).encode(target.buffer(), width, height, ColorType::Rgb)?;
    Ok(jpeg)
}

/// Width of a still; small enough that a page of many checks stays readable by a browser.
const STILL_WIDTH_PX: u32 = 400;
const LANDMARK_RADIUS: f64 = 0.9;
const QUALITY: u8 = 78;
/// Bytes pushed at once, so that no more than a few frames wait.
const SLICE_BYTES: usize = 16 * 1024;
/// Half of the distance of two frames at 30 a second.
const HALF_FRAME_S: f64 = 1.0 / 60.0;
