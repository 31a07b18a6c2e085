use super::*;
use proptest::collection::vec;
use proptest::prelude::*;

fn frame(payload: &[u8]) -> Frame {
    Frame::with_text_headers(&[(":message-type", "event"), (":event-type", "Any")], payload.to_vec())
}

/// A prelude with a fitting checksum.
fn prelude(length_bytes: u32, headers_bytes: u32) -> Vec<u8> {
    let mut bytes = length_bytes.to_be_bytes().to_vec();
    bytes.extend_from_slice(&headers_bytes.to_be_bytes());
    bytes.extend_from_slice(&crc32fast::hash(&bytes).to_be_bytes());
    bytes
}

fn check_refused(bytes: &[u8], expected: &str) {
    let mut decoder = FrameDecoder::new();
    decoder.push(bytes);
    assert_eq!(decoder.next_frame().unwrap_err().to_string(), expected);
    decoder.push(&frame(b"later").encode().unwrap());
    let after = decoder.next_frame().unwrap_err().to_string();
    assert_eq!(after, "stream is lost after a bad message");
    assert!(!decoder.is_between_messages());
}

#[test]
fn twelve_bytes_are_enough_to_refuse() {
    let mut forged = prelude(64, 0);
    forged[0] = 0xff;
    check_refused(&forged, "prelude checksum does not match");
    check_refused(&prelude(u32::MAX, 0), "message of 4294967295 bytes, limit is 2097152");
    check_refused(&prelude(2_097_153, 0), "message of 2097153 bytes, limit is 2097152");
    check_refused(&prelude(15, 0), "message of 15 bytes is shorter than its frame of 16 bytes");
    check_refused(&prelude(0, 0), "message of 0 bytes is shorter than its frame of 16 bytes");
    check_refused(&prelude(20, 5), "message headers of 5 bytes, limit is 4");
    check_refused(&prelude(1_000_000, 8_193), "message headers of 8193 bytes, limit is 8192");
}

#[test]
fn a_message_of_the_limit_passes() {
    let room = MAX_EVENT_BYTES - EMPTY_MESSAGE_BYTES;
    let whole = Frame::from_message(Message::new(vec![7; room])).encode().unwrap();
    assert_eq!(whole.len(), MAX_EVENT_BYTES);
    assert_eq!(Frame::decode(whole).unwrap().payload().len(), room);
    let over = Frame::from_message(Message::new(vec![7; room + 1]));
    assert_eq!(over.encode().unwrap_err().to_string(), "message of 2097153 bytes, limit is 2097152");
}

#[test]
fn a_flipped_bit_anywhere_is_refused() {
    let whole = frame(b"payload").encode().unwrap();
    for bit in 0..whole.len() * 8 {
        let mut bytes = whole.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(Frame::decode(bytes.into()).is_err(), "bit {bit}");
    }
}

#[test]
fn exactly_one_message_is_one_message() {
    let whole = frame(b"payload").encode().unwrap();
    let check = |bytes: Vec<u8>, expected: &str| {
        assert_eq!(Frame::decode(bytes.into()).unwrap_err().to_string(), expected);
    };
    check([whole.as_ref(), b"x"].concat(), "more than one message where one belongs");
    check(whole[..whole.len() - 1].to_vec(), "message of 62 bytes is shorter than its frame of 63 bytes");
    check(Vec::new(), "message of 0 bytes is shorter than its frame of 16 bytes");
    assert_eq!(Frame::decode(whole).unwrap(), frame(b"payload"));
}

#[test]
fn debug_shows_lengths_only() {
    assert_eq!(format!("{:?}", frame(b"face")), "Frame(2 headers, 4 bytes, redacted)");
}

#[test]
fn every_header_of_ours_is_text() {
    // Android and iOS decoders take type 7 for granted: name length, name, 7, two bytes of length, value.
    let bytes = Frame::with_text_headers(&[(":a", "bc")], Vec::new()).encode().unwrap();
    assert_eq!(&bytes[PRELUDE_BYTES..bytes.len() - CHECKSUM_BYTES], b"\x02:a\x07\x00\x02bc");
}

/// Pushes `bytes` in slices of these lengths, over and over, and reads everything.
fn read_in_slices(bytes: &[u8], lengths: &[usize]) -> Vec<Frame> {
    let mut decoder = FrameDecoder::new();
    let (mut rest, mut frames, mut turn) = (bytes, Vec::new(), 0);
    while !rest.is_empty() {
        let (slice, after) = rest.split_at(lengths[turn % lengths.len()].min(rest.len()));
        decoder.push(slice);
        while let Some(frame) = decoder.next_frame().unwrap() {
            frames.push(frame);
        }
        (rest, turn) = (after, turn + 1);
    }
    assert!(decoder.is_between_messages());
    frames
}

proptest! {
    #[test]
    fn split_anywhere_and_nothing_changes(
        payloads in vec(vec(any::<u8>(), 0..300), 1..5),
        lengths in vec(1_usize..64, 1..8),
    ) {
        let frames: Vec<Frame> = payloads.iter().map(|payload| frame(payload)).collect();
        let bytes: Vec<u8> = frames.iter().flat_map(|frame| frame.encode().unwrap()).collect();
        prop_assert_eq!(read_in_slices(&bytes, &lengths), frames);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..600)) {
        let mut decoder = FrameDecoder::new();
        decoder.push(&bytes);
        while let Ok(Some(_)) = decoder.next_frame() {}
    }

    /// With checksums repaired the headers themselves are reached.
    #[test]
    fn no_headers_make_it_panic(headers in vec(any::<u8>(), 0..200), payload in vec(any::<u8>(), 0..20)) {
        let total = u32::try_from(EMPTY_MESSAGE_BYTES + headers.len() + payload.len()).unwrap();
        let mut bytes = prelude(total, u32::try_from(headers.len()).unwrap());
        bytes.extend_from_slice(&headers);
        bytes.extend_from_slice(&payload);
        bytes.extend_from_slice(&crc32fast::hash(&bytes).to_be_bytes());
        if let Ok(frame) = Frame::decode(bytes.into()) {
            drop(super::super::Envelope::open(&frame));
            drop(super::super::ClientEvent::from_frame(&frame));
            drop(super::super::ServerEvent::from_frame(&frame));
        }
    }
}
