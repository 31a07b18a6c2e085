//! Sessions: created once, started once, ended once.
//!
//! In: what an application asked for, what a client reported. Out: the status of a session. Never: a result.

use crate::details::{CheckPlan, ClientFacts};
use crate::error::StoreError;
use async_trait::async_trait;
use catchlight_types::{EpochMillis, SessionId, SessionSettings, SessionStatus, VersionedChallenge};

/// A session to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// The access key that created it; each owner has tokens of its own.
    pub owner: String,
    /// The ClientRequestToken, by which a creation can be repeated.
    pub token: Option<String>,
    /// What the application asked for.
    pub settings: SessionSettings,
    /// When it is created.
    pub created_at: EpochMillis,
    /// End of its life, and of its token.
    pub expires_at: EpochMillis,
    /// When everything about it is deleted.
    pub delete_at: EpochMillis,
}

/// The outcome of a creation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Creation {
    /// The session is new.
    Created,
    /// The token names this session, whose life is not over; nothing was stored.
    Existing(SessionId),
}

/// The outcome of a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartOutcome {
    /// This caller started the session.
    Won,
    /// It was started before, has ended, or does not exist.
    Lost,
}

/// A session as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSession {
    /// Its id.
    pub id: SessionId,
    /// The access key that created it.
    pub owner: String,
    /// Token of its creation.
    pub token: Option<String>,
    /// What the application asked for.
    pub settings: SessionSettings,
    /// Its stored status.
    pub status: SessionStatus,
    /// Name of the reason for which it is FAILED.
    pub failure: Option<String>,
    /// The challenge that was sent to the client.
    pub challenge: Option<VersionedChallenge>,
    /// The kind of SDK that the client reported.
    pub sdk_type: Option<String>,
    /// When it was created.
    pub created_at: EpochMillis,
    /// End of its life.
    pub expires_at: EpochMillis,
}

impl StoredSession {
    /// The status of the session at `now`: one that was not started in time is EXPIRED before a sweep stores so.
    #[must_use]
    pub fn status_at(&self, now: EpochMillis) -> SessionStatus {
        match self.status {
            SessionStatus::Created if now >= self.expires_at => SessionStatus::Expired,
            status => status,
        }
    }
}

/// Sessions in the database.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Stores a new session, unless it has a token that names a session of the same owner whose life is not over at
    /// the moment of the creation. A token whose session's life is over goes to the new session.
    ///
    /// Of any number of calls with the same owner and token, on any number of nodes, exactly one creates; every other
    /// returns [`Creation::Existing`] with the id of that one.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Batch`], also when there is a session with this id.
    async fn create_session(&self, session: &NewSession) -> Result<Creation, StoreError>;

    /// Finds a session.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Batch`], or [`StoreError::Record`] for a damaged row.
    async fn find_session(&self, id: &SessionId) -> Result<Option<StoredSession>, StoreError>;

    /// Finds the session that holds this owner's token, whether its life is over or not.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    async fn find_by_token(&self, owner: &str, token: &str) -> Result<Option<StoredSession>, StoreError>;

    /// Moves a session from CREATED to IN_PROGRESS and stores what its client reported.
    ///
    /// Of any number of callers, on any number of nodes, exactly one gets [`StartOutcome::Won`].
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn start_session(
        &self,
        id: &SessionId,
        sdk_type: Option<&str>,
        client: &ClientFacts,
        now: EpochMillis,
    ) -> Result<StartOutcome, StoreError>;

    /// Stores which challenge was sent to the client, and what it asks of the person. A session that does not exist is
    /// no error. Only the caller that won the start calls this, so nothing races it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn set_challenge(
        &self,
        id: &SessionId,
        challenge: VersionedChallenge,
        plan: &CheckPlan,
    ) -> Result<(), StoreError>;

    /// Ends a session without a result. A session that has ended keeps its status.
    ///
    /// Of any number of callers that end one session, here or with a result, exactly one changes it; the return value
    /// says whether it was this one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn update_status(
        &self,
        id: &SessionId,
        status: SessionStatus,
        failure: Option<&str>,
        now: EpochMillis,
    ) -> Result<bool, StoreError>;

    /// Marks every session as FAILED (`server_stopped`) that was in progress in a process that no longer runs; what
    /// that process was doing is lost, and nothing else. Returns how many there were.
    ///
    /// Called once at the start, before clients are served. Where several processes share a database, it is the
    /// backend's task to leave alone what another living one has in progress.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn fail_interrupted(&self) -> Result<u64, StoreError>;
}
