//! The row and the page of a check as the console is told them.
//!
//! In: what the store knows of a check. Out: JSON; what older checks lack is null.
//! Never: a picture, a fusion of readings done once more.

use super::{shown, signal_words};
use crate::standing::Standing;
use catchlight_engine::ShownColors;
use catchlight_store::{
    Attempt, CheckRecord, CheckRow, CourseFacts, ImageRecord, PageCheck, Review, Strongest,
};
use catchlight_types::{
    Ceiling, ChallengePreference, Confidence, Contribution, Direction, EpochMillis, MainReason, Measurement,
    Reading, SessionStatus, SignalName, UnitRect,
};
use serde_json::{Value, json};

/// Confidence from which a check counts as passed in the console; applications set their own.
pub(crate) fn pass_percent() -> f64 {
    f64::from(Confidence::PASS_MARK.percent())
}

/// A row of the list.
pub(crate) fn row(row: &CheckRow, now: EpochMillis) -> Value {
    let passed = row.confidence.map(|percent| percent >= pass_percent());
    // Older versions stored a reason for a live person with a refusal when they had none against one.
    let argues_for_the_answer = |one: &&Strongest| passed == Some(true) || one.direction != Direction::Live;
    let shown = row.strongest.as_ref().filter(argues_for_the_answer);
    json!({
        "id": row.id.as_str(),
        "createdAtMs": row.created_at.as_millis(),
        "status": status_at(row, now).name(),
        "failure": row.failure,
        "challenge": row.challenge.map(catchlight_types::ChallengeKind::name),
        "confidence": row.confidence,
        "passed": passed,
        "threshold": pass_percent(),
        "strongest": shown.map(strongest),
        "feedback": row.feedback,
        "owner": row.owner,
        "reference": row.page_check.as_ref().and_then(|check| check.reference.as_ref()),
        "review": row.review.as_ref().map(|review| json!({
            "decision": review.decision,
            "outcome": review.outcome,
            "operator": review.operator,
        })),
        "sdkType": row.sdk_type,
    })
}

fn strongest(strongest: &Strongest) -> Value {
    let label = strongest.signal.clone().map(SignalName::stored).as_ref().map(signal_words::label);
    json!({
        "signal": strongest.signal,
        "label": label,
        "direction": strongest.direction.name(),
        "reason": strongest.reason,
    })
}

fn status_at(row: &CheckRow, now: EpochMillis) -> SessionStatus {
    match row.status {
        SessionStatus::Created if now >= row.expires_at => SessionStatus::Expired,
        status => status,
    }
}

/// A check on the hosted page with its attempts.
#[derive(Debug)]
pub(crate) struct PageAbout {
    pub(crate) check: PageCheck,
    pub(crate) attempts: Vec<Attempt>,
}

/// The page of a check.
pub(crate) fn detail(about: &CheckRecord, page: Option<&PageAbout>, now: EpochMillis) -> Value {
    let mut told = row(&about.row, now);
    let details = &about.details;
    let shown = shown::colors(&details.shown);
    let further = json!({
        "expiresAtMs": about.row.expires_at.as_millis(),
        "startedAtMs": about.started_at.map(EpochMillis::as_millis),
        "endedAtMs": about.ended_at.map(EpochMillis::as_millis),
        "settings": settings(about),
        "client": client(about),
        "challengeDetail": challenge(about),
        "shown": shown::to_json(&shown),
        "timeline": timeline(about, &shown, now),
        "course": details.course.iter().map(|point| course(point, &shown)).collect::<Vec<_>>(),
        "result": about.outcome.as_ref().map(|outcome| json!({
            "confidence": about.row.confidence,
            "calibration": outcome.verdict.calibration,
            "threshold": pass_percent(),
            "priorLogOdds": outcome.verdict.prior_log_odds,
            "reasons": outcome.verdict.main_reasons().iter().map(reason).collect::<Vec<_>>(),
            "ceiling": outcome.verdict.ceiling.as_ref().map(ceiling),
            "contributions": outcome.verdict.by_strength().into_iter().map(contribution).collect::<Vec<_>>(),
            "measurements": outcome.measurements.iter().map(measurement).collect::<Vec<_>>(),
        })),
        "view": details.view,
        "stream": details.stream,
        "images": about.images.iter().map(|one| image(one, about)).collect::<Vec<_>>(),
        "reviews": about.reviews.iter().map(review).collect::<Vec<_>>(),
        "pageCheck": page.map(|page| page_check(page, now)),
    });
    if let (Value::Object(told), Value::Object(further)) = (&mut told, further) {
        told.extend(further);
    }
    told
}

fn settings(about: &CheckRecord) -> Value {
    let preference = |one: &ChallengePreference| {
        json!({
            "kind": one.kind.name(),
            "min": one.min.map(|version| version.to_string()),
            "max": one.max.map(|version| version.to_string()),
        })
    };
    json!({
        "auditImagesLimit": about.settings.audit_images_limit,
        "preferences": about.settings.preferences.iter().map(preference).collect::<Vec<_>>(),
    })
}

fn client(about: &CheckRecord) -> Value {
    json!({
        "sdkType": about.row.sdk_type,
        "userAgent": about.client.as_ref().and_then(|client| client.user_agent.as_ref()),
        "challengeVersions": about.client.as_ref().map(|client| &client.challenge_versions),
        "videoWidthPx": about.client.as_ref().map(|client| client.video_width_px),
        "videoHeightPx": about.client.as_ref().map(|client| client.video_height_px),
    })
}

fn challenge(about: &CheckRecord) -> Option<Value> {
    let agreed = about.challenge?;
    let plan = about.plan.clone().unwrap_or_default();
    let colors = plan.colors.iter().map(|color| {
        json!({
            "rgb": color.rgb,
            "durationMs": color.wipe_ms + color.flat_ms,
            "wipeMs": color.wipe_ms,
            "flatMs": color.flat_ms,
        })
    });
    Some(json!({
        "kind": agreed.kind.name(),
        "version": agreed.version.to_string(),
        "oval": plan.oval.map(|oval| json!({
            "centerX": oval.center_x,
            "centerY": oval.center_y,
            "width": oval.width,
            "height": oval.height,
            "unit": "share",
        })),
        "colors": colors.collect::<Vec<_>>(),
    }))
}

/// What happened when. Times of the video become times of the calendar by the server's own clock, which counts back
/// from the last slice; a client's clock may stand anywhere.
fn timeline(about: &CheckRecord, shown: &ShownColors, now: EpochMillis) -> Vec<Value> {
    let details = &about.details;
    let mut entries = Vec::new();
    let mut add = |name: &str, at_ms: Option<i64>, video_ms: Option<i64>, detail: Option<String>| {
        let by_video = video_ms.zip(details.first_frame_at_ms).map(|(video, first)| first + video);
        if at_ms.is_some() || video_ms.is_some() {
            entries.push(json!({
                "name": name, "atMs": at_ms.or(by_video), "videoMs": video_ms, "detail": detail,
            }));
        }
    };
    let millis = |at: Option<EpochMillis>| at.map(EpochMillis::as_millis);
    add("created", Some(about.row.created_at.as_millis()), None, None);
    add("started", millis(about.started_at), None, about.row.sdk_type.clone());
    add("challengeSent", about.plan.as_ref().map(|plan| plan.sent_at_ms), None, None);
    if !details.course.is_empty() {
        add(
            "firstFrame",
            details.first_frame_at_ms,
            Some(0),
            Some("counted back from the last slice".to_owned()),
        );
    }
    let face = details.course.iter().find(|point| point.face.is_some());
    add("faceFound", None, face.map(|point| i64::from(point.video_ms)), None);
    add("ovalReached", None, details.oval_reached_ms.map(i64::from), None);
    let reported = || Some("reported by the client".to_owned());
    add("colorsBegin", None, shown::begin_ms(shown), reported());
    add("colorsEnd", None, shown::end_ms(shown), reported());
    add("lastSlice", details.last_slice_at_ms, None, None);
    let ended = millis(about.ended_at);
    match status_at(&about.row, now) {
        SessionStatus::Succeeded => {
            add("imagesStored", ended, None, Some(format!("{} pictures", about.images.len())));
            add("resultStored", ended, None, None);
        }
        SessionStatus::Failed => add("failed", ended, None, about.row.failure.clone()),
        SessionStatus::Expired => {
            add("expired", ended.or(Some(about.row.expires_at.as_millis())), None, None);
        }
        SessionStatus::Created | SessionStatus::InProgress => {}
    }
    for review in &about.reviews {
        let detail = format!("{} by {}", review.decision, review.operator);
        add("reviewed", Some(review.at.as_millis()), None, Some(detail));
    }
    entries
}

fn course(point: &CourseFacts, shown: &ShownColors) -> Value {
    json!({
        "videoMs": point.video_ms,
        "faceBox": point.face.map(|[left, top, width, height]| json!({
            "left": left, "top": top, "width": width, "height": height,
        })),
        "skin": point.skin,
        "background": point.background,
        "screen": shown::at(shown, point.video_ms),
    })
}

fn reason(one: &MainReason<'_>) -> Value {
    json!({
        "signal": one.signal.map(SignalName::as_str),
        "label": one.signal.map(signal_words::label),
        "direction": one.direction.name(),
        "logOdds": one.log_odds,
        "reason": one.words,
    })
}

fn ceiling(one: &Ceiling) -> Value {
    json!({
        "cause": one.cause.name(),
        "signals": one.signals.iter().map(SignalName::as_str).collect::<Vec<_>>(),
        "limit": one.limit.percent(),
        "without": one.without.percent(),
        "logOddsTaken": one.log_odds_taken,
        "reason": one.reason,
    })
}

fn contribution(one: &Contribution) -> Value {
    let words = signal_words::words(&one.signal);
    json!({
        "signal": one.signal.as_str(),
        "label": signal_words::label(&one.signal),
        "question": words.map(|words| words.question),
        "unit": words.map(|words| words.unit),
        "reading": reading(one.reading),
        "logLikelihoodRatio": one.log_likelihood_ratio,
        "weight": one.weight,
        "added": one.added(),
        "reason": one.reason,
    })
}

fn measurement(one: &Measurement) -> Value {
    let words = signal_words::words(&one.signal);
    let details = one.details.iter();
    json!({
        "signal": one.signal.as_str(),
        "label": signal_words::label(&one.signal),
        "question": words.map(|words| words.question),
        "unit": words.map(|words| words.unit),
        "reading": reading(one.reading),
        "details": details
            .map(|detail| json!({"name": detail.name, "value": detail.value}))
            .collect::<Vec<_>>(),
    })
}

fn reading(reading: Reading) -> Value {
    match reading {
        Reading::Raw(value) => json!({"raw": value}),
        Reading::NotTaken(why) => json!({"notTaken": why.name(), "words": why.words()}),
    }
}

fn image(image: &ImageRecord, about: &CheckRecord) -> Value {
    let picture = about.details.pictures.iter().find(|picture| picture.place == image.place);
    let is_reference = image.place == 0;
    json!({
        "place": image.place,
        "kind": if is_reference { "reference" } else { "audit" },
        "videoMs": picture.map(|picture| picture.video_ms),
        "boundingBox": image.bounding_box.map(unit_rect),
        "widthPx": picture.map(|picture| picture.width_px),
        "heightPx": picture.map(|picture| picture.height_px),
        "landmarks": is_reference.then_some(&about.details.landmarks),
    })
}

fn unit_rect(rect: UnitRect) -> Value {
    json!({"left": rect.left, "top": rect.top, "width": rect.width, "height": rect.height})
}

/// A review as the page of its check shows it.
pub(crate) fn review(review: &Review) -> Value {
    json!({
        "id": review.id.to_string(),
        "atMs": review.at.as_millis(),
        "operator": review.operator,
        "decision": review.decision,
        "species": review.species,
        "note": review.note,
    })
}

fn page_check(page: &PageAbout, now: EpochMillis) -> Value {
    let attempt = |one: &Attempt| {
        json!({
            "sessionId": one.session.as_str(),
            "status": one.status.map(SessionStatus::name),
            "createdAtMs": one.created_at.as_millis(),
        })
    };
    json!({
        "id": page.check.id.as_str(),
        "state": Standing::of(&page.check, &page.attempts, now).name(),
        "attempts": page.attempts.iter().map(attempt).collect::<Vec<_>>(),
    })
}
