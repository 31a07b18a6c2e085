//! Rows of operators whom an OpenID provider signs in, in SQLite.

use super::SqliteDatabase;
use super::operators::read_operator;
use crate::error::StoreError;
use crate::operators::Operator;
use crate::provider_operators::{ProviderOperator, ProviderOperators, ProviderPerson};
use async_trait::async_trait;

#[async_trait]
impl ProviderOperators for SqliteDatabase {
    async fn provider_operator(&self, person: &ProviderPerson) -> Result<ProviderOperator, StoreError> {
        let mut transaction = self.begin().await?;
        let row = sqlx::query("SELECT * FROM operators WHERE issuer = ? AND subject = ?")
            .bind(&person.issuer)
            .bind(&person.subject)
            .fetch_optional(&mut *transaction)
            .await?;
        if let Some(row) = row {
            let known = read_operator(&row)?;
            let before = Some(known.role);
            sqlx::query("UPDATE operators SET role = ? WHERE id = ?")
                .bind(person.role.name())
                .bind(&known.id)
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            return Ok(ProviderOperator { operator: Operator { role: person.role, ..known }, before });
        }
        for name in &person.names {
            let row = sqlx::query(
                "INSERT INTO operators (id, name, role, enabled, created_at_ms, issuer, subject)
                 VALUES (?, ?, ?, 1, ?, ?, ?) ON CONFLICT (name) DO NOTHING RETURNING *",
            )
            .bind(&person.new_id)
            .bind(name)
            .bind(person.role.name())
            .bind(person.now.as_millis())
            .bind(&person.issuer)
            .bind(&person.subject)
            .fetch_optional(&mut *transaction)
            .await?;
            if let Some(row) = row {
                let operator = read_operator(&row)?;
                transaction.commit().await?;
                return Ok(ProviderOperator { operator, before: None });
            }
        }
        Err(StoreError::NamesTaken { name: person.names.last().cloned().unwrap_or_default() })
    }
}
