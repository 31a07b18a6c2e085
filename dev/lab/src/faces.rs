//! Compares tracked faces with the reference boxes of pictures and videos.
//!
//! In: a folder with `manifest.json` and the media it lists. Out: a table by variant and the failing media by kind.
//! Fails when fewer faces are found, or more are claimed, than the project promises.

mod manifest;
mod picture;
mod tally;
mod texture;
mod variant;

use crate::output::print;
use anyhow::{Context, Result, bail};
use catchlight_face::{FaceModels, FaceTracker};
use catchlight_media::{Frame, VideoLimits, VideoStream};
use catchlight_types::{MediaTime, RectPx};
use clap::Args;
use manifest::{Content, Entry};
use picture::Picture;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tally::{Claims, Tally};
use variant::Variant;

/// What is measured, and by what.
#[derive(Debug, Args)]
pub(crate) struct FacesOptions {
    /// Folder of the media and their manifest.json.
    folder: PathBuf,
    /// Folder of the models and the inference library.
    #[arg(long, default_value = "assets/models")]
    models: PathBuf,
    /// Folder of the optional texture models, relative to the folder of the media; without it they are not checked.
    #[arg(long)]
    texture_models: Option<PathBuf>,
    /// Print every image that failed, with the overlap that was reached.
    #[arg(long)]
    failures: bool,
}

/// Runs the experiment.
pub(crate) fn run(options: &FacesOptions) -> Result<()> {
    let models = FaceModels::from_dir(&options.models)?;
    let entries = manifest::read(&options.folder)?;
    let subject = Subject { folder: &options.folder, models: &models };
    let mut broken = Vec::new();
    for variant in Variant::ALL {
        let tally = subject.find_faces(&entries, variant)?;
        print(&tally.to_string());
        if options.failures {
            print(&tally.failures());
        }
        broken.extend(tally.complaint());
    }
    if let Some(folder) = &options.texture_models {
        let models = FaceModels::from_dirs(&options.models, Some(&options.folder.join(folder)))?;
        let beliefs = texture::Beliefs::of(&entries, &options.folder, &models)?;
        print(&beliefs.to_string());
        broken.extend(beliefs.complaint());
    }
    let claims = subject.look_where_no_face_is(&entries)?;
    print(&claims.to_string());
    broken.extend(claims.complaint());
    for entry in entries.iter().filter(|entry| entry.is_video() && entry.content() == Content::Video) {
        let share = subject.tracked_share(&entry.file)?;
        print(&format!("{:5.1} % of frames tracked: {}", 100.0 * share, entry.note));
        if share < TRACKED_SHARE_MIN {
            broken.push(format!("{} is tracked in {:.1} % of its frames", entry.file, 100.0 * share));
        }
    }
    if !broken.is_empty() {
        bail!("{} promises are broken:\n  {}", broken.len(), broken.join("\n  "));
    }
    Ok(())
}

/// What is measured, and where its media lie.
struct Subject<'a> {
    folder: &'a Path,
    models: &'a FaceModels,
}

impl Subject<'_> {
    fn find_faces(&self, entries: &[Entry], variant: Variant) -> Result<Tally> {
        let single: Vec<&Entry> =
            entries.iter().filter(|entry| entry.content() == Content::SingleFace).collect();
        let overlaps = single
            .par_iter()
            .map(|entry| {
                let picture = Picture::read(&self.folder.join(&entry.file))?;
                let reference = entry.face_box().context("a single face without a reference box")?;
                let (changed, expected) = variant.apply(&picture, reference);
                let size = changed.size();
                let found = self.track_still(&changed)?;
                Ok(found.map_or(0.0, |face| {
                    picture::clip(face, size).intersection_over_union(picture::clip(expected, size))
                }))
            })
            .collect::<Result<Vec<f32>>>()?;
        let kinds = single.iter().map(|entry| (entry.kind(), entry.file.clone()));
        Ok(Tally::new(variant, kinds.zip(overlaps)))
    }

    /// The box after a picture was shown for as long as a tracker takes to make up its mind.
    fn track_still(&self, picture: &Picture) -> Result<Option<RectPx>> {
        let mut tracker = FaceTracker::new(self.models.clone());
        let mut found = None;
        for index in 0..STILL_FRAMES {
            let time = MediaTime::from_millis(index * 40);
            let frame = Frame { time, image: picture.to_planes()? };
            found = tracker.track(&frame)?.face.map(|face| face.bounding_box);
        }
        Ok(found)
    }

    fn look_where_no_face_is(&self, entries: &[Entry]) -> Result<Claims> {
        let empty: Vec<&Entry> = entries.iter().filter(|entry| entry.content() == Content::NoFace).collect();
        let claimed = empty
            .par_iter()
            .map(|entry| {
                if entry.is_video() {
                    return Ok(self.tracked_share(&entry.file)? > 0.0);
                }
                Ok(self.track_still(&Picture::read(&self.folder.join(&entry.file))?)?.is_some())
            })
            .collect::<Result<Vec<bool>>>()?;
        Ok(Claims::new(empty.iter().map(|entry| entry.file.clone()).zip(claimed)))
    }

    fn tracked_share(&self, file: &str) -> Result<f32> {
        let video = std::fs::read(self.folder.join(file)).with_context(|| format!("cannot read {file}"))?;
        let mut stream = VideoStream::new(FILE_LIMITS);
        let mut tracker = FaceTracker::new(self.models.clone());
        let (mut frames, mut tracked) = (0_u32, 0_u32);
        let mut drain = |stream: &mut VideoStream| -> Result<()> {
            while let Some(frame) = stream.next_frame()? {
                frames += 1;
                tracked += u32::from(tracker.track(&frame)?.face.is_some());
            }
            Ok(())
        };
        for slice in video.chunks(SLICE_BYTES) {
            stream.push(slice).with_context(|| file.to_owned())?;
            drain(&mut stream).with_context(|| file.to_owned())?;
        }
        stream.finish().with_context(|| file.to_owned())?;
        drain(&mut stream)?;
        Ok(tracked as f32 / frames.max(1) as f32)
    }
}

/// Test videos are longer than a check.
const FILE_LIMITS: VideoLimits =
    VideoLimits { frames: 3_000, duration: Duration::from_secs(120), ..VideoLimits::CHECK };
const SLICE_BYTES: usize = 32 * 1024;
/// Frames for which a still picture is shown: the views of a search without a face take turns.
const STILL_FRAMES: u64 = 3;
/// Least share of frames in which the face of a video is tracked.
const TRACKED_SHARE_MIN: f32 = 0.98;
