//! Does the face mirror the screen, as the glass of another display does, instead of being lit by it?
//!
//! Skin and paper are lit by the whole screen: they change evenly while a colour wipes down. Glass shows a single row
//! of the screen at each place: it changes at once, higher places before lower ones. The reading compares both models
//! on the patches that respond: the mean logarithm of what even light leaves unexplained over what a mirror leaves
//! unexplained. The mirror's rows are a linear function of the height on the face. Skin and paper read below 0, glass
//! above 0.2.
//! Needs: colours that wipe, five patches that respond.

use crate::evidence::PATCHES;
use crate::finding::Finding;
use crate::light::{LightAnalysis, LitFace, Part, lags_s};
use crate::signal::Description;
use catchlight_types::NotTaken;

pub(crate) fn measure(light: &LightAnalysis<'_>) -> Result<Finding, NotTaken> {
    let wipes = light.shown().iter().filter(|shown| shown.wipe_s >= WIPE_MIN_S).count();
    if wipes < WIPES_MIN {
        return Err(NotTaken::MissingClientReport);
    }
    let patches = Patches::of(light.face()?);
    let even = patches.even().ok_or(NotTaken::TooLittleLight)?;
    let mirror = patches.mirror();
    let responding: Vec<usize> = (0..patches.list.len())
        .filter(|&place| patches.list[place].responds(even.powers[place].max(mirror.powers[place])))
        .collect();
    if responding.len() < PATCHES_MIN {
        let patches = responding.len() as f64;
        return Ok(Finding::not_taken(NotTaken::TooMuchAmbientLight).with("patches", patches));
    }
    let gain = |place: usize| {
        patches.list[place].log_left(even.powers[place]) - patches.list[place].log_left(mirror.powers[place])
    };
    let mean = responding.iter().map(|&place| gain(place)).sum::<f64>() / responding.len() as f64;
    Ok(Finding::value(mean)
        .with("patches", responding.len() as f64)
        .with("rows_per_face", f64::from(mirror.rows_per_cm) * FACE_CM)
        .with("lag_ms", 1000.0 * mirror.lag_s))
}

/// How well each model explains each patch.
struct Patches {
    list: Vec<Patch>,
}

struct Patch {
    down_cm: f32,
    power: f64,
    noise_power: f64,
    /// Power that the whole screen explains, by lag.
    whole: Vec<f64>,
    /// Power that each row explains, by lag and row.
    rows: Vec<Vec<f64>>,
}

/// One model with its best lag.
struct LightModel {
    powers: Vec<f64>,
    lag_s: f64,
    rows_per_cm: f32,
    score: f64,
}

impl Patches {
    fn of(face: &LitFace) -> Self {
        let LitFace { series, screen, filter, .. } = face;
        let mut list: Vec<Patch> = Vec::new();
        let mut changes = Vec::new();
        for patch in &series.patches {
            let change = filter.changes(&patch.chroma);
            let noise = patch.noise.red.powi(2) + patch.noise.blue.powi(2);
            list.push(Patch {
                down_cm: PATCHES[patch.patch].place().down_cm,
                power: change.power,
                noise_power: noise * series.times_s.len() as f64,
                whole: Vec::new(),
                rows: Vec::new(),
            });
            changes.push(change);
        }
        for lag_s in coarse_lags_s() {
            let whole = filter.template(screen, Part::Whole, lag_s);
            let rows: Vec<_> =
                (0..ROWS).map(|row| filter.template(screen, Part::Row(height_of(row)), lag_s)).collect();
            for (patch, change) in list.iter_mut().zip(&changes) {
                patch.whole.push(whole.fit(change).power);
                patch.rows.push(rows.iter().map(|row| row.fit(change).power).collect());
            }
        }
        Self { list }
    }

    /// Even light at the lag that fits all patches best; `None` without a patch.
    fn even(&self) -> Option<LightModel> {
        let models = coarse_lags_s()
            .enumerate()
            .map(|(lag, lag_s)| self.model(lag_s, 0.0, |patch| patch.whole.get(lag).copied().unwrap_or(0.0)));
        models.reduce(better).filter(|_| !self.list.is_empty())
    }

    /// The mirror that fits all patches best: a lag, a row at the middle of the face, rows per centimetre.
    fn mirror(&self) -> LightModel {
        let mut best = LightModel {
            powers: vec![0.0; self.list.len()],
            lag_s: 0.0,
            rows_per_cm: 0.0,
            score: f64::NEG_INFINITY,
        };
        for (lag, lag_s) in coarse_lags_s().enumerate() {
            for rows_per_face in ROWS_PER_FACE {
                let rows_per_cm = rows_per_face / FACE_CM as f32;
                for middle in 0..=MIDDLES {
                    let middle = MIDDLE_FIRST + MIDDLE_STEP * middle as f32;
                    let model = self.model(lag_s, rows_per_cm, |patch| {
                        patch.row_power(lag, middle + rows_per_cm * patch.down_cm)
                    });
                    best = better(best, model);
                }
            }
        }
        best
    }

    fn model(&self, lag_s: f64, rows_per_cm: f32, power_of: impl Fn(&Patch) -> f64) -> LightModel {
        let powers: Vec<f64> = self.list.iter().map(power_of).collect();
        let score = self.list.iter().zip(&powers).map(|(patch, &power)| -patch.log_left(power)).sum();
        LightModel { powers, lag_s, rows_per_cm, score }
    }
}

impl Patch {
    /// Power explained by a row between two of the rows tried; nothing beyond the screen's edges.
    fn row_power(&self, lag: usize, height: f32) -> f64 {
        let place = height * (ROWS - 1) as f32;
        let Some(rows) = self.rows.get(lag) else { return 0.0 };
        if !(0.0..=(ROWS - 1) as f32).contains(&place) {
            return 0.0;
        }
        let above = (place as usize).min(ROWS - 2);
        let share = f64::from(place - above as f32);
        rows[above] + share * (rows[above + 1] - rows[above])
    }

    /// Logarithm of what is left unexplained; what is left cannot be less than the noise.
    fn log_left(&self, power: f64) -> f64 {
        ((self.power - power).max(0.5 * self.noise_power + f64::MIN_POSITIVE) / self.power).min(1.0).ln()
    }

    /// Whether the patch clearly changes more than its noise, and because of the screen.
    fn responds(&self, power: f64) -> bool {
        power > RESPONSE_SHARE * self.power && self.power > RESPONSE_OVER_NOISE * self.noise_power
    }
}

fn better(one: LightModel, other: LightModel) -> LightModel {
    if other.score > one.score { other } else { one }
}

fn coarse_lags_s() -> impl Iterator<Item = f64> {
    lags_s().step_by(2)
}

fn height_of(row: usize) -> f32 {
    row as f32 / (ROWS - 1) as f32
}

/// Wipes shorter than two frames of a slow camera look the same either way.
const WIPE_MIN_S: f64 = 0.15;
const WIPES_MIN: usize = 3;
const PATCHES_MIN: usize = 5;
/// Rows of the screen that are tried.
const ROWS: usize = 9;
/// Screens' heights that a mirror shows along a face: 2 * face / screen for glass as near as a hand, less for small images.
const ROWS_PER_FACE: [f32; 7] = [0.25, 0.4, 0.55, 0.75, 1.0, 1.35, 1.8];
/// Height of the face that the rows are counted on.
const FACE_CM: f64 = 10.0;
const MIDDLE_FIRST: f32 = -0.6;
const MIDDLE_STEP: f32 = 0.1;
const MIDDLES: u32 = 22;
const RESPONSE_SHARE: f64 = 0.5;
const RESPONSE_OVER_NOISE: f64 = 4.0;

pub(crate) const DESCRIPTION: Description = Description {
    label: "Screen glare",
    question: "Was the face lit, or did it mirror the screen as glass does?",
    unit: "logarithm; glass reads above 0.2",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        evidence_lit_by, light_challenge, light_reading, painted, skin_lit_by, skin_lit_by_part,
    };

    /// The reading of patches that show the screen's part that `part_of` says.
    fn reading(part_of: impl Fn(usize) -> Part) -> Result<f64, NotTaken> {
        let challenge = light_challenge();
        let screen = painted(&challenge);
        let evidence = evidence_lit_by(&challenge, |time_s, patch| {
            skin_lit_by_part(&screen, part_of(patch), 0.12, time_s - 0.06, patch)
        });
        light_reading(measure, &evidence)
    }

    #[test]
    fn skin_is_lit_by_the_whole_screen() {
        let found = reading(|_| Part::Whole).unwrap();
        assert!(found < -0.2, "{found}");
    }

    #[test]
    fn glass_mirrors_row_by_row() {
        let found = reading(|patch| Part::Row(0.4 + 0.06 * PATCHES[patch].place().down_cm)).unwrap();
        assert!(found > 0.2, "{found}");
    }

    #[test]
    fn a_face_without_an_answer_is_not_judged() {
        let challenge = light_challenge();
        let screen = painted(&challenge);
        let evidence = evidence_lit_by(&challenge, |time_s, patch| skin_lit_by(&screen, 0.0, time_s, patch));
        assert_eq!(light_reading(measure, &evidence), Err(NotTaken::TooMuchAmbientLight));
    }
}
