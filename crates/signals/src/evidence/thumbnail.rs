//! An image of forty by thirty cells, to detect repetitions.
//!
//! In: a frame. Out: the mean luma of each cell, minus the mean of all cells, so that exposure does not count.

use catchlight_media::Yuv420;

/// Mean luma of each cell over the mean of all; noise of a camera is nearly gone, movements of half a pixel are not.
#[derive(Clone)]
pub(crate) struct Thumbnail(Box<[i16]>);

impl Thumbnail {
    pub(crate) fn of(image: &Yuv420) -> Self {
        let size = image.size();
        let (width, height) = (size.width_px as usize, size.height_px as usize);
        // An image of fewer pixels than cells shows some of them twice.
        let span = |cell: usize, cells: usize, length: usize| {
            let from = cell * length / cells;
            from..((cell + 1) * length / cells).max(from + 1)
        };
        let mut cells = Vec::with_capacity(COLUMNS * ROWS);
        for row in 0..ROWS {
            let mut sums = [0_u32; COLUMNS];
            let lines = span(row, ROWS, height);
            for line in lines.clone() {
                let line = &image.y()[line * width..][..width];
                for (column, sum) in sums.iter_mut().enumerate() {
                    let pixels = &line[span(column, COLUMNS, width)];
                    *sum += pixels.iter().map(|&luma| u32::from(luma)).sum::<u32>();
                }
            }
            cells.extend(sums.iter().enumerate().map(|(column, &sum)| {
                let count = lines.len() * span(column, COLUMNS, width).len();
                sum as f32 / count as f32
            }));
        }
        Self::beyond_mean(&cells)
    }

    fn beyond_mean(cells: &[f32]) -> Self {
        let mean = cells.iter().sum::<f32>() / cells.len() as f32;
        Self(cells.iter().map(|cell| ((cell - mean) * STEPS).round() as i16).collect())
    }

    /// Difference of two images, root mean square luma.
    pub(crate) fn distance(&self, other: &Self) -> f32 {
        let squares = self.0.iter().zip(&other.0).map(|(one, two)| {
            let apart = i64::from(*one) - i64::from(*two);
            (apart * apart) as u64
        });
        Self::luma(squares.sum())
    }

    /// How much the image's cells differ from each other, root mean square luma.
    pub(crate) fn contrast(&self) -> f32 {
        Self::luma(self.0.iter().map(|&cell| (i64::from(cell) * i64::from(cell)) as u64).sum())
    }

    fn luma(squares: u64) -> f32 {
        (squares as f64 / (COLUMNS * ROWS) as f64).sqrt() as f32 / STEPS
    }

    #[cfg(test)]
    pub(crate) fn drawn(luma_of: impl Fn(f32, f32) -> f32) -> Self {
        let at = |place: usize| {
            let (column, row) = (place % COLUMNS, place / COLUMNS);
            luma_of((column as f32 + 0.5) / COLUMNS as f32, (row as f32 + 0.5) / ROWS as f32)
        };
        Self::beyond_mean(&(0..COLUMNS * ROWS).map(at).collect::<Vec<f32>>())
    }
}

const COLUMNS: usize = 40;
const ROWS: usize = 30;
/// Steps of one luma: two bytes hold all that differs.
const STEPS: f32 = 100.0;

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_media::ColorRange;
    use catchlight_types::FrameSize;

    fn thumbnail(size: FrameSize, luma_at: impl Fn(u32, u32) -> u8) -> Thumbnail {
        let chroma = (size.width_px.div_ceil(2) * size.height_px.div_ceil(2)) as usize;
        let places = 0..size.width_px * size.height_px;
        let luma = places.map(|place| luma_at(place % size.width_px, place / size.width_px)).collect();
        let (u, v) = (vec![128; chroma], vec![128; chroma]);
        Thumbnail::of(&Yuv420::from_planes(size, ColorRange::Full, luma, u, v).unwrap())
    }

    #[test]
    fn a_brighter_picture_is_the_same_and_a_moved_one_is_not() {
        for (width_px, height_px) in [(640, 480), (480, 640), (161, 121)] {
            let size = FrameSize { width_px, height_px };
            let half = |from: u32, add: u8| move |x: u32, _| if x < from { 60 + add } else { 140 + add };
            let image = thumbnail(size, half(width_px / 2, 0));
            assert!((image.contrast() - 40.0).abs() < 0.5, "{}", image.contrast());
            assert!(image.distance(&thumbnail(size, half(width_px / 2, 20))) < 0.01);
            assert!(image.distance(&thumbnail(size, half(width_px / 2 + 2, 0))) > 0.5);
        }
    }

    #[test]
    fn a_picture_of_one_pixel_has_no_contrast() {
        let size = FrameSize { width_px: 1, height_px: 1 };
        assert!(thumbnail(size, |_, _| 200).contrast() < 0.01);
    }
}
