//! The functions of JMESPath.
//!
//! In: a name, arguments. Out: a value, or what is wrong with the call. Never: an argument of a type that the signature
//! does not allow.

use super::comparison::{equal, number, order};
use crate::value::Value;
use crate::{json, numbers};
use std::cmp::Ordering;

/// An argument.
pub(super) enum Argument<'a> {
    Value(Value),
    /// An expression that the function applies to elements.
    Reference(Reference<'a>),
}

/// Selects from an element.
type Reference<'a> = &'a dyn Fn(&Value) -> Result<Value, String>;

/// Calls a function.
pub(super) fn call(name: &str, given: Vec<Argument<'_>>) -> Result<Value, String> {
    let Some((_, variadic, signature)) = SIGNATURES.iter().find(|(found, ..)| *found == name) else {
        return Err(format!("Unknown function: {name}()"));
    };
    check(name, &given, signature, *variadic)?;
    let mut values = Vec::new();
    let mut reference = None;
    for argument in given {
        match argument {
            Argument::Value(value) => values.push(value),
            Argument::Reference(select) => reference = Some(select),
        }
    }
    match reference {
        Some(select) => by_reference(name, values, select),
        None => plain(name, values),
    }
}

fn check(name: &str, given: &[Argument<'_>], signature: &[&[&str]], variadic: bool) -> Result<(), String> {
    let (wanted, found) = (signature.len(), given.len());
    if (variadic && found < wanted) || (!variadic && found != wanted) {
        let least = if variadic { "at least " } else { "" };
        let noun = if wanted == 1 { "argument" } else { "arguments" };
        return Err(format!("Expected {least}{wanted} {noun} for function {name}(), received {found}"));
    }
    given.iter().zip(signature).try_for_each(|(argument, types)| check_one(name, argument, types))
}

fn check_one(name: &str, argument: &Argument<'_>, types: &[&str]) -> Result<(), String> {
    if types.is_empty() {
        return Ok(());
    }
    let wrong = |shown: &str, found: &str| {
        let types: Vec<String> = types.iter().map(|name| format!("'{name}'")).collect();
        let types = types.join(", ");
        Err(format!(
            "In function {name}(), invalid type for value: {shown}, expected one of: [{types}], received: \"{found}\""
        ))
    };
    let value = match argument {
        Argument::Reference(_) if types.contains(&"expref") => return Ok(()),
        Argument::Reference(_) => return wrong("<expression>", "expref"),
        Argument::Value(value) => value,
    };
    let found = type_of(value);
    if !types.iter().any(|allowed| allowed.split('-').next() == Some(found)) {
        return wrong(&value.shown(), found);
    }
    let subtypes: Vec<&str> = types.iter().filter_map(|allowed| Some(allowed.split_once('-')?.1)).collect();
    if let (Value::List(elements), false) = (value, subtypes.is_empty()) {
        let first = elements.first().map(type_of);
        for element in elements {
            let same = subtypes.len() == 1 || first == Some(type_of(element));
            if !subtypes.contains(&type_of(element)) || !same {
                return wrong(&element.shown(), element.type_name());
            }
        }
    }
    Ok(())
}

/// The type of a value by its name in JMESPath.
const fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Integer(_) | Value::Float(_) => "number",
        Value::Text(_) | Value::Bytes(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) => "object",
    }
}

fn by_reference(name: &str, values: Vec<Value>, select: Reference<'_>) -> Result<Value, String> {
    let Some(Value::List(elements)) = values.into_iter().next() else { return Ok(Value::Null) };
    if name == "map" {
        let mapped: Result<_, _> = elements.iter().map(select).collect();
        return Ok(Value::List(mapped?));
    }
    let mut keyed = Vec::with_capacity(elements.len());
    let mut allowed: Vec<&str> =
        if name == "sort_by" { vec!["string", "number"] } else { vec!["number", "string"] };
    for element in elements {
        let key = select(&element)?;
        let found = type_of(&key);
        if !allowed.contains(&found) {
            let shown = if keyed.is_empty() && name == "sort_by" { element.shown() } else { key.shown() };
            let allowed: Vec<String> = allowed.iter().map(|name| format!("'{name}'")).collect();
            let allowed = allowed.join(", ");
            return Err(format!(
                "In function {name}(), invalid type for value: {shown}, expected one of: [{allowed}], received: \
                 \"{found}\""
            ));
        }
        if name == "sort_by" {
            allowed = vec![found];
        }
        keyed.push((key, element));
    }
    if let [(first, _), ..] = keyed.as_slice()
        && let Some((other, _)) = keyed.iter().find(|(key, _)| type_of(key) != type_of(first))
    {
        let (other, first) = (other.type_name(), first.type_name());
        let sign = if name == "max_by" { '>' } else { '<' };
        return Err(format!("'{sign}' not supported between instances of '{other}' and '{first}'"));
    }
    let compare =
        |one: &(Value, Value), other: &(Value, Value)| order(&one.0, &other.0).unwrap_or(Ordering::Equal);
    Ok(match name {
        "sort_by" => {
            keyed.sort_by(compare);
            Value::List(keyed.into_iter().map(|(_, element)| element).collect())
        }
        "min_by" => keyed.into_iter().min_by(compare).map_or(Value::Null, |(_, element)| element),
        // The first of several equal maxima.
        _ => keyed.into_iter().rev().max_by(compare).map_or(Value::Null, |(_, element)| element),
    })
}

fn plain(name: &str, mut values: Vec<Value>) -> Result<Value, String> {
    if name == "not_null" {
        return Ok(values.into_iter().find(|value| *value != Value::Null).unwrap_or(Value::Null));
    }
    if name == "merge" {
        let mut merged = Vec::new();
        for value in values {
            if let Value::Map(members) = value {
                members.into_iter().for_each(|(name, value)| Value::set(&mut merged, name, value));
            }
        }
        return Ok(Value::Map(merged));
    }
    let second = if values.len() > 1 { values.swap_remove(1) } else { Value::Null };
    let first = values.into_iter().next().unwrap_or(Value::Null);
    Ok(match (name, first, second) {
        ("type", value, _) => Value::text(type_of(&value)),
        ("to_array", value @ Value::List(_), _) => value,
        ("to_array", value, _) => Value::List(vec![value]),
        ("to_string", value @ Value::Text(_), _) => value,
        ("to_string", value, _) => Value::Text(json::compact(&value)),
        ("to_number", value @ (Value::Integer(_) | Value::Float(_)), _) => value,
        ("to_number", Value::Text(text), _) => numbers::integer(&text)
            .map(Value::Integer)
            .or_else(|| numbers::float(&text).map(Value::Float))
            .unwrap_or(Value::Null),
        ("contains", Value::List(elements), wanted) => {
            Value::Bool(elements.iter().any(|element| equal(element, &wanted)))
        }
        ("contains", Value::Text(text), Value::Text(wanted)) => Value::Bool(text.contains(&wanted)),
        ("contains", Value::Text(_), wanted) => {
            let found = wanted.type_name();
            return Err(format!("'in <string>' requires string as left operand, not {found}"));
        }
        ("starts_with", Value::Text(text), Value::Text(part)) => Value::Bool(text.starts_with(&part)),
        ("ends_with", Value::Text(text), Value::Text(part)) => Value::Bool(text.ends_with(&part)),
        ("join", Value::Text(between), Value::List(elements)) => {
            Value::Text(elements.iter().map(Value::shown).collect::<Vec<_>>().join(&between))
        }
        ("length", Value::Text(text), _) => length(text.chars().count()),
        ("length", Value::List(elements), _) => length(elements.len()),
        ("length", Value::Map(members), _) => length(members.len()),
        ("reverse", Value::Text(text), _) => Value::Text(text.chars().rev().collect()),
        ("reverse", Value::List(elements), _) => Value::List(elements.into_iter().rev().collect()),
        ("keys", Value::Map(members), _) => {
            Value::List(members.into_iter().map(|(name, _)| Value::Text(name)).collect())
        }
        ("values", Value::Map(members), _) => {
            Value::List(members.into_iter().map(|(_, value)| value).collect())
        }
        ("abs", Value::Integer(number), _) => Value::Integer(number.abs()),
        ("abs", Value::Float(number), _) => Value::Float(number.abs()),
        ("ceil" | "floor", value @ Value::Integer(_), _) => value,
        ("ceil", Value::Float(number), _) => whole(number.ceil())?,
        ("floor", Value::Float(number), _) => whole(number.floor())?,
        (_, Value::List(elements), _) => of_list(name, elements),
        _ => Value::Null,
    })
}

fn of_list(name: &str, mut elements: Vec<Value>) -> Value {
    let compare = |one: &Value, other: &Value| order(one, other).unwrap_or(Ordering::Equal);
    match name {
        "sum" => sum(&elements),
        "avg" if elements.is_empty() => Value::Null,
        #[expect(clippy::cast_precision_loss, reason = "an answer has few elements")]
        "avg" => Value::Float(number(&sum(&elements)).unwrap_or(0.0) / elements.len() as f64),
        "sort" => {
            elements.sort_by(compare);
            Value::List(elements)
        }
        "min" => elements.into_iter().min_by(compare).unwrap_or(Value::Null),
        // The first of several equal maxima.
        "max" => elements.into_iter().rev().max_by(compare).unwrap_or(Value::Null),
        _ => Value::Null,
    }
}

fn sum(elements: &[Value]) -> Value {
    elements.iter().fold(Value::Integer(0), |sum, element| match (&sum, element) {
        (Value::Integer(sum), Value::Integer(number)) => Value::Integer(sum + number),
        (sum, element) => Value::Float(number(sum).unwrap_or(0.0) + number(element).unwrap_or(0.0)),
    })
}

fn length(count: usize) -> Value {
    Value::Integer(i128::try_from(count).unwrap_or(i128::MAX))
}

#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, which no number of the API reaches")]
fn whole(number: f64) -> Result<Value, String> {
    if number.is_finite() {
        return Ok(Value::Integer(number as i128));
    }
    let kind = if number.is_nan() { "NaN" } else { "infinity" };
    Err(format!("cannot convert float {kind} to integer"))
}

/// Name, whether the last argument may be repeated, and the types of each argument; an empty list allows any type.
const SIGNATURES: &[(&str, bool, &[&[&str]])] = &[
    ("abs", false, &[&["number"]]),
    ("avg", false, &[&["array-number"]]),
    ("ceil", false, &[&["number"]]),
    ("contains", false, &[&["array", "string"], &[]]),
    ("ends_with", false, &[&["string"], &["string"]]),
    ("floor", false, &[&["number"]]),
    ("join", false, &[&["string"], &["array-string"]]),
    ("keys", false, &[&["object"]]),
    ("length", false, &[&["string", "array", "object"]]),
    ("map", false, &[&["expref"], &["array"]]),
    ("max", false, &[&["array-number", "array-string"]]),
    ("max_by", false, &[&["array"], &["expref"]]),
    ("merge", true, &[&["object"]]),
    ("min", false, &[&["array-number", "array-string"]]),
    ("min_by", false, &[&["array"], &["expref"]]),
    ("not_null", true, &[&[]]),
    ("reverse", false, &[&["array", "string"]]),
    ("sort", false, &[&["array-string", "array-number"]]),
    ("sort_by", false, &[&["array"], &["expref"]]),
    ("starts_with", false, &[&["string"], &["string"]]),
    ("sum", false, &[&["array-number"]]),
    ("to_array", false, &[&[]]),
    ("to_number", false, &[&[]]),
    ("to_string", false, &[&[]]),
    ("type", false, &[&[]]),
    ("values", false, &[&["object"]]),
];
