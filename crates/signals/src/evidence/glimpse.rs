//! A sparse look at a frame, to tell whether the next one is the same picture.
//!
//! In: a frame. Out: the luma of a grid of places, to be compared bit for bit.

use catchlight_media::Yuv420;

/// Luma of a grid of places; it shows next to nothing of a person.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Glimpse(Box<[u8]>);

impl Glimpse {
    pub(crate) fn of(image: &Yuv420) -> Self {
        let size = image.size();
        let (width, height) = (size.width_px as usize, size.height_px as usize);
        let at = |place: usize| {
            let (column, row) = (place % COLUMNS, place / COLUMNS);
            image.y()[(2 * row + 1) * height / (2 * ROWS) * width + (2 * column + 1) * width / (2 * COLUMNS)]
        };
        Self((0..COLUMNS * ROWS).map(at).collect())
    }
}

/// So dense that the noise of a camera moves some of them from every frame to the next.
const COLUMNS: usize = 48;
const ROWS: usize = 36;

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_media::ColorRange;
    use catchlight_types::FrameSize;

    fn glimpse(size: FrameSize, luma_at: impl Fn(u32) -> u8) -> Glimpse {
        let chroma = (size.width_px.div_ceil(2) * size.height_px.div_ceil(2)) as usize;
        let luma = (0..size.width_px * size.height_px).map(luma_at).collect();
        let (u, v) = (vec![128; chroma], vec![128; chroma]);
        Glimpse::of(&Yuv420::from_planes(size, ColorRange::Full, luma, u, v).unwrap())
    }

    #[test]
    fn a_change_of_one_step_in_a_tenth_of_the_pixels_is_another_picture() {
        for (width_px, height_px) in [(640, 480), (17, 11), (1, 1)] {
            let size = FrameSize { width_px, height_px };
            let still = |place: u32| (place % 200) as u8;
            assert!(glimpse(size, still) == glimpse(size, still));
            let noisy =
                |place: u32| still(place) + u8::from(place.wrapping_mul(2_654_435_761).is_multiple_of(10));
            assert!(glimpse(size, still) != glimpse(size, noisy), "{size:?}");
        }
    }
}
