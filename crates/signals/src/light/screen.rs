//! The screen as it was painted: how much light left it at which time.
//!
//! In: colours on the clock of the video. Out: mean linear light of the whole screen; a wipe moves its edge down evenly.

use crate::evidence::{LinearRgb, ShownColors};
use catchlight_types::Rgb8;

/// Which part of the screen lights a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Part {
    /// All of it, as it lights anything that is not a mirror.
    Whole,
    /// One row, as a mirror shows it: its height, 0 the top edge, 1 the bottom edge.
    Row(f32),
}

/// A painted screen over time.
#[derive(Debug, Clone)]
pub(crate) struct PaintedScreen {
    colors: Vec<PaintedColor>,
}

#[derive(Debug, Clone, Copy)]
struct PaintedColor {
    from_s: f64,
    wipe_s: f64,
    before: LinearRgb,
    color: LinearRgb,
}

impl PaintedScreen {
    /// The screen that the client says it painted.
    pub(crate) fn shown(colors: &ShownColors) -> Self {
        let mut screen = Self { colors: Vec::with_capacity(colors.len()) };
        for shown in colors.iter() {
            screen.paint(shown.from_s, shown.wipe_s, shown.before, shown.color);
        }
        screen
    }

    /// A screen on which nothing has been painted.
    pub(crate) const fn blank() -> Self {
        Self { colors: Vec::new() }
    }

    /// Adds a colour after the others.
    pub(crate) fn paint(&mut self, from_s: f64, wipe_s: f64, before: Rgb8, color: Rgb8) {
        self.colors.push(PaintedColor {
            from_s,
            wipe_s,
            before: LinearRgb::of_screen(before),
            color: LinearRgb::of_screen(color),
        });
    }

    /// Its light at rising times, each later by nothing or more than the one before; black before the first colour.
    pub(crate) fn at_each(
        &self,
        part: Part,
        times_s: impl Iterator<Item = f64>,
    ) -> impl Iterator<Item = LinearRgb> {
        let mut next = 0;
        times_s.map(move |time_s| {
            while self.colors.get(next).is_some_and(|painted| painted.from_s <= time_s) {
                next += 1;
            }
            next.checked_sub(1)
                .map_or_else(LinearRgb::default, |current| self.colors[current].at(part, time_s))
        })
    }
}

impl PaintedColor {
    fn at(&self, part: Part, time_s: f64) -> LinearRgb {
        if self.wipe_s <= 0.0 {
            return self.color;
        }
        let wiped = ((time_s - self.from_s) / self.wipe_s).clamp(0.0, 1.0) as f32;
        let share = match part {
            Part::Whole => wiped,
            Part::Row(height) => ((wiped - height) / ROW_BLUR + 0.5).clamp(0.0, 1.0),
        };
        self.before.mixed(self.color, share)
    }
}

/// Share of the screen's height over which an exposure and a patch of skin blur the edge of the wipe.
const ROW_BLUR: f32 = 0.12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wipe_mixes_what_stood_with_what_comes() {
        let (black, red) = (Rgb8 { red: 0, green: 0, blue: 0 }, Rgb8 { red: 255, green: 0, blue: 0 });
        let mut screen = PaintedScreen::blank();
        screen.paint(1.0, 0.4, black, red);
        screen.paint(1.4, 0.0, red, red);
        let reds: Vec<f32> =
            screen.at_each(Part::Whole, [0.9, 1.0, 1.1, 1.3, 2.0].into_iter()).map(|l| l.red).collect();
        let row = screen.at_each(Part::Row(0.5), [1.1, 1.2, 1.3].into_iter());
        let rows: Vec<f32> = row.map(|light| light.red).collect();
        assert!(rows[0] < 1e-6 && (rows[1] - 0.5).abs() < 1e-3 && rows[2] > 1.0 - 1e-6, "{rows:?}");
        for (found, expected) in reds.iter().zip([0.0, 0.0, 0.25, 0.75, 1.0]) {
            assert!((found - expected).abs() < 1e-6, "{reds:?}");
        }
    }
}
