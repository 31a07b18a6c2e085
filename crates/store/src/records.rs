//! The JSON form of stored values, the same in every database.
//!
//! In: domain values. Out: records, and back. Never: a domain type that can be serialised itself.

use crate::error::StoreError;
use catchlight_types::{
    Ceiling, CeilingCause, ChallengeKind, ChallengePreference, ChallengeVersion, Confidence, Contribution,
    Detail, FeedbackCode, Measurement, NotTaken, OutputLocation, Reading, SessionSettings, SignalName,
    UnitRect, Verdict, VersionedChallenge,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

pub(crate) fn write_json<T: Serialize>(column: &'static str, record: &T) -> Result<String, StoreError> {
    serde_json::to_string(record).map_err(|source| StoreError::Record { column, source: Box::new(source) })
}

pub(crate) fn read_json<T: DeserializeOwned>(column: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|source| StoreError::Record { column, source: Box::new(source) })
}

/// The settings of a session as a row holds them. The domain's type cannot be written: a row must stay readable when
/// a member of the domain is renamed or joined by another one. This is the one place that knows both.
#[derive(Serialize, Deserialize)]
pub(crate) struct SettingsRecord {
    output: Option<OutputRecord>,
    kms_key_id: Option<String>,
    audit_images_limit: u8,
    preferences: Vec<PreferenceRecord>,
}

#[derive(Serialize, Deserialize)]
struct OutputRecord {
    bucket: String,
    prefix: String,
}

#[derive(Serialize, Deserialize)]
struct PreferenceRecord {
    kind: String,
    min: Option<String>,
    max: Option<String>,
}

impl From<&SessionSettings> for SettingsRecord {
    fn from(settings: &SessionSettings) -> Self {
        let output = settings.output.as_ref();
        Self {
            output: output
                .map(|output| OutputRecord { bucket: output.bucket.clone(), prefix: output.prefix.clone() }),
            kms_key_id: settings.kms_key_id.clone(),
            audit_images_limit: settings.audit_images_limit,
            preferences: settings.preferences.iter().map(PreferenceRecord::from).collect(),
        }
    }
}

impl From<&ChallengePreference> for PreferenceRecord {
    fn from(preference: &ChallengePreference) -> Self {
        Self {
            kind: preference.kind.name().to_owned(),
            min: preference.min.map(|version| version.to_string()),
            max: preference.max.map(|version| version.to_string()),
        }
    }
}

impl TryFrom<SettingsRecord> for SessionSettings {
    type Error = StoreError;

    fn try_from(record: SettingsRecord) -> Result<Self, StoreError> {
        Ok(Self {
            output: record
                .output
                .map(|output| OutputLocation { bucket: output.bucket, prefix: output.prefix }),
            kms_key_id: record.kms_key_id,
            audit_images_limit: record.audit_images_limit,
            preferences: record
                .preferences
                .into_iter()
                .map(|preference| {
                    Ok(ChallengePreference {
                        kind: read_kind(&preference.kind)?,
                        min: preference.min.as_deref().map(read_version).transpose()?,
                        max: preference.max.as_deref().map(read_version).transpose()?,
                    })
                })
                .collect::<Result<_, StoreError>>()?,
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct ChallengeRecord {
    kind: String,
    version: String,
}

impl From<VersionedChallenge> for ChallengeRecord {
    fn from(challenge: VersionedChallenge) -> Self {
        Self { kind: challenge.kind.name().to_owned(), version: challenge.version.to_string() }
    }
}

impl TryFrom<ChallengeRecord> for VersionedChallenge {
    type Error = StoreError;

    fn try_from(record: ChallengeRecord) -> Result<Self, StoreError> {
        Ok(Self { kind: read_kind(&record.kind)?, version: read_version(&record.version)? })
    }
}

fn read_kind(name: &str) -> Result<ChallengeKind, StoreError> {
    ChallengeKind::from_name(name).ok_or_else(|| StoreError::unknown_value("challenge", name))
}

fn read_version(text: &str) -> Result<ChallengeVersion, StoreError> {
    text.parse().map_err(|source: catchlight_types::VersionError| StoreError::Record {
        column: "challenge",
        source: Box::new(source),
    })
}

#[derive(Serialize, Deserialize)]
pub(crate) struct ResultRecord {
    confidence: f32,
    calibration: String,
    feedback: Vec<String>,
    /// Missing from the results of older versions, as is the ceiling.
    #[serde(default)]
    prior_log_odds: Option<f64>,
    contributions: Vec<ContributionRecord>,
    #[serde(default)]
    ceiling: Option<CeilingRecord>,
    measurements: Vec<MeasurementRecord>,
}

#[derive(Serialize, Deserialize)]
struct ContributionRecord {
    signal: String,
    reading: ReadingRecord,
    log_likelihood_ratio: f64,
    weight: f64,
    reason: String,
}

#[derive(Serialize, Deserialize)]
struct CeilingRecord {
    cause: String,
    signals: Vec<String>,
    limit: f32,
    without: f32,
    log_odds_taken: f64,
    reason: String,
}

#[derive(Serialize, Deserialize)]
struct MeasurementRecord {
    signal: String,
    reading: ReadingRecord,
    details: Vec<DetailRecord>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ReadingRecord {
    Raw(f64),
    NotTaken(String),
}

#[derive(Serialize, Deserialize)]
struct DetailRecord {
    name: String,
    /// JSON has no NaN; a detail that is not finite is stored as null and left out when read.
    value: Option<f64>,
}

impl ResultRecord {
    pub(crate) fn new(verdict: &Verdict, measurements: &[Measurement]) -> Self {
        Self {
            confidence: verdict.confidence.percent(),
            calibration: verdict.calibration.clone(),
            feedback: verdict.feedback.iter().map(|code| code.name().to_owned()).collect(),
            prior_log_odds: verdict.prior_log_odds,
            contributions: verdict.contributions.iter().map(ContributionRecord::from).collect(),
            ceiling: verdict.ceiling.as_ref().map(CeilingRecord::from),
            measurements: measurements.iter().map(MeasurementRecord::from).collect(),
        }
    }

    pub(crate) fn verdict(&self) -> Result<Verdict, StoreError> {
        Ok(Verdict {
            confidence: read_confidence(self.confidence)?,
            calibration: self.calibration.clone(),
            feedback: self
                .feedback
                .iter()
                .map(|name| {
                    FeedbackCode::from_name(name).ok_or_else(|| StoreError::unknown_value("result", name))
                })
                .collect::<Result<_, _>>()?,
            prior_log_odds: self.prior_log_odds,
            ceiling: self.ceiling.as_ref().map(CeilingRecord::read).transpose()?,
            contributions: self
                .contributions
                .iter()
                .map(|record| {
                    Ok(Contribution {
                        signal: SignalName::stored(record.signal.clone()),
                        reading: record.reading.read()?,
                        log_likelihood_ratio: record.log_likelihood_ratio,
                        weight: record.weight,
                        reason: record.reason.clone(),
                    })
                })
                .collect::<Result<_, StoreError>>()?,
        })
    }

    pub(crate) fn measurements(&self) -> Result<Vec<Measurement>, StoreError> {
        self.measurements
            .iter()
            .map(|record| {
                let details = record.details.iter().filter_map(|detail| {
                    Some(Detail { name: Cow::Owned(detail.name.clone()), value: detail.value? })
                });
                Ok(Measurement {
                    signal: SignalName::stored(record.signal.clone()),
                    reading: record.reading.read()?,
                    details: details.collect(),
                })
            })
            .collect()
    }
}

impl From<&Contribution> for ContributionRecord {
    fn from(contribution: &Contribution) -> Self {
        Self {
            signal: contribution.signal.as_str().to_owned(),
            reading: ReadingRecord::from(contribution.reading),
            log_likelihood_ratio: contribution.log_likelihood_ratio,
            weight: contribution.weight,
            reason: contribution.reason.clone(),
        }
    }
}

impl From<&Ceiling> for CeilingRecord {
    fn from(ceiling: &Ceiling) -> Self {
        Self {
            cause: ceiling.cause.name().to_owned(),
            signals: ceiling.signals.iter().map(|signal| signal.as_str().to_owned()).collect(),
            limit: ceiling.limit.percent(),
            without: ceiling.without.percent(),
            log_odds_taken: ceiling.log_odds_taken,
            reason: ceiling.reason.clone(),
        }
    }
}

impl CeilingRecord {
    fn read(&self) -> Result<Ceiling, StoreError> {
        Ok(Ceiling {
            cause: CeilingCause::from_name(&self.cause)
                .ok_or_else(|| StoreError::unknown_value("result", &self.cause))?,
            signals: self.signals.iter().cloned().map(SignalName::stored).collect(),
            limit: read_confidence(self.limit)?,
            without: read_confidence(self.without)?,
            log_odds_taken: self.log_odds_taken,
            reason: self.reason.clone(),
        })
    }
}

fn read_confidence(percent: f32) -> Result<Confidence, StoreError> {
    Confidence::new(percent).ok_or_else(|| StoreError::unknown_value("result", &percent.to_string()))
}

impl From<&Measurement> for MeasurementRecord {
    fn from(measurement: &Measurement) -> Self {
        Self {
            signal: measurement.signal.as_str().to_owned(),
            reading: ReadingRecord::from(measurement.reading),
            details: measurement
                .details
                .iter()
                .map(|detail| DetailRecord {
                    name: detail.name.to_string(),
                    value: detail.value.is_finite().then_some(detail.value),
                })
                .collect(),
        }
    }
}

impl From<Reading> for ReadingRecord {
    fn from(reading: Reading) -> Self {
        match reading {
            Reading::Raw(value) => Self::Raw(value),
            Reading::NotTaken(why) => Self::NotTaken(why.name().to_owned()),
        }
    }
}

impl ReadingRecord {
    fn read(&self) -> Result<Reading, StoreError> {
        match self {
            Self::Raw(value) => Ok(Reading::Raw(*value)),
            Self::NotTaken(name) => NotTaken::from_name(name)
                .map(Reading::NotTaken)
                .ok_or_else(|| StoreError::unknown_value("result", name)),
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct BoxRecord {
    left: f32,
    top: f32,
    width: f32,
    height: f32,
}

impl From<UnitRect> for BoxRecord {
    fn from(rect: UnitRect) -> Self {
        Self { left: rect.left, top: rect.top, width: rect.width, height: rect.height }
    }
}

impl From<BoxRecord> for UnitRect {
    fn from(record: BoxRecord) -> Self {
        Self { left: record.left, top: record.top, width: record.width, height: record.height }
    }
}
