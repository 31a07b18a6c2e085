//! A person as images of light, from which a program sums what a camera sees under any colours of a screen.
//!
//! Light adds up. A person at one distance is therefore filmed under three lights: the room alone, the white upper half
//! of the screen alone, the white lower half alone. What the camera sees while the halves show colours is the first
//! image plus the other two, each times its colour, in linear light.
//!
//! In: a challenge's size and oval, a species, a seed. Out: one file of images at distances from far to near.
//! Never: which colours are shown and when, or where the head goes: that follows from the page that plays the check.

use crate::SimulatorError;
use crate::capture::CaptureSettings;
use crate::color::LinearRgb;
use crate::lens::Lens;
use crate::light_picture::{Layer, Mask, Patch, encode_layers, encode_patches, encode_wall};
use crate::motion::Placement;
use crate::person::Person;
use crate::room::Room;
use crate::scene::{FaceMarks, Moment, Shot, Surroundings};
use crate::screen::{Panel, ScreenState};
use crate::seed::{Seed, Topic};
use crate::simulate::{check_size, draw_lens};
use crate::species::{Cast, Casting, Species};
use catchlight_types::{Challenge, FrameSize, HeadPose, PointPx, Rgb8};
use nalgebra::Vector3;
use rand::RngExt;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::io::Write;

/// Films `species` under each light by itself and writes the images to `out`: a line of JSON, then one JPEG after
/// the other, whose lengths that line states.
///
/// # Errors
/// [`SimulatorError`] when the size or a setting is outside the limits, when the species is not lit by the screen of
/// its check, or when `out` fails.
pub fn film_light_basis(
    challenge: &Challenge,
    species: Species,
    seed: Seed,
    settings: &CaptureSettings,
    out: &mut dyn Write,
) -> Result<(), SimulatorError> {
    settings.check()?;
    check_size(challenge.video)?;
    if !species.is_lit_by_screen() {
        return Err(SimulatorError::NotLitByScreen { species: species.name(), possible: lit_by_screen() });
    }
    let person = Person::draw(seed, settings.melanin);
    let size = widened(challenge.video);
    let room = Room::draw(seed, size, settings.ambient_lux);
    let panel = Panel::draw(seed, challenge.video, settings.screen_nits);
    let lens = Lens { size, ..draw_lens(seed, challenge.video) };
    let around = Surroundings { room: &room, panel: &panel, lens };
    let cast = Cast::call(species, &Casting { person: &person, challenge, seed, around });
    let studio = Studio {
        cast: &cast,
        around,
        dark: room.before_plain_wall(0.0),
        bright: room.before_plain_wall(1.0),
    };
    let rest = rest_pose(seed);
    let placings: Vec<(Value, Vec<u8>)> = (0..PLACINGS)
        .into_par_iter()
        .map(|number| {
            let share = number as f32 / (PLACINGS - 1) as f32;
            let face_share = FARTHEST_FACE * (NEAREST_FACE / FARTHEST_FACE).powf(share);
            let face_px = face_share * challenge.oval.width_px;
            let depth_cm = lens.focal_px * cast.measures.client_width_cm() / face_px;
            studio.film(depth_cm, HeadPose { pitch_rad: rest.pitch_rad + nod_rad(share), ..rest })
        })
        .collect::<Result<_, _>>()?;
    let wall = encode_wall(size, room.reflectance())?;
    let about = json!({
        "format": "catchlight-light-basis/1",
        "species": species.name(),
        "seed": seed.number(),
        "video": {"widthPx": challenge.video.width_px, "heightPx": challenge.video.height_px},
        "picture": {"widthPx": size.width_px, "heightPx": size.height_px},
        "roomLux": room.lux,
        "screen": {"device": panel.device, "nits": panel.nits},
        "wall": {"bytes": wall.len(), "light": studio.wall_light()},
        "placings": placings.iter().map(|(about, _)| about).collect::<Vec<_>>(),
    });
    writeln!(out, "{about}")?;
    out.write_all(&wall)?;
    placings.iter().try_for_each(|(_, bytes)| out.write_all(bytes))?;
    Ok(())
}

/// What is filmed, in front of walls that separate it from its background.
struct Studio<'a> {
    cast: &'a Cast,
    around: Surroundings<'a>,
    dark: Room,
    bright: Room,
}

/// One thing under each light by itself.
struct Lights<T> {
    room: T,
    upper: T,
    lower: T,
}

impl Studio<'_> {
    /// One placing: its description and its images.
    fn film(&self, depth_cm: f32, pose: HeadPose) -> Result<(Value, Vec<u8>), SimulatorError> {
        let lens = self.around.lens;
        let middle =
            PointPx { x_px: lens.size.width_px as f32 / 2.0, y_px: lens.size.height_px as f32 / 2.0 };
        let place_cm = lens.place_behind(middle, depth_cm) - self.cast.measures.aim_cm;
        let placement = Placement { place_cm, pose };
        let shoot = |room: &Room, blink: f32, screen: ScreenState| {
            let moment = Moment { time_s: 0.0, placement, blink, screen, client_screen: screen };
            self.cast.scene.shoot(&moment, Surroundings { room, ..self.around })
        };
        let under = |blink: f32| Lights::apart(|screen| shoot(&self.dark, blink, screen).image.pixels);
        let Shot { image, marks } = shoot(&self.bright, 0.0, DARK_SCREEN);
        let open = under(0.0);
        let against_dark = shoot(&self.dark, 0.0, DARK_SCREEN).image.pixels;
        let wall_light = self.bright.wall(self.screen_lux_at_1m(DARK_SCREEN)).pixels[0];
        let mask = Mask::between(&against_dark, &image.pixels, wall_light);
        let layers = open.each(|pixels| Layer::new(lens.size, pixels, &mask));
        let eyes = eye_patch(&marks, lens);
        let lids: Vec<[Layer; 3]> = [HALF_CLOSED, 1.0]
            .map(|blink| under(blink).each(|pixels| Layer::cut(lens.size, pixels, eyes)))
            .into();
        let levels = layers.each_ref().map(Layer::level);
        let picture = encode_layers(lens.size, &layers, &mask)?;
        let lid_picture = encode_patches(eyes, &lids, levels)?;
        let about = json!({
            "depthCm": depth_cm,
            "bytes": picture.len(),
            "levels": {"room": levels[0], "upper": levels[1], "lower": levels[2]},
            "lids": {
                "bytes": lid_picture.len(),
                "leftPx": eyes.left_px, "topPx": eyes.top_px, "widthPx": eyes.width_px, "heightPx": eyes.height_px,
            },
            "face": {
                "leftPx": marks.face_box.left_px, "topPx": marks.face_box.top_px,
                "widthPx": marks.face_box.width_px, "heightPx": marks.face_box.height_px,
            },
        });
        Ok((about, [picture, lid_picture].concat()))
    }

    /// Light that a white wall sends back under each light.
    fn wall_light(&self) -> Value {
        let lights = Lights::apart(|screen| vec![self.bright.wall(self.screen_lux_at_1m(screen)).pixels[0]]);
        let [room, upper, lower] = lights.each(|light| json!([light[0].red, light[0].green, light[0].blue]));
        json!({"room": room, "upper": upper, "lower": lower})
    }

    fn screen_lux_at_1m(&self, screen: ScreenState) -> LinearRgb {
        self.around.panel.light(screen).on(Vector3::new(0.0, 0.0, -100.0), Vector3::z())
    }
}

impl Lights<Vec<LinearRgb>> {
    /// Takes the lights apart: what is seen with a dark screen, and what each white half of it adds.
    fn apart(mut seen: impl FnMut(ScreenState) -> Vec<LinearRgb>) -> Self {
        let dark = seen(DARK_SCREEN);
        // A screen that shows black still shines a little: the page under the colours shows through.
        let black = DARK_SCREEN.emission(0).green;
        let white = UPPER_HALF.emission(0).green - black;
        let mut added = |screen| -> Vec<LinearRgb> {
            let lit = seen(screen);
            lit.iter().zip(&dark).map(|(lit, dark)| (*lit + *dark * -1.0) * (1.0 / white)).collect()
        };
        let (upper, lower) = (added(UPPER_HALF), added(LOWER_HALF));
        let halves = upper.iter().zip(&lower);
        let room = dark.iter().zip(halves).map(|(dark, (upper, lower))| *dark + (*upper + *lower) * -black);
        Self { room: room.collect(), upper, lower }
    }
}

impl<T> Lights<T> {
    fn each<U>(&self, make: impl Fn(&T) -> U) -> [U; 3] {
        [make(&self.room), make(&self.upper), make(&self.lower)]
    }
}

/// The part of the image in which lids move.
fn eye_patch(marks: &FaceMarks, lens: Lens) -> Patch {
    let px_per_cm = lens.focal_px / marks.eyes_depth_cm;
    let reach = |low: f32, high: f32, beyond_cm: f32, side_px: u32| {
        let from = (low.min(high) - beyond_cm * px_per_cm).clamp(0.0, side_px as f32 - 2.0);
        let to = (low.max(high) + beyond_cm * px_per_cm).clamp(from + 1.0, side_px as f32);
        from as usize..to.ceil() as usize
    };
    let (left, right) = (marks.left_eye, marks.right_eye);
    let across = reach(left.x_px, right.x_px, EYE_REACH_CM, lens.size.width_px);
    let down = reach(left.y_px, right.y_px, EYE_REACH_CM * 0.7, lens.size.height_px);
    Patch { left_px: across.start, top_px: down.start, width_px: across.len(), height_px: down.len() }
}

/// Room for the image to be moved and scaled without showing its edge.
fn widened(video: FrameSize) -> FrameSize {
    let wide = |side_px: u32| side_px + 2 * (side_px / 10);
    FrameSize { width_px: wide(video.width_px), height_px: wide(video.height_px) }
}

fn rest_pose(seed: Seed) -> HeadPose {
    let mut random = seed.stream(Topic::Motion);
    let mut degrees = |most: f32| random.random_range(-most..most).to_radians();
    HeadPose { yaw_rad: degrees(2.5), pitch_rad: degrees(2.5), roll_rad: degrees(2.5) }
}

/// Names of the species that can be filmed so.
fn lit_by_screen() -> String {
    let possible = Species::ALL.iter().filter(|species| species.is_lit_by_screen());
    possible.map(|species| species.name()).collect::<Vec<_>>().join(", ")
}

/// A person who comes near bends forward and lifts the chin again.
fn nod_rad(share: f32) -> f32 {
    -0.05 * (share * (1.0 - share) * 4.0)
}

/// Distances from far to near. Between two of them an image is scaled by less than two percent.
const PLACINGS: usize = 32;
/// Width of the face, as clients reckon it, in that of the oval: far beyond the distance that any challenge asks for.
const FARTHEST_FACE: f32 = 0.38;
/// The same at the nearest distance: a little more than the oval.
const NEAREST_FACE: f32 = 1.08;
/// From the middle of an eye to where its lid cannot reach.
const EYE_REACH_CM: f32 = 1.9;
const HALF_CLOSED: f32 = 0.5;
const BLACK: Rgb8 = Rgb8 { red: 0, green: 0, blue: 0 };
const WHITE: Rgb8 = Rgb8 { red: 255, green: 255, blue: 255 };
const DARK_SCREEN: ScreenState = ScreenState::still(BLACK);
const UPPER_HALF: ScreenState = ScreenState { new: WHITE, old: BLACK, wiped: 0.5 };
const LOWER_HALF: ScreenState = ScreenState { new: BLACK, old: WHITE, wiped: 0.5 };

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Figure;
    use catchlight_types::ChallengeKind;

    const SMALL: FrameSize = FrameSize { width_px: 160, height_px: 120 };

    #[test]
    fn the_lights_add_up_to_what_is_seen_under_colors() {
        let seed = Seed::new(3);
        let room = Room::draw(seed, SMALL, Some(120.0));
        let panel = Panel::draw(seed, SMALL, Some(350.0));
        let figure = Figure::build(&Person::draw(seed, None), &room, &panel);
        let around = Surroundings { room: &room, panel: &panel, lens: draw_lens(seed, SMALL) };
        let place_cm = Vector3::new(0.0, -1.0, -35.0);
        let placement = Placement { place_cm, pose: HeadPose::default() };
        let mut seen = |screen| {
            let moment = Moment { time_s: 0.0, placement, blink: 0.0, screen, client_screen: screen };
            figure.shoot(&moment, around).image.pixels
        };
        let colors = ScreenState {
            new: Rgb8 { red: 255, green: 40, blue: 0 },
            old: Rgb8 { red: 0, green: 90, blue: 255 },
            wiped: 0.5,
        };
        let Lights { room, upper, lower } = Lights::apart(&mut seen);
        let (above, below) = (colors.emission(0), colors.emission(3));
        let whole = seen(colors);
        let brightest = whole.iter().map(|pixel| pixel.luminance()).fold(0.0, f32::max);
        for (place, seen) in whole.iter().enumerate() {
            let summed = room[place] + upper[place] * above + lower[place] * below;
            let off = (summed + *seen * -1.0).map(f32::abs);
            assert!(off.red.max(off.green).max(off.blue) < 1e-4 * brightest, "{summed:?} {seen:?}");
        }
    }

    #[test]
    fn a_file_holds_what_its_first_line_tells() {
        let planned = testkit::challenge(ChallengeKind::FaceMovementAndLight, SMALL);
        let mut file = Vec::new();
        let settings = CaptureSettings { ambient_lux: Some(120.0), ..CaptureSettings::BROWSER };
        film_light_basis(&planned, Species::Live, Seed::new(3), &settings, &mut file).unwrap();
        let end = file.iter().position(|byte| *byte == b'\n').unwrap();
        let about: Value = serde_json::from_slice(&file[..end]).unwrap();
        let placings = about["placings"].as_array().unwrap();
        assert_eq!(placings.len(), PLACINGS);
        let mut rest = &file[end + 1..];
        let mut take = |length: &Value| {
            let (picture, others) = rest.split_at(length.as_u64().unwrap() as usize);
            rest = others;
            assert_eq!(picture[..3], [0xff, 0xd8, 0xff]);
        };
        take(&about["wall"]["bytes"]);
        let mut last_cm = f64::MAX;
        for placing in placings {
            take(&placing["bytes"]);
            take(&placing["lids"]["bytes"]);
            let depth_cm = placing["depthCm"].as_f64().unwrap();
            assert!(depth_cm < last_cm, "{depth_cm} after {last_cm}");
            last_cm = depth_cm;
        }
        assert!(rest.is_empty());
        let level = |place: usize| placings[place]["levels"]["upper"].as_f64().unwrap();
        // A near screen gives more light than the same screen far away.
        assert!(level(PLACINGS - 1) > 3.0 * level(0), "{} {}", level(PLACINGS - 1), level(0));
    }

    #[test]
    fn a_species_that_the_screen_does_not_light_is_refused() {
        let planned = testkit::challenge(ChallengeKind::FaceMovementAndLight, SMALL);
        let film = film_light_basis(
            &planned,
            Species::InjectPlain,
            Seed::new(3),
            &CaptureSettings::BROWSER,
            &mut Vec::new(),
        );
        let error = film.expect_err("an old video keeps its own light").to_string();
        let possible = lit_by_screen();
        assert!(possible.starts_with("live, print_flat"), "{possible}");
        assert_eq!(
            error,
            format!(
                "the light of inject_plain does not come from the screen alone; choose one of {possible}"
            )
        );
    }
}
