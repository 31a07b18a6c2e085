//! Numbers of JSON payloads.
//!
//! In: JSON numbers of any notation. Out: finite `f32`, whole milliseconds.
//! Never: lets an infinity in, which a number such as 1e40 becomes when it is narrowed.

use serde::de::{Deserialize, Deserializer, Error};

/// A number that stays finite as `f32`.
pub(super) fn finite<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f32, D::Error> {
    let value = f32::deserialize(deserializer)?;
    if value.is_finite() { Ok(value) } else { Err(D::Error::custom("number is out of range")) }
}

/// Milliseconds that some clients write with a fraction; `null` and a missing member are `None`.
pub(super) fn optional_millis<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Option::<Number>::deserialize(deserializer)?.map(whole).transpose()
}

/// Milliseconds that must be there.
pub(super) fn millis<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    whole(Number::deserialize(deserializer)?)
}

#[derive(Clone, Copy, serde::Deserialize)]
#[serde(untagged)]
enum Number {
    Whole(i64),
    Fraction(f64),
}

fn whole<E: Error>(number: Number) -> Result<i64, E> {
    match number {
        Number::Whole(millis) => Ok(millis),
        Number::Fraction(millis) if millis.abs() < EXACT_LIMIT => Ok(to_i64(millis)),
        Number::Fraction(_) => Err(E::custom("time is out of range")),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the caller holds the value within the range of i64")]
fn to_i64(millis: f64) -> i64 {
    millis.round() as i64
}

/// Up to here every whole number has its own `f64`.
const EXACT_LIMIT: f64 = 9_007_199_254_740_992.0;
