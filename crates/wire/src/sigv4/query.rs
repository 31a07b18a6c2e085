//! Queries of URLs, as signatures see them.
//!
//! In: a raw query. Out: decoded values, and the one encoding that every signer must arrive at.
//! Never: turns `+` into a blank; mobile clients send tokens with a bare `+`.

use std::borrow::Cow;

/// The first value of a parameter, decoded; bytes that are no text are replaced.
pub(crate) fn value(raw_query: &str, name: &str) -> Option<String> {
    let mut pairs = raw_query.split('&').map(pair);
    let found = pairs.find(|(key, _)| *decode(key) == *name.as_bytes());
    found.map(|(_, value)| String::from_utf8_lossy(&decode(value)).into_owned())
}

/// The canonical query without the parameter `left_out`.
pub(super) fn canonical(raw_query: &str, left_out: &str) -> String {
    let pairs = raw_query.split('&').filter(|pair| !pair.is_empty()).map(pair);
    let decoded = pairs.map(|(name, value)| (decode(name), decode(value)));
    let kept = decoded.filter(|(name, _)| **name != *left_out.as_bytes());
    let mut pairs: Vec<(String, String)> =
        kept.map(|(name, value)| (encode(&name), encode(&value))).collect();
    pairs.sort_unstable();
    let mut query = String::with_capacity(raw_query.len());
    for (name, value) in pairs {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(&name);
        query.push('=');
        query.push_str(&value);
    }
    query
}

fn pair(text: &str) -> (&str, &str) {
    text.split_once('=').unwrap_or((text, ""))
}

/// Undoes percent-encoding; a percent sign without two digits after it stays as it is.
fn decode(text: &str) -> Cow<'_, [u8]> {
    let bytes = text.as_bytes();
    if !bytes.contains(&b'%') {
        return Cow::Borrowed(bytes);
    }
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut place = 0;
    while let Some(&byte) = bytes.get(place) {
        let escaped = (byte == b'%').then(|| escaped_byte(bytes, place)).flatten();
        decoded.push(escaped.unwrap_or(byte));
        place += if escaped.is_some() { 3 } else { 1 };
    }
    Cow::Owned(decoded)
}

fn escaped_byte(bytes: &[u8], place: usize) -> Option<u8> {
    let mut byte = [0];
    hex::decode_to_slice(bytes.get(place + 1..place + 3)?, &mut byte).ok()?;
    Some(byte[0])
}

/// Percent-encodes everything but the unreserved characters of RFC 3986.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        push_encoded(&mut text, byte);
    }
    text
}

/// Appends one byte, percent-encoded if it is not unreserved.
pub(super) fn push_encoded(text: &mut String, byte: u8) {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        text.push(char::from(byte));
    } else {
        text.push('%');
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from(DIGITS[usize::from(digit)]));
        }
    }
}

const DIGITS: &[u8; 16] = b"0123456789ABCDEF";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_are_percent_decoded_only() {
        let query = "a=1&token=x%2Fy+z%20w%3D==&b&%61%62=c&a=2&bad=%zz%4";
        let check = |name: &str, expected: Option<&str>| assert_eq!(value(query, name).as_deref(), expected);
        check("a", Some("1"));
        check("token", Some("x/y+z w==="));
        check("b", Some(""));
        check("ab", Some("c"));
        check("bad", Some("%zz%4"));
        check("c", None);
        assert_eq!(value("a=%ff", "a").as_deref(), Some("\u{fffd}"));
    }

    #[test]
    fn raw_and_encoded_queries_have_one_canonical_form() {
        let canonical_of = |query: &str| canonical(query, "X-Amz-Signature");
        let expected = "X-Amz-Security-Token=a%2Fb%2Bc%3D%3D&agent=a%20b&b=&b=1";
        assert_eq!(canonical_of("b=1&b=&agent=a%20b&X-Amz-Security-Token=a%2Fb%2Bc%3D%3D"), expected);
        assert_eq!(
            canonical_of("&b&b=1&X-Amz-Security-Token=a/b+c==&X-Amz-Signature=0&agent=a%20b&"),
            expected
        );
        assert_eq!(canonical_of(""), "");
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(bytes: Vec<u8>) {
            prop_assert_eq!(decode(&encode(&bytes)).into_owned(), bytes);
        }

        #[test]
        fn canonical_queries_stay_as_they_are(query: String) {
            let once = canonical(&query, "x");
            prop_assert_eq!(canonical(&once, "x"), once);
        }
    }
}
