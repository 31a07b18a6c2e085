//! The audit log.

use crate::place::Place;
use crate::sample::NOW;
use catchlight_store::{AuditFilter, NewAuditEntry, Store};

fn entry(operator: &str, action: &'static str, subject: u8) -> NewAuditEntry {
    NewAuditEntry {
        at: NOW,
        operator: Some(operator.to_owned()),
        action,
        subject: Some(subject.to_string()),
        detail: Some("in words".to_owned()),
        address: None,
    }
}

async fn subjects(store: &Store, filter: &AuditFilter, limit: u32) -> Vec<String> {
    let entries = store.list_audit(filter, limit).await.unwrap();
    entries.into_iter().map(|entry| entry.subject.unwrap()).collect()
}

async fn entries_are_listed_newest_first_and_filtered(place: Place) {
    let store = place.open().await;
    store.add_audit(&entry("ada", "image.view", 1)).await.unwrap();
    store.add_audit(&entry("bob", "image.view", 2)).await.unwrap();
    store.add_audit(&entry("ada", "check.erase", 3)).await.unwrap();
    let none = AuditFilter::default;
    assert_eq!(subjects(&store, &none(), 9).await, ["3", "2", "1"]);
    let ada = Some("ada".to_owned());
    assert_eq!(subjects(&store, &AuditFilter { operator: ada.clone(), ..none() }, 9).await, ["3", "1"]);
    let view = Some("image.view".to_owned());
    assert_eq!(subjects(&store, &AuditFilter { action: view.clone(), ..none() }, 9).await, ["2", "1"]);
    assert_eq!(
        subjects(&store, &AuditFilter { operator: ada, action: view, ..none() }, 9).await,
        ["1"],
        "both have to hold"
    );
    assert_eq!(subjects(&store, &AuditFilter { subject: Some("2".to_owned()), ..none() }, 9).await, ["2"]);
    let newest = store.list_audit(&none(), 1).await.unwrap().remove(0);
    let (stored, new) = (newest, entry("ada", "check.erase", 3));
    assert_eq!(
        (stored.at, stored.operator, stored.action.as_str(), stored.detail, stored.address),
        (new.at, new.operator, new.action, new.detail, new.address)
    );
}

async fn pages_of_the_log_show_every_entry_once(place: Place) {
    let add = |store: Store, number| async move {
        store.add_audit(&entry("ada", "image.view", number)).await.unwrap();
    };
    place.race(20, add).await;
    let store = place.open().await;
    let (mut found, mut before) = (Vec::new(), None);
    loop {
        let page = store.list_audit(&AuditFilter { before, ..AuditFilter::default() }, 7).await.unwrap();
        assert!(page.is_sorted_by(|one, next| one.id > next.id));
        let Some(last) = page.last() else { break };
        before = Some(last.id);
        found.extend(page.into_iter().map(|entry| entry.subject.unwrap().parse::<u8>().unwrap()));
    }
    found.sort_unstable();
    assert_eq!(found, (0..20).collect::<Vec<_>>());
}

suite!(entries_are_listed_newest_first_and_filtered, pages_of_the_log_show_every_entry_once);
