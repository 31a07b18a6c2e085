//! The parameters of a call: from the options, then from `--cli-input-json`, then checked against the model.
//!
//! In: options as text. Out: the members of a request, or every problem with them in one message.
//! Never: what only the service decides: maxima, patterns, names.

use crate::arguments::{CLI_INPUT_JSON, Parsed};
use crate::failure::Failure;
use crate::model::{self, Operation};
use crate::value::Value;
use crate::{json, paramfile, shorthand};
use catchlight_client::value::{MemberSchema, Schema};

/// The members in the options of the operation.
pub(crate) fn from_options(options: &Parsed, operation: &Operation) -> Result<Vec<(String, Value)>, Failure> {
    let mut members = Vec::new();
    for member in operation.request.members() {
        if let Some(text) = options.value(&model::option(member)) {
            members.push((member.name.to_owned(), from_option(text, member)?));
        }
    }
    Ok(members)
}

fn from_option(text: &str, member: &MemberSchema) -> Result<Value, Failure> {
    let option = model::option(member);
    let loaded = paramfile::load(text).transpose().map_err(|problem| Failure::parsing(&option, problem))?;
    let text = match loaded {
        Some(Value::Text(text)) => text,
        // No member accepts bytes; those of a structure are not checked at all.
        Some(other) if matches!(member.schema, Schema::Structure(_)) => {
            let problem = "a structure is read from a text: use file:// instead of fileb://";
            return Err(Failure::parsing(&option, format!("{problem}, received {}", other.type_name())));
        }
        Some(other) => return Ok(other),
        None => text.to_owned(),
    };
    match member.schema {
        Schema::Structure(_) | Schema::List(_) => structured(&text, &option, member.schema),
        Schema::Integer | Schema::Float | Schema::Blob | Schema::String | Schema::Enum(_) => {
            Ok(Value::Text(text))
        }
    }
}

/// JSON if it begins like JSON, else shorthand.
fn structured(text: &str, option: &str, schema: &Schema) -> Result<Value, Failure> {
    match text.trim_start().chars().next() {
        Some('{') => json::read(text).map_err(|problem| {
            Failure::parsing(option, format!("Invalid JSON: {problem}\nJSON received: {text}"))
        }),
        Some('[') => Err(Failure::parsing(option, format!("Invalid JSON:\n{text}"))),
        _ => {
            let mut value = shorthand::read(text).map_err(|problem| Failure::parsing(option, problem))?;
            shorthand::fit(&mut value, schema)?;
            Ok(value)
        }
    }
}

/// Adds the members of `--cli-input-json` that the command line does not set.
pub(crate) fn add_input_json(members: &mut Vec<(String, Value)>, given: &str) -> Result<(), Failure> {
    let option = "cli-input-json";
    let text = match paramfile::load(given) {
        Some(Ok(Value::Text(text))) => text,
        Some(Ok(Value::Bytes(bytes))) => {
            let text = String::from_utf8(bytes).map_err(|error| Failure::parsing(option, error))?;
            text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)
        }
        Some(Ok(_)) | None => given.to_owned(),
        Some(Err(problem)) => return Err(Failure::parsing(CLI_INPUT_JSON, problem)),
    };
    let input = json::read(&text).map_err(|problem| {
        Failure::parsing(option, format!("Invalid JSON: {problem}\nJSON received: {text}"))
    })?;
    let Value::Map(input) = input else {
        return Err(Failure::general(format!("'{}' object has no attribute 'keys'", input.type_name())));
    };
    for (name, value) in input {
        if !members.iter().any(|(found, _)| *found == name) {
            members.push((name, value));
        }
    }
    Ok(())
}

/// Reports everything that the model does not allow.
pub(crate) fn check(members: &Value, operation: &Operation) -> Result<(), Failure> {
    let mut complaints = Vec::new();
    check_structure(members, operation.request.members(), "", &mut complaints);
    if complaints.is_empty() {
        return Ok(());
    }
    Err(Failure::parameter(format!("Parameter validation failed:\n{}", complaints.join("\n"))))
}

fn check_structure(value: &Value, schemas: &[MemberSchema], place: &str, complaints: &mut Vec<String>) {
    let Value::Map(members) = value else {
        complaints.push(wrong_type(value, place, &["dict"]));
        return;
    };
    for required in schemas.iter().filter(|member| member.required) {
        if value.member(required.name).is_none() {
            let (place, name) = (shown(place), required.name);
            complaints.push(format!("Missing required parameter in {place}: \"{name}\""));
        }
    }
    let (known, unknown): (Vec<_>, Vec<_>) =
        members.iter().partition(|(name, _)| schemas.iter().any(|member| member.name == name));
    for (name, _) in unknown {
        let valid: Vec<&str> = schemas.iter().map(|member| member.name).collect();
        let (place, valid) = (shown(place), valid.join(", "));
        complaints.push(format!("Unknown parameter in {place}: \"{name}\", must be one of: {valid}"));
    }
    for (name, value) in known {
        if let Some(member) = schemas.iter().find(|member| member.name == name) {
            check_value(value, member.schema, member.least, &format!("{place}.{name}"), complaints);
        }
    }
}

fn check_value(
    value: &Value,
    schema: &Schema,
    least: Option<i64>,
    place: &str,
    complaints: &mut Vec<String>,
) {
    match (schema, value) {
        (Schema::Structure(members), value) => check_structure(value, members, place, complaints),
        (Schema::List(item), Value::List(items)) => {
            for (index, value) in items.iter().enumerate() {
                check_value(value, item, None, &format!("{place}[{index}]"), complaints);
            }
        }
        (Schema::List(_), value) => complaints.push(wrong_type(value, place, &["list", "tuple"])),
        (Schema::String, Value::Text(text)) => {
            let chars = text.chars().count();
            if let Some(least) = least.filter(|least| i64::try_from(chars).is_ok_and(|chars| chars < *least))
            {
                let place = shown(place);
                complaints.push(format!(
                    "Invalid length for parameter {place}, value: {chars}, valid min length: {least}"
                ));
            }
        }
        (Schema::Enum(_) | Schema::Blob, Value::Text(_)) => {}
        (Schema::String | Schema::Enum(_) | Schema::Blob, value) => {
            complaints.push(wrong_type(value, place, &["str"]));
        }
        (Schema::Integer, Value::Integer(_) | Value::Bool(_)) => {
            let number =
                if let Value::Integer(number) = value { *number } else { i128::from(!value.is_falsy()) };
            if let Some(least) = least.filter(|least| i128::from(*least) > number) {
                let (place, value) = (shown(place), value.shown());
                complaints.push(format!(
                    "Invalid value for parameter {place}, value: {value}, valid min value: {least}"
                ));
            }
        }
        (Schema::Integer, value) => complaints.push(wrong_type(value, place, &["int"])),
        (Schema::Float, Value::Float(_) | Value::Integer(_)) => {}
        (Schema::Float, value) => {
            complaints.push(wrong_type(value, place, &["float", "decimal.Decimal", "int"]));
        }
    }
}

fn wrong_type(value: &Value, place: &str, valid: &[&str]) -> String {
    let valid: Vec<String> = valid.iter().map(|name| format!("<class '{name}'>")).collect();
    let (place, shown, found, valid) = (shown(place), value.shown(), value.type_name(), valid.join(", "));
    format!(
        "Invalid type for parameter {place}, value: {shown}, type: <class '{found}'>, valid types: {valid}"
    )
}

fn shown(place: &str) -> &str {
    if place.is_empty() { "input" } else { place.strip_prefix('.').unwrap_or(place) }
}
