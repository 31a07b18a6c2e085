//! A printed photo of a person, as a thin sheet of any shape in front of the wall.

use crate::camera::{Camera, Metered};
use crate::color::{LinearRgb, srgb_to_linear};
use crate::figure::Figure;
use crate::lens::Lens;
use crate::motion::{FaceMeasures, Placement};
use crate::person::Person;
use crate::raster::{Corner, Surface, Texel, Texture, Triangle, draw};
use crate::room::Room;
use crate::scene::{FaceMarks, Moment, Scene, Shot, Surroundings};
use crate::screen::{Panel, ScreenState};
use crate::seed::{Seed, Topic};
use catchlight_types::{FrameSize, HeadPose, PointPx, RectPx};
use nalgebra::Vector3;
use rand::RngExt;

/// A photo of a person on paper.
#[derive(Debug, Clone)]
pub(super) struct Photo {
    size: FrameSize,
    /// Reflectance of the paper, row after row.
    reflectance: Vec<LinearRgb>,
    marks: FaceMarks,
    /// Size of the print.
    pixels_per_cm: f32,
}

/// A sheet with a photo on it.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    photo: Photo,
    columns: usize,
    points: Vec<SheetPoint>,
    triangles: Vec<Triangle>,
}

/// One point of a sheet at rest.
#[derive(Debug, Clone, Copy)]
struct SheetPoint {
    place_cm: Vector3<f32>,
    normal: Vector3<f32>,
    across_px: f32,
    down_px: f32,
}

impl Photo {
    /// Takes the photo on another day: another room, another screen, the face looking into the lens.
    pub(super) fn take(person: &Person, seed: Seed) -> Self {
        let elsewhere = Seed::new(seed.number() ^ ANOTHER_DAY);
        let mut random = seed.stream(Topic::Attack);
        random.set_word_pos(1 << 20);
        let room = Room::draw(elsewhere, PHOTO_SIZE, Some(random.random_range(150.0..500.0)));
        let panel = Panel::draw(elsewhere, PHOTO_SIZE, Some(1.0));
        let lens = Lens { size: PHOTO_SIZE, focal_px: PHOTO_PIXELS_PER_CM * PHOTO_DEPTH_CM };
        let turn = |degrees: f32| degrees.to_radians();
        let placement = Placement {
            place_cm: Vector3::new(0.0, 0.6, -PHOTO_DEPTH_CM - 3.5),
            pose: HeadPose {
                yaw_rad: turn(random.random_range(-4.0..4.0)),
                pitch_rad: turn(random.random_range(-3.0..3.0)),
                roll_rad: turn(random.random_range(-2.0..2.0)),
            },
        };
        let screen = ScreenState::PAGE;
        let moment = Moment { time_s: 0.0, placement, blink: 0.0, screen, client_screen: screen };
        let around = Surroundings { room: &room, panel: &panel, lens };
        let shot = Figure::build(person, &room, &panel).shoot(&moment, around);
        let camera = Camera::draw(elsewhere);
        let image = camera.develop(&shot.image, camera.settle(Metered::of(&shot.image)), 0).to_rgb();
        let ink = |value: u8| PAPER_BLACK + (PAPER_WHITE - PAPER_BLACK) * srgb_to_linear(value);
        let pixels = image.data.chunks_exact(3);
        Self {
            size: PHOTO_SIZE,
            reflectance: pixels.map(|rgb| LinearRgb::new(ink(rgb[0]), ink(rgb[1]), ink(rgb[2]))).collect(),
            marks: shot.marks,
            pixels_per_cm: PHOTO_PIXELS_PER_CM / random.random_range(0.88..1.08),
        }
    }

    fn width_cm(&self) -> f32 {
        self.size.width_px as f32 / self.pixels_per_cm
    }

    fn height_cm(&self) -> f32 {
        self.size.height_px as f32 / self.pixels_per_cm
    }
}

impl Texture for Photo {
    fn texel(&self, across: f32, down: f32) -> Texel {
        let column = (across as usize).min(self.size.width_px as usize - 1);
        let row = (down as usize).min(self.size.height_px as usize - 1);
        let albedo = self.reflectance[row * self.size.width_px as usize + column];
        Texel { albedo, gloss: 0.0, glow: LinearRgb::BLACK }
    }
}

impl Sheet {
    /// Bends the photo: `shape` gives the place of a point of the flat sheet, both in centimetres.
    pub(super) fn new(photo: Photo, shape: impl Fn(f32, f32) -> Vector3<f32>) -> Self {
        let (width_cm, height_cm) = (photo.width_cm(), photo.height_cm());
        let columns = (width_cm / CELL_CM).ceil() as usize + 1;
        let rows = (height_cm / CELL_CM).ceil() as usize + 1;
        let mut points = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let across = column as f32 / (columns - 1) as f32;
                let down = row as f32 / (rows - 1) as f32;
                let (x_cm, y_cm) = ((across - 0.5) * width_cm, (0.5 - down) * height_cm);
                let slope_x = shape(x_cm + 0.1, y_cm) - shape(x_cm - 0.1, y_cm);
                let slope_y = shape(x_cm, y_cm + 0.1) - shape(x_cm, y_cm - 0.1);
                points.push(SheetPoint {
                    place_cm: shape(x_cm, y_cm),
                    normal: slope_x.cross(&slope_y).normalize(),
                    across_px: across * photo.size.width_px as f32,
                    down_px: down * photo.size.height_px as f32,
                });
            }
        }
        Self { triangles: Triangle::over_grid(columns, rows), photo, columns, points }
    }

    /// The lengths that a client measures on the image.
    pub(super) fn measures(&self) -> FaceMeasures {
        let marks = &self.photo.marks;
        let at = |point| self.place_cm(point);
        let eyes = at(marks.left_eye).lerp(&at(marks.right_eye), 0.5);
        let mouth = at(marks.mouth_left).lerp(&at(marks.mouth_right), 0.5);
        FaceMeasures {
            eye_distance_cm: (at(marks.left_eye) - at(marks.right_eye)).norm(),
            eye_to_mouth_cm: eyes.y - mouth.y,
            aim_cm: eyes.lerp(&at(marks.nose_tip), 0.5),
        }
    }

    /// Place of a pixel of the photo on the sheet at rest.
    fn place_cm(&self, point: PointPx) -> Vector3<f32> {
        let rows = self.points.len() / self.columns;
        let cell = |pixel: f32, side_px: u32, count: usize| {
            let last = (count - 1) as f32;
            (pixel / side_px as f32 * last).clamp(0.0, last - 1e-3)
        };
        let across = cell(point.x_px, self.photo.size.width_px, self.columns);
        let down = cell(point.y_px, self.photo.size.height_px, rows);
        let upper = down as usize * self.columns + across as usize;
        let along = |corner: usize| {
            self.points[corner].place_cm.lerp(&self.points[corner + 1].place_cm, across.fract())
        };
        along(upper).lerp(&along(upper + self.columns), down.fract())
    }

    fn marks(&self, placement: Placement, lens: Lens) -> FaceMarks {
        let marks = &self.photo.marks;
        let point = |point| lens.project(placement.to_world_cm(self.place_cm(point)));
        let face = marks.face_box;
        let corner = |right: f32, down: f32| {
            point(PointPx {
                x_px: face.left_px + right * face.width_px,
                y_px: face.top_px + down * face.height_px,
            })
        };
        let corners = [corner(0.0, 0.5), corner(1.0, 0.5), corner(0.5, 0.0), corner(0.5, 1.0)];
        let eyes = self.place_cm(marks.left_eye).lerp(&self.place_cm(marks.right_eye), 0.5);
        FaceMarks {
            face_box: RectPx::around(corners).unwrap_or_default(),
            left_eye: point(marks.left_eye),
            right_eye: point(marks.right_eye),
            nose_tip: point(marks.nose_tip),
            mouth_left: point(marks.mouth_left),
            mouth_right: point(marks.mouth_right),
            chin: point(marks.chin),
            eyes_depth_cm: -placement.to_world_cm(eyes).z,
        }
    }
}

impl Scene for Sheet {
    fn shoot(&self, moment: &Moment, around: Surroundings<'_>) -> Shot {
        let light = around.panel.light(moment.screen);
        let mut image = around.room.wall(light.on(Vector3::new(0.0, 0.0, -100.0), Vector3::z()));
        let rotation = moment.placement.rotation();
        let corners: Vec<Corner> = self
            .points
            .iter()
            .map(|point| {
                let place_cm = rotation * point.place_cm + moment.placement.place_cm;
                let normal = rotation * point.normal;
                let seen = around.lens.project(place_cm);
                Corner {
                    x_px: seen.x_px,
                    y_px: seen.y_px,
                    nearness: 1.0 / (-place_cm.z).max(1.0),
                    across: point.across_px,
                    down: point.down_px,
                    light: around.room.light_on(normal, 1.0, 1.0) + light.on(place_cm, normal),
                    sheen: LinearRgb::BLACK,
                }
            })
            .collect();
        let pixels_per_cm = around.lens.focal_px / -moment.placement.place_cm.z;
        let is_detailed = self.photo.pixels_per_cm > MANY_TEXELS * pixels_per_cm;
        let surface = Surface {
            corners: &corners,
            triangles: &self.triangles,
            texture: &self.photo,
            two_sided: false,
            is_detailed,
        };
        draw(&mut image, &[surface]);
        Shot { image, marks: self.marks(moment.placement, around.lens) }
    }
}

const PHOTO_SIZE: FrameSize = FrameSize { width_px: 660, height_px: 820 };
const PHOTO_PIXELS_PER_CM: f32 = 24.0;
const PHOTO_DEPTH_CM: f32 = 60.0;
/// Separates the seed of the photo from that of the check.
const ANOTHER_DAY: u64 = 0x5eed_0f07_0a11;
/// Reflectance of full ink and of bare paper.
const PAPER_BLACK: f32 = 0.025;
const PAPER_WHITE: f32 = 0.82;
/// Pixels of the photo in one of the image from which each sample looks for itself.
const MANY_TEXELS: f32 = 2.0;
const CELL_CM: f32 = 1.0;
