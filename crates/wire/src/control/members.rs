//! Typed access to the members of a JSON structure, with the place that AWS would name.
//!
//! In: parsed JSON. Out: members, or a `SerializationException` for one of the wrong type; null counts as absent.
//! Never: constraints on values.

use crate::error::{AwsError, AwsErrorKind};
use serde_json::{Map, Value};

/// A structure within a request.
#[derive(Debug)]
pub(crate) struct Members<'a> {
    place: String,
    members: &'a Map<String, Value>,
}

/// Parses a body; an empty one counts as `{}`.
pub(crate) fn parse(body: &[u8]) -> Result<Value, AwsError> {
    if body.is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    serde_json::from_slice(body).map_err(|error| wrong(format!("the body is not JSON: {error}")))
}

impl<'a> Members<'a> {
    /// The structure that is the whole body.
    pub(crate) fn of(body: &'a Value) -> Result<Self, AwsError> {
        structure(String::new(), body)
    }

    /// A text.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&'a str>, AwsError> {
        self.member(name)
            .map(|value| value.as_str().ok_or_else(|| unfit(value, "a String", &self.place(name))))
            .transpose()
    }

    /// A whole number; one beyond 64 bits is held at the end of the range.
    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, AwsError> {
        let read = |value: &Value| value.as_i64().or_else(|| value.is_u64().then_some(i64::MAX));
        self.member(name)
            .map(|value| read(value).ok_or_else(|| unfit(value, "an Integer", &self.place(name))))
            .transpose()
    }

    /// A structure.
    pub(crate) fn structure(&self, name: &str) -> Result<Option<Self>, AwsError> {
        self.member(name).map(|value| structure(self.place(name), value)).transpose()
    }

    /// A list of structures; absent and empty are the same.
    pub(crate) fn structures(&self, name: &str) -> Result<Vec<Self>, AwsError> {
        let Some(value) = self.member(name) else {
            return Ok(Vec::new());
        };
        let place = self.place(name);
        let items = value.as_array().ok_or_else(|| unfit(value, "a List", &place))?;
        let numbered = items.iter().enumerate();
        numbered.map(|(index, item)| structure(format!("{place}.{}.member", index + 1), item)).collect()
    }

    /// The place of a member as AWS names it, `settings.outputConfig.s3Bucket`.
    pub(crate) fn place(&self, name: &str) -> String {
        let mut place = self.place.clone();
        if !place.is_empty() {
            place.push('.');
        }
        let mut letters = name.chars();
        place.extend(letters.next().map(|first| first.to_ascii_lowercase()));
        place.push_str(letters.as_str());
        place
    }

    fn member(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }
}

fn structure(place: String, value: &Value) -> Result<Members<'_>, AwsError> {
    match value {
        Value::Object(members) => Ok(Members { place, members }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(unfit(value, "a Structure", if place.is_empty() { "the body" } else { &place }))
        }
    }
}

fn unfit(value: &Value, expected: &str, place: &str) -> AwsError {
    let found = match value {
        Value::Null => "NULL_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Number(number) if number.is_f64() => "DECIMAL_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::String(_) => "STRING_VALUE",
        Value::Array(_) => "START_ARRAY",
        Value::Object(_) => "START_OBJECT",
    };
    wrong(format!("{found} can not be converted to {expected} at '{place}'"))
}

fn wrong(message: String) -> AwsError {
    AwsError::with_message(AwsErrorKind::Serialization, message)
}
