//! A drawn person: head, eyes, hair, neck and shoulders, lit and projected.

mod eyes;
mod field;
mod hair;
mod layout;
mod mesh;
mod paint;
mod torso;

use crate::color::LinearRgb;
use crate::lens::Lens;
use crate::motion::{FaceMeasures, Placement};
use crate::noise::rough_noise;
use crate::person::Person;
use crate::raster::{Corner, Surface, draw};
use crate::room::Room;
use crate::scene::{FaceMarks, Moment, Shot, Surroundings};
use crate::screen::{Panel, ScreenLight};
use catchlight_types::{PointPx, RectPx};
use eyes::{EyeColors, EyeField, Gaze, Glint, HeadTexture};
use field::HeadField;
use hair::Hair;
use layout::Layout;
use mesh::{Grid, Lamps, Mesh, Vertex};
use nalgebra::{Rotation3, Vector3};
use paint::{Coat, FacePainter, Paint};
use std::f32::consts::PI;

/// A person who can be filmed.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    head: Mesh,
    paint: Paint,
    eye_fields: [EyeField; 2],
    eye_colors: EyeColors,
    limbs: Vec<Limb>,
    landmarks: Landmarks,
}

/// A part of the body without a painted texture.
#[derive(Debug, Clone)]
struct Limb {
    mesh: Mesh,
    paint: Paint,
    moves_with_head: bool,
    two_sided: bool,
}

/// A surface of one colour, rough or streaky.
#[derive(Debug, Clone, Copy)]
struct Cloth {
    albedo: LinearRgb,
    gloss: f32,
    grain: Vector3<f32>,
    roughness: f32,
    seed: u32,
}

/// Places on the head at rest, centimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Landmarks {
    left_eye: Vector3<f32>,
    right_eye: Vector3<f32>,
    nose_tip: Vector3<f32>,
    mouth_left: Vector3<f32>,
    mouth_right: Vector3<f32>,
    chin: Vector3<f32>,
    hairline: Vector3<f32>,
    left_ear: Vector3<f32>,
    right_ear: Vector3<f32>,
}

impl Figure {
    /// Builds the body of a person for a room and a screen.
    pub(crate) fn build(person: &Person, room: &Room, panel: &Panel) -> Self {
        let layout = Layout::of(&person.shape);
        let field = HeadField::new(layout, &person.shape);
        let hair = Hair::of(person, &layout);
        let lamps = Lamps { lamp: room.key, screen: panel.towards_from(USUAL_DEPTH_CM) };
        let bare = Grid::build(HEAD_COLUMNS, HEAD_ROWS, |across, down| {
            field.skin_along(STAR_CENTER_CM, star_direction(across, down))
        });
        let painter = FacePainter::new(person, &layout, hair);
        let paint = Paint::over(&bare, TEXELS_PER_CELL, |place| painter.coat(place));
        let eye_fields = [true, false].map(|right| EyeField::find(&bare, &paint, &layout, right));
        let mut covered = bare.clone();
        for place in &mut covered.places_cm {
            let thickness_cm = hair.thickness_cm(*place);
            *place += (*place - STAR_CENTER_CM).normalize() * thickness_cm;
        }
        let head = covered.into_mesh(&field, lamps, true, TEXELS_PER_CELL as f32);
        Self {
            head,
            paint,
            eye_fields,
            eye_colors: EyeColors::of(person, &layout),
            limbs: limbs(person, &layout, &field, hair, lamps),
            landmarks: Landmarks::find(&layout, &field),
        }
    }

    /// The lengths that a client measures on this face.
    pub(crate) fn measures(&self) -> FaceMeasures {
        let marks = &self.landmarks;
        let eyes = marks.left_eye.lerp(&marks.right_eye, 0.5);
        let mouth = marks.mouth_left.lerp(&marks.mouth_right, 0.5);
        FaceMeasures {
            eye_distance_cm: (marks.left_eye - marks.right_eye).norm(),
            eye_to_mouth_cm: eyes.y - mouth.y,
            aim_cm: Vector3::new(0.0, 0.5 * (eyes.y + marks.nose_tip.y), eyes.z),
        }
    }

    /// Draws the person before the wall.
    pub(crate) fn shoot(&self, moment: &Moment, around: Surroundings<'_>) -> Shot {
        let light = around.panel.light(moment.screen);
        let middle_cm = moment.placement.to_world_cm(Vector3::new(0.0, 0.0, 4.0));
        let mut image = around.room.wall(light.on(Vector3::new(0.0, 0.0, -100.0), Vector3::z()));
        let shading = FrameShading {
            around,
            light: &light,
            rotation: moment.placement.rotation(),
            placement: moment.placement,
            two_sided: false,
        };
        let head = shading.corners(&self.head.vertices);
        let gaze = shading.gaze(moment.blink, middle_cm);
        let eyes = self.eye_fields.each_ref().map(|field| field.look(&self.eye_colors, &gaze));
        let texture = HeadTexture { paint: &self.paint, eyes };
        let body = FrameShading { rotation: shading.rotation.powf(BODY_SHARE_OF_TURN), ..shading };
        let corners: Vec<Vec<Corner>> = self
            .limbs
            .iter()
            .map(|limb| {
                let shading = if limb.moves_with_head { shading } else { body };
                FrameShading { two_sided: limb.two_sided, ..shading }.corners(&limb.mesh.vertices)
            })
            .collect();
        let mut surfaces = vec![Surface {
            corners: &head,
            triangles: &self.head.triangles,
            texture: &texture,
            two_sided: false,
            is_detailed: shows_texels_per_px(around.lens, middle_cm) > MANY_TEXELS,
        }];
        surfaces.extend(self.limbs.iter().zip(&corners).map(|(limb, corners)| Surface {
            corners,
            triangles: &limb.mesh.triangles,
            texture: &limb.paint,
            two_sided: limb.two_sided,
            is_detailed: false,
        }));
        draw(&mut image, &surfaces);
        Shot { image, marks: self.landmarks.seen(moment.placement, around) }
    }
}

/// Size of something that an eye mirrors.
#[derive(Debug, Clone, Copy)]
struct Oblong {
    width_cm: f32,
    height_cm: f32,
}

/// Everything that lights and projects the points of one frame.
#[derive(Clone, Copy)]
struct FrameShading<'a> {
    around: Surroundings<'a>,
    light: &'a ScreenLight,
    rotation: Rotation3<f32>,
    placement: Placement,
    /// Whether backs are lit as fronts are.
    two_sided: bool,
}

impl FrameShading<'_> {
    fn corners(&self, vertices: &[Vertex]) -> Vec<Corner> {
        vertices.iter().map(|vertex| self.corner(vertex)).collect()
    }

    fn corner(&self, vertex: &Vertex) -> Corner {
        let place_cm = self.rotation * vertex.place_cm + self.placement.place_cm;
        let point = self.around.lens.project(place_cm);
        let corner = Corner {
            x_px: point.x_px,
            y_px: point.y_px,
            nearness: 1.0 / (-place_cm.z).max(1.0),
            across: vertex.across,
            down: vertex.down,
            ..Corner::default()
        };
        let mut normal = self.rotation * vertex.normal;
        let to_lens = -place_cm.normalize();
        if self.two_sided && normal.dot(&to_lens) < 0.0 {
            normal = -normal;
        }
        if normal.dot(&to_lens) < BACK_OF_HEAD {
            return corner;
        }
        let room = self.around.room.light_on(normal, vertex.openness, vertex.lamp_sight);
        let screen = self.light.on(place_cm, normal) * (vertex.screen_sight * (0.3 + 0.7 * vertex.openness));
        let key = self.around.room.key;
        let sheen = self.around.room.key_light() * (shine(normal, key, to_lens) * vertex.lamp_sight)
            + self.light.sheen(place_cm, |towards| shine(normal, towards, to_lens)) * vertex.screen_sight;
        Corner { light: room + screen, sheen, ..corner }
    }

    fn gaze(&self, blink: f32, eyes_cm: Vector3<f32>) -> Gaze {
        let back = self.rotation.inverse();
        let mirrored = |towards_cm: Vector3<f32>, size: Oblong, light: LinearRgb| {
            let way = towards_cm - eyes_cm;
            let smaller = 0.4 / way.norm();
            Glint {
                towards: back * way.normalize(),
                half_width_cm: (0.5 * size.width_cm * smaller).max(0.03),
                half_height_cm: (0.5 * size.height_cm * smaller).max(0.03),
                light: light * (PI * MIRROR_OF_THE_EYE),
            }
        };
        let panel = self.around.panel;
        let nits = self.light.row_nits(panel);
        let rows = nits.iter().zip(&self.light.row_centers_cm);
        let cell = Oblong { width_cm: panel.width_cm, height_cm: panel.height_cm / nits.len() as f32 };
        let mut glints: Vec<Glint> = rows.map(|(nits, center)| mirrored(*center, cell, *nits)).collect();
        let lamp_cm = eyes_cm + self.around.room.key * LAMP_DISTANCE_CM;
        // A lamp of this size gives its light at this distance with this luminance.
        let solid_angle = LAMP_SIDE_CM * LAMP_SIDE_CM / (LAMP_DISTANCE_CM * LAMP_DISTANCE_CM);
        let lamp = Oblong { width_cm: LAMP_SIDE_CM, height_cm: LAMP_SIDE_CM };
        glints.push(mirrored(lamp_cm, lamp, self.around.room.key_light() * (1.0 / solid_angle)));
        Gaze { towards_lens: back * (-eyes_cm).normalize(), blink, glints }
    }
}

/// Texels of the face that share the side of one pixel.
fn shows_texels_per_px(lens: Lens, face_cm: Vector3<f32>) -> f32 {
    TEXELS_PER_CM * -face_cm.z / lens.focal_px
}

/// Share of light from `towards` that oily skin mirrors to the lens, after Blinn.
fn shine(normal: Vector3<f32>, towards: Vector3<f32>, to_lens: Vector3<f32>) -> f32 {
    let faces = normal.dot(&towards);
    if faces <= 0.0 {
        return 0.0;
    }
    let half = (towards + to_lens).normalize().dot(&normal).max(0.0);
    let (square, fourth) = (half * half, half * half * half * half);
    let eighth = fourth * fourth;
    // The exponent is 24, and a surface that is rough like this keeps its energy.
    SKIN_MIRROR * (24.0 + 8.0) / 8.0 * eighth * eighth * eighth * faces * square.min(1.0)
}

fn limbs(person: &Person, layout: &Layout, field: &HeadField, hair: Hair, lamps: Lamps) -> Vec<Limb> {
    let seed = person.paint_seed;
    let skin = Cloth {
        albedo: person.skin * LinearRgb::new(0.97, 0.93, 0.92),
        gloss: 0.2,
        grain: Vector3::new(0.12, 0.12, 0.0),
        roughness: 0.06,
        seed,
    };
    let ears = Cloth { albedo: person.skin * LinearRgb::new(0.98, 0.82, 0.80), ..skin };
    let shirt = Cloth {
        albedo: person.shirt,
        gloss: 0.02,
        grain: Vector3::new(0.9, 0.35, 0.0),
        roughness: 0.10,
        seed,
    };
    let strands =
        Cloth { albedo: person.hair, gloss: 0.5, grain: Vector3::new(1.3, 0.05, 0.0), roughness: 0.55, seed };
    let limb = |grid: Grid, cloth: Cloth, closed, moves_with_head, two_sided| Limb {
        paint: Paint::plane(grid.columns, grid.rows, LIMB_TEXELS_PER_CELL, |across, down| {
            cloth.coat(across, down)
        }),
        mesh: grid.into_mesh(field, lamps, closed, LIMB_TEXELS_PER_CELL as f32),
        moves_with_head,
        two_sided,
    };
    let mut limbs = vec![
        limb(torso::neck(layout), skin, true, false, false),
        limb(torso::shirt(), shirt, true, false, false),
    ];
    if !hair.hides_ears() {
        limbs.push(limb(torso::ear(layout, 1.0), ears, true, true, false));
        limbs.push(limb(torso::ear(layout, -1.0), ears, true, true, false));
    }
    if let Some(curtain) = hair.curtain(field) {
        limbs.push(limb(curtain, strands, false, true, true));
    }
    limbs
}

impl Cloth {
    fn coat(&self, across: f32, down: f32) -> Coat {
        let place = Vector3::new(across * self.grain.x, down * self.grain.y, 0.5);
        let shade = 1.0 + self.roughness * rough_noise(place, self.seed);
        Coat { albedo: self.albedo * shade, gloss: self.gloss }
    }
}

impl Landmarks {
    fn find(layout: &Layout, field: &HeadField) -> Self {
        let skin = |x_cm, y_cm| field.skin_at(x_cm, y_cm);
        let ear = Vector3::new(layout.skull_half_width_cm, 1.0, -2.0);
        Self {
            left_eye: skin(layout.eye_x_cm, layout.eye_y_cm),
            right_eye: skin(-layout.eye_x_cm, layout.eye_y_cm),
            nose_tip: skin(0.0, layout.nose_tip_y_cm),
            mouth_left: skin(layout.mouth_half_width_cm, layout.mouth_y_cm),
            mouth_right: skin(-layout.mouth_half_width_cm, layout.mouth_y_cm),
            chin: skin(0.0, layout.chin_y_cm + 0.3),
            hairline: skin(0.0, layout.hairline_y_cm),
            left_ear: ear,
            right_ear: Vector3::new(-ear.x, ear.y, ear.z),
        }
    }

    fn seen(&self, placement: Placement, around: Surroundings<'_>) -> FaceMarks {
        let point = |local_cm| around.lens.project(placement.to_world_cm(local_cm));
        let edges: [PointPx; 4] = [self.hairline, self.chin, self.left_ear, self.right_ear].map(point);
        FaceMarks {
            face_box: RectPx::around(edges).unwrap_or_default(),
            left_eye: point(self.left_eye),
            right_eye: point(self.right_eye),
            nose_tip: point(self.nose_tip),
            mouth_left: point(self.mouth_left),
            mouth_right: point(self.mouth_right),
            chin: point(self.chin),
            eyes_depth_cm: -placement.to_world_cm(self.left_eye.lerp(&self.right_eye, 0.5)).z,
        }
    }
}

/// Direction of a ray from the middle of the head; the front has the finer grid.
fn star_direction(across: f32, down: f32) -> Vector3<f32> {
    let side = across * 2.0 - 1.0;
    let around = PI * side * (0.42 + 0.58 * side * side);
    let up = (90.0 - 168.0 * down).to_radians();
    Vector3::new(up.cos() * around.sin(), up.sin(), up.cos() * around.cos())
}

const HEAD_COLUMNS: usize = 121;
const HEAD_ROWS: usize = 105;
const TEXELS_PER_CELL: usize = 6;
const LIMB_TEXELS_PER_CELL: usize = 6;
/// Mean in the front of the head.
const TEXELS_PER_CM: f32 = 33.0;
/// From here on a pixel shows more of the texture than one texel holds.
const MANY_TEXELS: f32 = 2.0;
/// Every ray from here to the outside meets the skin once.
const STAR_CENTER_CM: Vector3<f32> = Vector3::new(0.0, 0.3, -2.5);
/// Where the person sits when shadows are measured.
const USUAL_DEPTH_CM: f32 = 35.0;
/// A person who turns the head also turns the shoulders a little.
const BODY_SHARE_OF_TURN: f32 = 0.3;
/// Cosine towards the lens below which a point cannot show.
const BACK_OF_HEAD: f32 = -0.3;
/// Share of light that skin mirrors when it is looked at straight on.
const SKIN_MIRROR: f32 = 0.035;
const MIRROR_OF_THE_EYE: f32 = 0.025;
const LAMP_DISTANCE_CM: f32 = 180.0;
const LAMP_SIDE_CM: f32 = 40.0;
