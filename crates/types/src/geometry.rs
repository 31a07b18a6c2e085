//! Places and sizes in a picture. Pixel values carry `_px`; ratios are shares of the frame's width or height.

/// Width and height of a frame, pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FrameSize {
    /// Width, pixels.
    pub width_px: u32,
    /// Height, pixels.
    pub height_px: u32,
}

/// A point, pixels; x grows to the right of the picture, y downwards.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PointPx {
    /// Distance from the left edge, pixels.
    pub x_px: f32,
    /// Distance from the top edge, pixels.
    pub y_px: f32,
}

impl PointPx {
    /// Euclidean distance, pixels.
    #[must_use]
    pub fn distance_px(self, other: Self) -> f32 {
        (self.x_px - other.x_px).hypot(self.y_px - other.y_px)
    }
}

/// An upright rectangle, pixels; it may reach beyond the frame.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RectPx {
    /// Left edge, pixels.
    pub left_px: f32,
    /// Top edge, pixels.
    pub top_px: f32,
    /// Width, pixels.
    pub width_px: f32,
    /// Height, pixels.
    pub height_px: f32,
}

impl RectPx {
    /// The smallest rectangle that holds every point; `None` without points.
    #[must_use]
    pub fn around(points: impl IntoIterator<Item = PointPx>) -> Option<Self> {
        let mut points = points.into_iter();
        let first = points.next()?;
        let (mut left, mut top, mut right, mut bottom) = (first.x_px, first.y_px, first.x_px, first.y_px);
        for point in points {
            left = left.min(point.x_px);
            right = right.max(point.x_px);
            top = top.min(point.y_px);
            bottom = bottom.max(point.y_px);
        }
        Some(Self { left_px: left, top_px: top, width_px: right - left, height_px: bottom - top })
    }

    /// The middle of the rectangle.
    #[must_use]
    pub fn center(self) -> PointPx {
        PointPx { x_px: self.left_px + self.width_px / 2.0, y_px: self.top_px + self.height_px / 2.0 }
    }

    /// Area of the overlap over area of the union, 0..=1.
    #[must_use]
    pub fn intersection_over_union(self, other: Self) -> f32 {
        let width = (self.left_px + self.width_px).min(other.left_px + other.width_px)
            - self.left_px.max(other.left_px);
        let height = (self.top_px + self.height_px).min(other.top_px + other.height_px)
            - self.top_px.max(other.top_px);
        if width <= 0.0 || height <= 0.0 {
            return 0.0;
        }
        let overlap = width * height;
        overlap / (self.width_px * self.height_px + other.width_px * other.height_px - overlap)
    }

    /// The same rectangle as shares of a frame.
    #[must_use]
    pub fn to_unit(self, frame: FrameSize) -> UnitRect {
        let (width, height) = (frame.width_px as f32, frame.height_px as f32);
        UnitRect {
            left: self.left_px / width,
            top: self.top_px / height,
            width: self.width_px / width,
            height: self.height_px / height,
        }
    }
}

/// An upright rectangle as shares of the frame's width and height; it may reach beyond 0..=1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct UnitRect {
    /// Left edge, share of the width.
    pub left: f32,
    /// Top edge, share of the height.
    pub top: f32,
    /// Width, share of the width.
    pub width: f32,
    /// Height, share of the height.
    pub height: f32,
}

impl UnitRect {
    /// The same rectangle in pixels of a frame.
    #[must_use]
    pub fn to_px(self, frame: FrameSize) -> RectPx {
        let (width, height) = (frame.width_px as f32, frame.height_px as f32);
        RectPx {
            left_px: self.left * width,
            top_px: self.top * height,
            width_px: self.width * width,
            height_px: self.height * height,
        }
    }
}

/// Rotation of the head, radians; all zero when the face looks into the lens.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct HeadPose {
    /// Positive when the subject turns to their own left (picture right in an unmirrored video).
    pub yaw_rad: f32,
    /// Positive when the chin goes up.
    pub pitch_rad: f32,
    /// Positive when the head leans clockwise in the picture.
    pub roll_rad: f32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(left_px: f32) -> RectPx {
        RectPx { left_px, top_px: 0.0, width_px: 10.0, height_px: 10.0 }
    }

    #[test]
    fn overlap_is_a_share_of_the_union() {
        assert!((square(0.0).intersection_over_union(square(0.0)) - 1.0).abs() < 1e-6);
        assert!((square(0.0).intersection_over_union(square(5.0)) - 1.0 / 3.0).abs() < 1e-6);
        assert!(square(0.0).intersection_over_union(square(10.0)).abs() < 1e-6);
    }

    #[test]
    fn ratios_and_pixels_convert_both_ways() {
        let frame = FrameSize { width_px: 640, height_px: 480 };
        let rect = RectPx { left_px: -64.0, top_px: 48.0, width_px: 320.0, height_px: 480.0 };
        assert_eq!(rect.to_unit(frame), UnitRect { left: -0.1, top: 0.1, width: 0.5, height: 1.0 });
        assert_eq!(rect.to_unit(frame).to_px(frame), rect);
    }
}
