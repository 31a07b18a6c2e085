//! Charts over the time of the video: the tint of the skin against the painted screen, the size of the face.

use crate::html::{Drawing, Place, at};
use catchlight_engine::{CoursePoint, LinearRgb, Outcome, ShownColors};
use catchlight_types::{Challenge, Measurement, Rgb8};

/// A span of the video as the width of a chart.
#[derive(Debug, Clone, Copy)]
struct Span {
    from_s: f64,
    until_s: f64,
}

impl Span {
    fn x(self, time_s: f64) -> f64 {
        let share = (time_s - self.from_s) / (self.until_s - self.from_s);
        LEFT + share.clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT)
    }

    fn holds(self, time_s: f64) -> bool {
        (self.from_s..=self.until_s).contains(&time_s)
    }

    /// Writes the seconds below the chart, half seconds where there is room.
    fn label(self, drawing: &mut Drawing, bottom: f64) {
        let step_s = if self.until_s - self.from_s > 5.0 { 1.0 } else { 0.5 };
        let mut time_s = (self.from_s / step_s).ceil() * step_s;
        while time_s <= self.until_s {
            drawing.text("middle", at(self.x(time_s), bottom), &format!("{time_s} s"));
            time_s += step_s;
        }
    }
}

/// The screen's colours as a strip and the skin's tint below it, while the colours were shown; `None` without colours.
pub(super) fn skin_against_screen(outcome: &Outcome) -> Option<String> {
    let shown = &outcome.report.shown;
    let (begin_s, end_s) = shown.begin_s().zip(shown.end_s())?;
    let lag_s = lag_s(&outcome.report.measurements);
    let span = Span {
        from_s: (begin_s - AROUND_S).max(0.0),
        until_s: (end_s + lag_s + AROUND_S).max(begin_s + AROUND_S),
    };
    let mut drawing =
        Drawing::new(WIDTH, BLUE_TOP + PANEL_HEIGHT + BELOW, "Light of skin and screen over time");
    strip(&mut drawing, shown, span);
    let seen = |time_s: f64| shown.light_at(time_s - lag_s).map(Tint::of);
    let course: Vec<CoursePoint> =
        outcome.report.course.iter().filter(|point| span.holds(point.time_s)).copied().collect();
    let red = series(&course, seen, |light| f64::from(light.red / light.green), |tint| tint.red);
    let blue = series(&course, seen, |light| f64::from(light.blue / light.green), |tint| tint.blue);
    for (top, name, series) in [(RED_TOP, "red / green", &red), (BLUE_TOP, "blue / green", &blue)] {
        bands(&mut drawing, shown, lag_s, top, span);
        panel(&mut drawing, top, name, series, span);
    }
    span.label(&mut drawing, BLUE_TOP + PANEL_HEIGHT + BELOW - 6.0);
    Some(drawing.finish())
}

/// The face's width as a share of the oval's over the whole video.
pub(super) fn way_into_the_oval(outcome: &Outcome, challenge: &Challenge) -> String {
    let span = Span { from_s: 0.0, until_s: outcome.report.video.duration.as_secs_f64().max(1.0) };
    let height = SIZE_TOP + PANEL_HEIGHT + BELOW;
    let mut drawing = Drawing::new(WIDTH, height, "Size of the face over time");
    let shown = &outcome.report.shown;
    if let Some((begin_s, end_s)) = shown.begin_s().zip(shown.end_s()) {
        let (from, until) = (span.x(begin_s), span.x(end_s));
        drawing.bar("other band", at(from, SIZE_TOP), at(until, SIZE_TOP + PANEL_HEIGHT));
    }
    let frame_width = f64::from(outcome.report.video.size.width_px);
    let oval = f64::from(challenge.oval.width_px) / f64::from(challenge.video.width_px) * frame_width;
    size_panel(&mut drawing, SIZE_TOP, &outcome.report.course, oval, span);
    span.label(&mut drawing, height - 6.0);
    drawing.finish()
}

/// How late the camera saw the colours, as the signals measured it; 0 when they could not.
fn lag_s(measurements: &[Measurement]) -> f64 {
    let mut details = measurements.iter().flat_map(|measurement| &measurement.details);
    details.find(|detail| detail.name == "lag_ms").map_or(0.0, |detail| detail.value / 1000.0)
}

/// Light of one channel pair: red less green and blue less green, -1..=1, 0 for grey.
#[derive(Debug, Clone, Copy)]
struct Tint {
    red: f64,
    blue: f64,
}

impl Tint {
    fn of(light: LinearRgb) -> Self {
        Self { red: f64::from(light.red - light.green), blue: f64::from(light.blue - light.green) }
    }
}

/// Skin and screen on a common scale, percent.
struct Series {
    skin: Vec<Place>,
    screen: Vec<Place>,
    /// Correlation of the two, -1..=1; `None` when the screen did not change.
    likeness: Option<f64>,
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
    let spread: f64 = lit.iter().map(|(_, skin)| (skin - mean_skin).powi(2)).sum();
    let slope = if variance > 0.0 { covariance / variance } else { 0.0 };
    let likeness = (variance > 0.0 && spread > 0.0).then(|| covariance / (variance * spread).sqrt());
    let screen = skin
        .iter()
        .filter_map(|place| Some(at(place.x, slope * (tint(seen(place.x)?) - mean_screen))))
        .collect();
    for place in &mut skin {
        place.y -= mean_skin;
    }
    Series { skin, screen, likeness }
}

fn strip(drawing: &mut Drawing, shown: &ShownColors, span: Span) {
    let (top, bottom) = (STRIP_TOP, STRIP_TOP + STRIP_HEIGHT);
    for one in shown.iter() {
        let (from, until) = (span.x(one.from_s), span.x(one.until_s.max(one.from_s)));
        drawing.area(
            "",
            &css(one.color),
            [at(from, top), at(until, top), at(until, bottom), at(from, bottom)],
        );
        let wiped = span.x((one.from_s + one.wipe_s).min(one.until_s));
        drawing.area("", &css(one.before), [at(from, top), at(wiped, bottom), at(from, bottom)]);
    }
    drawing.text("name", at(0.0, top + 16.0), "screen");
}

/// The colours once more behind the curves, as late as the camera saw them.
fn bands(drawing: &mut Drawing, shown: &ShownColors, lag_s: f64, top: f64, span: Span) {
    let bottom = top + PANEL_HEIGHT;
    for one in shown.iter() {
        // A wipe has changed half of the light when it is half done.
        let from = span.x(one.from_s + one.wipe_s / 2.0 + lag_s);
        let until = span.x(one.until_s + one.wipe_s / 2.0 + lag_s).max(from);
        drawing.area(
            "band",
            &css(one.color),
            [at(from, top), at(until, top), at(until, bottom), at(from, bottom)],
        );
    }
}

fn panel(drawing: &mut Drawing, top: f64, name: &str, series: &Series, span: Span) {
    let lit = series.screen.first().zip(series.screen.last());
    let in_flash = |place: &&Place| lit.is_some_and(|(from, until)| (from.x..=until.x).contains(&place.x));
    let both = series.skin.iter().filter(in_flash).chain(&series.screen);
    let reach = both.map(|place| place.y.abs()).fold(REACH_MIN_PERCENT, f64::max) * 1.1;
    let middle = top + PANEL_HEIGHT / 2.0;
    let height = |percent: f64| middle - (percent / reach).clamp(-1.0, 1.0) * PANEL_HEIGHT / 2.0;
    let place = |one: &Place| at(span.x(one.x), height(one.y));
    drawing.line("grid", at(LEFT, middle), at(WIDTH - RIGHT, middle));
    // The ends of the scale stand at the top and at the bottom of the same column.
    drawing.text("name", at(0.0, middle - 4.0), name);
    if let Some(likeness) = series.likeness {
        drawing.text("", at(0.0, middle + 14.0), &format!("follows: {likeness:.2}"));
    }
    for (percent, sign) in [(reach, "+"), (-reach, "-")] {
        drawing.text(
            "end",
            at(LEFT - 6.0, height(percent * 0.9) + 4.0),
            &format!("{sign}{:.1} %", percent.abs() * 0.9),
        );
    }
    drawing.curve("screen", series.screen.iter().map(place));
    // Before the colours the skin may lie far from where it lies under them: what leaves the panel is not drawn.
    for inside in series.skin.split(|one| one.y.abs() > reach) {
        drawing.curve("skin", inside.iter().map(place));
    }
    drawing.text("skin end", at(WIDTH - RIGHT - 4.0, top + 12.0), "skin (solid)");
    drawing.text("end", at(WIDTH - RIGHT - 4.0, top + PANEL_HEIGHT - 6.0), "screen (dashed)");
}

fn size_panel(drawing: &mut Drawing, top: f64, course: &[CoursePoint], oval_width_px: f64, span: Span) {
    let bottom = top + PANEL_HEIGHT;
    let height = |share: f64| bottom - (share / SIZE_REACH).clamp(0.0, 1.0) * PANEL_HEIGHT;
    drawing.line("grid", at(LEFT, bottom), at(WIDTH - RIGHT, bottom));
    drawing.line("grid", at(LEFT, height(0.5)), at(WIDTH - RIGHT, height(0.5)));
    drawing.line("oval", at(LEFT, height(1.0)), at(WIDTH - RIGHT, height(1.0)));
    drawing.text("end", at(LEFT - 6.0, height(1.0) + 4.0), "oval 100 %");
    drawing.text("end", at(LEFT - 6.0, height(0.5) + 4.0), "50 %");
    drawing.text("end", at(LEFT - 6.0, bottom + 4.0), "0");
    let places = course.iter().filter_map(|point| {
        let share = f64::from(point.face?.width_px) / oval_width_px;
        Some(at(span.x(point.time_s), height(share)))
    });
    drawing.curve("skin", places);
}

fn css(color: Rgb8) -> String {
    format!("#{:02x}{:02x}{:02x}", color.red, color.green, color.blue)
}

/// Units of the drawing.
const WIDTH: f64 = 960.0;
const LEFT: f64 = 136.0;
const RIGHT: f64 = 8.0;
const STRIP_TOP: f64 = 4.0;
const STRIP_HEIGHT: f64 = 26.0;
const PANEL_HEIGHT: f64 = 120.0;
const RED_TOP: f64 = STRIP_TOP + STRIP_HEIGHT + 12.0;
const BLUE_TOP: f64 = RED_TOP + PANEL_HEIGHT + 18.0;
const SIZE_TOP: f64 = 4.0;
const BELOW: f64 = 26.0;
/// Time that is shown before the first colour and after the last, seconds.
const AROUND_S: f64 = 0.5;
/// Least half height of a tint panel, so that noise does not fill it.
const REACH_MIN_PERCENT: f64 = 1.0;
/// Face width over oval width at the upper edge of its panel.
const SIZE_REACH: f64 = 1.3;
