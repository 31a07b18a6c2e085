//! JSON with ordered members, with the errors and the layout of the aws command.
//!
//! In: text, or a value. Out: a value, or text. Never: sorts members.

use crate::value::{Value, float};
use std::fmt::Write;

/// What is wrong with a text, and where; in the words of Python's json module.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct JsonProblem {
    what: &'static str,
    line: usize,
    column: usize,
    index: usize,
}

impl JsonProblem {
    /// What is wrong, without the place.
    pub(crate) const fn what(&self) -> &'static str {
        self.what
    }
}

impl std::fmt::Display for JsonProblem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { what, line, column, index } = self;
        write!(formatter, "{what}: line {line} column {column} (char {index})")
    }
}

/// Reads one value.
pub(crate) fn read(text: &str) -> Result<Value, JsonProblem> {
    let mut reader = Reader { chars: text.chars().collect(), at: 0, depth: 0 };
    if reader.peek() == Some('\u{feff}') {
        return Err(reader.problem("Unexpected UTF-8 BOM (decode using utf-8-sig)", 0));
    }
    reader.skip_blanks();
    let value = reader.value()?;
    reader.skip_blanks();
    if reader.at < reader.chars.len() { Err(reader.problem("Extra data", reader.at)) } else { Ok(value) }
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    depth: usize,
}

impl Reader {
    fn problem(&self, what: &'static str, index: usize) -> JsonProblem {
        let before = &self.chars[..index.min(self.chars.len())];
        let line = before.iter().filter(|c| **c == '\n').count() + 1;
        let column = before.iter().rev().take_while(|c| **c != '\n').count() + 1;
        JsonProblem { what, line, column, index }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Result<Value, JsonProblem> {
        if self.depth > MAX_DEPTH {
            return Err(self.problem("Nested too deeply", self.at));
        }
        match self.peek() {
            Some('"') => self.text().map(Value::Text),
            Some('{') => self.nested(Self::map),
            Some('[') => self.nested(Self::list),
            Some('-' | '0'..='9') => self.number(),
            _ => self.word(),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Value, JsonProblem>) -> Result<Value, JsonProblem> {
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn word(&mut self) -> Result<Value, JsonProblem> {
        let words = [
            ("null", Value::Null),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
            ("NaN", Value::Float(f64::NAN)),
            ("Infinity", Value::Float(f64::INFINITY)),
            ("-Infinity", Value::Float(f64::NEG_INFINITY)),
        ];
        for (word, value) in words {
            let length = word.chars().count();
            if self.chars[self.at..].iter().take(length).copied().eq(word.chars()) {
                self.at += length;
                return Ok(value);
            }
        }
        Err(self.problem("Expecting value", self.at))
    }

    fn digits(&mut self) -> usize {
        let begin = self.at;
        while matches!(self.peek(), Some('0'..='9')) {
            self.at += 1;
        }
        self.at - begin
    }

    fn number(&mut self) -> Result<Value, JsonProblem> {
        let begin = self.at;
        if self.peek() == Some('-') {
            self.at += 1;
        }
        if self.peek() == Some('0') {
            self.at += 1;
        } else if self.digits() == 0 {
            self.at = begin;
            return self.word();
        }
        let mut is_float = false;
        for sign in ['.', 'e'] {
            let back = self.at;
            if self.peek().is_some_and(|c| c.to_ascii_lowercase() == sign) {
                self.at += 1;
                if sign == 'e' && matches!(self.peek(), Some('+' | '-')) {
                    self.at += 1;
                }
                if self.digits() == 0 {
                    self.at = back;
                } else {
                    is_float = true;
                }
            }
        }
        let text: String = self.chars[begin..self.at].iter().collect();
        let integer = if is_float { None } else { text.parse().ok() };
        // Integers beyond 38 digits become floats, which no member of the API holds.
        Ok(integer.map_or_else(|| Value::Float(text.parse().unwrap_or(f64::NAN)), Value::Integer))
    }

    fn text(&mut self) -> Result<String, JsonProblem> {
        let begin = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let Some(c) = self.peek() else {
                return Err(self.problem("Unterminated string starting at", begin));
            };
            self.at += 1;
            match c {
                '"' => return Ok(out),
                '\\' => out.push(self.escaped(begin)?),
                c if u32::from(c) < 0x20 => {
                    return Err(self.problem("Invalid control character at", self.at - 1));
                }
                c => out.push(c),
            }
        }
    }

    fn escaped(&mut self, begin: usize) -> Result<char, JsonProblem> {
        let Some(c) = self.peek() else {
            return Err(self.problem("Unterminated string starting at", begin));
        };
        self.at += 1;
        Ok(match c {
            '"' | '\\' | '/' => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let first = self.hex()?;
                let pair = (0xd800..0xdc00).contains(&first)
                    && self.peek() == Some('\\')
                    && self.chars.get(self.at + 1) == Some(&'u');
                if !pair {
                    return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                let back = self.at;
                self.at += 2;
                let second = self.hex()?;
                if !(0xdc00..0xe000).contains(&second) {
                    self.at = back;
                    return Ok(char::REPLACEMENT_CHARACTER);
                }
                let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return Err(self.problem("Invalid \\escape", self.at - 2)),
        })
    }

    fn hex(&mut self) -> Result<u32, JsonProblem> {
        let digits: String = self.chars[self.at..].iter().take(4).collect();
        let valid = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let code = u32::from_str_radix(&digits, 16).ok().filter(|_| valid);
        let Some(code) = code else { return Err(self.problem("Invalid \\uXXXX escape", self.at - 1)) };
        self.at += 4;
        Ok(code)
    }

    fn list(&mut self) -> Result<Value, JsonProblem> {
        self.at += 1;
        let mut elements = Vec::new();
        self.skip_blanks();
        if self.peek() == Some(']') {
            self.at += 1;
            return Ok(Value::List(elements));
        }
        loop {
            elements.push(self.value()?);
            self.skip_blanks();
            match self.peek() {
                Some(',') => self.at += 1,
                Some(']') => {
                    self.at += 1;
                    return Ok(Value::List(elements));
                }
                _ => return Err(self.problem("Expecting ',' delimiter", self.at)),
            }
            self.skip_blanks();
        }
    }

    fn map(&mut self) -> Result<Value, JsonProblem> {
        const NAME: &str = "Expecting property name enclosed in double quotes";
        self.at += 1;
        let mut members = Vec::new();
        self.skip_blanks();
        if self.peek() == Some('}') {
            self.at += 1;
            return Ok(Value::Map(members));
        }
        loop {
            if self.peek() != Some('"') {
                return Err(self.problem(NAME, self.at));
            }
            let name = self.text()?;
            self.skip_blanks();
            if self.peek() != Some(':') {
                return Err(self.problem("Expecting ':' delimiter", self.at));
            }
            self.at += 1;
            self.skip_blanks();
            let value = self.value()?;
            Value::set(&mut members, name, value);
            self.skip_blanks();
            match self.peek() {
                Some(',') => self.at += 1,
                Some('}') => {
                    self.at += 1;
                    return Ok(Value::Map(members));
                }
                _ => return Err(self.problem("Expecting ',' delimiter", self.at)),
            }
            self.skip_blanks();
        }
    }
}

/// A value on lines of its own, each level four columns further in.
pub(crate) fn pretty(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value, &Layout { indent: Some(4), colon: ": ", ascii: false }, 0);
    out
}

/// The same in ASCII, as the aws command writes skeletons.
pub(crate) fn pretty_ascii(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value, &Layout { indent: Some(4), colon: ": ", ascii: true }, 0);
    out
}

/// A value on one line without blanks, in ASCII.
pub(crate) fn compact(value: &Value) -> String {
    let mut out = String::new();
    write(&mut out, value, &Layout { indent: None, colon: ":", ascii: true }, 0);
    out
}

struct Layout {
    indent: Option<usize>,
    colon: &'static str,
    ascii: bool,
}

fn write(out: &mut String, value: &Value, layout: &Layout, level: usize) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Integer(value) => out.push_str(&value.to_string()),
        Value::Float(value) if value.is_nan() => out.push_str("NaN"),
        Value::Float(value) if value.is_infinite() => {
            out.push_str(if *value > 0.0 { "Infinity" } else { "-Infinity" });
        }
        Value::Float(value) => out.push_str(&float(*value)),
        Value::Text(text) => write_text(out, text, layout.ascii),
        Value::Bytes(bytes) => write_text(out, &String::from_utf8_lossy(bytes), layout.ascii),
        Value::List(elements) if elements.is_empty() => out.push_str("[]"),
        Value::Map(members) if members.is_empty() => out.push_str("{}"),
        Value::List(elements) => {
            out.push('[');
            for (index, element) in elements.iter().enumerate() {
                separate(out, layout, level + 1, index > 0);
                write(out, element, layout, level + 1);
            }
            separate(out, layout, level, false);
            out.push(']');
        }
        Value::Map(members) => {
            out.push('{');
            for (index, (name, value)) in members.iter().enumerate() {
                separate(out, layout, level + 1, index > 0);
                write_text(out, name, layout.ascii);
                out.push_str(layout.colon);
                write(out, value, layout, level + 1);
            }
            separate(out, layout, level, false);
            out.push('}');
        }
    }
}

fn separate(out: &mut String, layout: &Layout, level: usize, comma: bool) {
    if comma {
        out.push(',');
    }
    if let Some(indent) = layout.indent {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', indent * level));
    }
}

fn write_text(out: &mut String, text: &str, ascii: bool) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if u32::from(c) < 0x20 || (ascii && !c.is_ascii()) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // Writing into a string cannot fail.
                    write!(out, "\\u{unit:04x}").unwrap_or_default();
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Deepest nesting that is read; the API needs five.
const MAX_DEPTH: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str) -> String {
        read(text).map_or_else(|problem| problem.to_string(), |value| value.quoted())
    }

    #[test]
    fn complaints_are_those_of_python() {
        let outcomes: Vec<String> =
            ["", "{a", "{\"a\":1,}", "[1 2]", "1 2", "\"a", "{\"a\" 1}", "\"\n\"", "\"\\x\""]
                .map(complaint)
                .into();
        let expected = "Expecting value: line 1 column 1 (char 0)\n\
                        Expecting property name enclosed in double quotes: line 1 column 2 (char 1)\n\
                        Expecting property name enclosed in double quotes: line 1 column 8 (char 7)\n\
                        Expecting ',' delimiter: line 1 column 4 (char 3)\n\
                        Extra data: line 1 column 3 (char 2)\n\
                        Unterminated string starting at: line 1 column 1 (char 0)\n\
                        Expecting ':' delimiter: line 1 column 6 (char 5)\n\
                        Invalid control character at: line 1 column 2 (char 1)\n\
                        Invalid \\escape: line 1 column 2 (char 1)";
        assert_eq!(outcomes.join("\n"), expected);
    }

    #[test]
    fn order_and_spelling_survive() {
        let value = read(r#"{"b":[1,2.50,-0,1e3],"a":{"é":"\ud83d\ude00\u0001"},"e":[],"m":{}}"#).unwrap();
        assert_eq!(
            compact(&value),
            r#"{"b":[1,2.5,0,1000.0],"a":{"\u00e9":"\ud83d\ude00\u0001"},"e":[],"m":{}}"#
        );
        assert_eq!(pretty(&read(r#"{"a":["é"]}"#).unwrap()), "{\n    \"a\": [\n        \"é\"\n    ]\n}");
    }
}
