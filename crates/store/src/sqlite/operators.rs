//! Rows of operators in SQLite.

use super::SqliteDatabase;
use super::columns::{read_moment, read_moment_if_any};
use crate::error::StoreError;
use crate::operators::{NewOperator, Operator, OperatorChange, OperatorChanged, Operators, Role};
use crate::secret_text::SecretText;
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteExecutor};

#[async_trait]
impl Operators for SqliteDatabase {
    async fn add_operator(&self, operator: &NewOperator) -> Result<bool, StoreError> {
        let added = sqlx::query(
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
        Ok(added.rows_affected() == 1)
    }

    async fn find_operator(&self, id: &str) -> Result<Option<Operator>, StoreError> {
        find(&self.pool, id).await
    }

    async fn find_operator_by_name(&self, name: &str) -> Result<Option<Operator>, StoreError> {
        let row = sqlx::query("SELECT * FROM operators WHERE name = ?")
            .bind(name)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| read_operator(&row)).transpose()
    }

    async fn list_operators(&self) -> Result<Vec<Operator>, StoreError> {
        let rows = sqlx::query("SELECT * FROM operators ORDER BY name").fetch_all(&self.pool).await?;
        rows.iter().map(read_operator).collect()
    }

    async fn change_operator(
        &self,
        id: &str,
        change: &OperatorChange,
    ) -> Result<OperatorChanged, StoreError> {
        let mut transaction = self.begin().await?;
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

pub(super) fn read_operator(row: &SqliteRow) -> Result<Operator, StoreError> {
    let role: &str = row.try_get("role")?;
    let password: Option<String> = row.try_get("password")?;
    Ok(Operator {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        role: Role::from_name(role).ok_or_else(|| StoreError::unknown_value("role", role))?,
        password: password.map(SecretText::new),
        enabled: row.try_get("enabled")?,
        created_at: read_moment(row, "created_at_ms")?,
        signed_in_at: read_moment_if_any(row, "signed_in_at_ms")?,
        issuer: row.try_get("issuer")?,
    })
}
