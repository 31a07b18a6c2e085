//! Plays one check from the first frame to the last byte.

use crate::SimulatorError;
use crate::camera::Camera;
use crate::capture::CaptureSettings;
use crate::check::{SimulatedCheck, VideoBytes};
use crate::claims::{ClaimSource, Claims};
use crate::encoding::{Recorder, frame_times};
use crate::film::Film;
use crate::lens::Lens;
use crate::limits::{MAX_CHECK_SECONDS, MAX_VIDEO_SIDE_PX, MIN_VIDEO_SIDE_PX};
use crate::motion::Motion;
use crate::person::Person;
use crate::room::Room;
use crate::scene::{Moment, Screens, Shot, Surroundings};
use crate::screen::{Panel, ScreenState};
use crate::seed::{Seed, Topic};
use crate::species::{Cast, Casting, Species};
use crate::timeline::Timeline;
use crate::truth::{CheckTruth, FrameTruth, SceneTruth};
use catchlight_types::{Challenge, FrameSize, MediaTime};
use rand::RngExt;

/// Plays `species` against a challenge: the same arguments give the same bytes on any number of threads.
///
/// # Errors
/// [`SimulatorError`] when the challenge or the settings are outside the limits, or libvpx fails.
pub fn simulate(
    challenge: &Challenge,
    species: Species,
    seed: Seed,
    settings: &CaptureSettings,
) -> Result<SimulatedCheck, SimulatorError> {
    settings.check()?;
    check_size(challenge.video)?;
    let person = Person::draw(seed, settings.melanin);
    let room = Room::draw(seed, challenge.video, settings.ambient_lux);
    let panel = Panel::draw(seed, challenge.video, settings.screen_nits);
    let lens = draw_lens(seed, challenge.video);
    let around = Surroundings { room: &room, panel: &panel, lens };
    let cast = Cast::call(species, &Casting { person: &person, challenge, seed, around });
    let motion = Motion::plan(challenge, lens, cast.measures, seed);
    let timeline = Timeline::plan(challenge, seed, motion.match_s(challenge, lens));
    if timeline.end_s > MAX_CHECK_SECONDS as f32 {
        return Err(SimulatorError::TooLong { asked_s: timeline.end_s as u32, most_s: MAX_CHECK_SECONDS });
    }
    let times = frame_times(settings.fps, timeline.end_s, seed);
    let film = Film { scene: cast.scene.as_ref(), around, camera: Camera::draw(seed), motion: &motion };
    let mut recorder = Recorder::new(challenge.video, settings)?;
    let mut frames = Vec::with_capacity(times.len());
    let earlier = cast.earlier_colors.as_ref().map(|colors| {
        let other = Challenge { colors: colors.clone(), ..challenge.clone() };
        Timeline::plan(&other, seed, timeline.match_s)
    });
    let lit = |time_s: f32| Screens {
        scene: earlier.as_ref().unwrap_or(&timeline).screen_at(time_s - cast.lag_s),
        client: timeline.screen_at(time_s),
    };
    film.shoot(&times, lit, |taken| {
        let screen = timeline.screen_at(taken.moment.time_s);
        frames.push(truth_of(&taken.moment, taken.time, &taken.shot, screen));
        recorder.push(&taken.planes, taken.time)
    })?;
    let recorded = recorder.finish(timeline.end_s, settings, seed)?;
    let first_slice_at = recorded.slices.first().map_or(settings.started_at, |slice| slice.sent_at);
    let source =
        ClaimSource { challenge, timeline: &timeline, motion: &motion, lens, settings, first_slice_at };
    let claims = Claims::make(source, seed);
    let truth = CheckTruth {
        scene: SceneTruth {
            melanin: person.melanin,
            ambient_lux: room.lux,
            kelvin: room.kelvin,
            screen_nits: panel.nits,
            device: panel.device,
            focal_px: lens.focal_px,
            zoom_ratio: motion.zoom_ratio(),
        },
        video_start_error_ms: claims.video_start_error_ms as f32,
        match_s: timeline.match_s,
        colors_start_s: timeline.colors_start_s(),
        frames,
    };
    Ok(SimulatedCheck {
        species,
        seed,
        challenge: challenge.clone(),
        video: VideoBytes::new(recorded.bytes),
        slices: recorded.slices,
        claims: claims.sent,
        frame_times: times,
        truth,
    })
}

pub(crate) fn check_size(video: FrameSize) -> Result<(), SimulatorError> {
    let sides = MIN_VIDEO_SIDE_PX..=MAX_VIDEO_SIDE_PX;
    if sides.contains(&video.width_px) && sides.contains(&video.height_px) {
        return Ok(());
    }
    Err(SimulatorError::VideoSize {
        width_px: video.width_px,
        height_px: video.height_px,
        least_px: MIN_VIDEO_SIDE_PX,
        most_px: MAX_VIDEO_SIDE_PX,
    })
}

/// Webcams see 52 to 62 degrees across, phones held upright about 60 along their long side.
pub(crate) fn draw_lens(seed: Seed, video: FrameSize) -> Lens {
    let mut random = seed.stream(Topic::Camera);
    random.set_word_pos(1 << 24);
    let long_px = video.width_px.max(video.height_px) as f32;
    Lens { size: video, focal_px: long_px * random.random_range(0.84..1.02) }
}

fn truth_of(moment: &Moment, time: MediaTime, shot: &Shot, screen: ScreenState) -> FrameTruth {
    let marks = shot.marks;
    FrameTruth {
        time,
        face_box: marks.face_box,
        left_eye: marks.left_eye,
        right_eye: marks.right_eye,
        nose_tip: marks.nose_tip,
        mouth_left: marks.mouth_left,
        mouth_right: marks.mouth_right,
        chin: marks.chin,
        pose: moment.placement.pose,
        distance_m: marks.eyes_depth_cm / 100.0,
        blink: moment.blink,
        screen_new: screen.new,
        screen_old: screen.old,
        wiped: screen.wiped,
    }
}
