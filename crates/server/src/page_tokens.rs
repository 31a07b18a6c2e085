//! Tokens of the check page: links that open it once, passes that let an opened page go on.
//!
//! In: the system's random source, or what a page sent. Out: the token and its hash.
//! Never: stored or printed; the store knows SHA-256 only, so the duration of a look-up reveals nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catchlight_store::{NewToken, TokenKind};
use catchlight_types::EpochMillis;
use http::{HeaderMap, header};
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// A token of 256 random bits.
#[derive(Clone)]
pub(crate) struct PageToken(Zeroizing<String>);

impl PageToken {
    /// Creates a random token.
    pub(crate) fn generate() -> Self {
        Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(rand::random::<[u8; TOKEN_BYTES]>())))
    }

    /// Takes a text that has the shape of a token.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_whole = URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == TOKEN_BYTES);
        is_whole.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The pass that a request shows as its bearer.
    pub(crate) fn of_bearer(headers: &HeaderMap) -> Option<Self> {
        Self::parse(headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?)
    }

    /// Its hash, which is all that the store knows.
    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// The row that the store needs to accept it.
    pub(crate) fn stored(&self, kind: TokenKind, expires_at: EpochMillis) -> NewToken {
        NewToken { hash: self.hash(), kind, expires_at }
    }

    /// The place below our address at which the check page opens with this link.
    pub(crate) fn page_place(&self) -> String {
        format!("/check/#c={}", self.reveal())
    }

    /// The text for its holder.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PageToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PageToken(redacted)")
    }
}

const TOKEN_BYTES: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_tokens_are_looked_up() {
        let token = PageToken::generate();
        assert_eq!(PageToken::parse(token.reveal()).map(|read| read.hash()), Some(token.hash()));
        assert!(PageToken::parse(&token.reveal()[1..]).is_none());
        assert!(PageToken::parse("").is_none());
        assert_eq!(format!("{token:?}"), "PageToken(redacted)");
    }
}
