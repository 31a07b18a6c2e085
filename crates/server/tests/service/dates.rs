//! The date by which phones set their clocks.

use crate::harness::Harness;
use serde_json::json;
use std::time::Duration;
use time::OffsetDateTime;

#[tokio::test]
async fn the_handshake_tells_the_time_that_signatures_are_checked_against() {
    let harness = Harness::start().await;
    // The library would add a date of the machine, which is another day.
    harness.clock.advance(Duration::from_hours(48));
    let session = harness.create(&json!({})).await;
    let client = harness.open(&session).await;
    let now = OffsetDateTime::from_unix_timestamp(harness.clock.now().as_secs()).unwrap();
    let date = client.handshake["date"].to_str().unwrap();
    assert_eq!(date[5..7], format!("{:02}", now.day()), "{date}");
}
