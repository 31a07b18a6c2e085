//! Who is signed in to the console, and the links that sign somebody in once.
//!
//! In: SHA-256 of tokens. Out: the operator behind one. Never: a token itself.

use crate::operators::{Operator, read_operator};
use crate::{Store, StoreError};
use catchlight_types::EpochMillis;
use sqlx::Row;
use std::time::Duration;

/// How an operator signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInWay {
    /// By name and password.
    Password,
    /// By a link that the command line gave out.
    Link,
    /// By an OpenID provider.
    Provider,
}

impl SignInWay {
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
    /// Now.
    pub created_at: EpochMillis,
    /// The first moment at which it is worth nothing, however busy it was.
    pub ends_at: EpochMillis,
}

/// A session that is worth something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorSession {
    /// Whose it is, as the operator is now.
    pub operator: Operator,
    /// How the operator signed in.
    pub way: SignInWay,
    /// Its end, however busy it is.
    pub ends_at: EpochMillis,
}

impl Store {
    /// Opens a session and notes when its operator signed in.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn open_operator_session(&self, session: &NewOperatorSession) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query(
            "INSERT INTO operator_sessions (hash, operator_id, way, created_at_ms, seen_at_ms, ends_at_ms)
             VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(&session.hash[..])
        .bind(&session.operator_id)
        .bind(session.way.name())
        .bind(session.created_at.as_millis())
        .bind(session.created_at.as_millis())
        .bind(session.ends_at.as_millis())
        .execute(&mut *transaction)
        .await?;
        sqlx::query("UPDATE operators SET signed_in_at_ms = ? WHERE id = ?")
            .bind(session.created_at.as_millis())
            .bind(&session.operator_id)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Finds a session that has not ended and was used within `idle`, of an operator that may sign in, and notes that
    /// it was used.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    pub async fn find_operator_session(
        &self,
        hash: &[u8; 32],
        now: EpochMillis,
        idle: Duration,
    ) -> Result<Option<OperatorSession>, StoreError> {
        let idle_ms = i64::try_from(idle.as_millis()).unwrap_or(i64::MAX);
        let row = sqlx::query(
            "SELECT operators.*, way, seen_at_ms, ends_at_ms
             FROM operator_sessions JOIN operators ON operators.id = operator_id
             WHERE hash = ? AND ends_at_ms > ? AND seen_at_ms > ? AND enabled = 1",
        )
        .bind(&hash[..])
        .bind(now.as_millis())
        .bind(now.as_millis().saturating_sub(idle_ms))
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let seen_at_ms: i64 = row.try_get("seen_at_ms")?;
        // A page that polls need not cause a write each time.
        if now.as_millis() - seen_at_ms >= idle_ms / SIGHTINGS_PER_IDLE {
            sqlx::query("UPDATE operator_sessions SET seen_at_ms = ? WHERE hash = ?")
                .bind(now.as_millis())
                .bind(&hash[..])
                .execute(&self.pool)
                .await?;
        }
        let way: String = row.try_get("way")?;
        let way = [SignInWay::Password, SignInWay::Link, SignInWay::Provider]
            .into_iter()
            .find(|known| known.name() == way);
        Ok(Some(OperatorSession {
            operator: read_operator(&row)?,
            way: way.ok_or(StoreError::Record { column: "way" })?,
            ends_at: EpochMillis::new(row.try_get("ends_at_ms")?),
        }))
    }

    /// Ends a session; one that has ended is no error.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn end_operator_session(&self, hash: &[u8; 32]) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM operator_sessions WHERE hash = ?")
            .bind(&hash[..])
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Stores a link that signs an operator in once.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_sign_in_link(
        &self,
        hash: &[u8; 32],
        operator_id: &str,
        expires_at: EpochMillis,
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO sign_in_links (hash, operator_id, expires_at_ms) VALUES (?, ?, ?)")
            .bind(&hash[..])
            .bind(operator_id)
            .bind(expires_at.as_millis())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Uses a link up; of any number of callers one gets its operator, if that may sign in.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    pub async fn use_sign_in_link(
        &self,
        hash: &[u8; 32],
        now: EpochMillis,
    ) -> Result<Option<Operator>, StoreError> {
        let id: Option<String> = sqlx::query_scalar(
            "DELETE FROM sign_in_links WHERE hash = ? AND expires_at_ms > ? RETURNING operator_id",
        )
        .bind(&hash[..])
        .bind(now.as_millis())
        .fetch_optional(&self.pool)
        .await?;
        let Some(id) = id else { return Ok(None) };
        Ok(self.find_operator(&id).await?.filter(|operator| operator.enabled))
    }

    /// Deletes sessions and links that are over.
    pub(crate) async fn sweep_sign_ins(&self, now: EpochMillis) -> Result<(), StoreError> {
        for statement in [
            "DELETE FROM operator_sessions WHERE ends_at_ms <= ?",
            "DELETE FROM sign_in_links WHERE expires_at_ms <= ?",
        ] {
            sqlx::query(statement).bind(now.as_millis()).execute(&self.pool).await?;
        }
        Ok(())
    }
}

/// How often a session that is used all the time is written down while an idle one would end.
const SIGHTINGS_PER_IDLE: i64 = 30;
