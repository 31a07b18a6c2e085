//! The whole tracker on drawn frames: a face of ellipses that both models accept.

use catchlight_face::{FaceModels, FaceTracker, Observation};
use catchlight_media::{ColorRange, Frame, Yuv420};
use catchlight_types::{FrameSize, MediaTime, PointPx, RectPx};
use std::path::Path;

const SIZE: FrameSize = FrameSize { width_px: 640, height_px: 480 };

fn models() -> FaceModels {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/models");
    FaceModels::from_dir(&folder).expect("the models are missing; run `make assets`")
}

/// A face: where its middle is, how high it is from hairline to chin, and how it leans.
#[derive(Clone, Copy)]
struct DrawnFace {
    center: PointPx,
    height_px: f32,
    roll_rad: f32,
}

/// Brightness of the scene for each channel, 0..=1.
#[derive(Clone, Copy)]
struct Light {
    red: f32,
    green: f32,
    blue: f32,
}

const DAYLIGHT: Light = Light { red: 1.0, green: 1.0, blue: 1.0 };

fn face(x_px: f32, height_px: f32) -> DrawnFace {
    DrawnFace { center: PointPx { x_px, y_px: 240.0 }, height_px, roll_rad: 0.0 }
}

/// 1 inside an ellipse, 0 outside, with a soft edge. Everything in face heights from the middle of the face.
fn ellipse(x: f32, y: f32, center_x: f32, center_y: f32, half_width: f32, half_height: f32) -> f32 {
    let distance = ((x - center_x) / half_width).hypot((y - center_y) / half_height);
    ((1.0 - distance) * half_width.min(half_height) / 0.012 + 0.5).clamp(0.0, 1.0)
}

struct Paint {
    red: f32,
    green: f32,
    blue: f32,
}

impl Paint {
    fn over(&mut self, share: f32, red: f32, green: f32, blue: f32) {
        self.red += (red - self.red) * share;
        self.green += (green - self.green) * share;
        self.blue += (blue - self.blue) * share;
    }
}

fn paint(x: f32, y: f32) -> Paint {
    let mut paint = Paint { red: 0.52, green: 0.56, blue: 0.58 };
    paint.over(ellipse(x, y, 0.0, 1.15, 0.85, 0.62), 0.20, 0.26, 0.42);
    paint.over(ellipse(x, y, 0.0, 0.45, 0.20, 0.35), 0.62, 0.44, 0.36);
    paint.over(ellipse(x, y, 0.0, -0.14, 0.43, 0.50), 0.16, 0.11, 0.09);
    for side in [-1.0, 1.0] {
        paint.over(ellipse(x, y, side * 0.385, 0.02, 0.04, 0.10), 0.70, 0.50, 0.42);
    }
    // Skin, lighter in the middle as a round head is.
    let round = 1.0 - 0.35 * (x / 0.40).powi(2) - 0.12 * (y / 0.55).powi(2);
    paint.over(ellipse(x, y, 0.0, 0.02, 0.37, 0.48), 0.86 * round, 0.66 * round, 0.56 * round);
    for side in [-1.0, 1.0] {
        paint.over(0.5 * ellipse(x, y, side * 0.165, -0.05, 0.10, 0.07), 0.50, 0.34, 0.28);
        paint.over(ellipse(x, y, side * 0.165, -0.125, 0.095, 0.018), 0.20, 0.13, 0.10);
        paint.over(ellipse(x, y, side * 0.165, -0.055, 0.070, 0.030), 0.22, 0.15, 0.13);
        paint.over(ellipse(x, y, side * 0.165, -0.048, 0.062, 0.024), 0.92, 0.91, 0.90);
        paint.over(ellipse(x, y, side * 0.165, -0.050, 0.027, 0.027), 0.20, 0.13, 0.08);
        paint.over(0.5 * ellipse(x, y, side * 0.045, 0.145, 0.022, 0.012), 0.25, 0.12, 0.10);
    }
    paint.over(0.35 * ellipse(x, y, 0.0, 0.03, 0.025, 0.11), 1.0, 0.86, 0.78);
    paint.over(0.5 * ellipse(x, y, 0.0, 0.155, 0.075, 0.020), 0.52, 0.34, 0.28);
    paint.over(ellipse(x, y, 0.0, 0.265, 0.125, 0.040), 0.66, 0.32, 0.30);
    paint.over(ellipse(x, y, 0.0, 0.262, 0.115, 0.008), 0.30, 0.12, 0.12);
    paint.over(0.4 * ellipse(x, y, 0.0, 0.335, 0.09, 0.020), 0.55, 0.38, 0.32);
    paint
}

fn draw(time_ms: u64, drawn: Option<DrawnFace>, light: Light) -> Frame {
    let at = |x: usize, y: usize| {
        let drawn = drawn.unwrap_or(face(-5000.0, 100.0));
        let (sin, cos) = drawn.roll_rad.sin_cos();
        let across = (x as f32 + 0.5 - drawn.center.x_px) / drawn.height_px;
        let down = (y as f32 + 0.5 - drawn.center.y_px) / drawn.height_px;
        let paint = paint(across * cos + down * sin, down * cos - across * sin);
        Paint { red: paint.red * light.red, green: paint.green * light.green, blue: paint.blue * light.blue }
    };
    let luma = |paint: &Paint| 0.299 * paint.red + 0.587 * paint.green + 0.114 * paint.blue;
    let (width, height) = (SIZE.width_px as usize, SIZE.height_px as usize);
    let y = (0..width * height).map(|place| 16.0 + 219.0 * luma(&at(place % width, place / width)));
    let chroma = |difference: fn(&Paint, f32) -> f32| {
        (0..width * height / 4)
            .map(|place| {
                let paint = at(place % (width / 2) * 2, place / (width / 2) * 2);
                (128.0 + 224.0 * difference(&paint, luma(&paint))) as u8
            })
            .collect::<Vec<u8>>()
    };
    let blue = chroma(|paint, luma| (paint.blue - luma) / 1.772);
    let red = chroma(|paint, luma| (paint.red - luma) / 1.402);
    let luma = y.map(|value| value as u8).collect();
    let image = Yuv420::from_planes(SIZE, ColorRange::Limited, luma, blue, red).expect("planes fit the size");
    Frame { time: MediaTime::from_millis(time_ms), image }
}

fn expected_box(drawn: DrawnFace) -> RectPx {
    RectPx {
        left_px: drawn.center.x_px - 0.38 * drawn.height_px,
        top_px: drawn.center.y_px - 0.48 * drawn.height_px,
        width_px: 0.76 * drawn.height_px,
        height_px: 0.98 * drawn.height_px,
    }
}

fn check_followed(observation: &Observation, drawn: DrawnFace) {
    let face = observation.face.as_ref().unwrap_or_else(|| panic!("no face at {:?}", observation.time));
    let overlap = face.bounding_box.intersection_over_union(expected_box(drawn));
    assert!(overlap >= 0.6, "overlap {overlap} at {:?}", observation.time);
    assert!((face.pose.roll_rad - drawn.roll_rad).abs() < 0.12, "{:?}", face.pose);
    assert!(face.pose.yaw_rad.abs() < 0.15, "{:?}", face.pose);
}

#[test]
fn an_approaching_face_is_followed_all_the_way() {
    let mut tracker = FaceTracker::new(models());
    for step in 0..20u16 {
        let drawn = face(300.0 + 2.0 * f32::from(step), 150.0 + 14.0 * f32::from(step));
        let observation = tracker.track(&draw(u64::from(step) * 66, Some(drawn), DAYLIGHT)).unwrap();
        check_followed(&observation, drawn);
        assert_eq!(observation.faces_seen, 1);
    }
}

#[test]
fn an_empty_scene_has_no_face() {
    let mut tracker = FaceTracker::new(models());
    for step in 0..4 {
        let observation = tracker.track(&draw(step * 66, None, DAYLIGHT)).unwrap();
        assert_eq!(observation.face, None);
    }
}

#[test]
fn a_face_that_was_lost_is_found_again_elsewhere() {
    let mut tracker = FaceTracker::new(models());
    let (before, after) = (face(220.0, 240.0), face(430.0, 300.0));
    check_followed(&tracker.track(&draw(0, Some(before), DAYLIGHT)).unwrap(), before);
    assert_eq!(tracker.track(&draw(66, None, DAYLIGHT)).unwrap().face, None);
    check_followed(&tracker.track(&draw(132, Some(after), DAYLIGHT)).unwrap(), after);
}

#[test]
fn a_leaning_head_keeps_its_roll() {
    for roll_rad in [-0.4, 0.4] {
        let mut tracker = FaceTracker::new(models());
        let drawn = DrawnFace { roll_rad, ..face(320.0, 260.0) };
        let observation = tracker.track(&draw(0, Some(drawn), DAYLIGHT)).unwrap();
        let face = observation.face.unwrap();
        assert!((face.pose.roll_rad - roll_rad).abs() < 0.12, "{:?} for {roll_rad}", face.pose);
    }
}

#[test]
fn green_light_in_a_dim_room_does_not_lose_the_face() {
    let mut tracker = FaceTracker::new(models());
    let drawn = face(320.0, 300.0);
    check_followed(&tracker.track(&draw(0, Some(drawn), DAYLIGHT)).unwrap(), drawn);
    let green = Light { red: 0.05, green: 0.6, blue: 0.05 };
    check_followed(&tracker.track(&draw(66, Some(drawn), green)).unwrap(), drawn);
}

#[test]
fn a_small_face_in_a_corner_is_found_in_the_first_frame() {
    let mut tracker = FaceTracker::new(models());
    let drawn = DrawnFace { center: PointPx { x_px: 560.0, y_px: 90.0 }, height_px: 64.0, roll_rad: 0.0 };
    check_followed(&tracker.track(&draw(0, Some(drawn), DAYLIGHT)).unwrap(), drawn);
}

#[test]
fn a_face_in_near_darkness_is_followed() {
    let mut tracker = FaceTracker::new(models());
    let drawn = face(320.0, 220.0);
    let night = Light { red: 0.06, green: 0.06, blue: 0.06 };
    check_followed(&tracker.track(&draw(0, Some(drawn), night)).unwrap(), drawn);
}

#[test]
fn the_same_frames_give_the_same_bits_on_any_thread() {
    let models = models();
    let frames: Vec<Frame> = (0..3).map(|step| draw(step * 66, Some(face(320.0, 250.0)), DAYLIGHT)).collect();
    let run = || {
        let mut tracker = FaceTracker::new(models.clone());
        frames.iter().map(|frame| tracker.track(frame).unwrap()).collect::<Vec<_>>()
    };
    let alone = run();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(run)).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), alone);
        }
    });
}

#[test]
fn quality_follows_light() {
    let look = |light| {
        let mut tracker = FaceTracker::new(models());
        tracker.track(&draw(0, Some(face(320.0, 300.0)), light)).unwrap().face.unwrap().quality
    };
    let day = look(DAYLIGHT);
    let dusk = look(Light { red: 0.3, green: 0.3, blue: 0.3 });
    assert!(day.luminance > 0.4 && dusk.luminance < 0.25, "{day:?} {dusk:?}");
    assert!(day.obstruction < 0.5, "{day:?}");
    assert!((day.visible_share - 1.0).abs() < 1e-6, "{day:?}");
}

#[test]
fn a_missing_folder_is_named() {
    let error = FaceModels::from_dir(Path::new("/no/such/folder")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot read model /no/such/folder/blazeface_short.onnx; run `make assets` to create the models folder"
    );
}
