//! What one signal found, before it is named: a value or why there is none, and the numbers that explain it.
//!
//! In: a value in the unit that the signal documents. Out: a [`Measurement`].
//! Never: a reading or a detail that is not finite.

use catchlight_types::{Detail, Measurement, NotTaken, Reading, SignalName};
use std::borrow::Cow;

/// What one signal found, before it is named.
#[derive(Debug)]
pub(crate) struct Finding {
    value: Result<f64, NotTaken>,
    details: Vec<Detail>,
}

impl Finding {
    /// A value in the unit that the signal documents.
    pub(crate) const fn value(value: f64) -> Self {
        Self { value: Ok(value), details: Vec::new() }
    }

    /// No value.
    pub(crate) const fn not_taken(why: NotTaken) -> Self {
        Self { value: Err(why), details: Vec::new() }
    }

    /// Adds a number that explains the finding; one that is not finite is left out.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: f64) -> Self {
        if value.is_finite() {
            self.details.push(Detail { name: Cow::Borrowed(name), value });
        }
        self
    }

    /// Names the finding; a value that is not finite is no reading.
    pub(crate) fn of_signal(self, signal: SignalName) -> Measurement {
        let reading = self.value.map_or_else(Reading::NotTaken, Reading::of);
        Measurement { signal, reading, details: self.details }
    }

    /// The value or why there is none.
    #[cfg(test)]
    pub(crate) fn into_value(self) -> Result<f64, NotTaken> {
        self.value
    }
}

impl From<NotTaken> for Finding {
    fn from(why: NotTaken) -> Self {
        Self::not_taken(why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: f64, expected: Reading) {
        let finding = Finding::value(value).with("finite", 1.0).with("infinite", f64::NEG_INFINITY);
        let measurement = finding.with("undefined", f64::NAN).of_signal(SignalName::of("light"));
        assert_eq!(measurement.reading, expected);
        let details: Vec<&str> = measurement.details.iter().map(|detail| &*detail.name).collect();
        assert_eq!(details, ["finite"]);
    }

    #[test]
    fn only_finite_numbers_leave_a_signal() {
        check(0.5, Reading::Raw(0.5));
        check(-0.0, Reading::Raw(-0.0));
        check(f64::NAN, Reading::NotTaken(NotTaken::NotFinite));
        check(f64::INFINITY, Reading::NotTaken(NotTaken::NotFinite));
        check(f64::NEG_INFINITY, Reading::NotTaken(NotTaken::NotFinite));
    }
}
