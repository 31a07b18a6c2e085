use super::super::fixture::{Fixture, REGION, SECRET, SIGNED_AT, chain_events, secret};
use super::super::{Payload, verify_header};
use super::*;
use bytes::Bytes;
use proptest::prelude::*;
use std::time::Duration;

fn chain() -> EventChain {
    let head = Fixture::read("streaming-http2").head;
    verify_header(&head, Payload::SignedEvents, secret, SIGNED_AT).unwrap().into_chain()
}

/// Events over midnight, the second dated before the first, an empty one at the end.
fn events() -> Vec<Envelope> {
    let read = |line: &str| {
        let mut words = line.split(' ');
        let (millis, signature, payload) =
            (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
        Envelope {
            date: EpochMillis::new(millis.parse().unwrap()),
            signature: hex::decode(signature).unwrap().into(),
            inner: Bytes::copy_from_slice(payload.as_bytes()),
        }
    };
    chain_events().lines().map(read).collect()
}

fn now() -> EpochMillis {
    SIGNED_AT.plus(Duration::from_secs(31))
}

fn refused(envelopes: &[Envelope]) -> Option<usize> {
    let mut chain = chain();
    envelopes.iter().position(|envelope| chain.verify(envelope, now()).is_err())
}

#[test]
fn the_chain_runs_from_the_request_over_midnight_to_the_empty_event() {
    let events = events();
    assert_eq!(refused(&events), None);
    assert!(events[3].is_end_of_stream());
}

#[test]
fn events_may_be_dated_before_the_one_before() {
    let events = events();
    assert!(events[1].date < events[0].date);
    assert_eq!(refused(&events[..2]), None);
}

#[test]
fn events_cannot_be_dropped_doubled_or_reordered() {
    let events = events();
    for left_out in 0..events.len() - 1 {
        let mut fewer = events.clone();
        fewer.remove(left_out);
        assert_eq!(refused(&fewer), Some(left_out));
        let mut doubled = events.clone();
        doubled.insert(left_out, events[left_out].clone());
        assert_eq!(refused(&doubled), Some(left_out + 1));
        let mut swapped = events.clone();
        swapped.swap(left_out, left_out + 1);
        assert_eq!(refused(&swapped), Some(left_out));
    }
}

#[test]
fn a_stream_cannot_continue_another_request() {
    let mut other = EventChain::new(SecretKey::new(SECRET), REGION.to_owned(), &[0; 32]);
    assert!(other.verify(&events()[0], now()).is_err());
}

#[test]
fn after_a_bad_event_no_other_is_good() {
    let events = events();
    let mut chain = chain();
    assert!(chain.verify(&events[1], now()).is_err());
    assert!(chain.verify(&events[0], now()).is_err());
}

#[test]
fn an_event_may_be_five_minutes_off_and_no_more() {
    let event = &events()[0];
    let at = |offset_ms: i64| EpochMillis::new(event.date.as_secs() * 1000 + offset_ms);
    for (offset_ms, is_good) in [(300_000, true), (-300_000, true), (301_000, false), (-301_000, false)] {
        assert_eq!(chain().verify(event, at(offset_ms)).is_ok(), is_good, "{offset_ms} ms");
    }
    let error = chain().verify(event, at(400_000)).unwrap_err();
    assert!(error.message().starts_with("Signature expired: "), "{}", error.message());
}

proptest! {
    #[test]
    fn no_byte_of_an_event_can_be_changed(event in 0..4_usize, place: prop::sample::Index, bit in 0..8_u8) {
        let mut events = events();
        let envelope = &mut events[event];
        let mut bytes = envelope.date.as_millis().to_be_bytes().to_vec();
        bytes.extend_from_slice(&envelope.signature);
        bytes.extend_from_slice(&envelope.inner);
        *place.get_mut(&mut bytes) ^= 1 << bit;
        envelope.date = EpochMillis::new(i64::from_be_bytes(bytes[..8].try_into().unwrap()));
        envelope.signature = bytes[8..40].to_vec().into();
        envelope.inner = bytes[40..].to_vec().into();
        prop_assert_eq!(refused(&events), Some(event));
    }

    #[test]
    fn no_envelope_makes_it_panic(date: i64, now: i64, signature: Vec<u8>, inner: Vec<u8>) {
        let (signature, inner) = (signature.into(), inner.into());
        let envelope = Envelope { date: EpochMillis::new(date), signature, inner };
        prop_assert!(chain().verify(&envelope, EpochMillis::new(now)).is_err());
    }
}
