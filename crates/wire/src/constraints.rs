//! The constraints of the API on texts, and the words in which AWS reports a violation.
//!
//! In: values with their place in the request. Out: nothing, or one error that names every violation.
//! Never: stops at the first violation.

use crate::error::{AwsError, AwsErrorKind};
use crate::limits::{MAX_LISTED_VIOLATIONS, MAX_QUOTED_CHARS};
use std::ops::RangeInclusive;

/// What is wrong with a request so far.
#[derive(Debug, Default)]
pub(crate) struct Violations {
    count: usize,
    listed: Vec<String>,
}

impl Violations {
    /// Notes a required member that is absent.
    pub(crate) fn missing(&mut self, place: &str) {
        self.note(format!("Value null at '{place}' failed to satisfy constraint: Member must not be null"));
    }

    /// Notes a length outside the range, counted in characters.
    pub(crate) fn length(&mut self, place: &str, value: &str, chars: &RangeInclusive<usize>) {
        let length = value.chars().count();
        if length < *chars.start() {
            let bound = chars.start();
            self.refuse(place, value, &format!("Member must have length greater than or equal to {bound}"));
        } else if length > *chars.end() {
            let bound = chars.end();
            self.refuse(place, value, &format!("Member must have length less than or equal to {bound}"));
        }
    }

    /// Notes a number below its least value.
    pub(crate) fn too_small(&mut self, place: &str, value: &str, least: u32) {
        self.refuse(place, value, &format!("Member must have value greater than or equal to {least}"));
    }

    /// Notes a text that does not have the pattern.
    pub(crate) fn pattern(&mut self, place: &str, value: &str, pattern: &Pattern) {
        if !(pattern.accepts)(value) {
            self.refuse(
                place,
                value,
                &format!("Member must satisfy regular expression pattern: {}", pattern.text),
            );
        }
    }

    /// Notes a text that is not among the names of an enumeration.
    pub(crate) fn name(&mut self, place: &str, value: &str, names: &[&str]) {
        if !names.contains(&value) {
            let names = names.join(", ");
            self.refuse(place, value, &format!("Member must satisfy enum value set: [{names}]"));
        }
    }

    /// Notes what is wrong with the id of a session.
    pub(crate) fn session_id(&mut self, place: &str, value: Option<&str>) {
        match value {
            Some(value) => {
                self.length(place, value, &SESSION_ID_CHARS);
                self.pattern(place, value, &SESSION_ID);
            }
            None => self.missing(place),
        }
    }

    /// The verdict: one error for all violations.
    pub(crate) fn finish(self) -> Result<(), AwsError> {
        if self.count == 0 { Ok(()) } else { Err(self.into_error()) }
    }

    /// The error that names the violations.
    pub(crate) fn into_error(self) -> AwsError {
        let noun = if self.count == 1 { "error" } else { "errors" };
        let message = format!("{} validation {noun} detected: {}", self.count, self.listed.join("; "));
        AwsError::with_message(AwsErrorKind::Validation, message)
    }

    fn refuse(&mut self, place: &str, value: &str, constraint: &str) {
        let shown: String = value.chars().take(MAX_QUOTED_CHARS).collect();
        let dots = if shown.len() < value.len() { "..." } else { "" };
        self.note(format!("Value '{shown}{dots}' at '{place}' failed to satisfy constraint: {constraint}"));
    }

    fn note(&mut self, violation: String) {
        self.count += 1;
        if self.listed.len() < MAX_LISTED_VIOLATIONS {
            self.listed.push(violation);
        }
    }
}

/// A regular expression of the model, as AWS writes it and as we decide it.
#[derive(Debug)]
pub(crate) struct Pattern {
    text: &'static str,
    accepts: fn(&str) -> bool,
}

/// Length of the id of a session.
const SESSION_ID_CHARS: RangeInclusive<usize> = 36..=36;
/// Id of a session.
const SESSION_ID: Pattern = Pattern {
    text: "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    accepts: |text| catchlight_types::SessionId::new(text).is_ok(),
};

/// Id, alias or ARN of a KMS key.
pub(crate) const KMS_KEY_ID: Pattern = Pattern {
    text: "^[A-Za-z0-9][A-Za-z0-9:_/+=,@.-]{0,2048}$",
    accepts: |text| {
        text.starts_with(|first: char| first.is_ascii_alphanumeric())
            && text.chars().count() <= 2049
            && text.chars().all(|c| c.is_ascii_alphanumeric() || ":_/+=,@.-".contains(c))
    },
};

/// Token by which a caller repeats a creation.
pub(crate) const CLIENT_REQUEST_TOKEN: Pattern = Pattern {
    text: "^[a-zA-Z0-9-_]+$",
    accepts: |text| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)),
};

/// Name of a bucket.
pub(crate) const S3_BUCKET: Pattern = Pattern {
    text: r"[0-9A-Za-z\.\-_]*",
    accepts: |text| text.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c)),
};

/// Beginning of a key in a bucket. Java's `\S` knows the six blanks of ASCII; we refuse every other blank as well.
pub(crate) const S3_KEY_PREFIX: Pattern =
    Pattern { text: r"\S*", accepts: |text| !text.chars().any(|c| c.is_whitespace() || c.is_control()) };

/// Version of a challenge.
pub(crate) const CHALLENGE_VERSION: Pattern = Pattern {
    text: r"^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$",
    accepts: |text| text.parse::<catchlight_types::ChallengeVersion>().is_ok(),
};

/// Width or height of a video.
pub(crate) const VIDEO_SIDE: Pattern = Pattern {
    text: "^[0-9]{3,}$",
    accepts: |text| text.len() >= 3 && text.bytes().all(|byte| byte.is_ascii_digit()),
};

/// Challenges with versions, separated by commas.
pub(crate) const CHALLENGE_VERSIONS: Pattern = Pattern {
    text: r"^([a-zA-Z]{10,}_\d+\.\d+\.\d+){1}(,[a-zA-Z]{10,}_\d+\.\d+\.\d+)*$",
    accepts: |text| text.split(',').all(is_challenge_with_version),
};

fn is_challenge_with_version(text: &str) -> bool {
    let Some((name, version)) = text.split_once('_') else {
        return false;
    };
    let numbers = version.split('.').collect::<Vec<_>>();
    name.len() >= 10
        && name.bytes().all(|byte| byte.is_ascii_alphabetic())
        && numbers.len() == 3
        && numbers.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &Pattern, accepted: &[&str], refused: &[&str]) {
        for text in accepted {
            assert!((pattern.accepts)(text), "{text} against {}", pattern.text);
        }
        for text in refused {
            assert!(!(pattern.accepts)(text), "{text} against {}", pattern.text);
        }
    }

    #[test]
    fn patterns_decide_like_the_model() {
        let arn = "arn:aws:kms:eu-west-1:111122223333:key/0d990263-018e-4e65-a703-eff731de951e";
        check(&KMS_KEY_ID, &["a", "alias/liveness", arn], &["", "/a", "a b", "ä", "a*"]);
        check(&CLIENT_REQUEST_TOKEN, &["a", "-", "A_9-z"], &["", "a b", "a.b", "é"]);
        check(&S3_BUCKET, &["", "my.bucket-1_x"], &["a/b", "a b", "ü"]);
        check(&S3_KEY_PREFIX, &["", "a/b/", "ü*"], &["a b", "a\tb", "a\u{a0}b", "a\u{0}"]);
        check(&CHALLENGE_VERSION, &["0.0.0", "2.0.0", "999.10.1"], &["2.0", "02.0.0", "2.0.1000", "2.0.0 "]);
        check(&VIDEO_SIDE, &["640", "0480", "1920"], &["64", "-640", "640.0", "٦٤٠"]);
        check(
            &CHALLENGE_VERSIONS,
            &["FaceMovementChallenge_1.0.0", "FaceMovementChallenge_1.0.0,SomethingNewer_10.20.30"],
            &[
                "",
                "Short_1.0.0",
                "FaceMovementChallenge_1.0",
                "FaceMovementChallenge_1.0.0,",
                "Face1Movement_1.0.0",
            ],
        );
    }

    #[test]
    fn one_violation_is_an_error_and_two_are_errors() {
        let mut violations = Violations::default();
        violations.missing("settings.outputConfig.s3Bucket");
        assert_eq!(
            violations.finish().unwrap_err().message(),
            "1 validation error detected: Value null at 'settings.outputConfig.s3Bucket' failed to satisfy \
             constraint: Member must not be null"
        );
        let mut violations = Violations::default();
        violations.length("sessionId", "ab", &(36..=36));
        violations.pattern("sessionId", "ab", &SESSION_ID);
        assert_eq!(
            violations.finish().unwrap_err().message(),
            "2 validation errors detected: Value 'ab' at 'sessionId' failed to satisfy constraint: Member must have \
             length greater than or equal to 36; Value 'ab' at 'sessionId' failed to satisfy constraint: Member must \
             satisfy regular expression pattern: [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
        );
    }

    #[test]
    fn long_values_and_long_lists_are_cut() {
        let mut violations = Violations::default();
        for _ in 0..MAX_LISTED_VIOLATIONS + 5 {
            violations.length("a", &"é".repeat(MAX_QUOTED_CHARS + 1), &(0..=3));
        }
        let error = violations.finish().unwrap_err();
        assert!(error.message().starts_with("15 validation errors detected: "));
        assert_eq!(error.message().matches("é...' at 'a'").count(), MAX_LISTED_VIOLATIONS);
        assert_eq!(error.message().matches('é').count(), MAX_LISTED_VIOLATIONS * MAX_QUOTED_CHARS);
    }
}
