//! Random damage never makes the parsers or decoders panic, hang or grow.
#![expect(clippy::unwrap_used, reason = "a helper of a test that fails should stop the test")]

mod clips;

use catchlight_media::{Frame, MediaError, VideoLimits, VideoStream};
use clips::{FRAGMENTED_MP4, LIVE_WEBM, encode};
use proptest::prelude::*;
use std::sync::LazyLock;

/// One small clip for each container, codec and layout.
static CLIPS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let h264 = ["-c:v", "libx264", "-preset", "fast", "-g", "6"];
    let vp8 = ["-c:v", "libvpx", "-deadline", "realtime"];
    let vp9 = ["-c:v", "libvpx-vp9", "-lag-in-frames", "8", "-auto-alt-ref", "1"];
    let clip =
        |encoder: &[&str], layout: &[&str], file| encode("80x64", 12, &[encoder, layout].concat(), file);
    vec![
        clip(&vp8, &LIVE_WEBM, "clip.webm"),
        clip(&vp9, &[], "clip.webm"),
        clip(&h264, &["-f", "matroska", "-live", "1"], "clip.mkv"),
        clip(&h264, &FRAGMENTED_MP4, "clip.mp4"),
        clip(&h264, &["-movflags", "+faststart"], "clip.mp4"),
        clip(&h264, &[], "clip.mp4"),
    ]
});

/// Every frame up to the first error, and that error.
fn read(video: &[u8], slice_lens: &[usize]) -> (Vec<Frame>, Option<MediaError>) {
    let mut stream = VideoStream::new(VideoLimits::CHECK);
    let mut frames = Vec::new();
    let mut drain = |stream: &mut VideoStream| -> Result<(), MediaError> {
        while let Some(frame) = stream.next_frame()? {
            frames.push(frame);
        }
        Ok(())
    };
    let mut lens = slice_lens.iter().cycle();
    let mut rest = video;
    let mut outcome = Ok(());
    while !rest.is_empty() && outcome.is_ok() {
        let (slice, after) = rest.split_at(rest.len().min(*lens.next().unwrap()));
        rest = after;
        outcome = stream.push(slice).and_then(|()| drain(&mut stream));
    }
    let outcome = outcome.and_then(|()| stream.finish()).and_then(|_| drain(&mut stream));
    (frames, outcome.err())
}

/// One step of damage; places and lengths are shares of 65536 of the video.
#[derive(Debug, Clone)]
enum Damage {
    Set { place: u16, byte: u8 },
    Flip { place: u16, bit: u8 },
    Remove { place: u16, len: u8 },
    Repeat { place: u16, len: u8 },
    Cut { place: u16 },
}

impl Damage {
    fn apply(&self, video: &mut Vec<u8>) {
        if video.is_empty() {
            return;
        }
        let at = |place: u16| (usize::from(place) * video.len()) >> 16;
        match *self {
            Self::Set { place, byte } => {
                let at = at(place);
                video[at] = byte;
            }
            Self::Flip { place, bit } => {
                let at = at(place);
                video[at] ^= 1 << bit;
            }
            Self::Remove { place, len } => {
                let range = at(place)..(at(place) + usize::from(len)).min(video.len());
                video.drain(range);
            }
            Self::Repeat { place, len } => {
                let range = at(place)..(at(place) + usize::from(len)).min(video.len());
                let copy = video[range.clone()].to_vec();
                video.splice(range.start..range.start, copy);
            }
            Self::Cut { place } => video.truncate(at(place)),
        }
    }
}

/// Half of the damage hits the first sixteenth, where the headers are.
fn place() -> impl Strategy<Value = u16> {
    prop_oneof![0..4096_u16, any::<u16>()]
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        4 => (place(), prop_oneof![Just(0_u8), Just(1), Just(0x7f), Just(0xff), any::<u8>()])
            .prop_map(|(place, byte)| Damage::Set { place, byte }),
        4 => (place(), 0..8_u8).prop_map(|(place, bit)| Damage::Flip { place, bit }),
        1 => (place(), any::<u8>()).prop_map(|(place, len)| Damage::Remove { place, len }),
        1 => (place(), any::<u8>()).prop_map(|(place, len)| Damage::Repeat { place, len }),
        1 => any::<u16>().prop_map(|place| Damage::Cut { place }),
    ]
}

/// Most memory that this process has used, KiB.
fn peak_memory_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Decoders and pictures of 1920x1920 need about 150 MiB when a damaged header asks for them.
const MEMORY_LIMIT_KIB: u64 = 512 * 1024;

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn damaged_videos_end_in_frames_or_an_error(
        clip in 0..6_usize,
        damages in prop::collection::vec(damage(), 1..6),
        slice_lens in prop::collection::vec(1..3000_usize, 1..4),
    ) {
        let mut video = CLIPS[clip].clone();
        for damage in &damages {
            damage.apply(&mut video);
        }
        let (frames, error) = read(&video, &slice_lens);
        prop_assert!(frames.windows(2).all(|pair| pair[0].time <= pair[1].time));
        prop_assert!(!matches!(error, Some(MediaError::Decoder { .. })), "{error:?}");
        prop_assert!(peak_memory_kib() < MEMORY_LIMIT_KIB, "{} KiB", peak_memory_kib());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_slices_give_what_the_whole_gives(
        clip in 0..6_usize,
        damages in prop::collection::vec(damage(), 0..3),
        slice_lens in prop::collection::vec(1..3000_usize, 1..8),
    ) {
        let mut video = CLIPS[clip].clone();
        for damage in &damages {
            damage.apply(&mut video);
        }
        let whole = read(&video, &[usize::MAX]);
        prop_assert_eq!(&read(&video, &slice_lens), &whole);
        prop_assert_eq!(&read(&video, &[1]), &whole);
    }
}
