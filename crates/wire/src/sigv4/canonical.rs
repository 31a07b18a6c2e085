//! The canonical request: what a signature is about, written in one way only.
//!
//! In: the head of a request as it was received. Out: the text whose hash is signed.
//! Never: guesses; what the client may have signed differently is the caller's choice of `host`.

use super::query;
use http::request::Parts;

/// The canonical request.
///
/// `host` stands for the header of that name; `left_out` is the query parameter that holds the signature.
pub(super) fn canonical_request(
    head: &Parts,
    host: &[u8],
    signed_headers: &str,
    payload_hash: &str,
    left_out: &str,
) -> Vec<u8> {
    let mut text = Vec::with_capacity(1024);
    push_line(&mut text, head.method.as_str().as_bytes());
    push_line(&mut text, path(head.uri.path()).as_bytes());
    push_line(&mut text, query::canonical(head.uri.query().unwrap_or_default(), left_out).as_bytes());
    for name in signed_headers.split(';') {
        text.extend_from_slice(name.as_bytes());
        text.push(b':');
        push_header(&mut text, head, host, name);
        text.push(b'\n');
    }
    text.push(b'\n');
    push_line(&mut text, signed_headers.as_bytes());
    text.extend_from_slice(payload_hash.as_bytes());
    text
}

fn push_line(text: &mut Vec<u8>, line: &[u8]) {
    text.extend_from_slice(line);
    text.push(b'\n');
}

fn push_header(text: &mut Vec<u8>, head: &Parts, host: &[u8], name: &str) {
    if is_host(name) {
        push_trimmed(text, host);
        return;
    }
    for (index, value) in head.headers.get_all(name).iter().enumerate() {
        if index > 0 {
            text.push(b',');
        }
        push_trimmed(text, value.as_bytes());
    }
}

/// Whether a signed header is the host; HTTP/2 clients sign the pseudo-header instead.
pub(super) fn is_host(name: &str) -> bool {
    name == "host" || name == ":authority"
}

/// Without blanks at the ends, with one blank for every run of them.
fn push_trimmed(text: &mut Vec<u8>, value: &[u8]) {
    let words = value.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    for (index, word) in words.enumerate() {
        if index > 0 {
            text.push(b' ');
        }
        text.extend_from_slice(word);
    }
}

/// Dot segments and doubled slashes are resolved; what is already percent-encoded is encoded again, as every
/// service but S3 has it.
fn path(raw: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in raw.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    let mut path = String::with_capacity(raw.len() + 1);
    for segment in &segments {
        path.push('/');
        for &byte in segment.as_bytes() {
            query::push_encoded(&mut path, byte);
        }
    }
    // A dot segment at the end names what is before it as a folder.
    if segments.is_empty() || ["/", "/.", "/.."].iter().any(|end| raw.ends_with(end)) {
        path.push('/');
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normalised_and_encoded_twice() {
        let check = |raw: &str, expected: &str| assert_eq!(path(raw), expected, "{raw}");
        check("", "/");
        check("/", "/");
        check("//example//", "/example/");
        check("/./example", "/example");
        check("/example/..", "/");
        check("/../../a", "/a");
        check("/example1/example2/../..", "/");
        check("/a%20b/\u{1234}", "/a%2520b/%E1%88%B4");
        check("/prefix/start-face-liveness-session", "/prefix/start-face-liveness-session");
    }

    #[test]
    fn blanks_in_headers_are_folded() {
        let mut text = Vec::new();
        push_trimmed(&mut text, b" \ta  \"b   c\"\t d ");
        assert_eq!(text, b"a \"b c\" d");
    }
}
