//! Rows of the audit log in SQLite.

use super::SqliteDatabase;
use super::columns::read_moment;
use crate::audit::{Audit, AuditEntry, AuditFilter, NewAuditEntry};
use crate::error::StoreError;
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};

#[async_trait]
impl Audit for SqliteDatabase {
    async fn add_audit(&self, entry: &NewAuditEntry) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO audit (at_ms, operator, action, subject, detail, address) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(entry.at.as_millis())
        .bind(&entry.operator)
        .bind(entry.action)
        .bind(&entry.subject)
        .bind(&entry.detail)
        .bind(&entry.address)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn list_audit(&self, filter: &AuditFilter, limit: u32) -> Result<Vec<AuditEntry>, StoreError> {
        let mut statement = QueryBuilder::<Sqlite>::new(
            "SELECT id, at_ms, operator, action, subject, detail, address FROM audit WHERE id < ",
        );
        statement.push_bind(filter.before.unwrap_or(i64::MAX));
        for (column, wanted) in [
            (" AND operator = ", &filter.operator),
            (" AND action = ", &filter.action),
            (" AND subject = ", &filter.subject),
        ] {
            if let Some(wanted) = wanted {
                statement.push(column).push_bind(wanted);
            }
        }
        statement.push(" ORDER BY id DESC LIMIT ").push_bind(limit);
        let rows = statement.build().fetch_all(&self.pool).await?;
        rows.iter().map(read_entry).collect()
    }
}

fn read_entry(row: &SqliteRow) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        id: row.try_get("id")?,
        at: read_moment(row, "at_ms")?,
        operator: row.try_get("operator")?,
        action: row.try_get("action")?,
        subject: row.try_get("subject")?,
        detail: row.try_get("detail")?,
        address: row.try_get("address")?,
    })
}
