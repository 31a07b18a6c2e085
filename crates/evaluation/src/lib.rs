//! Labelled recordings and their answers in, the figures of ISO/IEC 30107-3 out.
//!
//! In: attempts, that is recordings with what the engine answered. Out: error rates with exact intervals, curves,
//! calibration, and a page, a JSON document and tables that show them. Never: network, a picture of a person, a threshold
//! chosen on the set that it is then reported on.

mod attempt;
mod curve;
mod error;
mod evaluation;
mod family;
mod fit;
mod folder;
mod folds;
mod judge;
mod ledger;
mod logistic;
mod metrics;
mod rate;
mod reliability;
mod species;
mod split;
#[cfg(test)]
mod testing;
mod threshold_table;

pub use attempt::{Attempt, Circumstances, Presentation, Response, Unanswered};
pub use curve::{ErrorCurve, OperatingPoint};
pub use error::EvaluationError;
pub use evaluation::Evaluation;
pub use family::Family;
pub use fit::{FitSettings, fit_calibration, judge_unseen};
pub use folder::recordings_in;
pub use folds::{Fold, leave_subjects_out};
pub use judge::{Judged, answer, evaluate, judge, judge_recording, played};
pub use ledger::{Ledger, LedgerError, TOLERANCE_PERCENT};
pub use logistic::{Logistic, Row as LogisticRow, Sign, Term};
pub use metrics::Metrics;
pub use rate::{Interval, Rate};
pub use reliability::{BINS, Reliability, ReliabilityBin};
pub use species::Species;
pub use split::{Part, SplitBy, split};
pub use threshold_table::{SpeciesColumn, ThresholdPoint, ThresholdTable};
