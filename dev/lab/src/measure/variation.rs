//! The same check under other circumstances: other sizes, rates, colours, frame times and clocks.
//!
//! In: a recording. Out: the recording as another camera, encoder or network would have made it, kept in memory only.
//! The decoded pictures are changed and encoded once more in real time by VP8 as browsers do. What a second encoding
//! costs is in all of them but `clocks`; `again` shows it alone.

mod picture;
mod remake;

use anyhow::Result;
use catchlight_recording::Recording;
use picture::{Crop, Look};
use remake::{Pace, Remake, reclocked};

/// One way to change a recording.
pub(crate) struct Variation {
    pub(crate) name: &'static str,
    change: Change,
}

enum Change {
    Remade(Remake),
    /// Nothing but the clocks.
    Clocks,
}

impl Variation {
    const fn remade(name: &'static str, remake: Remake) -> Self {
        Self { name, change: Change::Remade(remake) }
    }

    /// The recording as it would have come; one whose video is damaged comes as it is.
    pub(crate) fn of(&self, recording: &Recording) -> Result<Recording> {
        match &self.change {
            Change::Remade(remake) => remake.of(recording),
            Change::Clocks => Ok(reclocked(recording)),
        }
    }
}

/// Every variation.
pub(crate) const ALL: &[Variation] = &[
    Variation::remade("again", SAME),
    Variation::remade("kbps-400", Remake { bitrate_kbps: 400, ..SAME }),
    Variation::remade("kbps-250", Remake { bitrate_kbps: 250, ..SAME }),
    Variation::remade("kbps-150", Remake { bitrate_kbps: 150, ..SAME }),
    Variation::remade("fps-12", Remake { pace: Pace::At(12.0), ..SAME }),
    Variation::remade("fps-10", Remake { pace: Pace::At(10.0), ..SAME }),
    Variation::remade("lossy", Remake { pace: Pace::Losing(0.3), ..SAME }),
    Variation::remade("320x240", Remake { scale: 0.5, ..SAME }),
    Variation::remade("640x360", Remake { crop: Crop::Wide, ..SAME }),
    Variation::remade("1280x960", Remake { scale: 2.0, ..LARGE }),
    Variation::remade("1280x720", Remake { scale: 1.5, crop: Crop::PaddedWide, ..LARGE }),
    Variation::remade("360x640", Remake { scale: 4.0 / 3.0, crop: Crop::Upright, ..SAME }),
    Variation::remade("mirrored", Remake { look: Look { mirrored: true, ..Look::AS_IT_IS }, ..SAME }),
    Variation::remade("warm", Remake { look: Look { red: 1.10, blue: 0.88, ..Look::AS_IT_IS }, ..SAME }),
    Variation::remade("cold", Remake { look: Look { red: 0.90, blue: 1.12, ..Look::AS_IT_IS }, ..SAME }),
    Variation::remade("gamma-0.8", Remake { look: Look { gamma: 0.8, ..Look::AS_IT_IS }, ..SAME }),
    Variation::remade("gamma-1.25", Remake { look: Look { gamma: 1.25, ..Look::AS_IT_IS }, ..SAME }),
    Variation { name: "clocks", change: Change::Clocks },
];

/// Encoded once more at about the bit rate of a browser.
const SAME: Remake = Remake {
    bitrate_kbps: 1_000,
    pace: Pace::AsItWas,
    scale: 1.0,
    crop: Crop::Nothing,
    look: Look::AS_IT_IS,
};
/// What browsers spend on larger pictures.
const LARGE: Remake = Remake { bitrate_kbps: 2_500, ..SAME };
