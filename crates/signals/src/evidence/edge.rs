//! The straightest edge across the image below a face.
//!
//! In: a frame and the box of the face. Out: the share of the image's width along which one nearly level line has an
//! edge of one kind, bright over dark or dark over bright.

use catchlight_media::Yuv420;
use catchlight_types::RectPx;

/// The largest share of the width that one line follows, 0..=1; `None` when too little of the image lies below.
pub(crate) fn straight_edge_below(image: &Yuv420, face: RectPx) -> Option<f32> {
    let slopes = Slopes::below(image, face)?;
    let mut best = 0;
    for turn in 0..TURNS {
        let rise = (turn as f32 / (TURNS - 1) as f32 - 0.5) * 2.0 * RISE_MAX;
        let shifts: Vec<i32> = (0..slopes.columns)
            .map(|column| {
                let from_middle = (column as f32 + 0.5 - slopes.columns as f32 / 2.0) * COLUMN_STEP as f32;
                (rise * from_middle).round() as i32
            })
            .collect();
        for row in 0..slopes.rows {
            best = best.max(slopes.along(row, &shifts));
        }
    }
    let clothed = (SHOULDERS * face.width_px / image.size().width_px as f32).min(1.0);
    Some(best as f32 / slopes.columns as f32 * (CLOTHED / clothed).min(1.0))
}

/// Where luma rises or falls downwards, on a grid of about 320 columns a width.
struct Slopes {
    columns: usize,
    rows: usize,
    kinds: Vec<Kinds>,
}

/// Which edges lie within a cell of a place.
#[derive(Debug, Clone, Copy, Default)]
struct Kinds {
    rising: bool,
    falling: bool,
}

impl Slopes {
    fn below(image: &Yuv420, face: RectPx) -> Option<Self> {
        let size = image.size();
        let (width, height) = (size.width_px as usize, size.height_px as usize);
        let cell = width as f32 / GRID_WIDTH as f32;
        let chin = face.top_px + CHIN_SHARE * face.height_px;
        let first = (chin.max(0.0) / cell).ceil() as usize;
        let last = (height as f32 / cell).floor() as usize;
        let rows = last.checked_sub(first).filter(|&rows| rows >= ROWS_MIN)?;
        let columns = GRID_WIDTH / COLUMN_STEP;
        let luma = image.y();
        // Mean of a short run of pixels, so that noise and fine texture do not count.
        let run = ((RUN_CELLS * cell).round() as usize).max(1);
        let value = |column: usize, row: usize| {
            let y = (((row + first) as f32 + 0.5) * cell) as usize;
            let middle = ((column * COLUMN_STEP) as f32 + COLUMN_STEP as f32 / 2.0) * cell;
            let left = (middle as usize).saturating_sub(run / 2).min(width - run);
            let line = &luma[y.min(height - 1) * width + left..][..run];
            line.iter().map(|&luma| f32::from(luma)).sum::<f32>() / run as f32
        };
        let grid: Vec<f32> =
            (0..rows * columns).map(|place| value(place % columns, place / columns)).collect();
        let mut kinds = vec![Kinds::default(); rows * columns];
        for row in 1..rows - 1 {
            for column in 0..columns {
                let step = grid[(row + 1) * columns + column] - grid[(row - 1) * columns + column];
                for near in row - 1..=row + 1 {
                    let kind = &mut kinds[near * columns + column];
                    kind.rising |= step > STEP_LUMA;
                    kind.falling |= step < -STEP_LUMA;
                }
            }
        }
        Some(Self { columns, rows, kinds })
    }

    /// Columns in which a line has an edge, of the kind that it has more of.
    fn along(&self, row: usize, shifts: &[i32]) -> u32 {
        let (mut rising, mut falling) = (0, 0);
        for (column, &shift) in shifts.iter().enumerate() {
            let at = row as i32 + shift;
            if (0..self.rows as i32).contains(&at) {
                let kind = self.kinds[at as usize * self.columns + column];
                rising += u32::from(kind.rising);
                falling += u32::from(kind.falling);
            }
        }
        rising.max(falling)
    }
}

/// Columns of the grid before thinning.
const GRID_WIDTH: usize = 320;
/// Every so many columns are measured.
const COLUMN_STEP: usize = 3;
/// Width of clothed shoulders, in widths of a face: 45 to 50 cm over 15 cm.
const SHOULDERS: f32 = 3.2;
/// Share of the width of an image of 640 by 480 that the shoulders take at most before the person comes nearer; where they
/// take more, as in an image that is held upright, a line of the clothes follows more of the width.
const CLOTHED: f32 = 0.8;
/// Cells of a run whose mean counts as one value.
const RUN_CELLS: f32 = 5.0;
/// Lines rise at most so much over their length: a tablet held by hand.
const RISE_MAX: f32 = 0.2;
/// Directions tried.
const TURNS: usize = 33;
/// The chin and a little more, share of the face's height.
const CHIN_SHARE: f32 = 1.05;
/// Step of luma over two cells that is an edge: clear of noise and shading.
const STEP_LUMA: f32 = 8.0;
/// Fewer rows than this below the face show nothing.
const ROWS_MIN: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_media::{ColorRange, Yuv420};
    use catchlight_types::FrameSize;

    /// The edge below a face 140 pixels wide in an image of this width, 480 high, that is drawn by `luma_at`.
    fn edge_in(width_px: u32, luma_at: impl Fn(f32, f32) -> f32) -> Option<f32> {
        let size = FrameSize { width_px, height_px: 480 };
        let pixels = (0..width_px * 480)
            .map(|place| luma_at((place % width_px) as f32, (place / width_px) as f32) as u8);
        let gray = vec![128; width_px as usize / 2 * 240];
        let image =
            Yuv420::from_planes(size, ColorRange::Limited, pixels.collect(), gray.clone(), gray).unwrap();
        let left_px = width_px as f32 / 2.0 - 70.0;
        let face = RectPx { left_px, top_px: 80.0, width_px: 140.0, height_px: 200.0 };
        straight_edge_below(&image, face)
    }

    fn edge(luma_at: impl Fn(f32, f32) -> f32) -> Option<f32> {
        edge_in(640, luma_at)
    }

    #[test]
    fn a_tilted_bezel_is_followed_over_the_whole_width() {
        let found = edge(|x, y| if (y - 400.0 - 0.05 * x).abs() < 8.0 { 30.0 } else { 120.0 });
        assert!(found.unwrap() > 0.95, "{found:?}");
    }

    #[test]
    fn shoulders_and_stripes_bend_away_from_a_line() {
        let found = edge(|x, y| {
            let shoulder = 330.0 + (x - 320.0).powi(2) / 900.0;
            if y < shoulder { 150.0 } else { 90.0 + 30.0 * ((y - shoulder) / 12.0).sin() }
        });
        assert!(found.unwrap() < 0.6, "{found:?}");
    }

    #[test]
    fn a_shelf_behind_the_person_is_interrupted() {
        let found = edge(|x, y| {
            let is_person = (x - 320.0).abs() < 180.0;
            if is_person {
                70.0
            } else if y < 380.0 {
                160.0
            } else {
                60.0
            }
        });
        assert!(found.unwrap() < 0.6, "{found:?}");
    }

    #[test]
    fn a_seam_of_the_clothes_says_no_more_where_they_fill_the_picture() {
        // A seam as long as three of four shoulders' widths, in a wide image and in one that shows little else.
        let seam = |middle: f32| {
            move |x: f32, y: f32| {
                let is_seam = (x - middle).abs() < 0.75 * 0.5 * SHOULDERS * 140.0;
                if is_seam && (y - 400.0).abs() < 8.0 { 30.0 } else { 120.0 }
            }
        };
        let (wide, narrow) = (edge(seam(320.0)).unwrap(), edge_in(448, seam(224.0)).unwrap());
        assert!(wide < 0.6 && narrow < 0.62, "{wide} {narrow}");
        let rim = edge_in(448, |_, y| if (y - 400.0).abs() < 8.0 { 30.0 } else { 120.0 });
        assert!(rim.unwrap() > 0.75, "{rim:?}");
    }
}
