//! Values as columns hold them.

use crate::error::StoreError;
use crate::records::{SettingsRecord, read_json};
use catchlight_types::{EpochMillis, SessionId, SessionSettings, SessionStatus};
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

pub(super) fn read_id(text: &str) -> Result<SessionId, StoreError> {
    SessionId::new(text).map_err(|source| StoreError::Record { column: "id", source: Box::new(source) })
}

pub(super) fn read_status(name: &str) -> Result<SessionStatus, StoreError> {
    SessionStatus::from_name(name).ok_or_else(|| StoreError::unknown_value("status", name))
}

/// A moment that every row has.
pub(super) fn read_moment(row: &SqliteRow, column: &str) -> Result<EpochMillis, StoreError> {
    Ok(EpochMillis::new(row.try_get(column)?))
}

/// A moment that some rows have.
pub(super) fn read_moment_if_any(row: &SqliteRow, column: &str) -> Result<Option<EpochMillis>, StoreError> {
    let millis: Option<i64> = row.try_get(column)?;
    Ok(millis.map(EpochMillis::new))
}

/// A JSON record that some rows have.
pub(super) fn read_record<T: DeserializeOwned>(
    row: &SqliteRow,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| read_json(column, &text)).transpose()
}

/// What the application asked for; every row of sessions and page checks has it.
pub(super) fn read_settings(row: &SqliteRow) -> Result<SessionSettings, StoreError> {
    SessionSettings::try_from(read_json::<SettingsRecord>("settings", row.try_get("settings")?)?)
}
