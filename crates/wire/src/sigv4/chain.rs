//! The chain of signatures that links every event of a client to the one before and the first to its request.
//!
//! In: envelopes in order of arrival, and `now`. Out: yes, or the AWS error.
//! Never: asks for dates in order; honest clients go back by fractions of a second.

use super::SecretKey;
use super::credential::scope;
use super::date::SignatureDate;
use super::secret::SigningKey;
use crate::error::{AwsError, AwsErrorKind};
use crate::eventstream::Envelope;
use crate::limits::MAX_CLOCK_SKEW;
use catchlight_types::EpochMillis;
use sha2::{Digest, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;

/// Verifies the events of one stream. `Debug` hides keys and signatures.
#[derive(Clone)]
pub struct EventChain {
    secret: SecretKey,
    region: String,
    previous_signature: String,
    key: Option<DayKey>,
    is_broken: bool,
}

/// Events are signed with the key of their own day, and a stream may run over midnight.
#[derive(Clone)]
struct DayKey {
    day: String,
    key: SigningKey,
}

impl EventChain {
    pub(super) fn new(secret: SecretKey, region: String, seed: &[u8; 32]) -> Self {
        Self { secret, region, previous_signature: hex::encode(seed), key: None, is_broken: false }
    }

    /// Verifies the next event; the empty one at the end of a stream is an event like any other.
    ///
    /// # Errors
    /// `InvalidSignatureException` when the signature does not continue the chain, when the date is too far from
    /// `now`, and for every event after a refused one.
    pub fn verify(&mut self, envelope: &Envelope, now: EpochMillis) -> Result<(), AwsError> {
        let verdict = if self.is_broken { Err(mismatch()) } else { self.check(envelope, now) };
        self.is_broken = verdict.is_err();
        verdict
    }

    fn check(&mut self, envelope: &Envelope, now: EpochMillis) -> Result<(), AwsError> {
        let date = SignatureDate::of(envelope.date)?;
        let scope = scope(date.day(), &self.region);
        let date_hash = hex::encode(Sha256::digest(envelope.date_header()));
        let inner_hash = hex::encode(Sha256::digest(&envelope.inner));
        let text = format!(
            "{EVENT_ALGORITHM}\n{}\n{scope}\n{}\n{date_hash}\n{inner_hash}",
            date.as_str(),
            self.previous_signature
        );
        let signature = self.key_of(date.day()).sign(text.as_bytes());
        if !bool::from(signature.as_slice().ct_eq(&envelope.signature)) {
            return Err(mismatch());
        }
        date.check_window(MAX_CLOCK_SKEW, now)?;
        self.previous_signature = hex::encode(signature);
        Ok(())
    }

    fn key_of(&mut self, day: &str) -> &SigningKey {
        if self.key.as_ref().is_some_and(|key| key.day != day) {
            self.key = None;
        }
        let (secret, region) = (&self.secret, &self.region);
        let derived = || DayKey { day: day.to_owned(), key: secret.derive(day, region) };
        &self.key.get_or_insert_with(derived).key
    }
}

impl fmt::Debug for EventChain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EventChain").field("region", &self.region).finish_non_exhaustive()
    }
}

fn mismatch() -> AwsError {
    AwsErrorKind::InvalidSignature.into()
}

const EVENT_ALGORITHM: &str = "AWS4-HMAC-SHA256-PAYLOAD";

#[cfg(test)]
mod tests;
