use super::*;
use catchlight_media::encode::{EncoderSettings, Vp8Encoder, WebmWriter};
use catchlight_media::{ColorRange, Yuv420};
use catchlight_types::MediaTime;

const SIZE: FrameSize = FrameSize { width_px: 128, height_px: 96 };

/// A video of ten frames a second, each rough enough to fill some kilobytes.
fn webm(frames: u8) -> Vec<u8> {
    let mut encoder = Vp8Encoder::new(SIZE, EncoderSettings { fps: 10, ..EncoderSettings::BROWSER }).unwrap();
    let mut writer = WebmWriter::new(SIZE);
    let mut bytes = Vec::new();
    for number in 0..frames {
        let packets =
            encoder.encode(&rough(number), MediaTime::from_millis(u64::from(number) * 100)).unwrap();
        bytes.extend(packets.iter().flat_map(|packet| writer.frame(packet)));
    }
    bytes.extend(encoder.flush().unwrap().iter().flat_map(|packet| writer.frame(packet)));
    bytes
}

fn rough(number: u8) -> Yuv420 {
    let luma = 128_u32 * 96;
    let mut state = u32::from(number) + 1;
    let noise = (0..luma).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        64 + (state >> 25) as u8
    });
    let chroma = || vec![128; 64 * 48];
    Yuv420::from_planes(SIZE, ColorRange::Limited, noise.collect(), chroma(), chroma()).unwrap()
}

fn outcome(result: anyhow::Result<VideoSource>) -> String {
    result.map_or_else(|error| format!("{error:#}"), |clip| format!("{clip:?}"))
}

#[test]
fn a_video_is_cut_at_its_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.webm");
    let bytes = webm(25);
    std::fs::write(&path, &bytes).unwrap();
    let VideoSource::Video { size, playback } = VideoSource::read(&path).unwrap() else {
        panic!("a video is no recording")
    };
    assert_eq!((size, playback.video_bytes()), (SIZE, bytes.len()));
    let ends: Vec<u128> = playback.slices().iter().map(|slice| slice.ends_at.as_millis()).collect();
    let (cuts, last) = ends.split_at(2);
    assert!((1000..1300).contains(&cuts[0]) && (2000..2600).contains(&cuts[1]), "{ends:?}");
    assert!(last.len() == 1 && last[0] >= 2400, "{ends:?}");
    let joined: Vec<u8> = playback.slices().iter().flat_map(|slice| slice.bytes.clone()).collect();
    assert_eq!(joined, bytes);
}

#[test]
fn a_file_that_cannot_be_played_is_reported_with_advice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.webm");
    let name = path.display();
    assert!(outcome(VideoSource::read(&path)).starts_with(&format!("cannot read {name}")));
    std::fs::write(&path, "no video at all, whatever its name").unwrap();
    assert_eq!(
        outcome(VideoSource::read(&path)),
        format!("cannot play {name}; {TRANSCODE}: the video is neither WebM nor MP4")
    );
    assert_eq!(
        outcome(VideoSource::read(folder.path())),
        format!(
            "{} contains no recording; a recording is a NAME.json next to NAME.webm or NAME.mp4",
            folder.path().display()
        )
    );
}
