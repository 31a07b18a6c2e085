//! Rows of sessions in SQLite.

use super::SqliteDatabase;
use super::columns::{read_id, read_moment, read_record, read_settings, read_status};
use crate::details::{CheckPlan, ClientFacts};
use crate::error::StoreError;
use crate::records::{ChallengeRecord, SettingsRecord, write_json};
use crate::sessions::{Creation, NewSession, Sessions, StartOutcome, StoredSession};
use async_trait::async_trait;
use catchlight_types::{EpochMillis, SessionId, SessionStatus, VersionedChallenge};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteExecutor, SqlitePool};

#[async_trait]
impl Sessions for SqliteDatabase {
    async fn create_session(&self, session: &NewSession) -> Result<Creation, StoreError> {
        let Some(token) = &session.token else {
            // Nothing to compare with, and one statement is a transaction of its own.
            self.batches.insert(session.clone()).await?;
            return Ok(Creation::Created);
        };
        let mut transaction = self.begin().await?;
        let known: Option<String> =
            sqlx::query_scalar("SELECT id FROM sessions WHERE owner = ? AND token = ? AND expires_at_ms > ?")
                .bind(&session.owner)
                .bind(token)
                .bind(session.created_at.as_millis())
                .fetch_optional(&mut *transaction)
                .await?;
        if let Some(id) = known {
            return Ok(Creation::Existing(read_id(&id)?));
        }
        sqlx::query("UPDATE sessions SET token = NULL WHERE owner = ? AND token = ?")
            .bind(&session.owner)
            .bind(token)
            .execute(&mut *transaction)
            .await?;
        insert_all(&mut *transaction, std::slice::from_ref(session)).await?;
        transaction.commit().await?;
        Ok(Creation::Created)
    }

    async fn find_session(&self, id: &SessionId) -> Result<Option<StoredSession>, StoreError> {
        self.batches.find(id.clone()).await
    }

    async fn find_by_token(&self, owner: &str, token: &str) -> Result<Option<StoredSession>, StoreError> {
        let row = sqlx::query("SELECT * FROM sessions WHERE owner = ? AND token = ?")
            .bind(owner)
            .bind(token)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| read_session(&row)).transpose()
    }

    async fn start_session(
        &self,
        id: &SessionId,
        sdk_type: Option<&str>,
        client: &ClientFacts,
        now: EpochMillis,
    ) -> Result<StartOutcome, StoreError> {
        let changed = sqlx::query(
            "UPDATE sessions SET status = ?, sdk_type = ?, client = ?, started_at_ms = ? WHERE id = ? AND status = ?",
        )
        .bind(SessionStatus::InProgress.name())
        .bind(sdk_type)
        .bind(write_json("client", client)?)
        .bind(now.as_millis())
        .bind(id.as_str())
        .bind(SessionStatus::Created.name())
        .execute(&self.pool)
        .await?;
        Ok(if changed.rows_affected() == 1 { StartOutcome::Won } else { StartOutcome::Lost })
    }

    async fn set_challenge(
        &self,
        id: &SessionId,
        challenge: VersionedChallenge,
        plan: &CheckPlan,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE sessions SET challenge = ?, challenge_kind = ?, plan = ? WHERE id = ?")
            .bind(write_json("challenge", &ChallengeRecord::from(challenge))?)
            .bind(challenge.kind.name())
            .bind(write_json("plan", plan)?)
            .bind(id.as_str())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    async fn update_status(
        &self,
        id: &SessionId,
        status: SessionStatus,
        failure: Option<&str>,
        now: EpochMillis,
    ) -> Result<bool, StoreError> {
        let changed = sqlx::query(
            "UPDATE sessions SET status = ?, failure = ?, ended_at_ms = ? WHERE id = ? AND status IN (?, ?)",
        )
        .bind(status.name())
        .bind(failure)
        .bind(now.as_millis())
        .bind(id.as_str())
        .bind(SessionStatus::Created.name())
        .bind(SessionStatus::InProgress.name())
        .execute(&self.pool)
        .await?;
        Ok(changed.rows_affected() == 1)
    }

    /// Only one server uses a file of SQLite, so whatever is in progress at its start was interrupted.
    async fn fail_interrupted(&self) -> Result<u64, StoreError> {
        let changed = sqlx::query("UPDATE sessions SET status = ?, failure = ? WHERE status = ?")
            .bind(SessionStatus::Failed.name())
            .bind("server_stopped")
            .bind(SessionStatus::InProgress.name())
            .execute(&self.pool)
            .await?;
        Ok(changed.rows_affected())
    }
}

/// Stores new sessions in one statement: all of them or none.
pub(super) async fn insert_all(
    executor: impl SqliteExecutor<'_>,
    sessions: &[NewSession],
) -> Result<(), StoreError> {
    let settings: Vec<String> = sessions
        .iter()
        .map(|session| write_json("settings", &SettingsRecord::from(&session.settings)))
        .collect::<Result<_, _>>()?;
    let mut statement = QueryBuilder::<Sqlite>::new(
        "INSERT INTO sessions
         (id, owner, token, status, settings, created_at_ms, expires_at_ms, delete_at_ms) ",
    );
    statement.push_values(sessions.iter().zip(&settings), |mut row, (session, settings)| {
        row.push_bind(session.id.as_str())
            .push_bind(&session.owner)
            .push_bind(&session.token)
            .push_bind(SessionStatus::Created.name())
            .push_bind(settings)
            .push_bind(session.created_at.as_millis())
            .push_bind(session.expires_at.as_millis())
            .push_bind(session.delete_at.as_millis());
    });
    statement.build().execute(executor).await?;
    Ok(())
}

/// Finds sessions in one statement; a damaged row is an error only for the callers that asked for it.
pub(super) async fn find_all(
    pool: &SqlitePool,
    ids: &[SessionId],
) -> Result<Vec<Result<Option<StoredSession>, StoreError>>, StoreError> {
    let mut statement = QueryBuilder::<Sqlite>::new(
        "SELECT id, owner, token, settings, status, failure, challenge, sdk_type, created_at_ms, expires_at_ms
         FROM sessions WHERE id IN (",
    );
    let mut places = statement.separated(", ");
    for id in ids {
        places.push_bind(id.as_str());
    }
    statement.push(")");
    let rows = statement.build().fetch_all(pool).await?;
    let names: Vec<String> = rows.iter().map(|row| row.try_get("id")).collect::<Result<_, _>>()?;
    Ok(ids
        .iter()
        .map(|id| {
            let place = names.iter().position(|name| name == id.as_str());
            place.map(|place| read_session(&rows[place])).transpose()
        })
        .collect())
}

fn read_session(row: &SqliteRow) -> Result<StoredSession, StoreError> {
    let challenge = read_record::<ChallengeRecord>(row, "challenge")?.map(VersionedChallenge::try_from);
    Ok(StoredSession {
        id: read_id(row.try_get("id")?)?,
        owner: row.try_get("owner")?,
        token: row.try_get("token")?,
        settings: read_settings(row)?,
        status: read_status(row.try_get("status")?)?,
        failure: row.try_get("failure")?,
        challenge: challenge.transpose()?,
        sdk_type: row.try_get("sdk_type")?,
        created_at: read_moment(row, "created_at_ms")?,
        expires_at: read_moment(row, "expires_at_ms")?,
    })
}
