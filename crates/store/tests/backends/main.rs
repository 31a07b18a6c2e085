//! What the store promises, whichever database is behind it: every claim here is tested on every backend.

#![expect(clippy::unwrap_used, reason = "the claims are plain functions that the tests of each backend call")]

/// Makes a test of each claim on each backend, in a module of the backend's name.
macro_rules! suite {
    ($($claim:ident),+ $(,)?) => {
        mod sqlite {
            pub(super) const KIND: catchlight_store::BackendKind = catchlight_store::BackendKind::Sqlite;
            $(
                #[tokio::test]
                async fn $claim() {
                    super::$claim(crate::place::Place::new(KIND)).await;
                }
            )+
        }

        /// A backend without a module above does not compile here.
        const _: fn(catchlight_store::BackendKind) -> catchlight_store::BackendKind = |kind| match kind {
            catchlight_store::BackendKind::Sqlite => sqlite::KIND,
        };
    };
}

mod audit;
mod check_list;
mod check_records;
mod deletions;
mod key_uses;
mod operators;
mod page_checks;
mod place;
mod results;
mod sample;
mod sessions;
mod sign_ins;
mod urls;
