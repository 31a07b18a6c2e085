//! Checks on the hosted page: each with its tokens and its attempts.
//!
//! In: what an application asked for; hashes of tokens. Out: the check with the status of each of its sessions.
//! Never: a token itself, whether an attempt is allowed.

use crate::error::StoreError;
use crate::sessions::NewSession;
use async_trait::async_trait;
use catchlight_types::{EpochMillis, SessionId, SessionSettings, SessionStatus};
use serde::{Deserialize, Serialize};

/// A check on the hosted page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageCheck {
    /// Its id, of the same form as those of sessions.
    pub id: SessionId,
    /// The access key that created it.
    pub owner: String,
    /// What each of its sessions is like.
    pub settings: SessionSettings,
    /// How the page looks and where it sends the person afterwards.
    pub presentation: Presentation,
    /// What the application calls it.
    pub reference: Option<String>,
    /// Whether the person chose the check without flashing colours; `None` until they choose.
    pub movement_only: Option<bool>,
    /// When its first link was opened.
    pub opened_at: Option<EpochMillis>,
    /// When the person cancelled it.
    pub cancelled_at: Option<EpochMillis>,
    /// When it was created.
    pub created_at: EpochMillis,
    /// The first moment at which it can no longer be opened or attempted.
    pub expires_at: EpochMillis,
    /// When it is deleted.
    pub delete_at: EpochMillis,
}

/// How the page looks and where it sends the person afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Presentation {
    /// Language tag; `None` leaves the choice to the browser.
    pub locale: Option<String>,
    /// Colour of buttons, `#rrggbb`.
    pub accent: Option<String>,
    /// Where the person is sent afterwards.
    pub return_url: Option<String>,
    /// The only origin that may embed the page.
    pub embed_origin: Option<String>,
    /// Whether the person may choose the check without flashing colours.
    pub movement_only: bool,
}

/// Use of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Opens the page, once.
    Link,
    /// Identifies an opened page.
    Pass,
}

impl TokenKind {
    /// Its name in the database.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Pass => "pass",
        }
    }
}

/// A token as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// SHA-256 of the token.
    pub hash: [u8; 32],
    /// What it is for.
    pub kind: TokenKind,
    /// The first moment at which it is no longer valid.
    pub expires_at: EpochMillis,
}

/// One session of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its session.
    pub session: SessionId,
    /// Status of the session; `None` when it was erased.
    pub status: Option<SessionStatus>,
    /// When the person asked for it.
    pub created_at: EpochMillis,
}

/// Checks on the hosted page in the database.
#[async_trait]
pub trait PageChecks: Send + Sync {
    /// Stores a new check with its first link, in one step. When it was opened or cancelled and what the person chose is
    /// not stored; for a new check there is none of it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn create_page_check(&self, check: &PageCheck, link: &NewToken) -> Result<(), StoreError>;

    /// Finds a check.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    async fn find_page_check(&self, id: &SessionId) -> Result<Option<PageCheck>, StoreError>;

    /// Finds the check of a pass that is still valid.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    async fn find_by_pass(&self, hash: &[u8; 32], now: EpochMillis) -> Result<Option<PageCheck>, StoreError>;

    /// Uses a link up and stores the pass that it is exchanged for, in one step. The first opening lengthens the life
    /// of the check to that of the pass.
    ///
    /// Of any number of callers with one link, on any number of nodes, exactly one gets the check.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    async fn open_link(
        &self,
        hash: &[u8; 32],
        pass: &NewToken,
        now: EpochMillis,
    ) -> Result<Option<PageCheck>, StoreError>;

    /// Stores one more link, unless the check has `most` tokens already; `false` when it has. Callers at the same
    /// moment cannot exceed `most` together.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn add_link(&self, id: &SessionId, link: &NewToken, most: u32) -> Result<bool, StoreError>;

    /// The attempts of a check, oldest first; those of the same moment in the order in which they were stored.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    async fn attempts(&self, id: &SessionId, now: EpochMillis) -> Result<Vec<Attempt>, StoreError>;

    /// Stores the choice of the person: without flashing colours, or with them. Without colours, a session of the check
    /// that was never started becomes FAILED (`replaced`) in the same step, because it may show colours. Of two choices
    /// at the same moment the later one stays.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn choose_movement_only(&self, id: &SessionId, movement_only: bool) -> Result<(), StoreError>;

    /// Stores a session as the next attempt, in one step, if the attempts are still those that the caller has `seen`
    /// and the choice of the person is still that of `check`. A session of the check that was never started becomes
    /// FAILED (`replaced`).
    ///
    /// Of any number of callers that have seen the same attempts, exactly one stores its session; the others get
    /// `false`, and so does a caller that a choice overtook.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    async fn add_attempt(
        &self,
        check: &PageCheck,
        session: &NewSession,
        seen: &[Attempt],
    ) -> Result<bool, StoreError>;

    /// Stores that the person cancelled the check, and ends a session that was never started as FAILED (`cancelled`),
    /// in one step. The first moment stays when it is cancelled again.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn cancel_page_check(&self, id: &SessionId, now: EpochMillis) -> Result<(), StoreError>;
}
