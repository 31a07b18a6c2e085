//! Container bytes to timed frames: WebM and fragmented MP4; VP8, VP9 and H.264; every size bounded
