//! Checks on the hosted page: one row each, with its tokens and its attempts.
//!
//! In: what an application asked for; hashes of tokens. Out: the check with what became of its sessions.
//! Never: a token itself, whether an attempt is allowed.

use crate::records::{SettingsRecord, read_json, write_json};
use crate::sessions::{insert_all, read_id};
use crate::{NewSession, Settings, Store, StoreError};
use catchlight_types::{EpochMillis, SessionId, SessionStatus};
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteExecutor};

/// A check on the hosted page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageCheck {
    /// Its id, made as those of sessions are.
    pub id: SessionId,
    /// The access key that asked for it.
    pub owner: String,
    /// What each of its sessions is like.
    pub settings: Settings,
    /// How the page looks and where it hands the person back.
    pub presentation: Presentation,
    /// What the application calls it.
    pub reference: Option<String>,
    /// Whether the person chose the check without flashing colours; `None` until they choose.
    pub movement_only: Option<bool>,
    /// When its first link was opened.
    pub opened_at: Option<EpochMillis>,
    /// When the person gave up.
    pub cancelled_at: Option<EpochMillis>,
    /// When it was created.
    pub created_at: EpochMillis,
    /// From when on it can no longer be opened or tried.
    pub expires_at: EpochMillis,
    /// When it is deleted.
    pub delete_at: EpochMillis,
}

/// How the page looks and where it hands the person back.
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
    /// Lets an opened page go on.
    Pass,
}

impl TokenKind {
    const fn name(self) -> &'static str {
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
    /// The first moment at which it is worth nothing.
    pub expires_at: EpochMillis,
}

/// One session of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its session.
    pub session: SessionId,
    /// Where the session stands; `None` when it was erased.
    pub status: Option<SessionStatus>,
    /// When the person asked for it.
    pub created_at: EpochMillis,
}

impl Store {
    /// Stores a check with its first link.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn create_page_check(&self, check: &PageCheck, link: &NewToken) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
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

    /// Finds a check.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    pub async fn find_page_check(&self, id: &SessionId) -> Result<Option<PageCheck>, StoreError> {
        let row = sqlx::query("SELECT * FROM page_checks WHERE id = ?")
            .bind(id.as_str())
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| read_check(&row)).transpose()
    }

    /// Finds the check of a pass that is still worth something.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    pub async fn find_by_pass(
        &self,
        hash: &[u8; 32],
        now: EpochMillis,
    ) -> Result<Option<PageCheck>, StoreError> {
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

    /// Uses a link up and stores the pass that it gives; of any number of callers one gets the check. The first
    /// opening lengthens the life of the check to that of the pass.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    pub async fn open_link(
        &self,
        hash: &[u8; 32],
        pass: &NewToken,
        now: EpochMillis,
    ) -> Result<Option<PageCheck>, StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
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

    /// Stores one more link unless the check has `most` tokens already; `false` when it has.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_link(&self, id: &SessionId, link: &NewToken, most: u32) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
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

    /// The attempts of a check, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    pub async fn attempts(&self, id: &SessionId, now: EpochMillis) -> Result<Vec<Attempt>, StoreError> {
        read_attempts(&self.pool, id, now).await
    }

    /// Stores the choice of the person: without flashing colours, or with them. Without colours, a session that was
    /// never started is given up, because it may show colours.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn choose_movement_only(&self, id: &SessionId, movement_only: bool) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query("UPDATE page_checks SET movement_only = ? WHERE id = ?")
            .bind(movement_only)
            .bind(id.as_str())
            .execute(&mut *transaction)
            .await?;
        if movement_only {
            give_up_unstarted(&mut *transaction, id, "replaced").await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Stores a session as the next attempt, if the attempts are still those that the caller has `seen` and the choice
    /// of the person is still that of `check`; a session that was never started is given up. `false` when another page
    /// was faster.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    pub async fn add_attempt(
        &self,
        check: &PageCheck,
        session: &NewSession,
        seen: &[Attempt],
    ) -> Result<bool, StoreError> {
        let now = session.created_at;
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
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
        give_up_unstarted(&mut *transaction, &check.id, "replaced").await?;
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

    /// Notes that the person gave up, and gives up a session that was never started.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn cancel_page_check(&self, id: &SessionId, now: EpochMillis) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query("UPDATE page_checks SET cancelled_at_ms = ? WHERE id = ? AND cancelled_at_ms IS NULL")
            .bind(now.as_millis())
            .bind(id.as_str())
            .execute(&mut *transaction)
            .await?;
        give_up_unstarted(&mut *transaction, id, "cancelled").await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Deletes a check with all its sessions, results and images. Returns whether there was such a check.
    ///
    /// # Errors
    /// [`StoreError::Database`] or [`StoreError::Images`].
    pub async fn delete_page_check(&self, id: &SessionId) -> Result<bool, StoreError> {
        let sessions: Vec<String> =
            sqlx::query_scalar("SELECT session_id FROM page_attempts WHERE check_id = ?")
                .bind(id.as_str())
                .fetch_all(&self.pool)
                .await?;
        for session in sessions {
            self.delete_session(&read_id(&session)?).await?;
        }
        self.forget_page_check(id).await
    }

    /// Deletes checks that have been kept long enough; their sessions have lives of their own.
    pub(crate) async fn sweep_page_checks(&self, now: EpochMillis) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM page_checks WHERE delete_at_ms <= ?")
            .bind(now.as_millis())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn forget_page_check(&self, id: &SessionId) -> Result<bool, StoreError> {
        let changed =
            sqlx::query("DELETE FROM page_checks WHERE id = ?").bind(id.as_str()).execute(&self.pool).await?;
        Ok(changed.rows_affected() == 1)
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

/// Ends every session of a check that nobody has started.
async fn give_up_unstarted(
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
    let name: Option<String> = row.try_get("status")?;
    let expires_at_ms: Option<i64> = row.try_get("expires_at_ms")?;
    let status = match name {
        Some(name) => Some(SessionStatus::from_name(&name).ok_or(StoreError::Record { column: "status" })?),
        None => None,
    };
    let is_over = expires_at_ms.is_some_and(|end| end <= now.as_millis());
    Ok(Attempt {
        session: read_id(&row.try_get::<String, _>("session_id")?)?,
        status: status.map(|status| match status {
            SessionStatus::Created if is_over => SessionStatus::Expired,
            status => status,
        }),
        created_at: EpochMillis::new(row.try_get("created_at_ms")?),
    })
}

fn read_check(row: &SqliteRow) -> Result<PageCheck, StoreError> {
    let moment = |column| row.try_get(column).map(EpochMillis::new);
    let perhaps = |column| row.try_get::<Option<i64>, _>(column).map(|moment| moment.map(EpochMillis::new));
    let settings: String = row.try_get("settings")?;
    Ok(PageCheck {
        id: read_id(&row.try_get::<String, _>("id")?)?,
        owner: row.try_get("owner")?,
        settings: Settings::try_from(read_json::<SettingsRecord>("settings", &settings)?)?,
        presentation: read_json("presentation", &row.try_get::<String, _>("presentation")?)?,
        reference: row.try_get("reference")?,
        movement_only: row.try_get("movement_only")?,
        opened_at: perhaps("opened_at_ms")?,
        cancelled_at: perhaps("cancelled_at_ms")?,
        created_at: moment("created_at_ms")?,
        expires_at: moment("expires_at_ms")?,
        delete_at: moment("delete_at_ms")?,
    })
}
