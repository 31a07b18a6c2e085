//! One row per check: created once, started once, ended once.

use crate::details::{CheckPlan, ClientFacts};
use crate::records::{ChallengeRecord, SettingsRecord, read_json, write_json};
use crate::{Store, StoreError};
pub use catchlight_types::{
    ChallengePreference as Preference, OutputLocation, SessionSettings as Settings,
    VersionedChallenge as AgreedChallenge,
};
use catchlight_types::{EpochMillis, SessionId, SessionStatus};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteExecutor, SqlitePool};

/// A session to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// The access key that asked for it; tokens are apart for each owner.
    pub owner: String,
    /// Token of a repeatable creation.
    pub token: Option<String>,
    /// What the application asked for.
    pub settings: Settings,
    /// Now.
    pub created_at: EpochMillis,
    /// End of its life, and of its token.
    pub expires_at: EpochMillis,
    /// When everything about it is deleted.
    pub delete_at: EpochMillis,
}

/// What came of a creation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Creation {
    /// The session is new.
    Created,
    /// The token names this living session; nothing was stored.
    Existing(SessionId),
}

/// What came of a start.
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
    /// The access key that asked for it.
    pub owner: String,
    /// Token of its creation.
    pub token: Option<String>,
    /// What the application asked for.
    pub settings: Settings,
    /// Where it stands.
    pub status: SessionStatus,
    /// Why it is FAILED, a name for reports.
    pub failure: Option<String>,
    /// The challenge that the client was sent.
    pub challenge: Option<AgreedChallenge>,
    /// What the client called itself.
    pub sdk_type: Option<String>,
    /// When it was created.
    pub created_at: EpochMillis,
    /// End of its life.
    pub expires_at: EpochMillis,
}

impl StoredSession {
    /// Where the session stands at `now`: one that nobody started in time is EXPIRED before the sweep says so.
    #[must_use]
    pub fn status_at(&self, now: EpochMillis) -> SessionStatus {
        match self.status {
            SessionStatus::Created if now >= self.expires_at => SessionStatus::Expired,
            status => status,
        }
    }
}

impl Store {
    /// Stores a new session unless its token names a living one of the same owner.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn create_session(&self, session: &NewSession) -> Result<Creation, StoreError> {
        let Some(token) = &session.token else {
            // Nothing to compare with, and one statement is a transaction of its own.
            self.batches.insert(session.clone()).await?;
            return Ok(Creation::Created);
        };
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
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

    /// Finds a session.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    pub async fn find_session(&self, id: &SessionId) -> Result<Option<StoredSession>, StoreError> {
        self.batches.find(id.clone()).await
    }

    /// Finds the session that holds this owner's token, living or not.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    pub async fn find_by_token(&self, owner: &str, token: &str) -> Result<Option<StoredSession>, StoreError> {
        let row = sqlx::query("SELECT * FROM sessions WHERE owner = ? AND token = ?")
            .bind(owner)
            .bind(token)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| read_session(&row)).transpose()
    }

    /// Moves a session from CREATED to IN_PROGRESS; of any number of callers one wins.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn start_session(
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

    /// Notes which challenge the client was sent, and what it asks of the person.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn set_challenge(
        &self,
        id: &SessionId,
        challenge: AgreedChallenge,
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

    /// Ends a session that has no result. A session that has ended keeps its status; the answer says whether
    /// this call changed it.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn update_status(
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
}

/// Stores new sessions in one statement: all of them or none.
pub(crate) async fn insert_all(
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

/// Finds sessions in one statement; a damaged row is an error for those only who asked for it.
pub(crate) async fn find_all(
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
    let status: String = row.try_get("status")?;
    let settings: String = row.try_get("settings")?;
    let challenge: Option<String> = row.try_get("challenge")?;
    let challenge = match challenge {
        Some(text) => Some(AgreedChallenge::try_from(read_json::<ChallengeRecord>("challenge", &text)?)?),
        None => None,
    };
    Ok(StoredSession {
        id: read_id(&row.try_get::<String, _>("id")?)?,
        owner: row.try_get("owner")?,
        token: row.try_get("token")?,
        settings: Settings::try_from(read_json::<SettingsRecord>("settings", &settings)?)?,
        status: SessionStatus::from_name(&status).ok_or(StoreError::Record { column: "status" })?,
        failure: row.try_get("failure")?,
        challenge,
        sdk_type: row.try_get("sdk_type")?,
        created_at: EpochMillis::new(row.try_get("created_at_ms")?),
        expires_at: EpochMillis::new(row.try_get("expires_at_ms")?),
    })
}

pub(crate) fn read_id(text: &str) -> Result<SessionId, StoreError> {
    SessionId::new(text).map_err(|_shape| StoreError::Record { column: "id" })
}
