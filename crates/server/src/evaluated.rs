//! Error rates by threshold on a labelled set, given by the program that starts the server.

/// The error rates of a labelled set of synthetic recordings.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluatedSet {
    /// Version of the calibration that answered.
    pub calibration: String,
    /// What the set is called.
    pub name: String,
    /// One point for each whole percent, 0 to 100.
    pub points: Vec<EvaluatedPoint>,
    /// The attacks by what was presented.
    pub species: Vec<EvaluatedSpecies>,
}

/// The error rates at one threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluatedPoint {
    /// Confidence from which a check passes, percent.
    pub threshold: u8,
    /// Attacks of every species together that pass.
    pub apcer: Option<Share>,
    /// How often the species passes that passes most often.
    pub apcer_max: Option<Share>,
    /// Its name.
    pub apcer_max_species: Option<String>,
    /// Bona fide presentations that do not pass.
    pub bpcer: Option<Share>,
}

/// One species over all thresholds.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluatedSpecies {
    /// Its name.
    pub name: String,
    /// How many attacks of it the set holds.
    pub attempts: u32,
    /// How many of them pass, at each threshold of the points.
    pub apcer: Vec<Share>,
}

/// A share of trials with its 95 % interval, each 0..=1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// Errors over trials.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}
