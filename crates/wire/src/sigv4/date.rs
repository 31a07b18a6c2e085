//! The date of a signature and its window.
//!
//! In: `yyyyMMddTHHmmssZ`, a point in time, `now`. Out: the other notation, or the error for a date out of its window.
//! Never: the clock.

use crate::error::{AwsError, AwsErrorKind};
use crate::limits::MAX_CLOCK_SKEW;
use catchlight_types::EpochMillis;
use std::time::Duration;
use time::format_description::StaticFormatDescription;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

/// A date as texts to sign have it, whole seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SignatureDate {
    text: String,
    at: EpochMillis,
}

impl SignatureDate {
    /// Reads `yyyyMMddTHHmmssZ`.
    pub(super) fn parse(text: &str) -> Result<Self, AwsError> {
        match PrimitiveDateTime::parse(text, FORMAT) {
            Ok(date) => Ok(Self::of(EpochMillis::new(date.assume_utc().unix_timestamp() * 1000))?),
            Err(_) => Err(malformed(text)),
        }
    }

    /// The date of a point in time; its part of a second is dropped.
    pub(super) fn of(at: EpochMillis) -> Result<Self, AwsError> {
        let date = OffsetDateTime::from_unix_timestamp(at.as_secs()).ok();
        let text =
            date.filter(|date| (0..=9999).contains(&date.year())).and_then(|date| date.format(FORMAT).ok());
        let at = EpochMillis::new(at.as_secs().saturating_mul(1000));
        text.map(|text| Self { text, at }).ok_or_else(|| malformed(&at.as_millis().to_string()))
    }

    /// `yyyyMMddTHHmmssZ`.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// `yyyyMMdd`.
    pub(super) fn day(&self) -> &str {
        &self.text[..DAY_CHARS]
    }

    /// Refuses a date that is more than `life` before or more than the allowed skew after `now`.
    pub(super) fn check_window(&self, life: Duration, now: EpochMillis) -> Result<(), AwsError> {
        let minutes = |duration: Duration| duration.as_secs() / 60;
        let now = Self::of(now)?;
        let ahead_secs = self.at.seconds_since(now.at);
        if ahead_secs > MAX_CLOCK_SKEW.as_secs_f64() {
            let skew = minutes(MAX_CLOCK_SKEW);
            return Err(out_of_window(format!(
                "Signature not yet current: {} is still later than {} + {skew} min.",
                self.text, now.text
            )));
        }
        if -ahead_secs > life.as_secs_f64() {
            return Err(out_of_window(format!(
                "Signature expired: {} is now earlier than {} - {} s.",
                self.text,
                now.text,
                life.as_secs()
            )));
        }
        Ok(())
    }
}

fn malformed(text: &str) -> AwsError {
    let text: String = text.chars().take(FORMAT_CHARS).collect();
    let message = format!("Date must be in ISO-8601 'basic format'. Got '{text}'.");
    AwsError::with_message(AwsErrorKind::IncompleteSignature, message)
}

fn out_of_window(message: String) -> AwsError {
    AwsError::with_message(AwsErrorKind::InvalidSignature, message)
}

const FORMAT: StaticFormatDescription = format_description!("[year][month][day]T[hour][minute][second]Z");
const FORMAT_CHARS: usize = 16;
const DAY_CHARS: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_one_notation() {
        let date = SignatureDate::parse("20260228T235959Z").unwrap();
        assert_eq!((date.as_str(), date.day()), ("20260228T235959Z", "20260228"));
        assert_eq!(date.at, EpochMillis::new(1_772_323_199_000));
        assert_eq!(SignatureDate::of(EpochMillis::new(1_772_323_199_999)).unwrap().as_str(), date.as_str());
        for text in ["", "20260229T000000Z", "2026-02-28T23:59:59Z", "20260228T235959", "20260228T235959Z "] {
            let error = SignatureDate::parse(text).unwrap_err();
            assert_eq!(error.kind(), AwsErrorKind::IncompleteSignature, "{text}");
        }
        assert!(SignatureDate::of(EpochMillis::new(i64::MAX)).is_err());
        assert!(SignatureDate::of(EpochMillis::new(i64::MIN)).is_err());
    }

    fn check(date: &str, now: &str, expected: Option<&str>) {
        let now = SignatureDate::parse(now).unwrap().at;
        let found = SignatureDate::parse(date).unwrap().check_window(Duration::from_secs(300), now);
        assert_eq!(found.as_ref().err().map(AwsError::message), expected);
    }

    #[test]
    fn five_minutes_either_way_are_allowed_and_no_second_more() {
        check("20260101T000000Z", "20260101T000500Z", None);
        check("20260101T000500Z", "20260101T000000Z", None);
        check(
            "20260101T000000Z",
            "20260101T000501Z",
            Some("Signature expired: 20260101T000000Z is now earlier than 20260101T000501Z - 300 s."),
        );
        check(
            "20260101T000501Z",
            "20260101T000000Z",
            Some("Signature not yet current: 20260101T000501Z is still later than 20260101T000000Z + 5 min."),
        );
    }
}
