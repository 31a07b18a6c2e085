//! Whether an id token is the provider's, for us, for this sign-in and for now.
//!
//! In: the token, the keys of the provider. Out: its claims. Never: a token without a signature or with one by a shared
//! secret, the clock.

use catchlight_types::EpochMillis;
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// What the token has to say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    pub(super) now: EpochMillis,
}

/// The claims of a token that is as expected.
///
/// # Errors
/// What is wrong with it, without a word of its content.
pub(super) fn verify(
    token: &str,
    keys: &[Value],
    expected: &Expected<'_>,
) -> Result<Map<String, Value>, String> {
    let claims = signed(token, keys)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(expected.issuer) {
        return Err("it has another issuer".to_owned());
    }
    let audience: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !audience.contains(&expected.client_id) {
        return Err("it is for another audience".to_owned());
    }
    let party = claims.get("azp").map(|_| text("azp").unwrap_or_default());
    if party.is_some_and(|party| party != expected.client_id) || (audience.len() > 1 && party.is_none()) {
        return Err("it was given to another party".to_owned());
    }
    if text("nonce") != Some(expected.nonce) {
        return Err("its nonce belongs to another sign-in".to_owned());
    }
    let now_s = expected.now.as_millis().div_euclid(1000);
    let seconds = |name: &str| claims.get(name).and_then(Value::as_f64).map(|at| at as i64);
    match (seconds("exp"), seconds("iat")) {
        (Some(end), Some(begin)) if end + LEEWAY_S > now_s && begin - LEEWAY_S <= now_s => {}
        (Some(end), Some(_)) if end + LEEWAY_S <= now_s => return Err("it has expired".to_owned()),
        (Some(_), Some(_)) => {
            return Err("it is not valid yet; compare the clocks of the provider and this server".to_owned());
        }
        _ => return Err("it has no exp or iat claim".to_owned()),
    }
    if seconds("nbf").is_some_and(|begin| begin - LEEWAY_S > now_s) {
        return Err("it is not valid yet; compare the clocks of the provider and this server".to_owned());
    }
    match text("sub") {
        Some(subject) if (1..=MAX_SUBJECT_BYTES).contains(&subject.len()) => Ok(claims),
        _ => Err("it has no valid sub claim".to_owned()),
    }
}

/// The claims of a token that one of the keys signed.
fn signed(token: &str, keys: &[Value]) -> Result<Map<String, Value>, String> {
    let header =
        jsonwebtoken::decode_header(token).map_err(|_shape| "it is not a signed token".to_owned())?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err("its signature is not by a key pair".to_owned());
    }
    let mut validation = Validation::new(header.alg);
    // The claims are looked at above, by our clock and all of them.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims = HashSet::new();
    // A provider may list keys of unknown kinds.
    let known = keys.iter().filter_map(|key| serde_json::from_value::<Jwk>(key.clone()).ok());
    let fitting = known.filter(|key| {
        let is_named = header.kid.is_none() || key.common.key_id == header.kid;
        is_named && !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption))
    });
    for key in fitting.filter_map(|key| DecodingKey::from_jwk(&key).ok()) {
        if let Ok(decoded) = jsonwebtoken::decode::<Map<String, Value>>(token, &key, &validation) {
            return Ok(decoded.claims);
        }
    }
    Err("it is not signed by any key of the provider".to_owned())
}

/// Signatures by key pairs; one by a shared secret could be made by anyone who knows the client secret.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];
/// How far the clocks of the provider and of this server may be apart, seconds.
const LEEWAY_S: i64 = 60;
/// Longest name of a person at the provider, by the standard.
const MAX_SUBJECT_BYTES: usize = 255;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Made once with openssl; the private key is gone.
    const MODULUS: &str = "qHpEK4ArHMD8aMEPk1aCEp-3LD_fyYD-TmytKahUrOGdgAHuVVYE_AB3jI8jH9tVdH6ayjwuALqDMXd59gC9IukxOCnpQW6r\
        xp-BA8gYLBHZSb4XgERoQg55uNbgrtLlCp_qGwHF7nr6EpFnRFbqg5joxhGxymX2hIymXZiaEeqgcYu0bNCNln3vQKKZZqbP\
        f9mTDFOqnANcV27E7xue_-9fGQHYqxwd6wsDLLK6aBd2ln4BZGdZ8Zi9gR62TtbYgbnnoBavhKl043rj5MswGgheiEqWs-0T\
        _6YI25A250f3qkkKVPffPYw9FS1-5tmw_qCvNwZ-idWfc9Lc4pBcWQ";
    const TOKEN: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6Im9uZSJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUiLCJhdWQiOiJjYXRjaGxpZ2h\
        0Iiwic3ViIjoiNyIsIm5vbmNlIjoib25jZSIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDAwMzAwfQ.p9ScYcxNT5c7\
        JiQBS2Em5HJJ61kx4AHCTcRLlZAP2-rmSlqnLGlXQjHjilhrihFmGToBB1KMovFLUCPnEn24azELm_tS1UUHJvGstHiYecTx\
        5uhTJMH7ZShanAfR2zF74EpjqVz2VvaMRzZvNzw4bd3UirkahQZOUMRlC4xFGVb0C18gAfYumqU-uhGZ5qW0cDVADX8jN15P\
        NmAeasJ1hDi_X9Ok5OgsI0O8zHzLEFIdpsqrzVEDJbI54BlbVgJ2s3pIwyPSiLQAMsLNyU4QCR4A60bMQae1cPOrGz_O7hVk\
        PvD6OyJu1buJunIHV1TPYVLaz7bKHTGtsrW3mmK9zw";

    const EXPECTED: Expected<'_> = Expected {
        issuer: "https://id.example",
        client_id: "catchlight",
        nonce: "once",
        now: EpochMillis::new(1_700_000_100_000),
    };

    fn keys(more: &Value) -> Vec<Value> {
        let mut key = json!({"kty": "RSA", "kid": "one", "n": MODULUS, "e": "AQAB"});
        key.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        vec![key]
    }

    #[test]
    fn a_signature_with_rsa_is_checked() {
        let claims = verify(TOKEN, &keys(&json!({"use": "sig", "alg": "RS256"})), &EXPECTED).unwrap();
        assert_eq!(claims["sub"], "7");
        assert!(verify(TOKEN, &keys(&json!({"use": "enc"})), &EXPECTED).is_err());
        assert!(verify(TOKEN, &keys(&json!({"kid": "other"})), &EXPECTED).is_err());
        assert!(verify(TOKEN, &[], &EXPECTED).is_err());
        let (signed, signature) = TOKEN.rsplit_once('.').unwrap();
        let other =
            format!("{signed}.{}{}", if signature.starts_with('A') { 'B' } else { 'A' }, &signature[1..]);
        assert!(verify(&other, &keys(&json!({})), &EXPECTED).is_err());
    }

    #[test]
    fn a_token_is_good_for_its_time_and_a_minute_around_it() {
        let check = |at_s: i64| {
            let expected = Expected { now: EpochMillis::new(at_s * 1000), ..EXPECTED };
            verify(TOKEN, &keys(&json!({})), &expected).is_ok()
        };
        let (from, to) = (1_700_000_000 - LEEWAY_S, 1_700_000_300 + LEEWAY_S);
        assert_eq!([check(from - 1), check(from), check(to - 1), check(to)], [false, true, true, false]);
    }
}
