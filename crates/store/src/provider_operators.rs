//! Operators whom an OpenID provider signs in.
//!
//! In: who a person is at the provider, with the role that follows from it. Out: the operator. Never: the operator of
//! somebody else, whatever name the provider gives.

use crate::error::StoreError;
use crate::operators::{Operator, Role};
use async_trait::async_trait;
use catchlight_types::EpochMillis;

/// A person whom the provider knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderPerson {
    /// The provider.
    pub issuer: String,
    /// The person at this provider; it never changes.
    pub subject: String,
    /// Possible names of the operator, the better one first; the last should be unique.
    pub names: Vec<String>,
    /// What the provider lets the person do.
    pub role: Role,
    /// Id of the operator if it has to be created.
    pub new_id: String,
    /// Now.
    pub now: EpochMillis,
}

/// The operator of a person of the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderOperator {
    /// The operator as it is now.
    pub operator: Operator,
    /// Its role before; `None` when it is new.
    pub before: Option<Role>,
}

/// Operators of a provider in the database.
#[async_trait]
pub trait ProviderOperators: Send + Sync {
    /// Finds the operator of a person of the provider and gives it the role that the provider says, in one step; one
    /// that is missing is created under the first of the person's names that is free. Of any number of callers for one
    /// new person, exactly one creates, and all get the same operator.
    ///
    /// # Errors
    /// [`StoreError::NamesTaken`], [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    async fn provider_operator(&self, person: &ProviderPerson) -> Result<ProviderOperator, StoreError>;
}
