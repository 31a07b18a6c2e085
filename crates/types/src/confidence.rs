//! How sure the engine is, and from where on that is enough.

use std::fmt;

/// How sure the engine is that a live person took part, 0..=100.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Confidence(f32);

impl Confidence {
    /// From here on a check counts as passed, unless an application sets a threshold of its own.
    pub const PASS_MARK: Self = Self(50.0);

    /// Wraps 0..=100; `None` outside and for NaN.
    #[must_use]
    pub fn new(percent: f32) -> Option<Self> {
        (0.0..=100.0).contains(&percent).then_some(Self(percent))
    }

    /// The percentage, 0..=100.
    #[must_use]
    pub const fn percent(self) -> f32 {
        self.0
    }

    /// Whether it reaches the pass mark.
    #[must_use]
    pub fn passes(self) -> bool {
        self >= Self::PASS_MARK
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:.1}", self.0)
    }
}
