//! The list of checks against a plain search of what was stored.

use crate::place::Place;
use crate::sample::{NOW, contribution, create, result, session, start};
use catchlight_store::{
    CheckCursor, CheckFilter, CheckOrder, CheckPlan, CheckResult, NewReview, NewSession, Store,
};
use catchlight_types::{
    ChallengeKind, ChallengeVersion, Confidence, EpochMillis, FeedbackCode, SESSION_LIFE, SessionId,
    SessionStatus, Verdict, VersionedChallenge,
};

const CODES: [FeedbackCode; 2] = [FeedbackCode::LowLightingDetected, FeedbackCode::FaceNotAligned];
const ORDERS: [CheckOrder; 4] = [
    CheckOrder::Created,
    CheckOrder::CreatedDescending,
    CheckOrder::Confidence,
    CheckOrder::ConfidenceDescending,
];

/// What was stored of a check, as far as lists are filtered and sorted by it.
struct Known {
    id: SessionId,
    created_at: EpochMillis,
    status: SessionStatus,
    challenge: Option<ChallengeKind>,
    owner: String,
    review: Option<&'static str>,
    feedback: Option<FeedbackCode>,
    signal: Option<String>,
    confidence: Option<f64>,
}

/// Checks that differ in everything that is filtered by; several share a moment and a Confidence.
fn known(number: u32) -> Known {
    let id = format!("{:08x}-0000-4000-8000-{number:012x}", number.wrapping_mul(2_654_435_761));
    let succeeded = number.is_multiple_of(3);
    let statuses = [SessionStatus::Succeeded, SessionStatus::Failed, SessionStatus::Created];
    Known {
        id: SessionId::new(&id).unwrap(),
        created_at: EpochMillis::new(1000 + i64::from(number / 2)),
        status: statuses[number as usize % 3],
        challenge: (!number.is_multiple_of(5)).then_some(ChallengeKind::FaceMovement),
        owner: format!("KEY{}", number % 2),
        review: number.is_multiple_of(6).then_some("confirmed"),
        feedback: succeeded.then_some(CODES[number as usize % 2]),
        signal: succeeded.then(|| format!("signal{}", number % 4)),
        confidence: succeeded.then(|| f64::from(number % 50) * 2.0),
    }
}

async fn store_check(store: &Store, check: &Known) {
    let created_at = check.created_at;
    let new = NewSession {
        id: check.id.clone(),
        owner: check.owner.clone(),
        created_at,
        expires_at: created_at.plus(SESSION_LIFE),
        ..session(0)
    };
    create(store, &new).await;
    if let Some(kind) = check.challenge {
        let version = ChallengeVersion { major: 1, minor: 0, patch: 0 };
        store
            .set_challenge(&check.id, VersionedChallenge { kind, version }, &CheckPlan::default())
            .await
            .unwrap();
    }
    if check.status == SessionStatus::Failed {
        store.update_status(&check.id, SessionStatus::Failed, None, created_at).await.unwrap();
    }
    if let (Some(confidence), Some(signal)) = (check.confidence, &check.signal) {
        start(store, &check.id).await;
        // The one contribution argues for the verdict, so that it is the strongest.
        let ratio = if confidence >= 50.0 { 3.0 } else { -3.0 };
        let verdict = Verdict {
            confidence: Confidence::new(confidence as f32).unwrap(),
            contributions: vec![contribution(signal, ratio)],
            ceiling: None,
            feedback: check.feedback.into_iter().collect(),
            ..result().verdict
        };
        let result = CheckResult { verdict, reference_image: None, audit_images: Vec::new(), ..result() };
        store.save_result(&check.id, &result, created_at).await.unwrap();
    }
    if let Some(outcome) = check.review {
        let review = NewReview {
            at: NOW,
            operator: "ada".to_owned(),
            decision: "live",
            outcome,
            species: None,
            note: String::new(),
        };
        store.add_review(&check.id, &review).await.unwrap().unwrap();
    }
}

fn filters() -> Vec<CheckFilter> {
    let none = CheckFilter::default;
    let at = |millis| Some(EpochMillis::new(millis));
    vec![
        none(),
        CheckFilter { status: Some(SessionStatus::Succeeded), ..none() },
        CheckFilter { challenge: Some(ChallengeKind::FaceMovement), ..none() },
        CheckFilter { owner: Some("KEY1".to_owned()), ..none() },
        CheckFilter { review: Some(None), ..none() },
        CheckFilter { review: Some(Some("confirmed".to_owned())), ..none() },
        CheckFilter { feedback: Some(FeedbackCode::FaceNotAligned), ..none() },
        CheckFilter { signal: Some("signal2".to_owned()), ..none() },
        CheckFilter { confidence_min: Some(50.0), ..none() },
        CheckFilter { confidence_min: Some(20.0), confidence_max: Some(60.0), ..none() },
        CheckFilter { confidence_below: Some(50.0), ..none() },
        CheckFilter { from: at(1010), to: at(1060), ..none() },
        CheckFilter { prefix: Some("5".to_owned()), ..none() },
        CheckFilter {
            feedback: Some(FeedbackCode::LowLightingDetected),
            owner: Some("KEY0".to_owned()),
            confidence_min: Some(10.0),
            from: at(1005),
            ..none()
        },
    ]
}

fn passes(filter: &CheckFilter, order: CheckOrder, check: &Known) -> bool {
    let at_least =
        |bound: Option<f64>| bound.is_none_or(|least| check.confidence.is_some_and(|is| is >= least));
    let at_most = |bound: Option<f64>| bound.is_none_or(|most| check.confidence.is_some_and(|is| is <= most));
    filter.status.is_none_or(|status| check.status == status)
        && filter.challenge.is_none_or(|kind| check.challenge == Some(kind))
        && filter.owner.as_ref().is_none_or(|owner| check.owner == *owner)
        && filter.review.as_ref().is_none_or(|outcome| check.review == outcome.as_deref())
        && filter.feedback.is_none_or(|code| check.feedback == Some(code))
        && filter.signal.as_ref().is_none_or(|signal| check.signal.as_ref() == Some(signal))
        && at_least(filter.confidence_min)
        && at_most(filter.confidence_max)
        && filter.confidence_below.is_none_or(|bound| check.confidence.is_some_and(|is| is < bound))
        && filter.from.is_none_or(|from| check.created_at >= from)
        && filter.to.is_none_or(|to| check.created_at <= to)
        && filter.prefix.as_ref().is_none_or(|prefix| check.id.as_str().starts_with(prefix))
        && (!is_by_confidence(order) || check.confidence.is_some())
}

fn is_by_confidence(order: CheckOrder) -> bool {
    matches!(order, CheckOrder::Confidence | CheckOrder::ConfidenceDescending)
}

fn sorted(mut checks: Vec<&Known>, order: CheckOrder) -> Vec<SessionId> {
    checks.sort_by(|one, other| {
        let ascending = if is_by_confidence(order) {
            one.confidence.unwrap().total_cmp(&other.confidence.unwrap())
        } else {
            one.created_at.cmp(&other.created_at)
        };
        let ascending = ascending.then(one.id.cmp(&other.id));
        let descends = matches!(order, CheckOrder::CreatedDescending | CheckOrder::ConfidenceDescending);
        if descends { ascending.reverse() } else { ascending }
    });
    checks.into_iter().map(|check| check.id.clone()).collect()
}

async fn all_pages(store: &Store, filter: &CheckFilter, order: CheckOrder) -> Vec<SessionId> {
    let mut found = Vec::new();
    let mut after: Option<CheckCursor> = None;
    loop {
        let page = store.list_checks(filter, order, after.as_ref(), 7).await.unwrap();
        found.extend(page.checks.into_iter().map(|row| row.id));
        let Some(next) = page.next else { return found };
        after = CheckCursor::parse(&next.to_text(), order);
        assert_eq!(after.as_ref(), Some(&next), "a cursor survives its text");
    }
}

async fn the_list_holds_what_a_plain_search_finds(place: Place) {
    let store = place.open().await;
    let stored: Vec<Known> = (0..200).map(known).collect();
    for check in &stored {
        store_check(&store, check).await;
    }
    for filter in filters() {
        for order in ORDERS {
            let expected = stored.iter().filter(|check| passes(&filter, order, check)).collect();
            let expected = sorted(expected, order);
            assert_eq!(all_pages(&store, &filter, order).await, expected, "{filter:?} {order:?}");
            let page = store.list_checks(&filter, order, None, 3).await.unwrap();
            let count = u32::try_from(expected.len()).unwrap();
            assert_eq!((page.count, page.count_is_exact), (count, true), "{filter:?} {order:?}");
        }
    }
}

async fn a_cursor_survives_the_deletion_of_its_check(place: Place) {
    let store = place.open().await;
    for number in 0..6 {
        store_check(&store, &known(number)).await;
    }
    let filter = CheckFilter::default();
    let all = all_pages(&store, &filter, CheckOrder::Created).await;
    let first = store.list_checks(&filter, CheckOrder::Created, None, 2).await.unwrap();
    store.delete_session(&all[1]).await.unwrap();
    let next = store.list_checks(&filter, CheckOrder::Created, first.next.as_ref(), 9).await.unwrap();
    assert_eq!(next.checks.into_iter().map(|row| row.id).collect::<Vec<_>>(), all[2..]);
}

suite!(the_list_holds_what_a_plain_search_finds, a_cursor_survives_the_deletion_of_its_check);
