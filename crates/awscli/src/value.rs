//! The values in arguments, requests and responses, and how the aws command prints them.
//!
//! In: values. Out: text, as Python's `str` and `repr` give it, since that is what the aws command prints.
//! Never: loses the order of members.

use std::fmt::Write;

/// A value; members keep the order in which they came.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text(String),
    /// From `fileb://`; no member of a request accepts it.
    Bytes(Vec<u8>),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
}

impl Value {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// A member by its name.
    pub(crate) fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Map(members) => members.iter().find(|(found, _)| found == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// A member by its name, to be changed.
    pub(crate) fn member_mut(&mut self, name: &str) -> Option<&mut Self> {
        match self {
            Self::Map(members) => members.iter_mut().find(|(found, _)| found == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Sets a member where it stands, or as the last one.
    pub(crate) fn set(members: &mut Vec<(String, Self)>, name: String, value: Self) {
        match members.iter_mut().find(|(found, _)| *found == name) {
            Some((_, found)) => *found = value,
            None => members.push((name, value)),
        }
    }

    /// Whether it is neither a list nor a map.
    pub(crate) const fn is_scalar(&self) -> bool {
        !matches!(self, Self::List(_) | Self::Map(_))
    }

    /// Whether Python treats it as false.
    pub(crate) fn is_falsy(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Bool(value) => !value,
            Self::Integer(value) => *value == 0,
            Self::Float(value) => *value == 0.0,
            Self::Text(text) => text.is_empty(),
            Self::Bytes(bytes) => bytes.is_empty(),
            Self::List(elements) => elements.is_empty(),
            Self::Map(members) => members.is_empty(),
        }
    }

    /// Name of the Python type, for error messages.
    pub(crate) const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "NoneType",
            Self::Bool(_) => "bool",
            Self::Integer(_) => "int",
            Self::Float(_) => "float",
            Self::Text(_) => "str",
            Self::Bytes(_) => "bytes",
            Self::List(_) => "list",
            Self::Map(_) => "dict",
        }
    }

    /// As `str(value)` gives it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            other => other.quoted(),
        }
    }

    /// As `repr(value)` gives it.
    pub(crate) fn quoted(&self) -> String {
        match self {
            Self::Null => "None".to_owned(),
            Self::Bool(true) => "True".to_owned(),
            Self::Bool(false) => "False".to_owned(),
            Self::Integer(value) => value.to_string(),
            Self::Float(value) => float(*value),
            Self::Text(text) => quoted_text(text),
            Self::Bytes(bytes) => format!("b{}", quoted_bytes(bytes)),
            Self::List(elements) => {
                let elements: Vec<String> = elements.iter().map(Self::quoted).collect();
                format!("[{}]", elements.join(", "))
            }
            Self::Map(members) => {
                let member =
                    |(name, value): &(String, Self)| format!("{}: {}", quoted_text(name), value.quoted());
                let members: Vec<String> = members.iter().map(member).collect();
                format!("{{{}}}", members.join(", "))
            }
        }
    }
}

/// A number with the fewest digits that give it back, with an exponent where Python writes one.
pub(crate) fn float(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf".to_owned() } else { "-inf".to_owned() };
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if value != 0.0 && !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    let plain = format!("{value}");
    if plain.contains('.') { plain } else { format!("{plain}.0") }
}

/// A text in single quotes, or in double quotes when it holds a single one and no double one.
pub(crate) fn quoted_text(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            c if u32::from(c) < 0x20 || u32::from(c) == 0x7f => escape(&mut out, u32::from(c)),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

fn quoted_bytes(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for &byte in bytes {
        match char::from(byte) {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            c if c.is_ascii() && !c.is_ascii_control() => out.push(c),
            _ => escape(&mut out, byte.into()),
        }
    }
    out.push(quote);
    out
}

fn escape(out: &mut String, code: u32) {
    // Writing into a string cannot fail.
    write!(out, "\\x{code:02x}").unwrap_or_default();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spelled_as_python_does() {
        let printed: Vec<String> =
            [0.0, 1.0, -2.5, 99.7, 1e-5, 0.0001, 1e15, 1e16, 1.5e300, 0.1 + 0.2].map(float).into();
        let expected = "0.0 1.0 -2.5 99.7 1e-05 0.0001 1000000000000000.0 1e+16 1.5e+300 0.30000000000000004";
        assert_eq!(printed.join(" "), expected);
    }

    #[test]
    fn containers_are_spelled_as_python_does() {
        let value = Value::Map(vec![
            ("b".to_owned(), Value::List(vec![Value::Null, Value::Bool(true), Value::text("it's\n")])),
            ("a".to_owned(), Value::Bytes(vec![0, 65, 255])),
        ]);
        assert_eq!(value.shown(), r#"{'b': [None, True, "it's\n"], 'a': b'\x00A\xff'}"#);
    }
}
