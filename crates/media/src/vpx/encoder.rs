//! VP8 in real time at a constant bit rate, the same bytes for the same images.

use crate::encode::Packet;
use crate::{EncodeError, Yuv420};
use catchlight_types::{FrameSize, MediaTime};
use std::fmt;
use std::mem::MaybeUninit;
use vpx_sys as sys;

/// Largest side that a VP8 frame header can hold, pixels.
const MAX_SIDE_PX: u32 = 16_383;
/// Ticks of the encoder's clock per second.
const TICKS_PER_SECOND: u64 = 1_000_000;

/// How to encode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EncoderSettings {
    /// Target of the rate control, kilobits per second.
    pub bitrate_kbps: u32,
    /// Expected frames per second; frames may come at other times.
    pub fps: u32,
    /// Longest distance between key frames, frames.
    pub key_frame_distance: u32,
}

impl EncoderSettings {
    /// Roughly what a browser records from a 640x480 camera in a liveness check.
    pub const BROWSER: Self = Self { bitrate_kbps: 1_000, fps: 30, key_frame_distance: 3_000 };
}

/// One libvpx VP8 encoder: one thread, no look-ahead.
pub struct Vp8Encoder {
    context: Box<sys::vpx_codec_ctx_t>,
    size: FrameSize,
    frame_ticks: u64,
}

// SAFETY: the context is owned by this value alone and libvpx keeps no thread-local state; calls need `&mut`.
unsafe impl Send for Vp8Encoder {}

impl fmt::Debug for Vp8Encoder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Vp8Encoder").field("size", &self.size).finish_non_exhaustive()
    }
}

impl Vp8Encoder {
    /// Starts an encoder for images of `size`.
    ///
    /// # Errors
    /// [`EncodeError::FrameSize`] for a size that VP8 cannot hold, [`EncodeError::Encoder`] when libvpx refuses.
    pub fn new(size: FrameSize, settings: EncoderSettings) -> Result<Self, EncodeError> {
        let sides = 1..=MAX_SIDE_PX;
        if !sides.contains(&size.width_px) || !sides.contains(&size.height_px) {
            return Err(wrong_size(size));
        }
        let config = configuration(size, settings)?;
        let mut context = Box::new(sys::vpx_codec_ctx_t::default());
        // SAFETY: the context is zeroed as libvpx asks, the configuration was filled by libvpx for this codec.
        check("initialisation", unsafe {
            sys::vpx_codec_enc_init_ver(
                &raw mut *context,
                sys::vpx_codec_vp8_cx(),
                &raw const config,
                0,
                sys::VPX_ENCODER_ABI_VERSION as i32,
            )
        })?;
        let fps = u64::from(settings.fps.max(1));
        let mut encoder = Self { context, size, frame_ticks: TICKS_PER_SECOND / fps };
        // Chromium's real-time values: speed 6 on desktops, static blocks skipped below difference 1.
        encoder.control(sys::vp8e_enc_control_id::VP8E_SET_CPUUSED as i32, -6)?;
        encoder.control(sys::vp8e_enc_control_id::VP8E_SET_STATIC_THRESHOLD as i32, 1)?;
        Ok(encoder)
    }

    /// Encodes one image. `time` must grow from image to image.
    ///
    /// # Errors
    /// [`EncodeError::FrameSize`] for an image of another size, [`EncodeError::Encoder`] when libvpx refuses.
    pub fn encode(&mut self, image: &Yuv420, time: MediaTime) -> Result<Vec<Packet>, EncodeError> {
        if image.size() != self.size {
            return Err(wrong_size(image.size()));
        }
        let mut wrapped = sys::vpx_image_t::default();
        let planes = image.y().as_ptr().cast_mut();
        // SAFETY: libvpx fills the descriptor only; the planes are set below and only read while encoding.
        let filled = unsafe {
            sys::vpx_img_wrap(
                &raw mut wrapped,
                sys::vpx_img_fmt::VPX_IMG_FMT_I420,
                self.size.width_px,
                self.size.height_px,
                1,
                planes,
            )
        };
        if filled.is_null() {
            return Err(EncodeError::Encoder { what: "wrapping a picture" });
        }
        let chroma = image.chroma_size().width_px as i32;
        wrapped.planes =
            [planes, image.u().as_ptr().cast_mut(), image.v().as_ptr().cast_mut(), std::ptr::null_mut()];
        wrapped.stride = [self.size.width_px as i32, chroma, chroma, 0];
        let micros = u64::try_from(time.since_start().as_micros()).unwrap_or(u64::MAX >> 1);
        self.run(&raw const wrapped, micros)
    }

    /// Ends the video and returns what is left.
    ///
    /// # Errors
    /// [`EncodeError::Encoder`] when libvpx refuses.
    pub fn flush(&mut self) -> Result<Vec<Packet>, EncodeError> {
        self.run(std::ptr::null(), 0)
    }

    fn run(&mut self, image: *const sys::vpx_image_t, ticks: u64) -> Result<Vec<Packet>, EncodeError> {
        // SAFETY: the context is initialised; the image is null (flush) or lives until this call returns.
        check("encoding", unsafe {
            sys::vpx_codec_encode(
                &raw mut *self.context,
                image,
                ticks as i64,
                self.frame_ticks,
                0,
                u64::from(sys::VPX_DL_REALTIME),
            )
        })?;
        let mut packets = Vec::new();
        let mut iterator = std::ptr::null();
        loop {
            // SAFETY: the context is initialised; libvpx keeps the packet alive until the next encode call.
            let packet = unsafe { sys::vpx_codec_get_cx_data(&raw mut *self.context, &raw mut iterator) };
            if packet.is_null() {
                return Ok(packets);
            }
            // SAFETY: libvpx returned a valid packet; the union holds `frame` for this kind, of `sz` bytes.
            unsafe {
                if (*packet).kind == sys::vpx_codec_cx_pkt_kind::VPX_CODEC_CX_FRAME_PKT {
                    let frame = (*packet).data.frame;
                    packets.push(Packet {
                        time: MediaTime::new(std::time::Duration::from_micros(frame.pts.max(0) as u64)),
                        is_key: frame.flags & sys::VPX_FRAME_IS_KEY != 0,
                        data: std::slice::from_raw_parts(frame.buf.cast::<u8>(), frame.sz as usize).to_vec(),
                    });
                }
            }
        }
    }

    fn control(&mut self, id: i32, value: i32) -> Result<(), EncodeError> {
        // SAFETY: the context is initialised and these controls take one int.
        check("a control", unsafe { sys::vpx_codec_control_(&raw mut *self.context, id, value) })
    }
}

impl Drop for Vp8Encoder {
    fn drop(&mut self) {
        // SAFETY: the context was initialised by `new` and is destroyed once. Its only error is a null context.
        unsafe { sys::vpx_codec_destroy(&raw mut *self.context) };
    }
}

fn configuration(size: FrameSize, settings: EncoderSettings) -> Result<sys::vpx_codec_enc_cfg, EncodeError> {
    let mut config = MaybeUninit::<sys::vpx_codec_enc_cfg>::zeroed();
    // SAFETY: libvpx writes the whole structure when it answers with success.
    let mut config = unsafe {
        check(
            "the default configuration",
            sys::vpx_codec_enc_config_default(sys::vpx_codec_vp8_cx(), config.as_mut_ptr(), 0),
        )?;
        config.assume_init()
    };
    config.g_w = size.width_px;
    config.g_h = size.height_px;
    config.g_timebase = sys::vpx_rational { num: 1, den: TICKS_PER_SECOND as i32 };
    config.g_threads = 1;
    config.g_lag_in_frames = 0;
    config.g_pass = sys::vpx_enc_pass::VPX_RC_ONE_PASS;
    config.g_error_resilient = 0;
    config.rc_end_usage = sys::vpx_rc_mode::VPX_CBR;
    config.rc_target_bitrate = settings.bitrate_kbps;
    config.rc_min_quantizer = 4;
    config.rc_max_quantizer = 56;
    config.rc_dropframe_thresh = 0;
    config.rc_resize_allowed = 0;
    config.kf_mode = sys::vpx_kf_mode::VPX_KF_AUTO;
    config.kf_max_dist = settings.key_frame_distance;
    Ok(config)
}

fn check(what: &'static str, status: sys::vpx_codec_err_t) -> Result<(), EncodeError> {
    if status == sys::vpx_codec_err_t::VPX_CODEC_OK { Ok(()) } else { Err(EncodeError::Encoder { what }) }
}

const fn wrong_size(size: FrameSize) -> EncodeError {
    EncodeError::FrameSize { width_px: size.width_px, height_px: size.height_px }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ColorRange;

    fn picture(size: FrameSize, seed: u32) -> Yuv420 {
        let fill = |count: u32| (0..count).map(|index| ((index / 7 + seed * 5) % 200 + 16) as u8).collect();
        let chroma = size.width_px.div_ceil(2) * size.height_px.div_ceil(2);
        Yuv420::from_planes(
            size,
            ColorRange::Limited,
            fill(size.width_px * size.height_px),
            fill(chroma),
            fill(chroma),
        )
        .unwrap()
    }

    fn encode(size: FrameSize) -> Vec<Packet> {
        let mut encoder = Vp8Encoder::new(size, EncoderSettings::BROWSER).unwrap();
        let mut packets = Vec::new();
        for index in 0..10 {
            let time = MediaTime::from_millis(u64::from(index) * 33);
            packets.extend(encoder.encode(&picture(size, index), time).unwrap());
        }
        packets.extend(encoder.flush().unwrap());
        packets
    }

    #[test]
    fn the_same_pictures_give_the_same_bytes() {
        let size = FrameSize { width_px: 65, height_px: 49 };
        let packets = encode(size);
        assert_eq!(packets.len(), 10);
        assert!(packets[0].is_key);
        assert_eq!(packets[9].time, MediaTime::from_millis(297));
        assert_eq!(packets, encode(size));
    }

    #[test]
    fn other_sizes_are_refused() {
        let size = FrameSize { width_px: 64, height_px: 48 };
        let other = FrameSize { width_px: 64, height_px: 50 };
        let mut encoder = Vp8Encoder::new(size, EncoderSettings::BROWSER).unwrap();
        assert_eq!(encoder.encode(&picture(other, 0), MediaTime::ZERO), Err(wrong_size(other)));
        let none = FrameSize { width_px: 0, height_px: 48 };
        assert_eq!(Vp8Encoder::new(none, EncoderSettings::BROWSER).err(), Some(wrong_size(none)));
    }
}
