//! Writes WebM as Chromium's MediaRecorder does: unknown sizes, no duration, no cues.

use super::Packet;
use catchlight_types::FrameSize;

/// EBML header (doctype webm, version 4, read version 2) and the start of a Segment of unknown size.
const START: &[u8] = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\
\x42\x82\x84webm\x42\x87\x81\x04\x42\x85\x81\x02\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff";
/// Info: one tick is a millisecond, written by Chrome.
const INFO: &[u8] = b"\x15\x49\xa9\x66\x99\x2a\xd7\xb1\x83\x0f\x42\x40\x4d\x80\x86Chrome\x57\x41\x86Chrome";
const CLUSTER_OF_UNKNOWN_SIZE: &[u8] = b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff";
/// A SimpleBlock counts its time from its Cluster in a signed 16-bit number.
const MAX_RELATIVE_MILLIS: u64 = 32_767;

/// Turns VP8 packets into the bytes of one live WebM recording.
#[derive(Debug, Clone)]
pub struct WebmWriter {
    header: Option<Vec<u8>>,
    cluster_start_millis: Option<u64>,
}

impl WebmWriter {
    /// Prepares a recording of frames of `size`.
    #[must_use]
    pub fn new(size: FrameSize) -> Self {
        let mut video = Vec::new();
        put_number(&mut video, &[0xb0], u64::from(size.width_px));
        put_number(&mut video, &[0xba], u64::from(size.height_px));
        let mut entry = Vec::new();
        put_number(&mut entry, &[0xd7], 1);
        put_number(&mut entry, &[0x73, 0xc5], 0x00c4_7c41);
        put_number(&mut entry, &[0x83], 1);
        put(&mut entry, &[0x86], b"V_VP8");
        put(&mut entry, &[0xe0], &video);
        let mut tracks = Vec::new();
        put(&mut tracks, &[0xae], &entry);
        let mut header = [START, INFO].concat();
        put(&mut header, &[0x16, 0x54, 0xae, 0x6b], &tracks);
        Self { header: Some(header), cluster_start_millis: None }
    }

    /// The bytes of one packet; the first call puts the header of the recording in front of them.
    #[must_use]
    pub fn frame(&mut self, packet: &Packet) -> Vec<u8> {
        let mut out = self.header.take().unwrap_or_default();
        let millis = u64::try_from(packet.time.since_start().as_millis()).unwrap_or(u64::MAX);
        let start = self.cluster_for(millis, packet.is_key, &mut out);
        let relative = u16::try_from(millis - start).unwrap_or(u16::MAX);
        let mut block = vec![0x81];
        block.extend(relative.to_be_bytes());
        block.push(if packet.is_key { 0x80 } else { 0x00 });
        block.extend(&packet.data);
        put(&mut out, &[0xa3], &block);
        out
    }

    fn cluster_for(&mut self, millis: u64, is_key: bool, out: &mut Vec<u8>) -> u64 {
        match self.cluster_start_millis {
            Some(start) if !is_key && millis >= start && millis - start <= MAX_RELATIVE_MILLIS => start,
            _ => {
                out.extend(CLUSTER_OF_UNKNOWN_SIZE);
                put_number(out, &[0xe7], millis);
                self.cluster_start_millis = Some(millis);
                millis
            }
        }
    }
}

fn put_number(out: &mut Vec<u8>, id: &[u8], value: u64) {
    let bytes = value.to_be_bytes();
    let skip = (value.leading_zeros() / 8).min(7) as usize;
    put(out, id, &bytes[skip..]);
}

/// Appends an element with the shortest length field that does not mean "unknown".
fn put(out: &mut Vec<u8>, id: &[u8], payload: &[u8]) {
    out.extend(id);
    let len = payload.len() as u64;
    let width = (1..8u32).find(|width| len < (1 << (7 * width)) - 1).unwrap_or(8);
    let field = (len | (1 << (7 * width))).to_be_bytes();
    out.extend(&field[8 - width as usize..]);
    out.extend(payload);
}
