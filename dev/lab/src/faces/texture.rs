//! What the optional texture nets believe of faces and of recaptured pictures of faces.
//!
//! In: the media and a pack of nets. Out: the middle belief of each kind, and a complaint when they are not apart.

use super::manifest::{Content, Entry};
use super::picture::Picture;
use anyhow::Result;
use catchlight_face::{FaceModels, FaceTracker};
use catchlight_media::Frame;
use catchlight_types::MediaTime;
use rayon::prelude::*;
use std::fmt;
use std::path::Path;

/// Beliefs in rising order, by kind.
pub(crate) struct Beliefs {
    faces: Vec<f32>,
    copies: Vec<f32>,
}

impl Beliefs {
    pub(crate) fn of(entries: &[Entry], folder: &Path, models: &FaceModels) -> Result<Self> {
        let of = |content: Content| -> Result<Vec<f32>> {
            let entries: Vec<&Entry> = entries.iter().filter(|entry| entry.content() == content).collect();
            let beliefs = entries
                .par_iter()
                .map(|entry| {
                    let image = Picture::read(&folder.join(&entry.file))?.to_planes()?;
                    let frame = Frame { time: MediaTime::from_millis(0), image };
                    let observation = FaceTracker::new(models.clone()).track(&frame)?;
                    Ok(observation.face.and_then(|face| face.texture))
                })
                .collect::<Result<Vec<Option<f32>>>>()?;
            let mut beliefs: Vec<f32> = beliefs.into_iter().flatten().collect();
            beliefs.sort_by(f32::total_cmp);
            Ok(beliefs)
        };
        Ok(Self { faces: of(Content::SingleFace)?, copies: of(Content::Copy)? })
    }

    /// Few copies are at hand, so only the middles are compared.
    pub(crate) fn complaint(&self) -> Option<String> {
        let (faces, copies) = (middle(&self.faces)?, middle(&self.copies)?);
        (faces < FACES_MIN || copies > COPIES_MAX)
            .then(|| format!("the texture models rate faces {faces:.2} and their copies {copies:.2}; they must be further apart"))
    }
}

impl fmt::Display for Beliefs {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "texture models: faces {:.2?}, copies {:.2?}", self.faces, self.copies)
    }
}

fn middle(sorted: &[f32]) -> Option<f32> {
    sorted.get(sorted.len() / 2).copied()
}

/// Middle belief of pictures of faces, 0..=1.
const FACES_MIN: f32 = 0.8;
/// Middle belief of recaptured pictures, 0..=1.
const COPIES_MAX: f32 = 0.3;
