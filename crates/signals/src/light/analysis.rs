//! How the face responds to the colours: what every light signal reads, built once for a check.
//!
//! In: the evidence of a finished check. Out: the face's chroma while the colours were shown, and how the painted screen
//! explains it.

use super::{Changes, Chroma, DriftFilter, FlashSeries, PaintedScreen, Response};
use crate::evidence::{Evidence, ShownColors};
use crate::finding::Finding;
use catchlight_types::NotTaken;

/// The light of one check.
#[derive(Debug)]
pub(crate) struct LightAnalysis<'a> {
    pub(crate) evidence: &'a Evidence,
    face: Result<LitFace, NotTaken>,
}

/// The face while the colours were shown, and its response to them.
#[derive(Debug)]
pub(crate) struct LitFace {
    pub(crate) series: FlashSeries,
    pub(crate) screen: PaintedScreen,
    pub(crate) filter: DriftFilter,
    /// Changes of the face's chroma.
    pub(crate) changes: Changes,
    /// How the whole screen explains them best.
    pub(crate) response: Response,
    /// The changes that this response would make.
    pub(crate) expected: Vec<Chroma>,
}

impl<'a> LightAnalysis<'a> {
    /// `None` for a challenge without colours.
    pub(crate) fn of(evidence: &'a Evidence) -> Option<Self> {
        if evidence.challenge.colors.is_empty() {
            return None;
        }
        Some(Self { evidence, face: FlashSeries::of(evidence).map(|series| LitFace::of(evidence, series)) })
    }

    /// The colours as the client says that it showed them.
    pub(crate) fn shown(&self) -> &ShownColors {
        self.evidence.shown_colors()
    }

    /// The face while the colours were shown, or why it was not seen well enough.
    pub(crate) const fn face(&self) -> Result<&LitFace, NotTaken> {
        match &self.face {
            Ok(face) => Ok(face),
            Err(why) => Err(*why),
        }
    }
}

impl LitFace {
    fn of(evidence: &Evidence, series: FlashSeries) -> Self {
        let filter = DriftFilter::of(&series.times_s);
        let screen = PaintedScreen::shown(evidence.shown_colors());
        let changes = filter.changes(&series.face);
        let response = filter.best(&changes, &screen);
        let expected = filter.expected(&screen, &response);
        Self { series, screen, filter, changes, response, expected }
    }

    /// Whether the face responds so clearly that places can be compared with it.
    pub(crate) fn responds_clearly(&self) -> bool {
        self.response.explained >= EXPLAINED_MIN
    }

    /// The finding of a signal that needs a clear response where there is none.
    pub(crate) fn no_clear_response(&self) -> Finding {
        Finding::not_taken(NotTaken::TooMuchAmbientLight).with("explained", self.response.explained)
    }
}

/// Less than this is no clear response of the face.
const EXPLAINED_MIN: f64 = 0.5;
