//! Operators, local and of a provider.

use crate::place::Place;
use crate::sample::NOW;
use catchlight_store::{
    NewOperator, Operator, OperatorChange, OperatorChanged, ProviderPerson, Role, SecretText, Store,
    StoreError,
};

pub(crate) fn operator(name: &str, role: Role) -> NewOperator {
    let password = Some(SecretText::new("a salted hash".to_owned()));
    NewOperator { id: format!("id of {name}"), name: name.to_owned(), role, password, created_at: NOW }
}

pub(crate) async fn add(store: &Store, name: &str, role: Role) -> Operator {
    assert!(store.add_operator(&operator(name, role)).await.unwrap());
    store.find_operator_by_name(name).await.unwrap().unwrap()
}

pub(crate) async fn change(store: &Store, name: &str, change: OperatorChange) -> OperatorChanged {
    store.change_operator(&format!("id of {name}"), &change).await.unwrap()
}

async fn an_operator_reads_back_as_it_was_created(place: Place) {
    let store = place.open().await;
    let new = operator("bob", Role::Reviewer);
    let added = add(&store, "bob", Role::Reviewer).await;
    assert_eq!((&added.id, &added.password, added.created_at), (&new.id, &new.password, NOW));
    assert_eq!((added.enabled, added.signed_in_at, &added.issuer), (true, None, &None));
    assert_eq!(store.find_operator(&new.id).await.unwrap(), Some(added.clone()));
    let ada = add(&store, "Ada", Role::Viewer).await;
    assert_eq!(store.list_operators().await.unwrap(), [ada, added]);
    assert_eq!(store.find_operator("nobody").await.unwrap(), None);
}

async fn of_many_operators_with_one_name_one_is_stored(place: Place) {
    let add = |store: Store, number: u8| async move {
        let new = NewOperator { id: number.to_string(), ..operator("ada", Role::Admin) };
        store.add_operator(&new).await.unwrap()
    };
    let stored = place.race(8, add).await.into_iter().filter(|is_stored| *is_stored).count();
    assert_eq!(stored, 1);
}

async fn what_a_change_does_not_name_stays(place: Place) {
    let store = place.open().await;
    let before = add(&store, "ada", Role::Viewer).await;
    let role = OperatorChange { role: Some(Role::Reviewer), ..OperatorChange::default() };
    let expected = Operator { role: Role::Reviewer, ..before };
    assert_eq!(change(&store, "ada", role.clone()).await, OperatorChanged::Changed(expected.clone()));
    assert_eq!(store.find_operator_by_name("ada").await.unwrap(), Some(expected));
    assert_eq!(change(&store, "nobody", role).await, OperatorChanged::Unknown);
}

async fn admins_who_step_down_together_leave_one(place: Place) {
    let store = place.open().await;
    let names = ["ada", "bob", "cyd", "dan"];
    for name in names {
        add(&store, name, Role::Admin).await;
    }
    let step_down = move |store: Store, number: u8| async move {
        let name = names[usize::from(number)];
        let down = if number.is_multiple_of(2) {
            OperatorChange { role: Some(Role::Viewer), ..OperatorChange::default() }
        } else {
            OperatorChange { enabled: Some(false), ..OperatorChange::default() }
        };
        change(&store, name, down).await
    };
    let outcomes = place.race(4, step_down).await;
    let refused = outcomes.iter().filter(|outcome| **outcome == OperatorChanged::LastAdmin).count();
    assert_eq!(refused, 1, "{outcomes:?}");
    let admins = store.list_operators().await.unwrap();
    let admins = admins.iter().filter(|one| one.enabled && one.role == Role::Admin).count();
    assert_eq!(admins, 1);
}

fn person(subject: &str, names: &[&str], role: Role) -> ProviderPerson {
    ProviderPerson {
        issuer: "https://issuer.example".to_owned(),
        subject: subject.to_owned(),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        role,
        new_id: format!("new id of {subject}"),
        now: NOW,
    }
}

async fn a_person_of_a_provider_stays_the_same_operator(place: Place) {
    let store = place.open().await;
    let first = store.provider_operator(&person("7", &["ada"], Role::Viewer)).await.unwrap();
    assert_eq!((first.before, first.operator.role), (None, Role::Viewer));
    assert_eq!(first.operator.issuer.as_deref(), Some("https://issuer.example"));
    let renamed = ProviderPerson {
        new_id: "another id".to_owned(),
        ..person("7", &["ada after her wedding"], Role::Admin)
    };
    let again = store.provider_operator(&renamed).await.unwrap();
    let expected = Operator { role: Role::Admin, ..first.operator };
    assert_eq!((again.before, &again.operator), (Some(Role::Viewer), &expected));
    assert_eq!(store.list_operators().await.unwrap(), [expected]);
}

async fn nobody_of_a_provider_becomes_somebody_else(place: Place) {
    let store = place.open().await;
    let local = add(&store, "ada", Role::Admin).await;
    let named =
        async |subject, names: &[&str]| store.provider_operator(&person(subject, names, Role::Viewer)).await;
    assert_eq!(named("7", &["ada", "ada@issuer"]).await.unwrap().operator.name, "ada@issuer");
    let refused = named("8", &["ada", "ada@issuer"]).await;
    assert!(matches!(refused, Err(StoreError::NamesTaken { name }) if name == "ada@issuer"));
    assert_eq!(store.find_operator_by_name("ada").await.unwrap(), Some(local));
    assert_eq!(store.list_operators().await.unwrap().len(), 2);
}

async fn of_many_first_sign_ins_of_one_person_one_creates(place: Place) {
    let sign_in = |store: Store, number: u8| async move {
        let person = ProviderPerson {
            new_id: number.to_string(),
            ..person("7", &["ada", "ada@issuer"], Role::Viewer)
        };
        store.provider_operator(&person).await.unwrap()
    };
    let operators = place.race(8, sign_in).await;
    assert_eq!(operators.iter().filter(|one| one.before.is_none()).count(), 1);
    assert!(operators.iter().all(|one| one.operator.id == operators[0].operator.id));
}

suite!(
    an_operator_reads_back_as_it_was_created,
    of_many_operators_with_one_name_one_is_stored,
    what_a_change_does_not_name_stays,
    admins_who_step_down_together_leave_one,
    a_person_of_a_provider_stays_the_same_operator,
    nobody_of_a_provider_becomes_somebody_else,
    of_many_first_sign_ins_of_one_person_one_creates,
);
