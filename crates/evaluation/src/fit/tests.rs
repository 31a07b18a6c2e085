use super::*;
use crate::Presentation;
use crate::testing::{attack, bona_fide};
use catchlight_types::{Confidence, NotTaken, SignalName};

const LIGHT: &str = "light_response";

fn measured(mut attempt: Attempt, subject: &str, reading: Reading) -> Attempt {
    attempt.circumstances.subject = Some(subject.to_owned());
    attempt.measurements = vec![Measurement { signal: SignalName::of(LIGHT), reading, details: Vec::new() }];
    attempt
}

/// The built-in file, but with one signal that says a little, all others level and no attack unseen.
fn base() -> String {
    let mut document: DocumentMut = Calibration::builtin_text().parse().expect("it is TOML");
    document["unseen_attacks"]["share"] = value(0.0);
    let tables = document["signal"].as_array_of_tables_mut().expect("there are rows");
    for table in tables.iter_mut() {
        let said = if table["name"].as_str() == Some(LIGHT) { 0.5 } else { 0.0 };
        let knots = [(0.0, -said), (0.7, -said / 5.0), (0.9, said / 5.0), (1.5, said)];
        let knots = knots.map(|(reading, log_odds)| Knot { reading, log_odds });
        table["points"] = value(points(&knots));
        table.remove("start");
    }
    document.to_string()
}

/// Live people read 1 to 1.25 and attacks 0 to 0.25, except for one of eight on either side.
fn attempts() -> Vec<Attempt> {
    let mut attempts = Vec::new();
    for person in 0..40 {
        let subject = format!("person {person}");
        let offset = f64::from(person % 8) / 32.0;
        let (live, fake) = if person % 8 == 3 { (offset, 1.0 + offset) } else { (1.0 + offset, offset) };
        attempts.push(measured(bona_fide(0.0), &subject, Reading::Raw(live)));
        attempts.push(measured(attack("print_flat", 100.0), &subject, Reading::Raw(fake)));
    }
    attempts
}

fn fitted(attempts: &[Attempt]) -> Result<String, EvaluationError> {
    fit_calibration(&base(), &settings(), &attempts.iter().collect::<Vec<_>>())
}

fn settings() -> FitSettings {
    FitSettings { version: "1-test".to_owned(), without: vec![Species::new("mask_silicone")] }
}

fn confidence(text: &str, reading: Reading) -> f32 {
    let calibration = Calibration::parse(text).expect("it was fitted");
    let attempt = measured(bona_fide(0.0), "anna", reading);
    decide(&calibration, attempt.challenge, &attempt.measurements, &[]).confidence.percent()
}

#[test]
fn a_fit_learns_what_readings_mean() {
    let text = fitted(&attempts()).expect("both classes are there");
    assert!(confidence(&text, Reading::Raw(0.1)) < 30.0);
    assert!(confidence(&text, Reading::Raw(1.9)) > 70.0);
    assert!(confidence(&text, Reading::NotTaken(NotTaken::NoFace)) < 50.0);
    assert_eq!(text, fitted(&attempts()).expect("again"), "the same data give the same file");
}

#[test]
fn attempts_that_the_sum_does_not_decide_teach_nothing() {
    let mut with_sun = attempts();
    for person in 0..30 {
        let reading = Reading::NotTaken(NotTaken::TooMuchAmbientLight);
        with_sun.push(measured(bona_fide(0.0), &format!("in the sun {person}"), reading));
    }
    assert_eq!(fitted(&with_sun).expect("both classes"), fitted(&attempts()).expect("both classes"));
}

#[test]
fn what_people_wrote_by_hand_stays() {
    let text = fitted(&attempts()).expect("both classes are there");
    assert_eq!(Calibration::parse(&text).expect("sound").version(), "1-test");
    for line in
        Calibration::builtin_text().lines().filter(|line| line.starts_with('#') || line.starts_with("for_"))
    {
        assert!(text.contains(line), "{line}");
    }
}

#[test]
fn a_fit_of_a_fitted_file_counts_no_recording_twice() {
    let mut document: DocumentMut = base().parse().expect("it is TOML");
    for table in document["signal"].as_array_of_tables_mut().expect("there are rows").iter_mut() {
        table["start"] = table["points"].clone();
    }
    let fit = |text: &str| {
        let attempts = attempts();
        fit_calibration(text, &settings(), &attempts.iter().collect::<Vec<_>>()).expect("both classes")
    };
    let once = fit(&document.to_string());
    assert_eq!(fit(&once), once);
    assert_ne!(fit(&fitted(&attempts()).expect("both classes")), fitted(&attempts()).expect("both classes"));
}

#[test]
fn readings_that_speak_the_wrong_way_are_not_believed() {
    let mut turned = attempts();
    for attempt in &mut turned {
        attempt.presentation = Some(match attempt.presentation {
            Some(Presentation::BonaFide) => Presentation::Attack(Species::new("print_flat")),
            _ => Presentation::BonaFide,
        });
    }
    let text = fitted(&turned).expect("both classes are there");
    let span = confidence(&text, Reading::Raw(1.9)) - confidence(&text, Reading::Raw(0.1));
    assert!(span.abs() < 1.0, "{span}");
}

#[test]
fn unseen_people_are_judged_by_fits_without_them() {
    let threshold = Confidence::PASS_MARK;
    let judged = judge_unseen(
        Calibration::builtin_text(),
        &settings(),
        &Evaluation::of(threshold, attempts().into_iter().map(Ok)),
    )
    .expect("both classes are there");
    let wrong: Vec<_> = judged
        .attempts
        .iter()
        .filter(|one| one.response.is_accepted(threshold) != one.is_bona_fide())
        .filter_map(|one| one.circumstances.subject.as_deref())
        .collect();
    let liars = [3, 11, 19, 27, 35].map(|person| format!("person {person}"));
    let liars: Vec<&str> = liars.iter().flat_map(|liar| [liar.as_str(), liar.as_str()]).collect();
    assert_eq!(wrong, liars);
}

#[test]
fn species_that_are_left_out_change_nothing() {
    let mut more = attempts();
    more.extend(attempts().into_iter().filter(|one| !one.is_bona_fide()).map(|mut mask| {
        mask.presentation = Some(Presentation::Attack(Species::new("mask_silicone")));
        mask
    }));
    assert_eq!(fitted(&more).expect("sound"), fitted(&attempts()).expect("sound"));
}

#[test]
fn one_class_alone_is_refused() {
    let live: Vec<_> = attempts().into_iter().filter(Attempt::is_bona_fide).collect();
    let error = fitted(&live).expect_err("no attack");
    assert!(error.to_string().starts_with("40 bona fide and 0 attack recordings"), "{error}");
}
