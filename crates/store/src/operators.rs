//! People who use the console.
//!
//! In: names, roles, hashes of passwords. Out: the same. Never: a password, a console without an enabled admin,
//! unless a provider takes its last one away.

use crate::error::StoreError;
use crate::secret_text::SecretText;
use async_trait::async_trait;
use catchlight_types::EpochMillis;

/// What an operator may do; each role may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Sees checks and how the service does, no images.
    Viewer,
    /// Sees images, reviews checks, tries checks.
    Reviewer,
    /// Manages operators and keys, erases, reads the audit log.
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

/// An operator to be created.
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
    /// When it is created.
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
    /// When it was created.
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
    /// Whether it may sign in; an operator that may not is signed out at once.
    pub enabled: Option<bool>,
    /// Salted hash of a new password, which ends every session except the one of `kept_session`.
    pub password: Option<SecretText>,
    /// SHA-256 of the token of a session that stays.
    pub kept_session: Option<[u8; 32]>,
}

/// The outcome of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperatorChanged {
    /// The operator as it is now.
    Changed(Operator),
    /// There is no such operator.
    Unknown,
    /// Nothing was changed: no enabled admin would be left.
    LastAdmin,
}

/// Operators in the database.
#[async_trait]
pub trait Operators: Send + Sync {
    /// Stores an operator; `false` when its name is taken. Of any number of callers with one name, exactly one stores.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    async fn add_operator(&self, operator: &NewOperator) -> Result<bool, StoreError>;

    /// Finds an operator by its id.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    async fn find_operator(&self, id: &str) -> Result<Option<Operator>, StoreError>;

    /// Finds an operator by the name it signs in with.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    async fn find_operator_by_name(&self, name: &str) -> Result<Option<Operator>, StoreError>;

    /// Every operator, sorted by the bytes of their names.
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    async fn list_operators(&self) -> Result<Vec<Operator>, StoreError>;

    /// Changes an operator and ends its sessions and links where the change says so, in one step, unless no enabled
    /// admin would be left. Callers that take the rights of different admins at the same moment cannot leave none
    /// together: the last of them gets [`OperatorChanged::LastAdmin`].
    ///
    /// # Errors
    /// [`StoreError::Database`], or [`StoreError::Record`] for a damaged row.
    async fn change_operator(&self, id: &str, change: &OperatorChange)
    -> Result<OperatorChanged, StoreError>;
}
