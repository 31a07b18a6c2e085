//! VP8 and VP9 decoding on the calling thread.

use crate::frame::plane_len;
use crate::{Codec, ColorRange, MediaError, Yuv420};
use catchlight_types::FrameSize;
use std::fmt;
use vpx_sys as sys;

/// One libvpx decoder.
pub(crate) struct VpxDecoder {
    context: Box<sys::vpx_codec_ctx_t>,
}

// SAFETY: the context is owned by this value alone and libvpx keeps no thread-local state; calls need `&mut`.
unsafe impl Send for VpxDecoder {}

impl fmt::Debug for VpxDecoder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("VpxDecoder")
    }
}

impl VpxDecoder {
    /// Starts a decoder; `codec` is VP9, else VP8.
    pub(crate) fn new(codec: Codec) -> Result<Self, MediaError> {
        let mut context = Box::new(sys::vpx_codec_ctx_t::default());
        let config = sys::vpx_codec_dec_cfg { threads: 1, w: 0, h: 0 };
        // SAFETY: the interface is a static of libvpx; the context is zeroed as libvpx asks.
        let status = unsafe {
            let interface =
                if codec == Codec::Vp9 { sys::vpx_codec_vp9_dx() } else { sys::vpx_codec_vp8_dx() };
            sys::vpx_codec_dec_init_ver(
                &raw mut *context,
                interface,
                &raw const config,
                0,
                sys::VPX_DECODER_ABI_VERSION as i32,
            )
        };
        if status == sys::vpx_codec_err_t::VPX_CODEC_OK {
            Ok(Self { context })
        } else {
            Err(MediaError::Decoder { what: "starting libvpx" })
        }
    }

    /// Decodes one sample and returns the last image it shows.
    pub(crate) fn decode(&mut self, data: &[u8], index: u32) -> Result<Option<Yuv420>, MediaError> {
        let len = u32::try_from(data.len()).unwrap_or(u32::MAX);
        // SAFETY: the context is initialised; libvpx reads `len` bytes, no more than the slice has.
        let status = unsafe {
            sys::vpx_codec_decode(&raw mut *self.context, data.as_ptr(), len, std::ptr::null_mut(), 0)
        };
        if status != sys::vpx_codec_err_t::VPX_CODEC_OK {
            return Err(MediaError::DamagedFrame { index });
        }
        let mut iterator = std::ptr::null();
        let mut shown = None;
        loop {
            // SAFETY: the context is initialised; the picture lives until the next decode call.
            let image =
                unsafe { sys::vpx_codec_get_frame(&raw mut *self.context, &raw mut iterator).as_ref() };
            let Some(image) = image else { return Ok(shown) };
            shown = Some(copy_picture(image)?);
        }
    }
}

impl Drop for VpxDecoder {
    fn drop(&mut self) {
        // SAFETY: the context was initialised by `new` and is destroyed once. Its only error is a null context.
        unsafe { sys::vpx_codec_destroy(&raw mut *self.context) };
    }
}

fn copy_picture(image: &sys::vpx_image_t) -> Result<Yuv420, MediaError> {
    if image.fmt != sys::vpx_img_fmt::VPX_IMG_FMT_I420 {
        return Err(MediaError::PixelFormat);
    }
    let size = FrameSize { width_px: image.d_w, height_px: image.d_h };
    let chroma = FrameSize { width_px: size.width_px.div_ceil(2), height_px: size.height_px.div_ceil(2) };
    let range = match image.range {
        sys::vpx_color_range::VPX_CR_FULL_RANGE => ColorRange::Full,
        sys::vpx_color_range::VPX_CR_STUDIO_RANGE => ColorRange::Limited,
    };
    let planes = [copy_plane(image, 0, size), copy_plane(image, 1, chroma), copy_plane(image, 2, chroma)];
    let [Some(y), Some(u), Some(v)] = planes else { return Err(MediaError::PixelFormat) };
    Yuv420::from_planes(size, range, y, u, v).ok_or(MediaError::PixelFormat)
}

fn copy_plane(image: &sys::vpx_image_t, plane: usize, size: FrameSize) -> Option<Vec<u8>> {
    let stride = usize::try_from(image.stride[plane]).ok()?;
    let width = usize::try_from(size.width_px).ok()?;
    if width > stride || image.planes[plane].is_null() {
        return None;
    }
    let mut out = Vec::with_capacity(plane_len(size)?);
    for row in 0..usize::try_from(size.height_px).ok()? {
        // SAFETY: an I420 picture of libvpx has `height` rows of at least `width` bytes, `stride` apart.
        out.extend_from_slice(unsafe {
            std::slice::from_raw_parts(image.planes[plane].add(row * stride), width)
        });
    }
    Some(out)
}
