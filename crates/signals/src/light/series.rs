//! The chroma of the face over the time of the colours.
//!
//! In: light of the skin patches of each frame. Out: one series of log-chroma for the face, one for each patch.
//! Albedo and exposure multiply all channels alike and drop out of the logarithm of a ratio.

use crate::evidence::{Evidence, LinearRgb, PATCHES};
use catchlight_types::NotTaken;

/// Logarithms of the ratios of light.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Chroma {
    /// ln(red / green).
    pub(crate) red: f64,
    /// ln(blue / green).
    pub(crate) blue: f64,
}

impl Chroma {
    pub(crate) fn of(light: LinearRgb) -> Self {
        let log = |value: f32| f64::from(value.max(LIGHT_MIN)).ln();
        let green = log(light.green);
        Self { red: log(light.red) - green, blue: log(light.blue) - green }
    }

    fn plus(self, other: Self, weight: f64) -> Self {
        Self { red: self.red + weight * other.red, blue: self.blue + weight * other.blue }
    }

    pub(super) fn dot(self, other: Self) -> f64 {
        self.red * other.red + self.blue * other.blue
    }
}

/// The face while the colours were shown.
#[derive(Debug, Clone)]
pub(crate) struct FlashSeries {
    pub(crate) times_s: Vec<f64>,
    /// Places of these frames in the evidence.
    pub(crate) frames: Vec<usize>,
    /// The face: patches weighted by how strongly and how cleanly they respond.
    pub(crate) face: Vec<Chroma>,
    /// Every visible patch.
    pub(crate) patches: Vec<PatchSeries>,
    /// Noise of one frame of the face.
    pub(crate) noise: f64,
    /// Root mean square of the change that is faster than drift.
    pub(crate) variation: f64,
}

/// One patch while the colours were shown.
#[derive(Debug, Clone)]
pub(crate) struct PatchSeries {
    /// Its place in the list of patches.
    pub(crate) patch: usize,
    pub(crate) chroma: Vec<Chroma>,
    /// Noise of one frame.
    pub(crate) noise: Chroma,
}

/// The middle of the face as a whole while the colours were shown: with the least noise that a video leaves.
#[derive(Debug, Clone)]
pub(crate) struct MiddleSeries {
    pub(crate) times_s: Vec<f64>,
    pub(crate) chroma: Vec<Chroma>,
    /// Noise of one frame.
    pub(crate) noise: f64,
}

impl FlashSeries {
    /// The middle of the face in the same frames; `None` where it was seen in too few of them.
    pub(crate) fn middle(&self, evidence: &Evidence) -> Option<MiddleSeries> {
        let seen = |place: &usize| {
            let frame = &evidence.frames[*place];
            Some((frame.time_s, Chroma::of(frame.face.as_ref()?.middle?)))
        };
        let (mut times_s, mut chroma): (Vec<f64>, Vec<Chroma>) = self.frames.iter().filter_map(seen).unzip();
        let glitches = glitches(&chroma);
        retain_unmarked(&mut times_s, &glitches);
        retain_unmarked(&mut chroma, &glitches);
        let noise = noise_of(&chroma);
        let is_enough = chroma.len() >= FRAMES_MIN && chroma.len() * 4 >= self.frames.len() * 3;
        is_enough.then(|| MiddleSeries { times_s, chroma, noise: noise.red.hypot(noise.blue) })
    }

    /// Collects the frames that the colours lit.
    pub(crate) fn of(evidence: &Evidence) -> Result<Self, NotTaken> {
        let shown = evidence.shown_colors();
        let (Some(begin_s), Some(end_s)) = (shown.begin_s(), shown.end_s()) else {
            return Err(NotTaken::MissingClientReport);
        };
        let lit_s = begin_s + SETTLE_S..end_s - SPARE_S;
        let mut frames: Vec<usize> = (0..evidence.frames.len())
            .filter(|&place| {
                let frame = &evidence.frames[place];
                frame.face.is_some() && lit_s.contains(&frame.time_s)
            })
            .collect();
        if frames.is_empty() {
            return Err(NotTaken::NoFace);
        }
        if frames.len() < FRAMES_MIN
            || (frames.len() as f64) < FRAMES_PER_STEP_MIN * evidence.challenge.colors.len() as f64
        {
            return Err(NotTaken::TooFewFrames);
        }
        let mut patches = patch_series(evidence, &frames);
        let mut face = face_of(&patches)?;
        let glitches = glitches(&face);
        retain_unmarked(&mut frames, &glitches);
        retain_unmarked(&mut face, &glitches);
        patches.iter_mut().for_each(|patch| retain_unmarked(&mut patch.chroma, &glitches));
        let times_s = frames.iter().map(|&place| evidence.frames[place].time_s).collect();
        let noise = noise_of(&face);
        let variation = variation(&face);
        Ok(Self { times_s, frames, noise: noise.red.hypot(noise.blue), variation, face, patches })
    }
}

/// Chroma of every patch over the frames; gaps are filled with the patch's mean, patches that are mostly gaps left out.
fn patch_series(evidence: &Evidence, frames: &[usize]) -> Vec<PatchSeries> {
    let mut series = Vec::with_capacity(PATCHES.len());
    for patch in 0..PATCHES.len() {
        let seen: Vec<Option<Chroma>> = frames
            .iter()
            .map(|&place| {
                let face = evidence.frames[place].face.as_ref()?;
                face.patches.get(patch).copied().flatten().map(Chroma::of)
            })
            .collect();
        let count = seen.iter().flatten().count();
        if count * 4 < seen.len() * 3 {
            continue;
        }
        let mean =
            seen.iter().flatten().fold(Chroma::default(), |sum, &one| sum.plus(one, 1.0 / count as f64));
        let chroma: Vec<Chroma> = seen.into_iter().map(|chroma| chroma.unwrap_or(mean)).collect();
        let noise = noise_of(&chroma);
        series.push(PatchSeries { patch, chroma, noise });
    }
    series
}

/// Weights patches by their share of the common change over the square of their noise.
fn face_of(patches: &[PatchSeries]) -> Result<Vec<Chroma>, NotTaken> {
    if patches.len() < PATCHES_MIN {
        return Err(NotTaken::NoFace);
    }
    let changes: Vec<Vec<Chroma>> = patches.iter().map(|patch| without_trend(&patch.chroma, 2)).collect();
    let frames = patches[0].chroma.len();
    let common: Vec<Chroma> = (0..frames)
        .map(|frame| Chroma {
            red: median(changes.iter().map(|patch| patch[frame].red).collect()),
            blue: median(changes.iter().map(|patch| patch[frame].blue).collect()),
        })
        .collect();
    let power: f64 = common.iter().map(|chroma| chroma.dot(*chroma)).sum();
    let weight = |(change, patch): (&Vec<Chroma>, &PatchSeries)| {
        let together: f64 = change.iter().zip(&common).map(|(one, other)| one.dot(*other)).sum();
        let noise = patch.noise;
        (together / power.max(f64::MIN_POSITIVE)).max(0.0)
            / ((noise.red + NOISE_MIN).powi(2) + (noise.blue + NOISE_MIN).powi(2))
    };
    let weights: Vec<f64> = changes.iter().zip(patches).map(weight).collect();
    let total: f64 = weights.iter().sum();
    if total <= 0.0 {
        return Err(NotTaken::TooLittleLight);
    }
    Ok((0..frames)
        .map(|frame| {
            let patches = patches.iter().zip(&weights);
            patches
                .fold(Chroma::default(), |sum, (patch, weight)| sum.plus(patch.chroma[frame], weight / total))
        })
        .collect())
}

/// The series without its polynomial, by least squares over the places of the frames.
fn without_trend(series: &[Chroma], degree: i32) -> Vec<Chroma> {
    let count = series.len() as f64;
    let places: Vec<f64> = (0..series.len()).map(|place| place as f64 / count - 0.5).collect();
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for power in 0..=degree {
        let mut column: Vec<f64> = places.iter().map(|place| place.powi(power)).collect();
        for earlier in &basis {
            let along: f64 = column.iter().zip(earlier).map(|(one, other)| one * other).sum();
            column.iter_mut().zip(earlier).for_each(|(one, other)| *one -= along * other);
        }
        let length = column.iter().map(|value| value * value).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
        column.iter_mut().for_each(|value| *value /= length);
        basis.push(column);
    }
    let mut rest = series.to_vec();
    for column in &basis {
        let along = rest
            .iter()
            .zip(column)
            .fold(Chroma::default(), |sum, (chroma, &weight)| sum.plus(*chroma, weight));
        rest.iter_mut().zip(column).for_each(|(chroma, &weight)| *chroma = chroma.plus(along, -weight));
    }
    rest
}

/// The change that is faster than the drift of a camera's white balance.
pub(crate) fn without_drift(series: &[Chroma]) -> Vec<Chroma> {
    without_trend(series, DRIFT_DEGREE)
}

/// Root mean square of the change that is faster than drift.
fn variation(face: &[Chroma]) -> f64 {
    let changes = without_drift(face);
    let power: f64 = changes.iter().map(|change| change.dot(*change)).sum();
    (power / (2.0 * changes.len().max(1) as f64)).sqrt()
}

/// Median size of what a frame differs from the mean of its neighbours, as a deviation.
fn noise_of(series: &[Chroma]) -> Chroma {
    let sizes = |channel: fn(&Chroma) -> f64| {
        series
            .windows(3)
            .map(|three| (channel(&three[1]) - f64::midpoint(channel(&three[0]), channel(&three[2]))).abs())
            .collect()
    };
    let deviation = |channel| DEVIATION_OF_MEDIAN * median(sizes(channel)) / 1.5_f64.sqrt();
    Chroma { red: deviation(|chroma| chroma.red), blue: deviation(|chroma| chroma.blue) }
}

/// Frames that stand out from both neighbours, as broken frames do.
fn glitches(series: &[Chroma]) -> Vec<bool> {
    let noise = noise_of(series);
    let size = |three: &[Chroma]| {
        let away = |middle: f64, before: f64, after: f64, noise: f64| {
            (middle - f64::midpoint(before, after)).abs() / (noise + NOISE_MIN)
        };
        away(three[1].red, three[0].red, three[2].red, noise.red).max(away(
            three[1].blue,
            three[0].blue,
            three[2].blue,
            noise.blue,
        ))
    };
    let sizes: Vec<f64> = std::iter::once(0.0).chain(series.windows(3).map(size)).chain([0.0]).collect();
    (0..sizes.len())
        .map(|place| {
            let before = place.checked_sub(1).map_or(0.0, |before| sizes[before]);
            let after = sizes.get(place + 1).copied().unwrap_or(0.0);
            sizes[place] > GLITCH_DEVIATIONS && sizes[place] >= before && sizes[place] >= after
        })
        .collect()
}

fn retain_unmarked<T>(values: &mut Vec<T>, marked: &[bool]) {
    let mut marks = marked.iter();
    values.retain(|_| !marks.next().copied().unwrap_or(false));
}

fn median(mut values: Vec<f64>) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}

/// Light below this is the noise of black.
const LIGHT_MIN: f32 = 1e-4;
/// The change from the white page to the first colour is not part of the sequence; the camera settles in this time.
const SETTLE_S: f64 = 0.2;
/// The page may turn white again a little before the sequence should end.
const SPARE_S: f64 = 0.03;
const FRAMES_MIN: usize = 15;
/// Fewer frames a colour than this cannot tell sequences apart: with two, as in a video with few frames, random sequences
/// fit as well as the real one fits a live face.
const FRAMES_PER_STEP_MIN: f64 = 2.5;
/// A face of which fewer patches can be seen says little.
const PATCHES_MIN: usize = 8;
/// Drift bends this often while the colours are shown; colours change more often.
const DRIFT_DEGREE: i32 = 4;
/// Floor of the noise: half a step of 8-bit video averaged over a patch.
const NOISE_MIN: f64 = 1e-4;
const DEVIATION_OF_MEDIAN: f64 = 1.4826;
const GLITCH_DEVIATIONS: f64 = 6.0;
