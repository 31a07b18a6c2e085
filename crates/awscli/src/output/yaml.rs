//! YAML as version 2 of the aws command prints it.
//!
//! In: a value. Out: block style, members in order. Never: flow style, except for what is empty.

use crate::value::{Value, float};
use std::fmt::Write;

/// The text for a value.
pub(super) fn format(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::List(elements) if !elements.is_empty() => write_list(&mut out, elements, 0),
        Value::Map(members) if !members.is_empty() => write_map(&mut out, members, 0),
        scalar => {
            let text = scalar_text(scalar);
            out.push_str(&text);
            out.push('\n');
            if !text.starts_with(['\'', '"', '[', '{']) {
                out.push_str("...\n");
            }
        }
    }
    out
}

fn write_map(out: &mut String, members: &[(String, Value)], indent: usize) {
    for (index, (name, value)) in members.iter().enumerate() {
        if index > 0 {
            out.push_str(&" ".repeat(indent));
        }
        out.push_str(&text(name));
        out.push(':');
        match value {
            // Lists are not indented below their name.
            Value::List(elements) if !elements.is_empty() => {
                out.push('\n');
                out.push_str(&" ".repeat(indent));
                write_list(out, elements, indent);
            }
            Value::Map(members) if !members.is_empty() => {
                out.push('\n');
                out.push_str(&" ".repeat(indent + 2));
                write_map(out, members, indent + 2);
            }
            scalar => {
                out.push(' ');
                out.push_str(&scalar_text(scalar));
                out.push('\n');
            }
        }
    }
}

fn write_list(out: &mut String, elements: &[Value], indent: usize) {
    for (index, element) in elements.iter().enumerate() {
        if index > 0 {
            out.push_str(&" ".repeat(indent));
        }
        out.push_str("- ");
        match element {
            Value::List(elements) if !elements.is_empty() => write_list(out, elements, indent + 2),
            Value::Map(members) if !members.is_empty() => write_map(out, members, indent + 2),
            scalar => {
                out.push_str(&scalar_text(scalar));
                out.push('\n');
            }
        }
    }
}

fn scalar_text(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Float(value) if value.is_nan() => ".nan".to_owned(),
        Value::Float(value) if value.is_infinite() => if *value > 0.0 { ".inf" } else { "-.inf" }.to_owned(),
        // Without a point, YAML would read an exponent as text.
        Value::Float(value) => match float(*value) {
            whole if !whole.contains('.') => whole.replacen('e', ".0e", 1),
            fraction => fraction,
        },
        Value::Text(content) => text(content),
        Value::Bytes(bytes) => text(&String::from_utf8_lossy(bytes)),
        Value::List(_) => "[]".to_owned(),
        Value::Map(_) => "{}".to_owned(),
    }
}

/// A text: plain where it is unambiguous, else in quotes.
fn text(content: &str) -> String {
    let needs_escapes = content.chars().any(|c| c.is_control() || c == '\u{feff}');
    if needs_escapes {
        let mut out = String::from('"');
        for c in content.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                c if c.is_control() || c == '\u{feff}' => {
                    // Writing into a string cannot fail.
                    write!(out, "\\u{:04x}", u32::from(c)).unwrap_or_default();
                }
                c => out.push(c),
            }
        }
        out.push('"');
        return out;
    }
    if means_itself(content) { content.to_owned() } else { format!("'{}'", content.replace('\'', "''")) }
}

fn means_itself(content: &str) -> bool {
    let Some(first) = content.chars().next() else { return false };
    let lower = content.to_ascii_lowercase();
    let is_word = WORDS.contains(&lower.as_str());
    let is_number = first.is_ascii_digit() || (first == '+' || first == '-' || first == '.');
    let is_number = is_number
        && content.chars().all(|c| c.is_ascii_hexdigit() || "+-._:xoeTZ ".contains(c))
        && !is_identifier(content);
    let marks = "-?:,[]{}#&*!|>'\"%@`";
    let begins_badly = marks.contains(first)
        && !(matches!(first, '-' | '?' | ':') && content.chars().nth(1).is_some_and(|c| c != ' '));
    !(is_word
        || is_number
        || begins_badly
        || content.starts_with(' ')
        || content.ends_with([' ', ':'])
        || content.contains(": ")
        || content.contains(" #")
        || content.starts_with("---")
        || content.starts_with("..."))
}

/// Texts that YAML would read as another type without quotes.
const WORDS: &[&str] =
    &["null", "~", "true", "false", "yes", "no", "on", "off", "=", "<<", ".inf", "+.inf", "-.inf", ".nan"];

/// Whether a text that begins like a number is not one: the ID of a session, a version with two points.
fn is_identifier(content: &str) -> bool {
    let points = content.matches('.').count();
    let hyphens = content.matches('-').count();
    points > 1 || (hyphens == 4 && content.len() == 36)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;
    use expect_test::expect;

    #[test]
    fn values_become_blocks() {
        let value = json::read(
            r#"{"SessionId":"01234567-89ab-cdef-0123-456789abcdef","Confidence":99.5,"AuditImages":[{"Bytes":"/9j/",
            "BoundingBox":{"Left":0.1}},{"x":[[1,2],[]]}],"Challenge":{"Type":"T","Version":"2.0.0"},"Feedback":[],
            "e":"","n":"12","w":"yes","c":"a: b","q":"it's","l":"a\nb","z":null}"#,
        )
        .unwrap();
        expect![[r#"
            SessionId: 01234567-89ab-cdef-0123-456789abcdef
            Confidence: 99.5
            AuditImages:
            - Bytes: /9j/
              BoundingBox:
                Left: 0.1
            - x:
              - - 1
                - 2
              - []
            Challenge:
              Type: T
              Version: 2.0.0
            Feedback: []
            e: ''
            n: '12'
            w: 'yes'
            c: 'a: b'
            q: it's
            l: "a\nb"
            z: null
        "#]]
        .assert_eq(&format(&value));
        assert_eq!(format(&Value::Null), "null\n...\n");
    }
}
