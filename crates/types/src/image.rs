//! Pictures of people. They redact themselves wherever they are printed.

use crate::UnitRect;
use std::fmt;

/// JPEG bytes that show a person; `Debug` prints only the length.
#[derive(Clone, PartialEq, Eq)]
pub struct JpegBytes(Vec<u8>);

impl JpegBytes {
    /// Wraps encoded bytes.
    #[must_use]
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The encoded bytes.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for JpegBytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "JpegBytes({} bytes, redacted)", self.0.len())
    }
}

/// A reference or audit image with the box of the face in it.
#[derive(Debug, Clone, PartialEq)]
pub struct FaceImage {
    /// The picture, at most [`crate::MAX_IMAGE_BYTES`].
    pub jpeg: JpegBytes,
    /// Hairline to chin, ear to ear, shares of the picture; `None` when the picture holds no tracked face.
    pub bounding_box: Option<UnitRect>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_the_length_only() {
        let image = FaceImage { jpeg: JpegBytes::new(vec![0xff, 0xd8, 0xff]), bounding_box: None };
        assert_eq!(
            format!("{image:?}"),
            "FaceImage { jpeg: JpegBytes(3 bytes, redacted), bounding_box: None }"
        );
    }
}
