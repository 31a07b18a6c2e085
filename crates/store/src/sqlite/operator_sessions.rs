//! Rows of operators' sessions and sign-in links in SQLite.

use super::SqliteDatabase;
use super::columns::read_moment;
use super::operators::read_operator;
use crate::error::StoreError;
use crate::operator_sessions::{NewOperatorSession, OperatorSession, OperatorSessions, SignInWay};
use crate::operators::{Operator, Operators};
use async_trait::async_trait;
use catchlight_types::EpochMillis;
use sqlx::Row;
use std::time::Duration;

#[async_trait]
impl OperatorSessions for SqliteDatabase {
    async fn open_operator_session(&self, session: &NewOperatorSession) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
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

    async fn find_operator_session(
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
        let name: &str = row.try_get("way")?;
        let way = SignInWay::ALL.into_iter().find(|way| way.name() == name);
        Ok(Some(OperatorSession {
            operator: read_operator(&row)?,
            way: way.ok_or_else(|| StoreError::unknown_value("way", name))?,
            ends_at: read_moment(&row, "ends_at_ms")?,
        }))
    }

    async fn end_operator_session(&self, hash: &[u8; 32]) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM operator_sessions WHERE hash = ?")
            .bind(&hash[..])
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn add_sign_in_link(
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

    async fn use_sign_in_link(
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
}

/// How often the use of a busy session is stored in the time after which an idle one ends.
const SIGHTINGS_PER_IDLE: i64 = 30;
