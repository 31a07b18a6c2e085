//! Counts of what was found, against what is promised.

use super::variant::Variant;
use std::collections::BTreeMap;
use std::fmt;

/// How well one variant's faces were found.
pub(crate) struct Tally {
    variant: Variant,
    found: Vec<Found>,
}

struct Found {
    kind: String,
    file: String,
    overlap: f32,
}

impl Tally {
    pub(crate) fn new(variant: Variant, found: impl IntoIterator<Item = ((String, String), f32)>) -> Self {
        let found = found.into_iter().map(|((kind, file), overlap)| Found { kind, file, overlap }).collect();
        Self { variant, found }
    }

    fn missed(&self) -> impl Iterator<Item = &Found> {
        self.found.iter().filter(|found| found.overlap < OVERLAP_MIN)
    }

    fn share(&self) -> f32 {
        1.0 - self.missed().count() as f32 / self.found.len().max(1) as f32
    }

    /// What is promised and does not hold.
    pub(crate) fn complaint(&self) -> Option<String> {
        let share = self.share();
        (share < FOUND_SHARE_MIN).then(|| format!("{}: {:.1} % of the faces", self.variant, 100.0 * share))
    }

    /// One line for each missed face.
    pub(crate) fn failures(&self) -> String {
        let lines = self.missed().map(|found| format!("    {:.2} {}\n", found.overlap, found.file));
        lines.collect()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mean: f32 =
            self.found.iter().map(|found| found.overlap).sum::<f32>() / self.found.len().max(1) as f32;
        let mut kinds = BTreeMap::<&str, u32>::new();
        for found in self.missed() {
            *kinds.entry(&found.kind).or_default() += 1;
        }
        let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        write!(
            formatter,
            "{:5.1} % of {} faces, mean overlap {mean:.3}: {}{}{}",
            100.0 * self.share(),
            self.found.len(),
            self.variant,
            if kinds.is_empty() { "" } else { "; missed " },
            kinds.join(", "),
        )
    }
}

/// Faces seen where none is.
pub(crate) struct Claims {
    looked: usize,
    wrong: Vec<String>,
}

impl Claims {
    pub(crate) fn new(claims: impl IntoIterator<Item = (String, bool)>) -> Self {
        let mut result = Self { looked: 0, wrong: Vec::new() };
        for (file, is_claimed) in claims {
            result.looked += 1;
            if is_claimed {
                result.wrong.push(file);
            }
        }
        result
    }

    /// What is promised and does not hold.
    pub(crate) fn complaint(&self) -> Option<String> {
        let allowed = (self.looked as f32 * WRONG_SHARE_MAX).ceil() as usize;
        (self.wrong.len() > allowed)
            .then(|| format!("a face is claimed in {} of {} without one", self.wrong.len(), self.looked))
    }
}

impl fmt::Display for Claims {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} faces claimed in {} media without one", self.wrong.len(), self.looked)?;
        self.wrong.iter().try_for_each(|file| write!(formatter, "\n    {file}"))
    }
}

/// Overlap from which the tracked box and the reference box agree.
const OVERLAP_MIN: f32 = 0.6;
/// Least share of single faces that must be found.
const FOUND_SHARE_MIN: f32 = 0.97;
/// Most wrong claims: 3 of 44, rounded up for shorter lists.
const WRONG_SHARE_MAX: f32 = 3.0 / 44.0;
