//! The checks of a demonstration.
//!
//! In: what came of each check. Out: a page with the images, tables. Never: decides which result is right.

mod page;
mod table;

pub use page::demonstration_page;
pub use table::{demonstration_counts, demonstration_list};

use catchlight_types::{Confidence, SessionStatus};
use std::path::PathBuf;

/// What came of one check.
#[derive(Debug, Clone, PartialEq)]
pub struct DemonstratedCheck {
    /// Who or what was played, in words.
    pub played: &'static str,
    /// Seed of the person.
    pub seed: u64,
    /// Status of the session; `None` when the check broke off.
    pub status: Option<SessionStatus>,
    /// How sure the server is that the person is live.
    pub confidence: Option<Confidence>,
    /// Whether the result is the one that was expected.
    pub is_right: bool,
    /// The strongest reasons, each with the name of its signal.
    pub reasons: Vec<String>,
    /// Folder of the images.
    pub folder: PathBuf,
    /// The images, the reference image first.
    pub images: Vec<PathBuf>,
}

impl DemonstratedCheck {
    /// The status of the session, in words.
    fn status(&self) -> &'static str {
        self.status.map_or("broke off", SessionStatus::name)
    }

    /// The confidence, or a word that stands for none.
    fn confidence_or(&self, none: &str) -> String {
        self.confidence.map_or_else(|| none.to_owned(), |confidence| confidence.to_string())
    }
}
