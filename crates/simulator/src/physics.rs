//! Tests of the light that whole scenes send back.

use crate::color::LinearRgb;
use crate::lens::Lens;
use crate::motion::Placement;
use crate::person::Person;
use crate::room::{LightImage, Room};
use crate::scene::{Moment, Shot, Surroundings};
use crate::screen::{Panel, ScreenState};
use crate::seed::Seed;
use crate::species::{Cast, Casting, Species};
use catchlight_types::{ChallengeKind, FrameSize, HeadPose, PointPx, Rgb8};
use nalgebra::{DMatrix, DVector, Vector3};

const SIZE: FrameSize = FrameSize { width_px: 320, height_px: 240 };
const LENS: Lens = Lens { size: SIZE, focal_px: 300.0 };
const LUX: f32 = 200.0;
const NITS: f32 = 300.0;
const BLACK: Rgb8 = Rgb8 { red: 0, green: 0, blue: 0 };
const RED: Rgb8 = Rgb8 { red: 255, green: 0, blue: 0 };
const WHITE: Rgb8 = Rgb8 { red: 255, green: 255, blue: 255 };

struct Set {
    room: Room,
    panel: Panel,
    seed: Seed,
    person: Person,
}

impl Set {
    fn new(seed: u64, melanin: f32) -> Self {
        let seed = Seed::new(seed);
        let panel = Panel { device: "laptop", width_cm: 30.0, height_cm: 19.0, top_cm: 1.0, nits: NITS };
        let room = Room::draw(seed, SIZE, Some(LUX));
        Self { room, panel, seed, person: Person::draw(seed, Some(melanin)) }
    }

    fn around(&self) -> Surroundings<'_> {
        Surroundings { room: &self.room, panel: &self.panel, lens: LENS }
    }

    fn cast(&self, species: Species) -> Cast {
        let planned = testkit::challenge(ChallengeKind::FaceMovementAndLight, SIZE);
        let casting =
            Casting { person: &self.person, challenge: &planned, seed: self.seed, around: self.around() };
        Cast::call(species, &casting)
    }

    fn shoot(&self, cast: &Cast, depth_cm: f32, color: Rgb8) -> Shot {
        let aim = cast.measures.aim_cm;
        let place_cm = Vector3::new(-aim.x, -aim.y, -depth_cm - aim.z);
        let placement = Placement { place_cm, pose: HeadPose::default() };
        let screen = ScreenState::still(color);
        let moment = Moment { time_s: 0.0, placement, blink: 0.0, screen, client_screen: screen };
        cast.scene.shoot(&moment, self.around())
    }
}

fn at(image: &LightImage, point: PointPx) -> LinearRgb {
    image.pixels[point.y_px as usize * SIZE.width_px as usize + point.x_px as usize]
}

/// Where the cheeks and the forehead are.
fn patches(shot: &Shot) -> [PointPx; 3] {
    let marks = &shot.marks;
    let between = |one: PointPx, other: PointPx, share: f32| PointPx {
        x_px: one.x_px + (other.x_px - one.x_px) * share,
        y_px: one.y_px + (other.y_px - one.y_px) * share,
    };
    let brow = between(marks.left_eye, marks.right_eye, 0.5);
    [
        between(marks.left_eye, marks.mouth_left, 0.5),
        between(marks.right_eye, marks.mouth_right, 0.5),
        between(brow, marks.nose_tip, -0.9),
    ]
}

/// Mean of what a colour adds to the skin, share of what the room alone gives, channel by channel.
fn rise(set: &Set, cast: &Cast, depth_cm: f32, color: Rgb8) -> LinearRgb {
    let (dark, lit) = (set.shoot(cast, depth_cm, BLACK), set.shoot(cast, depth_cm, color));
    let mut sum = LinearRgb::BLACK;
    for point in patches(&dark) {
        let (before, after) = (at(&dark.image, point), at(&lit.image, point));
        sum += LinearRgb::new(
            after.red / before.red - 1.0,
            after.green / before.green - 1.0,
            after.blue / before.blue - 1.0,
        ) * (1.0 / 3.0);
    }
    sum
}

#[test]
fn a_near_face_gets_more_of_the_flash() {
    for species in [Species::Live, Species::PrintFlat] {
        let set = Set::new(2, 0.3);
        let cast = set.cast(species);
        let (near, far) = (rise(&set, &cast, 30.0, WHITE).green, rise(&set, &cast, 60.0, WHITE).green);
        assert!(near > 2.0 * far && near < 4.5 * far, "{} {near} {far}", species.name());
    }
}

#[test]
fn a_laptop_at_half_a_meter_adds_as_much_as_its_luminance_and_size_say() {
    // Luminance times area over squared distance: 68 lux, a third of the room.
    let set = Set::new(3, 0.5);
    let rise = rise(&set, &set.cast(Species::Live), 50.0, WHITE).luminance();
    assert!((0.12..0.5).contains(&rise), "{rise}");
}

#[test]
fn a_red_flash_reddens_skin_of_any_tone_alike() {
    let mut rises = Vec::new();
    for melanin in [0.0, 0.5, 1.0] {
        let set = Set::new(4, melanin);
        let rise = rise(&set, &set.cast(Species::Live), 40.0, RED);
        assert!(rise.red > 0.1 && rise.green.abs() < 0.05 * rise.red, "{rise:?}");
        rises.push(rise.red);
    }
    let (least, most) =
        (rises.iter().copied().fold(1e9, f32::min), rises.iter().copied().fold(0.0, f32::max));
    assert!(most < 1.35 * least, "{rises:?}");
}

#[test]
fn the_light_of_the_screen_lies_flat_on_a_print_and_not_on_a_head() {
    let set = Set::new(5, 0.4);
    let print = roughness(&set, &set.cast(Species::PrintFlat));
    let head = roughness(&set, &set.cast(Species::Live));
    assert!(print < 0.03, "print {print}");
    assert!(head > 4.0 * print, "head {head}, print {print}");
}

/// How far what the flash adds differs over the face from a smooth quadratic, share of its mean.
fn roughness(set: &Set, cast: &Cast) -> f64 {
    let (dark, lit) = (set.shoot(cast, 30.0, BLACK), set.shoot(cast, 30.0, WHITE));
    let center = dark.marks.face_box.center();
    let reach = 0.4 * dark.marks.face_box.width_px;
    let mut rows = Vec::new();
    let mut gains = Vec::new();
    for down in -10..=10 {
        for across in -10..=10 {
            let (x, y) = (across as f32 / 10.0, down as f32 / 10.0);
            let point = PointPx { x_px: center.x_px + reach * x, y_px: center.y_px + reach * y };
            let gain = at(&lit.image, point).green / at(&dark.image, point).green - 1.0;
            let (x, y) = (f64::from(x), f64::from(y));
            rows.extend([1.0, x, y, x * x, x * y, y * y]);
            gains.push(f64::from(gain));
        }
    }
    let terms = DMatrix::from_row_slice(gains.len(), 6, &rows);
    let gains = DVector::from_vec(gains);
    let normal = terms.transpose() * &terms;
    let fit = normal.lu().solve(&(terms.transpose() * &gains)).expect("a grid spans every term");
    let left = &gains - terms * fit;
    (left.norm_squared() / gains.len() as f64).sqrt() / gains.mean()
}
