//! Rows of checks on the hosted page in SQLite.

use super::SqliteDatabase;
use super::columns::{read_id, read_moment, read_moment_if_any, read_settings, read_status};
use super::sessions::insert_all;
use crate::error::StoreError;
use crate::page_checks::{Attempt, NewToken, PageCheck, PageChecks, TokenKind};
use crate::records::{SettingsRecord, read_json, write_json};
use crate::sessions::NewSession;
use async_trait::async_trait;
use catchlight_types::{EpochMillis, SessionId, SessionStatus};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteExecutor};

#[async_trait]
impl PageChecks for SqliteDatabase {
    async fn create_page_check(&self, check: &PageCheck, link: &NewToken) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query(
            "INSERT INTO page_checks
             (id, owner, settings, presentation, reference, created_at_ms, expires_at_ms, delete_at_ms)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(check.id.as_str())
        .bind(&check.owner)
        .bind(write_json("settings", &SettingsRecord::from(&check.settings))?)
        .bind(write_json("presentation", &check.presentation)?)
        .bind(&check.reference)
        .bind(check.created_at.as_millis())
        .bind(check.expires_at.as_millis())
        .bind(check.delete_at.as_millis())
        .execute(&mut *transaction)
        .await?;
        insert_token(&mut *transaction, &check.id, link).await?;
        transaction.commit().await?;
        Ok(())
    }

    async fn find_page_check(&self, id: &SessionId) -> Result<Option<PageCheck>, StoreError> {
        let row = sqlx::query("SELECT * FROM page_checks WHERE id = ?")
            .bind(id.as_str())
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| read_check(&row)).transpose()
    }

    async fn find_by_pass(&self, hash: &[u8; 32], now: EpochMillis) -> Result<Option<PageCheck>, StoreError> {
        let row = sqlx::query(
            "SELECT page_checks.* FROM page_tokens JOIN page_checks ON page_checks.id = page_tokens.check_id
             WHERE hash = ? AND kind = ? AND page_tokens.expires_at_ms > ?",
        )
        .bind(&hash[..])
        .bind(TokenKind::Pass.name())
        .bind(now.as_millis())
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| read_check(&row)).transpose()
    }

    async fn open_link(
        &self,
        hash: &[u8; 32],
        pass: &NewToken,
        now: EpochMillis,
    ) -> Result<Option<PageCheck>, StoreError> {
        let mut transaction = self.begin().await?;
        let id: Option<String> = sqlx::query_scalar(
            "UPDATE page_tokens SET used_at_ms = ?
             WHERE hash = ? AND kind = ? AND used_at_ms IS NULL AND expires_at_ms > ? RETURNING check_id",
        )
        .bind(now.as_millis())
        .bind(&hash[..])
        .bind(TokenKind::Link.name())
        .bind(now.as_millis())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(id) = id else { return Ok(None) };
        sqlx::query(
            "UPDATE page_checks SET opened_at_ms = ?, expires_at_ms = max(expires_at_ms, ?)
             WHERE id = ? AND opened_at_ms IS NULL",
        )
        .bind(now.as_millis())
        .bind(pass.expires_at.as_millis())
        .bind(&id)
        .execute(&mut *transaction)
        .await?;
        insert_token(&mut *transaction, &read_id(&id)?, pass).await?;
        let row = sqlx::query("SELECT * FROM page_checks WHERE id = ?")
            .bind(&id)
            .fetch_one(&mut *transaction)
            .await?;
        transaction.commit().await?;
        read_check(&row).map(Some)
    }

    async fn add_link(&self, id: &SessionId, link: &NewToken, most: u32) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let count: u32 = sqlx::query_scalar("SELECT count(*) FROM page_tokens WHERE check_id = ?")
            .bind(id.as_str())
            .fetch_one(&mut *transaction)
            .await?;
        if count >= most {
            return Ok(false);
        }
        insert_token(&mut *transaction, id, link).await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn attempts(&self, id: &SessionId, now: EpochMillis) -> Result<Vec<Attempt>, StoreError> {
        read_attempts(&self.pool, id, now).await
    }

    async fn choose_movement_only(&self, id: &SessionId, movement_only: bool) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE page_checks SET movement_only = ? WHERE id = ?")
            .bind(movement_only)
            .bind(id.as_str())
            .execute(&mut *transaction)
            .await?;
        if movement_only {
            fail_unstarted(&mut *transaction, id, "replaced").await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    async fn add_attempt(
        &self,
        check: &PageCheck,
        session: &NewSession,
        seen: &[Attempt],
    ) -> Result<bool, StoreError> {
        let now = session.created_at;
        let mut transaction = self.begin().await?;
        let chosen: Option<Option<bool>> =
            sqlx::query_scalar("SELECT movement_only FROM page_checks WHERE id = ?")
                .bind(check.id.as_str())
                .fetch_optional(&mut *transaction)
                .await?;
        if chosen != Some(check.movement_only)
            || read_attempts(&mut *transaction, &check.id, now).await? != seen
        {
            return Ok(false);
        }
        fail_unstarted(&mut *transaction, &check.id, "replaced").await?;
        insert_all(&mut *transaction, std::slice::from_ref(session)).await?;
        sqlx::query("INSERT INTO page_attempts (session_id, check_id, created_at_ms) VALUES (?, ?, ?)")
            .bind(session.id.as_str())
            .bind(check.id.as_str())
            .bind(now.as_millis())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }

    async fn cancel_page_check(&self, id: &SessionId, now: EpochMillis) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("UPDATE page_checks SET cancelled_at_ms = ? WHERE id = ? AND cancelled_at_ms IS NULL")
            .bind(now.as_millis())
            .bind(id.as_str())
            .execute(&mut *transaction)
            .await?;
        fail_unstarted(&mut *transaction, id, "cancelled").await?;
        transaction.commit().await?;
        Ok(())
    }
}

async fn insert_token(
    executor: impl SqliteExecutor<'_>,
    check: &SessionId,
    token: &NewToken,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO page_tokens (hash, check_id, kind, expires_at_ms) VALUES (?, ?, ?, ?)")
        .bind(&token.hash[..])
        .bind(check.as_str())
        .bind(token.kind.name())
        .bind(token.expires_at.as_millis())
        .execute(executor)
        .await?;
    Ok(())
}

/// Ends every session of a check that was not started.
async fn fail_unstarted(
    executor: impl SqliteExecutor<'_>,
    check: &SessionId,
    failure: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE sessions SET status = ?, failure = ? WHERE status = ?
         AND id IN (SELECT session_id FROM page_attempts WHERE check_id = ?)",
    )
    .bind(SessionStatus::Failed.name())
    .bind(failure)
    .bind(SessionStatus::Created.name())
    .bind(check.as_str())
    .execute(executor)
    .await?;
    Ok(())
}

async fn read_attempts(
    executor: impl SqliteExecutor<'_>,
    id: &SessionId,
    now: EpochMillis,
) -> Result<Vec<Attempt>, StoreError> {
    let rows = sqlx::query(
        "SELECT session_id, page_attempts.created_at_ms, status, expires_at_ms
         FROM page_attempts LEFT JOIN sessions ON sessions.id = session_id
         WHERE check_id = ? ORDER BY page_attempts.created_at_ms, page_attempts.rowid",
    )
    .bind(id.as_str())
    .fetch_all(executor)
    .await?;
    rows.iter().map(|row| read_attempt(row, now)).collect()
}

fn read_attempt(row: &SqliteRow, now: EpochMillis) -> Result<Attempt, StoreError> {
    let name: Option<&str> = row.try_get("status")?;
    let expires_at_ms: Option<i64> = row.try_get("expires_at_ms")?;
    let status = name.map(read_status).transpose()?;
    let is_over = expires_at_ms.is_some_and(|end| end <= now.as_millis());
    Ok(Attempt {
        session: read_id(row.try_get("session_id")?)?,
        status: status.map(|status| match status {
            SessionStatus::Created if is_over => SessionStatus::Expired,
            status => status,
        }),
        created_at: read_moment(row, "created_at_ms")?,
    })
}

fn read_check(row: &SqliteRow) -> Result<PageCheck, StoreError> {
    Ok(PageCheck {
        id: read_id(row.try_get("id")?)?,
        owner: row.try_get("owner")?,
        settings: read_settings(row)?,
        presentation: read_json("presentation", row.try_get("presentation")?)?,
        reference: row.try_get("reference")?,
        movement_only: row.try_get("movement_only")?,
        opened_at: read_moment_if_any(row, "opened_at_ms")?,
        cancelled_at: read_moment_if_any(row, "cancelled_at_ms")?,
        created_at: read_moment(row, "created_at_ms")?,
        expires_at: read_moment(row, "expires_at_ms")?,
        delete_at: read_moment(row, "delete_at_ms")?,
    })
}
