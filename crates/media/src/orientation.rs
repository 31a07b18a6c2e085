//! How an image must be rotated to be upright: phones record sideways and say so in the container.

use crate::Yuv420;
use catchlight_types::FrameSize;

/// A turn by quarters, a mirror image, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Orientation {
    /// Rows become columns; done before the flips.
    pub(crate) swaps_axes: bool,
    /// Left and right of the upright image change places.
    pub(crate) flips_x: bool,
    /// Top and bottom of the upright image change places.
    pub(crate) flips_y: bool,
}

impl Orientation {
    /// The upright image.
    pub(crate) fn apply(self, image: Yuv420) -> Yuv420 {
        if self == Self::default() {
            return image;
        }
        let (luma, chroma) = (image.size(), image.chroma_size());
        let planes = [self.turn(luma, image.y()), self.turn(chroma, image.u()), self.turn(chroma, image.v())];
        let [y, u, v] = planes;
        Yuv420::from_planes(self.upright_size(luma), image.range(), y, u, v).unwrap_or(image)
    }

    fn upright_size(self, size: FrameSize) -> FrameSize {
        if self.swaps_axes { FrameSize { width_px: size.height_px, height_px: size.width_px } } else { size }
    }

    fn turn(self, size: FrameSize, plane: &[u8]) -> Vec<u8> {
        let upright = self.upright_size(size);
        let (width, height) = (upright.width_px as usize, upright.height_px as usize);
        let stored_width = size.width_px as usize;
        let mut out = Vec::with_capacity(plane.len());
        for y in 0..height {
            let y = if self.flips_y { height - 1 - y } else { y };
            for x in 0..width {
                let x = if self.flips_x { width - 1 - x } else { x };
                out.push(if self.swaps_axes {
                    plane[x * stored_width + y]
                } else {
                    plane[y * stored_width + x]
                });
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_turn_to_the_right_moves_the_first_row_to_the_right() {
        let size = FrameSize { width_px: 3, height_px: 2 };
        let right = Orientation { swaps_axes: true, flips_x: true, flips_y: false };
        assert_eq!(right.turn(size, &[1, 2, 3, 4, 5, 6]), [4, 1, 5, 2, 6, 3]);
        let half = Orientation { swaps_axes: false, flips_x: true, flips_y: true };
        assert_eq!(half.turn(size, &[1, 2, 3, 4, 5, 6]), [6, 5, 4, 3, 2, 1]);
    }
}
