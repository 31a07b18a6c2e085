//! Trial checks of operators.

use super::access::Signed;
use super::response::{ConsoleResponse, Refusal, read_body};
use crate::access_keys::CONSOLE_ISSUER;
use crate::limits::USUAL_CHECK_LIFE;
use crate::node::Node;
use crate::page_check::NewPageCheck;
use crate::page_checks;
use crate::page_policy::is_host;
use catchlight_store::Presentation;
use catchlight_types::{ChallengeKind, ChallengePreference, MAX_AUDIT_IMAGES, SessionSettings};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct TrialBody {
    #[serde(default)]
    movement_only: bool,
}

/// `POST trial-checks`: a check of the console's own, with every audit image.
pub(super) async fn make(node: &Node, signed: &Signed, body: &[u8]) -> Result<ConsoleResponse, Refusal> {
    let TrialBody { movement_only } = read_body(body)?;
    let only = ChallengePreference::any(ChallengeKind::FaceMovement);
    let trial = NewPageCheck {
        owner: CONSOLE_ISSUER.to_owned(),
        settings: SessionSettings {
            output: None,
            kms_key_id: None,
            audit_images_limit: MAX_AUDIT_IMAGES,
            preferences: movement_only.then_some(only).into_iter().collect(),
        },
        presentation: Presentation { movement_only: true, ..Presentation::default() },
        reference: Some(format!("trial of {}", signed.name())),
        life: USUAL_CHECK_LIFE,
    };
    let made = page_checks::create(node, trial).await.map_err(|_logged| Refusal::internal())?;
    signed.note(node, "trial.make", Some(made.id.as_str()), None).await?;
    // The browser trusts the name by which it came; another name of this machine would cause another warning.
    let host = signed.caller.host.as_deref().filter(|host| is_host(host));
    let url = match host {
        Some(host) => format!("https://{host}{}", made.place),
        None => made.url,
    };
    Ok(ConsoleResponse::created(json!({"checkId": made.id.as_str(), "url": url})))
}
