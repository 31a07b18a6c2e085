//! Charts over the time of the video: the painted screen, the tint of the skin against it, the size of the face.

use super::drawing::{Drawing, Place, at};
use super::screen::{Shown, Tint, tint_at};
use catchlight_engine::{CoursePoint, LinearRgb, Outcome};
use catchlight_types::{Challenge, Measurement, Rgb8};

/// The screen's colours as a strip, the skin's tint below it, and the face's approach to the oval.
pub(super) fn chart(outcome: &Outcome, challenge: &Challenge, shown: &[Shown]) -> String {
    let course = &outcome.report.course;
    let end_s = outcome.report.video.duration.as_secs_f64().max(1.0);
    let panels: &[f64] = if shown.is_empty() { &[SIZE_TOP_BARE] } else { &[RED_TOP, BLUE_TOP, SIZE_TOP] };
    let height = panels.last().map_or(0.0, |top| top + PANEL_HEIGHT + BELOW);
    let time = |time_s: f64| LEFT + (time_s / end_s).clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT);
    let mut drawing =
        Drawing::new(WIDTH, height, "Light of skin and screen, and size of the face, over time");
    if let [red_top, blue_top, _] = *panels {
        strip(&mut drawing, shown, time);
        let lag_s = lag_s(&outcome.report.measurements);
        let seen = |time_s: f64| tint_at(shown, time_s - lag_s);
        let red = series(course, seen, |light| f64::from(light.red / light.green), |tint| tint.red);
        let blue = series(course, seen, |light| f64::from(light.blue / light.green), |tint| tint.blue);
        panel(&mut drawing, red_top, "red over green, %", &red, time);
        panel(&mut drawing, blue_top, "blue over green, %", &blue, time);
    }
    let size_top = panels.last().copied().unwrap_or(SIZE_TOP_BARE);
    let frame_width = f64::from(outcome.report.video.size.width_px);
    let oval = f64::from(challenge.oval.width_px) / f64::from(challenge.video.width_px) * frame_width;
    size_panel(&mut drawing, size_top, course, oval, time);
    for second in 0..=end_s as u32 {
        let place = at(time(f64::from(second)), height - 6.0);
        drawing.text("middle", place, &format!("{second} s"));
    }
    drawing.finish()
}

/// How late the camera saw the colours, as the signals measured it; 0 when they could not.
fn lag_s(measurements: &[Measurement]) -> f64 {
    let mut details = measurements.iter().flat_map(|measurement| &measurement.details);
    details.find(|detail| detail.name == "lag_ms").map_or(0.0, |detail| detail.value / 1000.0)
}

/// Skin and screen on a common scale, percent.
struct Series {
    skin: Vec<Place>,
    screen: Vec<Place>,
}

/// The skin's ratio less its median, and the screen's tint stretched so that it fits the skin best.
fn series(
    course: &[CoursePoint],
    seen: impl Fn(f64) -> Option<Tint>,
    ratio: impl Fn(LinearRgb) -> f64,
    tint: impl Fn(Tint) -> f64,
) -> Series {
    let mut skin: Vec<Place> = course
        .iter()
        .filter_map(|point| {
            let ratio = ratio(point.skin?);
            (ratio > 0.0).then(|| at(point.time_s, 100.0 * ratio.ln()))
        })
        .filter(|place| place.y.is_finite())
        .collect();
    let lit: Vec<(f64, f64)> =
        skin.iter().filter_map(|place| Some((tint(seen(place.x)?), place.y))).collect();
    let count = lit.len().max(1) as f64;
    let mean_screen = lit.iter().map(|(screen, _)| screen).sum::<f64>() / count;
    let mean_skin = lit.iter().map(|(_, skin)| skin).sum::<f64>() / count;
    let covariance: f64 = lit.iter().map(|(screen, skin)| (screen - mean_screen) * (skin - mean_skin)).sum();
    let variance: f64 = lit.iter().map(|(screen, _)| (screen - mean_screen).powi(2)).sum();
    let slope = if variance > 0.0 { covariance / variance } else { 0.0 };
    let screen = skin
        .iter()
        .filter_map(|place| Some(at(place.x, slope * (tint(seen(place.x)?) - mean_screen))))
        .collect();
    for place in &mut skin {
        place.y -= mean_skin;
    }
    Series { skin, screen }
}

fn strip(drawing: &mut Drawing, shown: &[Shown], time: impl Fn(f64) -> f64) {
    let (top, bottom) = (STRIP_TOP, STRIP_TOP + STRIP_HEIGHT);
    for one in shown {
        let (from, until) = (time(one.from_s), time(one.until_s.max(one.from_s)));
        let corners = [at(from, top), at(until, top), at(until, bottom), at(from, bottom)];
        drawing.area(&css(one.color), &corners);
        let wiped = time((one.from_s + one.wipe_s).min(one.until_s));
        drawing.area(&css(one.before), &[at(from, top), at(wiped, bottom), at(from, bottom)]);
    }
    drawing.text("", at(0.0, top + 16.0), "screen");
}

fn panel(drawing: &mut Drawing, top: f64, name: &str, series: &Series, time: impl Fn(f64) -> f64) {
    let lit = series.screen.first().zip(series.screen.last());
    let in_flash = |place: &&Place| lit.is_some_and(|(from, until)| (from.x..=until.x).contains(&place.x));
    let both = series.skin.iter().filter(in_flash).chain(&series.screen);
    let reach = both.map(|place| place.y.abs()).fold(REACH_MIN_PERCENT, f64::max) * 1.1;
    let middle = top + PANEL_HEIGHT / 2.0;
    let place = |one: &Place| at(time(one.x), middle - (one.y / reach).clamp(-1.0, 1.0) * PANEL_HEIGHT / 2.0);
    drawing.line("grid", at(LEFT, middle), at(WIDTH - RIGHT, middle));
    drawing.text("", at(0.0, top + 12.0), name);
    drawing.text("end", at(LEFT - 6.0, middle + 4.0), "0");
    drawing.text("end", at(LEFT - 6.0, top + 28.0), &format!("+{reach:.1}"));
    drawing.curve("screen", &series.screen.iter().map(place).collect::<Vec<_>>());
    // Before the colours the skin may lie far from where it lies under them: what leaves the panel is not drawn.
    for inside in series.skin.split(|one| one.y.abs() > reach) {
        drawing.curve("skin", &inside.iter().map(place).collect::<Vec<_>>());
    }
}

fn size_panel(
    drawing: &mut Drawing,
    top: f64,
    course: &[CoursePoint],
    oval_width_px: f64,
    time: impl Fn(f64) -> f64,
) {
    let bottom = top + PANEL_HEIGHT;
    let height = |share: f64| bottom - (share / SIZE_REACH).clamp(0.0, 1.0) * PANEL_HEIGHT;
    drawing.line("oval", at(LEFT, height(1.0)), at(WIDTH - RIGHT, height(1.0)));
    drawing.text("end", at(LEFT - 6.0, height(1.0) + 4.0), "oval");
    drawing.text("", at(0.0, top + 12.0), "face width");
    let places: Vec<Place> = course
        .iter()
        .filter_map(|point| {
            let share = f64::from(point.face?.width_px) / oval_width_px;
            Some(at(time(point.time_s), height(share)))
        })
        .collect();
    drawing.curve("skin", &places);
}

fn css(color: Rgb8) -> String {
    format!("#{:02x}{:02x}{:02x}", color.red, color.green, color.blue)
}

/// Units of the drawing.
const WIDTH: f64 = 960.0;
const LEFT: f64 = 96.0;
const RIGHT: f64 = 8.0;
const STRIP_TOP: f64 = 4.0;
const STRIP_HEIGHT: f64 = 26.0;
const PANEL_HEIGHT: f64 = 110.0;
const RED_TOP: f64 = STRIP_TOP + STRIP_HEIGHT + 12.0;
const BLUE_TOP: f64 = RED_TOP + PANEL_HEIGHT + 14.0;
const SIZE_TOP: f64 = BLUE_TOP + PANEL_HEIGHT + 14.0;
const SIZE_TOP_BARE: f64 = 4.0;
const BELOW: f64 = 26.0;
/// Least half height of a tint panel, so that noise does not fill it.
const REACH_MIN_PERCENT: f64 = 1.0;
/// Face width over oval width at the upper edge of its panel.
const SIZE_REACH: f64 = 1.3;
