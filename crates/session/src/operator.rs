//! What names and passwords of operators have to be like, and what a review says about an answer.
//!
//! In: text that a person typed. Out: a value that keeps the rule, or which rule it breaks.
//! Never: whether an operator exists, a stored password.

use std::fmt;

/// A name that an operator can sign in with: lower-case letters, digits, `.`, `-`, `_` and `@`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorName(String);

/// Which rule a name or a password breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OperatorRule {
    /// The name has other characters, none or too many.
    #[error("a name has 1 to {MAX_NAME_CHARS} characters: lower-case letters, digits and . - _ @")]
    Name,
    /// The password is too short or too long.
    #[error(
        "a password has {MIN_PASSWORD_CHARS} to {MAX_PASSWORD_CHARS} characters; a few random words work well"
    )]
    PasswordLength,
    /// The password says the name again.
    #[error("the password must not contain the name")]
    PasswordHoldsName,
}

impl OperatorName {
    /// Takes a name that keeps the rule.
    ///
    /// # Errors
    /// [`OperatorRule::Name`].
    pub fn new(text: &str) -> Result<Self, OperatorRule> {
        let allowed =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_@".contains(&byte);
        let is_name = (1..=MAX_NAME_CHARS).contains(&text.len()) && text.bytes().all(allowed);
        if is_name { Ok(Self(text.to_owned())) } else { Err(OperatorRule::Name) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `password` may protect this operator.
    ///
    /// # Errors
    /// The [`OperatorRule`] that it breaks.
    pub fn check_password(&self, password: &str) -> Result<(), OperatorRule> {
        if !(MIN_PASSWORD_CHARS..=MAX_PASSWORD_CHARS).contains(&password.chars().count()) {
            return Err(OperatorRule::PasswordLength);
        }
        // Short names are parts of many words.
        if self.0.len() >= 4 && password.to_lowercase().contains(&self.0) {
            return Err(OperatorRule::PasswordHoldsName);
        }
        Ok(())
    }
}

impl fmt::Display for OperatorName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What a reviewer says that a check really was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewDecision {
    /// A live person.
    Live,
    /// A presentation attack.
    Attack,
    /// The reviewer cannot decide.
    Unsure,
}

/// What a review makes of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewOutcome {
    /// The answer was right.
    Confirmed,
    /// The answer was wrong.
    Overturned,
    /// The reviewer cannot decide.
    Unsure,
}

impl ReviewDecision {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Attack => "attack",
            Self::Unsure => "unsure",
        }
    }

    /// The decision of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Live, Self::Attack, Self::Unsure].into_iter().find(|decision| decision.name() == name)
    }

    /// What it makes of the answer to a check; one without a result did not pass.
    #[must_use]
    pub const fn outcome(self, passed: bool) -> ReviewOutcome {
        match (self, passed) {
            (Self::Unsure, _) => ReviewOutcome::Unsure,
            (Self::Live, true) | (Self::Attack, false) => ReviewOutcome::Confirmed,
            (Self::Live, false) | (Self::Attack, true) => ReviewOutcome::Overturned,
        }
    }
}

impl ReviewOutcome {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Overturned => "overturned",
            Self::Unsure => "unsure",
        }
    }

    /// The outcome of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Confirmed, Self::Overturned, Self::Unsure].into_iter().find(|outcome| outcome.name() == name)
    }
}

/// Longest name of an operator; a longer one is refused.
const MAX_NAME_CHARS: usize = 64;
/// Shortest password; a shorter one is refused.
const MIN_PASSWORD_CHARS: usize = 12;
/// Longest password; a longer one is refused, since hashing costs time.
const MAX_PASSWORD_CHARS: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain() {
        for name in ["admin", "a", "first.last@example-1_2"] {
            assert!(OperatorName::new(name).is_ok(), "{name}");
        }
        for name in ["", "Admin", "a b", "a/b", "ä", &"a".repeat(65)] {
            assert_eq!(OperatorName::new(name), Err(OperatorRule::Name), "{name}");
        }
    }

    #[test]
    fn passwords_are_long_and_do_not_say_the_name() {
        let check = |password: &str, expected| {
            let name = OperatorName::new("admin").unwrap();
            assert_eq!(name.check_password(password), expected, "{password}");
        };
        check("correct horse battery", Ok(()));
        check("äöüäöüäöüäöü", Ok(()));
        check("elevenchars", Err(OperatorRule::PasswordLength));
        check(&"x".repeat(129), Err(OperatorRule::PasswordLength));
        check("Administrator!", Err(OperatorRule::PasswordHoldsName));
    }

    #[test]
    fn a_review_confirms_or_overturns() {
        let check = |decision: ReviewDecision, passed, expected: &str| {
            assert_eq!(decision.outcome(passed).name(), expected, "{decision:?} {passed}");
        };
        check(ReviewDecision::Live, true, "confirmed");
        check(ReviewDecision::Live, false, "overturned");
        check(ReviewDecision::Attack, true, "overturned");
        check(ReviewDecision::Attack, false, "confirmed");
        check(ReviewDecision::Unsure, true, "unsure");
    }
}
