//! Values as JSON.
//!
//! In: JSON and a schema, or a value. Out: the other of the two. Never: guesses what a string means.

use super::{Blob, Schema, Value, ValueError};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::Value as Json;
use std::collections::BTreeMap;

pub(super) fn read(schema: &Schema, json: &[u8]) -> Result<Value, ValueError> {
    let json = serde_json::from_slice(json).map_err(|source| ValueError::NotJson { source })?;
    value(schema, json)
}

fn value(schema: &Schema, json: Json) -> Result<Value, ValueError> {
    let found = found(&json);
    let wrong = || ValueError::wrong(schema.kind(), found);
    match (schema, json) {
        (Schema::Structure(members), Json::Object(mut object)) => {
            let mut structure = BTreeMap::new();
            for member in *members {
                let Some(json) = object.remove(member.name).filter(|json| !json.is_null()) else { continue };
                let value = value(member.schema, json).map_err(|error| error.within(member.name))?;
                structure.insert(member.name.to_owned(), value);
            }
            Ok(Value::Structure(structure))
        }
        (Schema::List(item), Json::Array(items)) => {
            let items = items.into_iter().filter(|json| !json.is_null()).enumerate();
            let items = items.map(|(index, json)| value(item, json).map_err(|error| error.at(index)));
            items.collect::<Result<_, _>>().map(Value::List)
        }
        (Schema::String, Json::String(text)) => Ok(Value::String(text)),
        (Schema::Enum(_), Json::String(text)) => Ok(Value::Enum(text)),
        (Schema::Integer, Json::Number(number)) => {
            let integral = || number.as_f64().and_then(integer);
            number.as_i64().or_else(integral).map(Value::Integer).ok_or_else(wrong)
        }
        (Schema::Float, Json::Number(number)) => number.as_f64().map(Value::Float).ok_or_else(wrong),
        (Schema::Float, Json::String(text)) => beyond_json(&text).map(Value::Float).ok_or_else(wrong),
        (Schema::Blob, Json::String(text)) => {
            let bytes = STANDARD.decode(text).ok();
            let bytes = bytes.ok_or_else(|| ValueError::wrong("base64", "other text"))?;
            Ok(Value::Blob(Blob::new(bytes)))
        }
        _ => Err(wrong()),
    }
}

/// A whole number that was written with a fraction of nothing, as in `4.0`.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked, and the fraction is zero")]
fn integer(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < WHOLE_NUMBERS_END).then_some(number as i64)
}

/// The numbers that AWS writes as text because JSON has none.
fn beyond_json(text: &str) -> Option<f64> {
    let written = BEYOND_JSON.iter().find(|(name, _)| *name == text);
    written.map(|(_, number)| *number)
}

fn found(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "a boolean",
        Json::Number(number) if number.is_f64() => "a number with a fraction",
        Json::Number(_) => "a number",
        Json::String(_) => "a string",
        Json::Array(_) => "a list",
        Json::Object(_) => "a structure",
    }
}

pub(super) fn write(value: &Value) -> Bytes {
    json(value).to_string().into()
}

fn json(value: &Value) -> Json {
    match value {
        Value::Structure(members) => {
            members.iter().map(|(name, value)| (name.clone(), json(value))).collect()
        }
        Value::List(items) => items.iter().map(json).collect(),
        Value::String(text) | Value::Enum(text) => text.as_str().into(),
        Value::Float(number) => serde_json::Number::from_f64(*number).map_or_else(
            || {
                let name = BEYOND_JSON.iter().find(|(_, other)| other == number);
                name.map_or("NaN", |(name, _)| *name).into()
            },
            Json::Number,
        ),
        Value::Integer(number) => (*number).into(),
        Value::Blob(blob) => STANDARD.encode(blob.as_slice()).into(),
    }
}

const BEYOND_JSON: [(&str, f64); 3] =
    [("NaN", f64::NAN), ("Infinity", f64::INFINITY), ("-Infinity", f64::NEG_INFINITY)];
/// From here on a float cannot represent every whole number.
const WHOLE_NUMBERS_END: f64 = 9_007_199_254_740_992.0;
