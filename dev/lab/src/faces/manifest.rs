//! The list of media: which file shows what, and where the face is.

use anyhow::{Context, Result};
use catchlight_types::RectPx;
use serde::Deserialize;
use std::path::Path;

/// One file of the list.
#[derive(Debug, Deserialize)]
pub(crate) struct Entry {
    /// Path below the folder of the list.
    pub(crate) file: String,
    /// What it shows, in words.
    #[serde(default)]
    pub(crate) note: String,
    #[serde(default)]
    tags: Vec<String>,
    main_face_box_xyxy: Option<[f32; 4]>,
}

/// What a file is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    SingleFace,
    NoFace,
    /// A recaptured picture of a face.
    Copy,
    Video,
    Other,
}

pub(crate) fn read(folder: &Path) -> Result<Vec<Entry>> {
    let path = folder.join("manifest.json");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no list of media", path.display()))
}

impl Entry {
    pub(crate) fn content(&self) -> Content {
        match self.file.split_once('/').map(|(folder, _)| folder) {
            Some("faces") if self.main_face_box_xyxy.is_some() => Content::SingleFace,
            Some("nonface") => Content::NoFace,
            Some("spoof") if !self.is_moving() => Content::Copy,
            Some("videos") => Content::Video,
            _ => Content::Other,
        }
    }

    pub(crate) fn is_video(&self) -> bool {
        self.ends_in("mp4")
    }

    fn is_moving(&self) -> bool {
        self.is_video() || self.ends_in("gif")
    }

    fn ends_in(&self, ending: &str) -> bool {
        Path::new(&self.file).extension().is_some_and(|found| found == ending)
    }

    /// The reference box: hairline to chin, ear to ear.
    pub(crate) fn face_box(&self) -> Option<RectPx> {
        let [left_px, top_px, right_px, bottom_px] = self.main_face_box_xyxy?;
        Some(RectPx { left_px, top_px, width_px: right_px - left_px, height_px: bottom_px - top_px })
    }

    /// The words by which failures are counted.
    pub(crate) fn kind(&self) -> String {
        if self.tags.is_empty() { "other picture".to_owned() } else { self.tags.join(" ") }
    }
}
