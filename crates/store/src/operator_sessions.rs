//! Sessions of operators in the console, and links that sign an operator in once.
//!
//! In: SHA-256 of tokens. Out: the operator behind one. Never: a token itself.

use crate::error::StoreError;
use crate::operators::Operator;
use async_trait::async_trait;
use catchlight_types::EpochMillis;
use std::time::Duration;

/// How an operator signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInWay {
    /// By name and password.
    Password,
    /// By a link that the command line printed.
    Link,
    /// By an OpenID provider.
    Provider,
}

impl SignInWay {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Password, Self::Link, Self::Provider];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Link => "link",
            Self::Provider => "provider",
        }
    }
}

/// A session to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOperatorSession {
    /// SHA-256 of its token.
    pub hash: [u8; 32],
    /// Whose it is.
    pub operator_id: String,
    /// How the operator signed in.
    pub way: SignInWay,
    /// When it is opened.
    pub created_at: EpochMillis,
    /// The first moment at which it is no longer valid, however busy it was.
    pub ends_at: EpochMillis,
}

/// A session that is valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorSession {
    /// Whose it is, as the operator is now.
    pub operator: Operator,
    /// How the operator signed in.
    pub way: SignInWay,
    /// Its end, however busy it is.
    pub ends_at: EpochMillis,
}

/// Sessions of operators and sign-in links in the database.
#[async_trait]
pub trait OperatorSessions: Send + Sync {
    /// Opens a session and stores when its operator signed in, in one step.
    ///
    /// # Errors
    /// [`StoreError::Database`], also when there is no such operator.
    async fn open_operator_session(&self, session: &NewOperatorSession) -> Result<(), StoreError>;

    /// Finds a session that has not ended and was used within `idle`, of an operator that may sign in, and stores that
    /// it was used. Uses that follow each other closely may be stored as one, so that a session may end a thirtieth of
    /// `idle` early.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    async fn find_operator_session(
        &self,
        hash: &[u8; 32],
        now: EpochMillis,
        idle: Duration,
    ) -> Result<Option<OperatorSession>, StoreError>;

    /// Ends a session; one that has ended is no error.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn end_operator_session(&self, hash: &[u8; 32]) -> Result<(), StoreError>;

    /// Stores a link that signs an operator in once.
    ///
    /// # Errors
    /// [`StoreError::Database`], also when there is no such operator.
    async fn add_sign_in_link(
        &self,
        hash: &[u8; 32],
        operator_id: &str,
        expires_at: EpochMillis,
    ) -> Result<(), StoreError>;

    /// Uses a link up. Of any number of callers, on any number of nodes, exactly one gets its operator, and that one
    /// only if the operator may sign in.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    async fn use_sign_in_link(
        &self,
        hash: &[u8; 32],
        now: EpochMillis,
    ) -> Result<Option<Operator>, StoreError>;
}
