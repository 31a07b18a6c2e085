//! Operators whom an OpenID provider signs in.
//!
//! In: who somebody is at the provider, with the role that follows from it. Out: the operator. Never: the operator of
//! somebody else, whatever name the provider gives.

use crate::operators::{Operator, Role, read_operator};
use crate::{Store, StoreError};
use catchlight_types::EpochMillis;

/// Somebody whom the provider knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderPerson {
    /// The provider.
    pub issuer: String,
    /// The person, at this provider and for good.
    pub subject: String,
    /// Names to be known by here, the better one first; the last is nobody else's.
    pub names: Vec<String>,
    /// What the provider lets the person do.
    pub role: Role,
    /// Id of the operator, when there is none yet.
    pub new_id: String,
    /// Now.
    pub now: EpochMillis,
}

/// The operator of a person of the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderOperator {
    /// The operator as it is now.
    pub operator: Operator,
    /// The role of before; `None` when it is new.
    pub before: Option<Role>,
}

impl Store {
    /// The operator of a person of the provider, made when there is none, with the role that the provider gives.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row or when every name is taken.
    pub async fn provider_operator(&self, person: &ProviderPerson) -> Result<ProviderOperator, StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
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
        Err(StoreError::Record { column: "name" })
    }
}
