//! The list of checks and the page of one.

use super::access::Signed;
use super::query::Query;
use super::response::{ConsoleResponse, Refusal, read_body};
use crate::convert::console_check::{self, PageAbout, pass_percent};
use crate::limits::{MAX_REFERENCE_BYTES, MAX_REVIEW_NOTE_BYTES};
use crate::node::Node;
use catchlight_session::{ReviewDecision, ReviewOutcome};
use catchlight_store::{CheckCursor, CheckFilter, CheckOrder, CheckRecord, NewReview};
use catchlight_types::{ChallengeKind, EpochMillis, FeedbackCode, SessionId, SessionStatus};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReviewBody {
    decision: String,
    species: Option<String>,
    #[serde(default)]
    note: String,
}

/// `GET checks`.
pub(super) async fn list(node: &Node, query: &str) -> Result<ConsoleResponse, Refusal> {
    let mut query = Query::read(query)?;
    let filter = filter(&mut query)?;
    let order = match query.text("sort").as_deref() {
        None | Some("-created") => CheckOrder::CreatedDescending,
        Some("created") => CheckOrder::Created,
        Some("confidence") => CheckOrder::Confidence,
        Some("-confidence") => CheckOrder::ConfidenceDescending,
        Some(_) => {
            return Err(Refusal::malformed("sort is created, -created, confidence or -confidence"));
        }
    };
    let after = query.text("after").map(|text| {
        let other = "after is not a position in this list; use next of a page with the same sort";
        CheckCursor::parse(&text, order).ok_or_else(|| Refusal::malformed(other))
    });
    let (after, limit) = (after.transpose()?, query.limit()?);
    query.end()?;
    let page = node.parts.store.list_checks(&filter, order, after.as_ref(), limit).await?;
    let now = node.parts.clock.now();
    Ok(ConsoleResponse::ok(json!({
        "checks": page.checks.iter().map(|row| console_check::row(row, now)).collect::<Vec<_>>(),
        "next": page.next.map(|next| next.to_text()),
        "countAtMost": page.count,
        "countIsExact": page.count_is_exact,
    }))
    .with_tag())
}

fn filter(query: &mut Query) -> Result<CheckFilter, Refusal> {
    let review = match query.text("review").as_deref() {
        None => None,
        Some("none") => Some(None),
        Some(name) => Some(Some(
            ReviewOutcome::from_name(name)
                .ok_or_else(|| Refusal::malformed("review is none, confirmed, overturned or unsure"))?
                .name()
                .to_owned(),
        )),
    };
    let (mut confidence_min, confidence_max) =
        (query.percent("confidenceMin")?, query.percent("confidenceMax")?);
    let mut confidence_below = None;
    match query.text("verdict").as_deref() {
        None => {}
        Some("pass") => confidence_min = Some(confidence_min.unwrap_or(0.0).max(pass_percent())),
        Some("fail") => confidence_below = Some(pass_percent()),
        Some(_) => return Err(Refusal::malformed("verdict is pass or fail")),
    }
    Ok(CheckFilter {
        status: query.named("status", SessionStatus::from_name)?,
        challenge: query.named("challenge", ChallengeKind::from_name)?,
        owner: query.text("owner"),
        review,
        feedback: query.named("feedback", FeedbackCode::from_name)?,
        signal: query.text("signal"),
        confidence_min,
        confidence_max,
        confidence_below,
        from: query.number("fromMs")?.map(EpochMillis::new),
        to: query.number("toMs")?.map(EpochMillis::new),
        prefix: query.text("q").map(|text| text.chars().take(MAX_REFERENCE_BYTES).collect()),
    })
}

/// `GET checks/ID`.
pub(super) async fn detail(node: &Node, id: &str) -> Result<ConsoleResponse, Refusal> {
    let now = node.parts.clock.now();
    let about = find(node, id).await?;
    let page = match &about.row.page_check {
        Some(reference) => match node.parts.store.find_page_check(&reference.id).await? {
            Some(check) => {
                let attempts = node.parts.store.attempts(&check.id, now).await?;
                Some(PageAbout { check, attempts })
            }
            None => None,
        },
        None => None,
    };
    Ok(ConsoleResponse::ok(console_check::detail(&about, page.as_ref(), now)).with_tag())
}

/// `GET checks/ID/images/PLACE`: noted before it is shown.
pub(super) async fn image(
    node: &Node,
    signed: &Signed,
    id: &str,
    place: &str,
) -> Result<ConsoleResponse, Refusal> {
    let unknown = || Refusal::unknown("this check has no image at this place");
    let id = session_id(id)?;
    let place = place.parse().map_err(|_shape| unknown())?;
    let about = node.parts.store.find_check(&id).await?.ok_or_else(unknown)?;
    if !about.images.iter().any(|image| image.place == place) {
        return Err(unknown());
    }
    signed.note(node, "image.view", Some(id.as_str()), Some(format!("place {place}"))).await?;
    let jpeg = node.parts.store.load_image(&id, place).await?.ok_or_else(unknown)?;
    Ok(ConsoleResponse::jpeg(&jpeg))
}

/// `POST checks/ID/reviews`.
pub(super) async fn review(
    node: &Node,
    signed: &Signed,
    id: &str,
    body: &[u8],
) -> Result<ConsoleResponse, Refusal> {
    let body: ReviewBody = read_body(body)?;
    let decision = ReviewDecision::from_name(&body.decision)
        .ok_or_else(|| Refusal::malformed("decision is live, attack or unsure"))?;
    if body.note.len() > MAX_REVIEW_NOTE_BYTES {
        return Err(Refusal::malformed(format!("a note has at most {MAX_REVIEW_NOTE_BYTES} bytes")));
    }
    let species = body.species.filter(|species| !species.is_empty());
    let is_word = |text: &String| {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        text.len() <= MAX_SPECIES_BYTES && text.bytes().all(allowed)
    };
    if species.as_ref().is_some_and(|species| !is_word(species)) {
        return Err(Refusal::malformed("species is one word of lower-case letters, as in print_flat"));
    }
    let about = find(node, id).await?;
    let passed = about.row.confidence.is_some_and(|percent| percent >= pass_percent());
    let new = NewReview {
        at: node.parts.clock.now(),
        operator: signed.name().to_owned(),
        decision: decision.name(),
        outcome: decision.outcome(passed).name(),
        species,
        note: body.note,
    };
    let made = node.parts.store.add_review(&about.row.id, &new).await?.ok_or_else(no_check)?;
    signed.note(node, "check.review", Some(id), Some(decision.name().to_owned())).await?;
    Ok(ConsoleResponse::created(console_check::review(&made)))
}

/// `DELETE checks/ID`.
pub(super) async fn erase(node: &Node, signed: &Signed, id: &str) -> Result<ConsoleResponse, Refusal> {
    let id = session_id(id)?;
    if !node.parts.store.delete_session(&id).await? {
        return Err(no_check());
    }
    signed.note(node, "check.erase", Some(id.as_str()), None).await?;
    Ok(ConsoleResponse::done())
}

async fn find(node: &Node, id: &str) -> Result<CheckRecord, Refusal> {
    node.parts.store.find_check(&session_id(id)?).await?.ok_or_else(no_check)
}

fn session_id(text: &str) -> Result<SessionId, Refusal> {
    SessionId::new(text).map_err(|_shape| no_check())
}

fn no_check() -> Refusal {
    Refusal::unknown("no check has this id; it may have been erased")
}

/// Longest name of a presentation attack instrument; a longer one is refused.
const MAX_SPECIES_BYTES: usize = 64;
