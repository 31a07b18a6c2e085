//! One analysis from the first slice to the outcome.

use crate::course::Course;
use crate::images::{ImagePicker, PickedImages, iris_contrast};
use crate::limits::FRAME_SPACING;
use crate::report::{FrameCounts, Report};
use crate::{Calibration, EngineError, decide, feedback};
use catchlight_face::{FaceModels, FaceTracker, Observation};
use catchlight_media::{Frame, VideoLimits, VideoStream};
use catchlight_signals::Evidence;
use catchlight_types::{
    Challenge, ChallengeKind, ClientClaim, EpochMillis, FaceImage, MAX_AUDIT_IMAGES, MediaTime, Verdict,
};
use std::sync::Arc;

/// Loaded models and a calibration; clones share them.
#[derive(Debug, Clone)]
pub struct Engine {
    models: FaceModels,
    calibration: Arc<Calibration>,
}

/// How many audit images a session asks for, 0..=4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AuditImagesLimit(u8);

/// One check while its video arrives.
#[derive(Debug)]
pub struct Analysis {
    kind: ChallengeKind,
    audit_images: AuditImagesLimit,
    calibration: Arc<Calibration>,
    video: VideoStream,
    tracker: FaceTracker,
    evidence: Evidence,
    course: Course,
    images: ImagePicker,
    view: feedback::View,
    frames: FrameCounts,
    last_analysed: Option<MediaTime>,
}

/// Result of a finished analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The verdict.
    pub verdict: Verdict,
    /// The best image in neutral light; `None` when no frame was good enough.
    pub reference_image: Option<FaceImage>,
    /// Images spread over the check, in order of time.
    pub audit_images: Vec<FaceImage>,
    /// Everything behind the verdict.
    pub report: Report,
}

impl AuditImagesLimit {
    /// Wraps a number, capped at the largest that the API allows.
    #[must_use]
    pub const fn clamped(limit: u8) -> Self {
        if limit > MAX_AUDIT_IMAGES { Self(MAX_AUDIT_IMAGES) } else { Self(limit) }
    }
}

impl Engine {
    /// An engine that decides by `calibration`.
    #[must_use]
    pub fn new(models: FaceModels, calibration: Calibration) -> Self {
        Self { models, calibration: Arc::new(calibration) }
    }

    /// The calibration that it decides by.
    #[must_use]
    pub fn calibration(&self) -> &Calibration {
        &self.calibration
    }

    /// Begins the analysis of one check.
    #[must_use]
    pub fn begin(&self, challenge: &Challenge, audit_images: AuditImagesLimit) -> Analysis {
        Analysis {
            kind: challenge.kind,
            audit_images,
            calibration: Arc::clone(&self.calibration),
            video: VideoStream::new(VideoLimits::CHECK),
            tracker: FaceTracker::new(self.models.clone()),
            evidence: Evidence::new(challenge),
            course: Course::new(challenge),
            images: ImagePicker::default(),
            view: feedback::View::default(),
            frames: FrameCounts::default(),
            last_analysed: None,
        }
    }
}

impl Analysis {
    /// Takes the next slice of the video, cut anywhere, and analyses the frames that it completes.
    ///
    /// # Errors
    /// [`EngineError::Video`] when the video cannot be used, another [`EngineError`] when the service is at fault.
    pub fn push_video(
        &mut self,
        slice: &[u8],
        claimed_at: Option<EpochMillis>,
        received_at: EpochMillis,
    ) -> Result<(), EngineError> {
        self.evidence.slice(slice.len(), claimed_at, received_at);
        if slice.is_empty() {
            return Ok(());
        }
        self.video.push(slice)?;
        self.drain()
    }

    /// Takes a report of the client about itself.
    pub fn push_claim(&mut self, claim: ClientClaim, received_at: EpochMillis) {
        self.evidence.claim(claim, received_at);
        self.course.colors_began(self.evidence.shown_colors().begin_s());
    }

    /// Ends the video, takes every reading, decides and selects the images.
    ///
    /// # Errors
    /// [`EngineError::Video`] when the video is empty or ends too early, another [`EngineError`] when the service is at fault.
    pub fn finish(mut self) -> Result<Outcome, EngineError> {
        let video = self.video.finish()?;
        self.drain()?;
        let measurements = catchlight_signals::measure_all(&self.evidence);
        let view = self.view.summary();
        let codes = feedback::codes(&view, &self.calibration.feedback);
        let verdict = decide(&self.calibration, self.kind, &measurements, &codes);
        let PickedImages { reference, audit } =
            self.images.pick(&self.course, usize::from(self.audit_images.0))?;
        let reference_time = reference.as_ref().map(|picked| picked.time);
        let report = Report {
            measurements,
            video,
            frames: self.frames,
            view,
            course: self.evidence.course(),
            shown: self.evidence.shown_colors().clone(),
            slices: self.evidence.slice_summary(),
            oval_reached: self.course.reached_at(),
            reference_time,
            reference_size: reference.as_ref().map(|picked| picked.size),
            reference_landmarks: reference_time
                .map_or_else(Vec::new, |time| self.evidence.landmarks_at(time)),
            audit_times: audit.iter().map(|picked| picked.time).collect(),
            audit_sizes: audit.iter().map(|picked| picked.size).collect(),
        };
        let reference_image = reference.map(|picked| picked.image);
        let audit_images = audit.into_iter().map(|picked| picked.image).collect();
        Ok(Outcome { verdict, reference_image, audit_images, report })
    }

    /// Ends the video and returns the evidence that readings are taken from, for studies of a single signal.
    ///
    /// # Errors
    /// Those of [`Self::finish`].
    pub fn into_evidence(mut self) -> Result<Evidence, EngineError> {
        self.video.finish()?;
        self.drain()?;
        Ok(self.evidence)
    }

    fn drain(&mut self) -> Result<(), EngineError> {
        while let Some(frame) = self.video.next_frame()? {
            self.frames.decoded += 1;
            let due = self.last_analysed.is_none_or(|last| {
                frame.time.since_start().saturating_sub(last.since_start()) >= FRAME_SPACING
            });
            if due {
                self.last_analysed = Some(frame.time);
                self.analyse(&frame)?;
            }
        }
        Ok(())
    }

    fn analyse(&mut self, frame: &Frame) -> Result<(), EngineError> {
        let observation: Observation = self.tracker.track(frame)?;
        self.frames.analysed += 1;
        if let Some(face) = &observation.face {
            self.frames.with_face += 1;
            let contrast = iris_contrast(&frame.image, face);
            let overlap = self.course.observe(frame.time, face, frame.image.size());
            self.view.face(face, contrast, overlap);
            self.images.consider(frame, face, contrast, &self.course);
        }
        self.view.frame(frame.time, observation.faces_seen);
        self.evidence.observe(frame, &observation);
        Ok(())
    }
}
