//! What the console draws of a check, as it is stored: compact JSON with a default for every member, so that checks of
//! older versions can still be read.
//!
//! In: numbers. Out: the same numbers. Never: pixels, domain types.

use serde::{Deserialize, Serialize};

/// What a client reported about itself when it started a check.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ClientFacts {
    /// Its `User-Agent`, shortened.
    pub user_agent: Option<String>,
    /// The challenges that it supports, with their versions.
    pub challenge_versions: Vec<String>,
    /// Width of the video that it announced, pixels.
    pub video_width_px: u32,
    /// Height of the video that it announced, pixels.
    pub video_height_px: u32,
}

/// What a person was asked to do.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CheckPlan {
    /// When it was sent, milliseconds since 1970.
    pub sent_at_ms: i64,
    /// The oval to enter.
    pub oval: Option<PlannedOval>,
    /// The colours that the screen shows, in order.
    pub colors: Vec<PlannedColor>,
}

/// An oval, shares of the width and the height of the video.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PlannedOval {
    /// Centre, from the left edge.
    pub center_x: f64,
    /// Centre, from the top edge.
    pub center_y: f64,
    /// Full width.
    pub width: f64,
    /// Full height.
    pub height: f64,
}

/// One colour of a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PlannedColor {
    /// sRGB, 0..=255: red, green, blue.
    pub rgb: [u8; 3],
    /// How long it takes to wipe over the colour before, milliseconds.
    pub wipe_ms: f64,
    /// How long it stays after that, milliseconds.
    pub flat_ms: f64,
}

/// What was measured over the time of a check.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CheckDetails {
    /// Log-odds of a live person before any reading, where an older version stored them here and not with the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prior_log_odds: Option<f64>,
    /// The video.
    pub stream: Option<StreamFacts>,
    /// What the frames showed.
    pub view: Option<ViewFacts>,
    /// One entry for each analysed frame, some left out of long checks.
    pub course: Vec<CourseFacts>,
    /// What the client says its screen showed.
    pub shown: Vec<ShownFacts>,
    /// When the face first was large enough for the oval, milliseconds of the video.
    pub oval_reached_ms: Option<u32>,
    /// When the first frame was taken by the server's clock, milliseconds since 1970, counted back from the last slice.
    pub first_frame_at_ms: Option<i64>,
    /// When the last slice arrived, milliseconds since 1970.
    pub last_slice_at_ms: Option<i64>,
    /// The mesh of the face in the reference image: x and y, shares of the image.
    pub landmarks: Vec<[f64; 2]>,
    /// Time and size of each image, in the order of their places.
    pub pictures: Vec<PictureFacts>,
}

/// The video and how it arrived.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StreamFacts {
    /// Its container.
    pub container: String,
    /// Its codec.
    pub codec: String,
    /// Width of its frames, pixels.
    pub width_px: u32,
    /// Height of its frames, pixels.
    pub height_px: u32,
    /// Decoded frames.
    pub frames_decoded: u32,
    /// Frames that were analysed.
    pub frames_analysed: u32,
    /// Frames in which a face was followed.
    pub frames_with_face: u32,
    /// Decoded frames a second.
    pub frames_per_second: f64,
    /// All bytes.
    pub bytes: u64,
    /// Slices that held something.
    pub slices: u32,
    /// Time from the first to the last frame, milliseconds.
    pub duration_ms: u64,
    /// Longest time between two slices, milliseconds.
    pub longest_gap_ms: u64,
}

/// What the analysed frames showed: shares, and medians over the frames with a face.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ViewFacts {
    /// Share of frames with a face.
    pub face_share: f64,
    /// Share of frames with more than one face.
    pub several_faces_share: f64,
    /// Analysed frames a second.
    pub frames_per_second: f64,
    /// Best overlap of face and oval.
    pub oval_overlap_best: f64,
    /// Turn of the head, radians.
    pub turn_rad: Option<f64>,
    /// Distance of the eyes, pixels.
    pub inter_eye_px: Option<f64>,
    /// Sharpness.
    pub sharpness: Option<f64>,
    /// Mean luma of the face.
    pub luminance: Option<f64>,
    /// Share of clipped pixels of the face.
    pub clipped_share: Option<f64>,
    /// How covered the face looks.
    pub obstruction: Option<f64>,
    /// Opening of the eyes.
    pub eye_openness: Option<f64>,
    /// Contrast of the irises.
    pub iris_contrast: Option<f64>,
}

/// One analysed frame.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CourseFacts {
    /// Time of the video, milliseconds.
    #[serde(rename = "t")]
    pub video_ms: u32,
    /// Box of the face: left, top, width, height, shares of the frame.
    #[serde(rename = "f", skip_serializing_if = "Option::is_none")]
    pub face: Option<[f64; 4]>,
    /// Mean linear light of the skin, 0..=1: red, green, blue.
    #[serde(rename = "s", skip_serializing_if = "Option::is_none")]
    pub skin: Option<[f64; 3]>,
    /// Mean linear light away from the person.
    #[serde(rename = "b", skip_serializing_if = "Option::is_none")]
    pub background: Option<[f64; 3]>,
}

/// One step of the colours that the screen showed.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ShownFacts {
    /// When it began, milliseconds of the video; negative before its first frame.
    pub from_ms: i64,
    /// How long it takes to wipe over the colour before, milliseconds; 0 when the colour stays.
    pub wipe_ms: u32,
    /// How long it lasts, milliseconds.
    pub lasts_ms: u32,
    /// Number of the colour in the plan.
    pub step: u32,
    /// sRGB of the colour that appears or stays.
    pub rgb: [u8; 3],
    /// sRGB of the colour before.
    pub before: [u8; 3],
}

/// One image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PictureFacts {
    /// Its place among the images; the reference image has 0.
    pub place: u32,
    /// Time of its frame, milliseconds of the video.
    pub video_ms: u32,
    /// Width, pixels.
    pub width_px: u32,
    /// Height, pixels.
    pub height_px: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_details_of_a_check_of_seven_seconds_stay_small() {
        let point = |number: u32| CourseFacts {
            video_ms: number * 66,
            face: Some([0.1234, 0.2345, 0.3456, 0.4567]),
            skin: Some([0.1234, 0.2345, 0.3456]),
            background: Some([0.1234, 0.2345, 0.3456]),
        };
        let details = CheckDetails {
            course: (0..106).map(point).collect(),
            landmarks: vec![[0.1234, 0.5678]; 468],
            ..CheckDetails::default()
        };
        let bytes = serde_json::to_string(&details).unwrap().len();
        assert!(bytes < 32 * 1024, "{bytes} bytes");
    }

    #[test]
    fn a_record_of_an_older_version_can_be_read() {
        let read: CheckDetails = serde_json::from_str("{}").unwrap();
        assert_eq!(read, CheckDetails::default());
    }
}
