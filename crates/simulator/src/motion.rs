//! How the head moves: from far into the oval, then nearly still, with blinks.

use crate::color::smooth_step;
use crate::lens::Lens;
use crate::seed::{Seed, Topic};
use catchlight_types::{Challenge, HeadPose, PointPx, RectPx};
use nalgebra::{Rotation3, Vector3};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use std::f32::consts::TAU;

/// Where the head is and how it is turned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Placement {
    /// The origin of the head, between the ears.
    pub(crate) place_cm: Vector3<f32>,
    pub(crate) pose: HeadPose,
}

/// The lengths of a face that the client measures, centimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct FaceMeasures {
    pub(crate) eye_distance_cm: f32,
    pub(crate) eye_to_mouth_cm: f32,
    /// Middle between the eyes and the tip of the nose, from the origin of the head.
    pub(crate) aim_cm: Vector3<f32>,
}

/// The path of one head through one check.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Motion {
    far_cm: Vector3<f32>,
    near_cm: Vector3<f32>,
    starts_s: f32,
    lasts_s: f32,
    rest: HeadPose,
    sway: [Wave; 6],
    blinks_s: Vec<f32>,
    measures: FaceMeasures,
    /// How far the head circles near its goal, to the side and up; zero when it knows where the oval is.
    search_cm: Vector3<f32>,
}

/// A slow sway of one coordinate: two sines that do not repeat together.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Wave {
    size: f32,
    hertz: f32,
    phase: f32,
}

impl Placement {
    pub(crate) fn rotation(self) -> Rotation3<f32> {
        Rotation3::from_axis_angle(&Vector3::z_axis(), -self.pose.roll_rad)
            * Rotation3::from_axis_angle(&Vector3::y_axis(), self.pose.yaw_rad)
            * Rotation3::from_axis_angle(&Vector3::x_axis(), -self.pose.pitch_rad)
    }

    /// A place on the head, given from its origin, in front of the camera.
    pub(crate) fn to_world_cm(self, local_cm: Vector3<f32>) -> Vector3<f32> {
        self.rotation() * local_cm + self.place_cm
    }
}

impl FaceMeasures {
    /// Width of the face as the client computes it from the eyes and the mouth.
    pub(crate) fn client_width_cm(&self) -> f32 {
        (2.0 * self.eye_distance_cm + 1.8 * self.eye_to_mouth_cm) / 2.0
    }
}

impl Motion {
    /// Plans a way that begins far enough for the client and ends in the oval.
    pub(crate) fn plan(challenge: &Challenge, lens: Lens, measures: FaceMeasures, seed: Seed) -> Self {
        let mut random = seed.stream(Topic::Motion);
        let oval = challenge.oval;
        let depth_cm = |ratio: f32| lens.focal_px * measures.client_width_cm() / (ratio * oval.width_px);
        let threshold = challenge.matching.far_ratio.clamp(0.1, 0.45);
        let far_depth_cm = depth_cm(2.0 * threshold * random.random_range(0.80..0.92));
        let near_depth_cm = depth_cm(random.random_range(0.93..1.0));
        let target = PointPx { x_px: oval.center_x_px, y_px: oval.center_y_px };
        let start = PointPx {
            x_px: target.x_px + 0.2 * oval.width_px * random.random_range(-1.0..1.0),
            y_px: target.y_px + 0.08 * oval.height_px * random.random_range(-1.0..1.0),
        };
        let origin = |point, depth_cm| lens.place_behind(point, depth_cm) - measures.aim_cm;
        let degrees = |random: &mut ChaCha8Rng, most: f32| random.random_range(-most..most).to_radians();
        let rest = HeadPose {
            yaw_rad: degrees(&mut random, 2.5),
            pitch_rad: degrees(&mut random, 2.5),
            roll_rad: degrees(&mut random, 2.5),
        };
        let sizes = [0.22, 0.16, 0.3, 0.028, 0.02, 0.016];
        let sway = sizes.map(|size| Wave {
            size: size * random.random_range(0.5..1.2),
            hertz: random.random_range(0.12..0.45),
            phase: random.random_range(0.0..TAU),
        });
        Self {
            far_cm: origin(start, far_depth_cm),
            near_cm: origin(target, near_depth_cm),
            starts_s: random.random_range(0.7..1.3),
            lasts_s: random.random_range(1.7..2.6),
            rest,
            sway,
            blinks_s: plan_blinks(&mut random),
            measures,
            search_cm: Vector3::zeros(),
        }
    }

    /// The same way with another wait and another pace.
    pub(crate) fn paced(self, starts_s: f32, lasts_s: f32) -> Self {
        Self { starts_s, lasts_s, ..self }
    }

    /// The same way to an oval of which only the usual place is known: the head then circles about its goal once,
    /// as far as an oval may lie from there, and so meets each of them.
    pub(crate) fn searching(self, lens: Lens) -> Self {
        let depth_cm = -(self.near_cm.z + self.measures.aim_cm.z);
        let reach_cm = |side_px: u32| SEARCH_SHARE * side_px as f32 * depth_cm / lens.focal_px;
        let search_cm = Vector3::new(reach_cm(lens.size.width_px), reach_cm(lens.size.height_px), 0.0);
        Self { search_cm, ..self }
    }

    pub(crate) fn at(&self, time_s: f32) -> Placement {
        let share = minimum_jerk((time_s - self.starts_s) / self.lasts_s);
        let still = 1.0 - 0.5 * smooth_step(0.0, 0.5, time_s - self.starts_s - self.lasts_s);
        let [x, y, z, yaw, pitch, roll] = self.sway.map(|wave| wave.at(time_s) * still);
        let place_cm =
            self.far_cm.lerp(&self.near_cm, share) + Vector3::new(x, y, z) + self.search_at(time_s);
        // A person who comes near bends forward and lifts the chin again.
        let nod = -0.05 * (share * (1.0 - share) * 4.0);
        let pose = HeadPose {
            yaw_rad: self.rest.yaw_rad + yaw,
            pitch_rad: self.rest.pitch_rad + pitch + nod,
            roll_rad: self.rest.roll_rad + roll,
        };
        Placement { place_cm, pose }
    }

    fn search_at(&self, time_s: f32) -> Vector3<f32> {
        let since_s = time_s - self.starts_s - self.lasts_s;
        let size = smooth_step(0.0, 0.6, since_s) * (1.0 - smooth_step(SEARCH_S, SEARCH_S + 1.0, since_s));
        let angle = TAU * since_s / SEARCH_S;
        Vector3::new(angle.cos(), angle.sin(), 0.0).component_mul(&self.search_cm) * size
    }

    /// Share of the eyes that the lids cover, 0 open, 1 closed.
    pub(crate) fn blink_at(&self, time_s: f32) -> f32 {
        let lid = |start: &f32| {
            let since = time_s - start;
            smooth_step(0.0, 0.08, since) * (1.0 - smooth_step(0.11, 0.26, since))
        };
        self.blinks_s.iter().map(lid).fold(0.0, f32::max)
    }

    /// When the client first sees the face in the oval, seconds.
    pub(crate) fn match_s(&self, challenge: &Challenge, lens: Lens) -> f32 {
        let goal = challenge.oval.bounds();
        let last_s = self.starts_s + self.lasts_s;
        let looks = (0_u16..).map(|look| self.starts_s + f32::from(look) / LOOKS_PER_SECOND);
        let threshold = challenge.matching.match_overlap;
        let fits = |time_s: &f32| {
            self.client_box(*time_s, lens, challenge).intersection_over_union(goal) > threshold
        };
        looks.take_while(|time_s| *time_s < last_s).find(fits).unwrap_or(last_s)
    }

    /// The box that the client computes from the eyes, the nose and the mouth.
    pub(crate) fn client_box(&self, time_s: f32, lens: Lens, challenge: &Challenge) -> RectPx {
        let aim_cm = self.at(time_s).to_world_cm(self.measures.aim_cm);
        let center = lens.project(aim_cm);
        let width_px = lens.focal_px * self.measures.client_width_cm() / -aim_cm.z;
        let height_px = width_px * challenge.matching.oval_height_over_width;
        RectPx {
            left_px: center.x_px - width_px / 2.0,
            top_px: center.y_px - height_px / 2.0,
            width_px,
            height_px,
        }
    }

    /// How much larger the face is at the end than at the beginning.
    pub(crate) fn zoom_ratio(&self) -> f32 {
        (self.far_cm.z + self.measures.aim_cm.z) / (self.near_cm.z + self.measures.aim_cm.z)
    }
}

impl Wave {
    fn at(&self, time_s: f32) -> f32 {
        let angle = TAU * self.hertz * time_s + self.phase;
        self.size * (0.7 * angle.sin() + 0.3 * (2.618 * angle + 1.0).sin() + 0.06 * (9.3 * angle).sin())
    }
}

fn plan_blinks(random: &mut ChaCha8Rng) -> Vec<f32> {
    let mut blinks_s = Vec::new();
    let mut time_s = random.random_range(0.4..2.5);
    while time_s < 30.0 {
        blinks_s.push(time_s);
        time_s += random.random_range(1.6..5.0);
    }
    blinks_s
}

/// The way of a hand or a head between two rests, share of the way by share of the time.
fn minimum_jerk(share: f32) -> f32 {
    let share = share.clamp(0.0, 1.0);
    share * share * share * (10.0 + share * (6.0 * share - 15.0))
}

/// Distance of the search, a share of the image's sides; ovals lie up to 1/16 of them from the middle.
const SEARCH_SHARE: f32 = 0.045;
/// Time of one round, seconds.
const SEARCH_S: f32 = 3.2;
/// How often the client looks for the match.
const LOOKS_PER_SECOND: f32 = 30.0;

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_types::{ChallengeKind, Oval};
    use testkit::{VGA, challenge};

    const MEASURES: FaceMeasures =
        FaceMeasures { eye_distance_cm: 6.3, eye_to_mouth_cm: 7.0, aim_cm: Vector3::new(0.0, 0.75, 4.4) };

    #[test]
    fn the_head_starts_far_and_fills_the_oval_in_time() {
        let planned = challenge(ChallengeKind::FaceMovement, VGA);
        let lens = Lens { size: VGA, focal_px: 600.0 };
        for number in 0..50 {
            let motion = Motion::plan(&planned, lens, MEASURES, Seed::new(number));
            let ratio = motion.client_box(0.0, lens, &planned).width_px / 2.0 / planned.oval.width_px;
            assert!(ratio < planned.matching.far_ratio, "{ratio} at seed {number}");
            let match_s = motion.match_s(&planned, lens);
            let late = planned.matching.fit_timeout.as_millis() as f32 / 1000.0;
            assert!(match_s > 1.0 && match_s < late - 2.0, "{match_s} at seed {number}");
            let filled = motion.client_box(motion.starts_s + motion.lasts_s, lens, &planned).width_px;
            assert!(filled > 0.88 * planned.oval.width_px, "{filled} at seed {number}");
        }
    }

    #[test]
    fn a_searching_head_meets_every_oval() {
        let planned = challenge(ChallengeKind::FaceMovement, VGA);
        let lens = Lens { size: VGA, focal_px: 600.0 };
        let middle = PointPx { x_px: VGA.width_px as f32 / 2.0, y_px: VGA.height_px as f32 / 2.0 };
        for number in 0..50 {
            let usual = Oval { center_x_px: middle.x_px, center_y_px: middle.y_px, ..planned.oval };
            let planned = Challenge { oval: usual, ..planned.clone() };
            let motion =
                Motion::plan(&planned, lens, MEASURES, Seed::new(number)).paced(3.0, 2.0).searching(lens);
            for (right, down) in [-1.0, 0.0, 1.0].iter().flat_map(|x| [-1.0, 0.0, 1.0].map(|y| (*x, y))) {
                let goal = RectPx {
                    left_px: middle.x_px * (1.0 + right / 8.0) - usual.width_px / 2.0,
                    top_px: middle.y_px * (1.0 + down / 8.0) - usual.height_px / 2.0,
                    width_px: usual.width_px,
                    height_px: usual.height_px,
                };
                let looks = (0..96_u16).map(|look| 5.0 + f32::from(look) / LOOKS_PER_SECOND);
                let fit = looks
                    .map(|time_s| motion.client_box(time_s, lens, &planned).intersection_over_union(goal))
                    .fold(0.0, f32::max);
                assert!(fit > planned.matching.match_overlap, "{fit} at {right} {down}, seed {number}");
            }
        }
    }

    #[test]
    fn poses_turn_the_way_their_words_say() {
        let turned = |pose| Placement { place_cm: Vector3::zeros(), pose }.rotation() * Vector3::z();
        assert!(turned(HeadPose { yaw_rad: 0.2, ..HeadPose::default() }).x > 0.1);
        assert!(turned(HeadPose { pitch_rad: 0.2, ..HeadPose::default() }).y > 0.1);
        let leaning =
            Placement { place_cm: Vector3::zeros(), pose: HeadPose { roll_rad: 0.2, ..HeadPose::default() } };
        assert!((leaning.rotation() * Vector3::y()).x > 0.1);
    }
}
