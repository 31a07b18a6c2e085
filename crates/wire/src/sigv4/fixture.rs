//! Signed requests of botocore and the JavaScript SDK, for tests; the programs beside them made them.

use crate::error::AwsError;
use crate::sigv4::{Claimant, SecretKey};
use catchlight_types::EpochMillis;
use http::request::Parts;
use std::path::{Path, PathBuf};

pub(super) const KEY_ID: &str = "AKIDEXAMPLE";
pub(super) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
pub(super) const REGION: &str = "eu-west-1";
/// 2026-02-28T23:59:30Z, the date of every request.
pub(super) const SIGNED_AT: EpochMillis = EpochMillis::new(1_772_323_170_000);

/// One case.
pub(super) struct Fixture {
    pub(super) head: Parts,
    pub(super) body: Vec<u8>,
    folder: PathBuf,
}

impl Fixture {
    pub(super) fn read(name: &str) -> Self {
        let folder = folder(name);
        let bytes = std::fs::read(folder.join("request.http")).unwrap();
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = parse_head(std::str::from_utf8(&bytes[..end]).unwrap());
        Self { head, body: bytes[end + 4..].to_vec(), folder }
    }

    /// One of the signer's intermediate results.
    pub(super) fn step(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.join(file)).unwrap()
    }
}

/// The lines of the chain: date, signature, payload.
pub(super) fn chain_events() -> String {
    std::fs::read_to_string(folder("chain").join("events.txt")).unwrap()
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sigv4").join(name)
}

fn parse_head(text: &str) -> Parts {
    let mut lines = text.split("\r\n");
    let mut request_line = lines.next().unwrap().split(' ');
    let (method, target) = (request_line.next().unwrap(), request_line.next().unwrap());
    let mut request = http::Request::builder().method(method).uri(target);
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    request.body(()).unwrap().into_parts().0
}

/// Knows the one key.
pub(super) fn secret(claimant: &Claimant) -> Result<SecretKey, AwsError> {
    assert_eq!(claimant.access_key_id, KEY_ID);
    Ok(SecretKey::new(SECRET))
}
