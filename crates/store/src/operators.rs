//! People who use the console.
//!
//! In: names, roles, hashes of passwords. Out: the same. Never: a password, a console without an enabled admin,
//! unless a provider takes its last one away.

use crate::secret_text::SecretText;
use crate::{Store, StoreError};
use catchlight_types::EpochMillis;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteExecutor};

/// What an operator may do; each role may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Sees checks and how the service does, no pictures.
    Viewer,
    /// Sees pictures, says what a check really was, tries checks.
    Reviewer,
    /// Keeps operators and keys, erases, reads the audit.
    Admin,
}

impl Role {
    /// Every role, the least first.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Reviewer, Self::Admin];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Reviewer => "reviewer",
            Self::Admin => "admin",
        }
    }

    /// The role of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// An operator to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOperator {
    /// Its id, random.
    pub id: String,
    /// The name it signs in with.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Salted hash of its password; `None` lets it in by links only.
    pub password: Option<SecretText>,
    /// Now.
    pub created_at: EpochMillis,
}

/// An operator as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    /// Its id.
    pub id: String,
    /// The name it signs in with.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Salted hash of its password.
    pub password: Option<SecretText>,
    /// Whether it may sign in.
    pub enabled: bool,
    /// When it was made.
    pub created_at: EpochMillis,
    /// When it signed in last.
    pub signed_in_at: Option<EpochMillis>,
    /// The OpenID provider that it belongs to; `None` for a local one.
    pub issuer: Option<String>,
}

/// What is to be changed about an operator; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OperatorChange {
    /// What it may do.
    pub role: Option<Role>,
    /// Whether it may sign in; who may not is signed out at once.
    pub enabled: Option<bool>,
    /// Salted hash of a new password, which ends every session but the one of `kept_session`.
    pub password: Option<SecretText>,
    /// SHA-256 of the token of a session that goes on.
    pub kept_session: Option<[u8; 32]>,
}

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperatorChanged {
    /// The operator as it is now.
    Changed(Operator),
    /// There is no such operator.
    Unknown,
    /// Nothing was changed: no enabled admin would be left.
    LastAdmin,
}

impl Store {
    /// Stores an operator; `false` when its name is taken.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn add_operator(&self, operator: &NewOperator) -> Result<bool, StoreError> {
        let made = sqlx::query(
            "INSERT INTO operators (id, name, role, password, enabled, created_at_ms) VALUES (?, ?, ?, ?, 1, ?)
             ON CONFLICT (name) DO NOTHING",
        )
        .bind(&operator.id)
        .bind(&operator.name)
        .bind(operator.role.name())
        .bind(operator.password.as_ref().map(SecretText::reveal))
        .bind(operator.created_at.as_millis())
        .execute(&self.pool)
        .await?;
        Ok(made.rows_affected() == 1)
    }

    /// Finds an operator by its id.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    pub async fn find_operator(&self, id: &str) -> Result<Option<Operator>, StoreError> {
        find(&self.pool, id).await
    }

    /// Finds an operator by the name it signs in with.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    pub async fn find_operator_by_name(&self, name: &str) -> Result<Option<Operator>, StoreError> {
        let row = sqlx::query("SELECT * FROM operators WHERE name = ?")
            .bind(name)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| read_operator(&row)).transpose()
    }

    /// Every operator, by name.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    pub async fn list_operators(&self) -> Result<Vec<Operator>, StoreError> {
        let rows = sqlx::query("SELECT * FROM operators ORDER BY name").fetch_all(&self.pool).await?;
        rows.iter().map(read_operator).collect()
    }

    /// Changes an operator in one step, unless no enabled admin would be left.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    pub async fn change_operator(
        &self,
        id: &str,
        change: &OperatorChange,
    ) -> Result<OperatorChanged, StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let Some(before) = find(&mut *transaction, id).await? else { return Ok(OperatorChanged::Unknown) };
        let was_admin = before.enabled && before.role == Role::Admin;
        let now = Operator {
            role: change.role.unwrap_or(before.role),
            enabled: change.enabled.unwrap_or(before.enabled),
            password: change.password.clone().or_else(|| before.password.clone()),
            ..before
        };
        sqlx::query("UPDATE operators SET role = ?, enabled = ?, password = ? WHERE id = ?")
            .bind(now.role.name())
            .bind(now.enabled)
            .bind(now.password.as_ref().map(SecretText::reveal))
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        let is_admin = now.enabled && now.role == Role::Admin;
        if was_admin && !is_admin && count_admins(&mut *transaction).await? == 0 {
            return Ok(OperatorChanged::LastAdmin);
        }
        if !now.enabled || change.password.is_some() {
            let kept = change.kept_session.filter(|_| now.enabled).unwrap_or_default();
            sqlx::query("DELETE FROM operator_sessions WHERE operator_id = ? AND hash <> ?")
                .bind(id)
                .bind(&kept[..])
                .execute(&mut *transaction)
                .await?;
            sqlx::query("DELETE FROM sign_in_links WHERE operator_id = ?")
                .bind(id)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(OperatorChanged::Changed(now))
    }
}

async fn count_admins(executor: impl SqliteExecutor<'_>) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar("SELECT count(*) FROM operators WHERE role = ? AND enabled = 1");
    Ok(count.bind(Role::Admin.name()).fetch_one(executor).await?)
}

async fn find(executor: impl SqliteExecutor<'_>, id: &str) -> Result<Option<Operator>, StoreError> {
    let row = sqlx::query("SELECT * FROM operators WHERE id = ?").bind(id).fetch_optional(executor).await?;
    row.map(|row| read_operator(&row)).transpose()
}

pub(crate) fn read_operator(row: &SqliteRow) -> Result<Operator, StoreError> {
    let role: String = row.try_get("role")?;
    let password: Option<String> = row.try_get("password")?;
    let signed_in_at_ms: Option<i64> = row.try_get("signed_in_at_ms")?;
    Ok(Operator {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        role: Role::from_name(&role).ok_or(StoreError::Record { column: "role" })?,
        password: password.map(SecretText::new),
        enabled: row.try_get("enabled")?,
        created_at: EpochMillis::new(row.try_get("created_at_ms")?),
        signed_in_at: signed_in_at_ms.map(EpochMillis::new),
        issuer: row.try_get("issuer")?,
    })
}
