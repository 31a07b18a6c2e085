//! Numbers of JSON payloads.
//!
//! In: JSON numbers of any notation. Out: finite `f32`, whole milliseconds.
//! Never: lets an infinity in, which a number such as 1e40 becomes when it is narrowed; keeps what is no number, so
//! that two megabytes of nested lists in place of a time cost no memory.

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A number that stays finite as `f32`.
pub(super) fn finite<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f32, D::Error> {
    let value = f32::deserialize(deserializer)?;
    if value.is_finite() { Ok(value) } else { Err(D::Error::custom("number is out of range")) }
}

/// Milliseconds that some clients write with a fraction; `null` and a missing member are `None`.
pub(super) fn optional_millis<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    match Option::<Time>::deserialize(deserializer)? {
        Some(time) => time.required().map(Some),
        None => Ok(None),
    }
}

/// Milliseconds that must be there.
pub(super) fn millis<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    Time::deserialize(deserializer)?.required()
}

/// What stands where a time belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    /// Milliseconds, rounded.
    Millis(i64),
    /// Something else. On an error of its own the web component puts an object with a close code here.
    Notice,
}

impl Time {
    fn required<E: Error>(self) -> Result<i64, E> {
        match self {
            Self::Millis(millis) => Ok(millis),
            Self::Notice => Err(E::custom("time is not a number")),
        }
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TimeVisitor)
    }
}

struct TimeVisitor;

impl<'de> Visitor<'de> for TimeVisitor {
    type Value = Time;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a number of milliseconds")
    }

    fn visit_i64<E: Error>(self, millis: i64) -> Result<Time, E> {
        Ok(Time::Millis(millis))
    }

    fn visit_u64<E: Error>(self, millis: u64) -> Result<Time, E> {
        i64::try_from(millis).map(Time::Millis).map_err(|_beyond| E::custom(OUT_OF_RANGE))
    }

    fn visit_f64<E: Error>(self, millis: f64) -> Result<Time, E> {
        if millis.abs() < EXACT_LIMIT {
            Ok(Time::Millis(to_i64(millis)))
        } else {
            Err(E::custom(OUT_OF_RANGE))
        }
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Time, E> {
        Ok(Time::Notice)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Time, E> {
        Ok(Time::Notice)
    }

    fn visit_unit<E: Error>(self) -> Result<Time, E> {
        Ok(Time::Notice)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Time, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Time::Notice)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Time, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Time::Notice)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the caller holds the value within the range of i64")]
fn to_i64(millis: f64) -> i64 {
    millis.round() as i64
}

/// Up to here every whole number has its own `f64`.
const EXACT_LIMIT: f64 = 9_007_199_254_740_992.0;
const OUT_OF_RANGE: &str = "time is out of range";
