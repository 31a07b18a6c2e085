//! A tablet in front of the camera that replays an earlier check of the person, old colours included. The display is
//! its own light source, so the colours of this check show only as a reflection in its glass.

use super::{Cast, Casting, Part, inject_plain};
use crate::camera::{Camera, Exposure, Metered};
use crate::color::{LinearRgb, srgb_to_linear};
use crate::figure::Figure;
use crate::lens::Lens;
use crate::motion::Placement;
use crate::raster::{Corner, Surface, Texel, Texture, Triangle, draw};
use crate::room::Room;
use crate::scene::{FaceMarks, Moment, Scene, Shot, Surroundings};
use crate::screen::{Panel, ScreenLight, ScreenState};
use crate::seed::{Seed, Topic};
use catchlight_types::{FrameSize, HeadPose, PointPx, RectPx};
use nalgebra::Vector3;
use rand::RngExt;
use std::f32::consts::{PI, TAU};

pub(super) const PART: Part = Part {
    name: "replay_flash",
    title: "a replay on a tablet",
    is_bona_fide: false,
    is_lit_by_screen: false,
    play,
};

fn play(casting: &Casting<'_>) -> Cast {
    let mut random = casting.seed.stream(Topic::Attack);
    random.set_word_pos(1 << 23);
    let elsewhere = Seed::new(casting.seed.number() ^ ANOTHER_DAY);
    let lens = casting.around.lens;
    let room = Room::draw(elsewhere, lens.size, Some(random.random_range(80.0..300.0)));
    let screen = Panel::draw(elsewhere, lens.size, None);
    let figure = Figure::build(casting.person, &room, &screen);
    let measures = figure.measures();
    let camera = Camera::draw(elsewhere);
    let placement = Placement { place_cm: Vector3::new(0.0, 0.0, -45.0), pose: HeadPose::default() };
    let page = ScreenState::PAGE;
    let moment = Moment { time_s: 0.0, placement, blink: 0.0, screen: page, client_screen: page };
    let first = figure.shoot(&moment, Surroundings { room: &room, panel: &screen, lens });
    let depth_cm = random.random_range(23.0..30.0);
    let tablet = Tablet {
        exposure: camera.settle(Metered::of(&first.image)),
        figure,
        room,
        screen,
        camera,
        depth_cm,
        pixels_per_cm: lens.focal_px / (depth_cm * random.random_range(0.95..1.03)),
        nits: random.random_range(250.0..500.0),
        phase: random.random_range(0.0..6.0),
    };
    let earlier = inject_plain::other_colors(&casting.challenge.colors, &mut random);
    Cast { scene: Box::new(tablet), measures, earlier_colors: Some(earlier), lag_s: 0.0 }
}

/// A panel that plays the earlier check.
#[derive(Debug)]
struct Tablet {
    figure: Figure,
    room: Room,
    screen: Panel,
    camera: Camera,
    exposure: Exposure,
    depth_cm: f32,
    /// Pixels of the video on the panel.
    pixels_per_cm: f32,
    nits: f32,
    /// Phase of this hand's sway.
    phase: f32,
}

impl Tablet {
    fn placement(&self, time_s: f32) -> Placement {
        let wave = |hertz: f32, size: f32| size * (TAU * hertz * time_s + self.phase * (1.0 + hertz)).sin();
        Placement {
            place_cm: Vector3::new(wave(0.31, 0.25), wave(0.23, 0.2), -self.depth_cm + wave(0.17, 0.3)),
            pose: HeadPose {
                yaw_rad: wave(0.21, 0.02),
                pitch_rad: -0.03 + wave(0.27, 0.015),
                roll_rad: wave(0.13, 0.01),
            },
        }
    }

    /// Place of a pixel of the video on the panel at rest.
    fn on_panel_cm(&self, point: PointPx, size: FrameSize) -> Vector3<f32> {
        let (half_width, half_height) = (0.5 * size.width_px as f32, 0.5 * size.height_px as f32);
        Vector3::new(point.x_px - half_width, half_height - point.y_px, 0.0) / self.pixels_per_cm
    }

    fn marks(&self, played: &FaceMarks, placement: Placement, lens: Lens) -> FaceMarks {
        let point = |point| lens.project(placement.to_world_cm(self.on_panel_cm(point, lens.size)));
        let face = played.face_box;
        let low = PointPx { x_px: face.left_px + face.width_px, y_px: face.top_px + face.height_px };
        let high = PointPx { x_px: face.left_px, y_px: face.top_px };
        FaceMarks {
            face_box: RectPx::around([point(high), point(low)]).unwrap_or_default(),
            left_eye: point(played.left_eye),
            right_eye: point(played.right_eye),
            nose_tip: point(played.nose_tip),
            mouth_left: point(played.mouth_left),
            mouth_right: point(played.mouth_right),
            chin: point(played.chin),
            eyes_depth_cm: -placement.place_cm.z,
        }
    }

    /// A flat grid from one corner of the video to the other, `rim_cm` wider on every side.
    fn grid(&self, shading: &TabletShading<'_>, rim_cm: f32, behind_cm: f32) -> Vec<Corner> {
        let size = shading.around.lens.size;
        let corner = self.on_panel_cm(PointPx::default(), size);
        let (half_width, half_height) = (-corner.x + rim_cm, corner.y + rim_cm);
        let share = |number: usize| number as f32 / (GRID - 1) as f32;
        let points = (0..GRID * GRID).map(|number| (share(number % GRID), share(number / GRID)));
        points
            .map(|(across, down)| {
                let local = Vector3::new(
                    (2.0 * across - 1.0) * half_width,
                    (1.0 - 2.0 * down) * half_height,
                    -behind_cm,
                );
                let across_px = across * size.width_px as f32;
                Corner { across: across_px, down: down * size.height_px as f32, ..shading.corner(local) }
            })
            .collect()
    }
}

impl Scene for Tablet {
    fn shoot(&self, moment: &Moment, around: Surroundings<'_>) -> Shot {
        let then = Surroundings { room: &self.room, panel: &self.screen, lens: around.lens };
        let played = self.figure.shoot(moment, then);
        let number = (moment.time_s * 1000.0) as u32;
        let video = self.camera.develop(&played.image, self.exposure, number).to_rgb();
        let shine = |value: u8| PI * self.nits * srgb_to_linear(value);
        let glow = video.data.chunks_exact(3);
        let glow = glow.map(|rgb| LinearRgb::new(shine(rgb[0]), shine(rgb[1]), shine(rgb[2]))).collect();
        let light = around.panel.light(moment.client_screen);
        let mut image = around.room.wall(light.on(Vector3::new(0.0, 0.0, -100.0), Vector3::z()));
        let placement = self.placement(moment.time_s);
        let shading = TabletShading { around, light: &light, placement };
        let (display, frame) = (self.grid(&shading, 0.0, 0.0), self.grid(&shading, BEZEL_CM, 0.1));
        let triangles = Triangle::over_grid(GRID, GRID);
        let texture = Display { size: around.lens.size, glow };
        let surface = |corners, texture| Surface {
            corners,
            triangles: &triangles,
            texture,
            two_sided: false,
            is_detailed: false,
        };
        draw(&mut image, &[surface(&display, &texture), surface(&frame, &Bezel)]);
        Shot { image, marks: self.marks(&played.marks, placement, around.lens) }
    }
}

/// Everything that lights and projects the points of the tablet.
struct TabletShading<'a> {
    around: Surroundings<'a>,
    light: &'a ScreenLight,
    placement: Placement,
}

impl TabletShading<'_> {
    fn corner(&self, local_cm: Vector3<f32>) -> Corner {
        let place_cm = self.placement.to_world_cm(local_cm);
        let normal = self.placement.rotation() * Vector3::z();
        let seen = self.around.lens.project(place_cm);
        let to_lens = -place_cm.normalize();
        let mirrored = normal * (2.0 * normal.dot(&to_lens)) - to_lens;
        Corner {
            x_px: seen.x_px,
            y_px: seen.y_px,
            nearness: 1.0 / (-place_cm.z).max(1.0),
            light: self.around.room.light_on(normal, 1.0, 1.0) + self.light.on(place_cm, normal),
            sheen: self.light.mirrored(self.around.panel, place_cm, mirrored) * PI,
            ..Corner::default()
        }
    }
}

/// What the panel shows: light of its own under glass.
struct Display {
    size: FrameSize,
    glow: Vec<LinearRgb>,
}

impl Texture for Display {
    fn texel(&self, across: f32, down: f32) -> Texel {
        let column = (across as usize).min(self.size.width_px as usize - 1);
        let row = (down as usize).min(self.size.height_px as usize - 1);
        let glow = self.glow[row * self.size.width_px as usize + column];
        Texel { albedo: LinearRgb::gray(0.012), gloss: GLASS_MIRROR, glow }
    }
}

/// The black rim around the panel.
struct Bezel;

impl Texture for Bezel {
    fn texel(&self, _across: f32, _down: f32) -> Texel {
        Texel { albedo: LinearRgb::gray(0.03), gloss: GLASS_MIRROR, glow: LinearRgb::BLACK }
    }
}

const ANOTHER_DAY: u64 = 0x1d_f1a5;
/// Points along each side of the panel.
const GRID: usize = 33;
const BEZEL_CM: f32 = 1.1;
/// Share of light that coated glass mirrors.
const GLASS_MIRROR: f32 = 0.03;
