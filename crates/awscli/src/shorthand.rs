//! The shorthand syntax: `OutputConfig={S3Bucket=b},AuditImagesLimit=2`.
//!
//! In: text. Out: maps, lists and texts; [`fit`] then gives them the types of the model.
//! Never: knows the members of a request while it reads.

use crate::failure::Failure;
use crate::paramfile;
use crate::value::{Value, quoted_text};
use catchlight_client::value::Schema;

/// Parses `name=value[,name=value...]`; the error contains the place.
pub(crate) fn read(text: &str) -> Result<Value, String> {
    let mut reader = Reader { chars: text.chars().collect(), at: 0, files: false };
    reader.parameter()
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    /// Whether the value follows `@=` and may refer to a file.
    files: bool,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(is_blank) {
            self.at += 1;
        }
    }

    /// The text up to the end of the line of the place, a mark below it, and the remaining lines.
    fn place(&self, index: usize) -> String {
        let (before, behind) = self.chars.split_at(index.min(self.chars.len()));
        let line_begin = before.iter().rposition(|c| *c == '\n').map_or(0, |at| at + 1);
        let line_end = behind.iter().position(|c| *c == '\n').map_or(self.chars.len(), |at| index + at);
        let shown: String = self.chars[..line_end].iter().collect();
        let rest: String = self.chars[line_end..].iter().collect();
        format!("{shown}\n{}^{rest}", " ".repeat(index - line_begin))
    }

    fn unexpected(&self, expected: &str, found: &str) -> String {
        format!("Expected: '{expected}', received: '{found}' for input:\n{}", self.place(self.at))
    }

    fn expect(&mut self, wanted: char) -> Result<(), String> {
        match self.peek() {
            Some(found) if found == wanted => {
                self.at += 1;
                Ok(())
            }
            Some(found) => Err(self.unexpected(&wanted.to_string(), &found.to_string())),
            None => Err(self.unexpected(&wanted.to_string(), "EOF")),
        }
    }

    fn expect_loosely(&mut self, wanted: char) -> Result<(), String> {
        self.skip_blanks();
        self.expect(wanted)?;
        self.skip_blanks();
        Ok(())
    }

    fn parameter(&mut self) -> Result<Value, String> {
        let mut members = Vec::new();
        let mut last_at = 0;
        loop {
            let name = self.name_and_sign()?;
            let value = self.values()?;
            if members.iter().any(|(found, _)| *found == name) {
                return Err(format!(
                    "Second instance of key \"{name}\" encountered for input:\n{}\nThis is often because there is a \
                     preceding \",\" instead of a space.",
                    self.place(last_at + 1)
                ));
            }
            members.push((name, value));
            last_at = self.at;
            if self.peek().is_none() {
                return Ok(Value::Map(members));
            }
            self.expect_loosely(',')?;
        }
    }

    fn name_and_sign(&mut self) -> Result<String, String> {
        let begin = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_alphanumeric() || "-_.#/:".contains(c)) {
            self.at += 1;
        }
        let name = self.chars[begin..self.at].iter().collect();
        self.skip_blanks();
        self.files = self.peek() == Some('@');
        if self.files {
            self.at += 1;
        }
        self.expect_loosely('=')?;
        Ok(name)
    }

    fn values(&mut self) -> Result<Value, String> {
        match self.peek() {
            None => Ok(Value::text("")),
            Some('[') => self.list(),
            Some('{') => self.map(),
            Some(_) => self.separated(),
        }
    }

    /// One value, or several with commas between; a comma before `name=` ends them.
    fn separated(&mut self) -> Result<Value, String> {
        let first = self.first_value()?;
        self.skip_blanks();
        if self.peek() != Some(',') {
            return Ok(first);
        }
        self.expect_loosely(',')?;
        let mut values = vec![first];
        loop {
            match self.further_value() {
                Ok(value) => {
                    values.push(value);
                    if self.peek().is_none() {
                        break;
                    }
                    self.expect_loosely(',')?;
                }
                Err(problem) => {
                    if self.peek().is_none() {
                        return Err(problem);
                    }
                    while self.at > 0 && self.peek() != Some(',') {
                        self.at -= 1;
                    }
                    break;
                }
            }
        }
        if values.len() == 1 { Ok(values.swap_remove(0)) } else { Ok(Value::List(values)) }
    }

    fn further_value(&mut self) -> Result<Value, String> {
        let value = match self.peek() {
            Some(quote @ ('\'' | '"')) => self.quoted(quote)?,
            _ => {
                let text = self.run(|c| !matches!(c, '"' | '\'' | ',' | '=') && (c >= '!' || is_space(c)));
                let Some(text) = text else { return Err(self.unexpected("<second>", "<none>")) };
                self.resolved(text)?
            }
        };
        self.skip_blanks();
        if !matches!(self.peek(), None | Some(',')) {
            self.expect(',')?;
        }
        Ok(value)
    }

    fn first_value(&mut self) -> Result<Value, String> {
        match self.peek() {
            Some(quote @ ('\'' | '"')) => self.quoted(quote),
            _ => {
                let follows = |c| !matches!(c, '"' | '\'' | ',' | ']' | '}') && (c >= '!' || is_space(c));
                match self.run(follows) {
                    Some(text) => self.resolved(text),
                    None => Ok(Value::text("")),
                }
            }
        }
    }

    /// A run of characters that begins as a word does; `\,` stands for a comma.
    fn run(&mut self, follows: impl Fn(char) -> bool) -> Option<String> {
        let begins = |c: char| c > ' ' && c <= '\u{ffff}' && !"\"',=[{".contains(c);
        let begin = self.at;
        while let Some(c) = self.peek() {
            let comma = c == '\\' && self.chars.get(self.at + 1) == Some(&',');
            let fits = if self.at == begin { begins(c) } else { follows(c) && c <= '\u{ffff}' };
            if comma {
                self.at += 2;
            } else if fits {
                self.at += 1;
            } else {
                break;
            }
        }
        if self.at == begin {
            return None;
        }
        let text: String = self.chars[begin..self.at].iter().collect();
        Some(text.replace("\\,", ",").trim_end().to_owned())
    }

    fn quoted(&mut self, quote: char) -> Result<Value, String> {
        let begin = self.at + 1;
        let mut last_escaped = None;
        let mut at = begin;
        let end = loop {
            match self.chars.get(at) {
                Some('\\') if self.chars.get(at + 1) == Some(&quote) => {
                    last_escaped = Some(at + 1);
                    at += 2;
                }
                Some(c) if *c == quote => break Some(at),
                Some(_) => at += 1,
                // The text is not closed, so the last escaped quote closes it.
                None => break last_escaped,
            }
        };
        let Some(end) = end else {
            let what = if quote == '"' { "<double quoted>" } else { "<singled quoted>" };
            return Err(self.unexpected(what, "<none>"));
        };
        let text: String = self.chars[begin..end].iter().collect();
        self.at = end + 1;
        self.resolved(text.replace(&format!("\\{quote}"), &quote.to_string()).replace("\\\\", "\\"))
    }

    fn resolved(&self, text: String) -> Result<Value, String> {
        match self.files.then(|| paramfile::load(&text)).flatten() {
            Some(loaded) => loaded,
            None => Ok(Value::Text(text)),
        }
    }

    fn list(&mut self) -> Result<Value, String> {
        self.expect_loosely('[')?;
        let mut elements = Vec::new();
        while self.peek() != Some(']') {
            elements.push(self.element()?);
            self.between(']')?;
        }
        self.expect(']')?;
        Ok(Value::List(elements))
    }

    fn map(&mut self) -> Result<Value, String> {
        self.expect_loosely('{')?;
        let mut members = Vec::new();
        while self.peek() != Some('}') {
            let name = self.name_and_sign()?;
            let value = self.element()?;
            self.between('}')?;
            Value::set(&mut members, name, value);
        }
        self.expect('}')?;
        Ok(Value::Map(members))
    }

    fn between(&mut self, end: char) -> Result<(), String> {
        self.skip_blanks();
        if self.peek() != Some(end) {
            self.expect(',')?;
            self.skip_blanks();
        }
        Ok(())
    }

    fn element(&mut self) -> Result<Value, String> {
        match self.peek() {
            Some('[') => self.list(),
            Some('{') => self.map(),
            _ => self.first_value(),
        }
    }
}

const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
}

/// What a regular expression treats as a blank.
fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// Gives texts the types of the model: numbers where it has numbers, a list of one where it has a list.
pub(crate) fn fit(value: &mut Value, schema: &Schema) -> Result<(), Failure> {
    match (schema, value) {
        (_, Value::Null) => Ok(()),
        (Schema::Structure(members), value @ Value::Map(_)) => {
            members.iter().try_for_each(|member| match value.member_mut(member.name) {
                Some(value) => fit(value, member.schema),
                None => Ok(()),
            })
        }
        (Schema::List(item), Value::List(items)) => items.iter_mut().try_for_each(|value| fit(value, item)),
        // The element of such a list keeps the types it has, as the aws command leaves it.
        (Schema::List(_), value) => {
            *value = Value::List(vec![std::mem::replace(value, Value::Null)]);
            Ok(())
        }
        (Schema::Integer, value) => {
            *value = Value::Integer(integer(value)?);
            Ok(())
        }
        (Schema::Structure(_) | Schema::String | Schema::Enum(_) | Schema::Float | Schema::Blob, _) => Ok(()),
    }
}

fn integer(value: &Value) -> Result<i128, Failure> {
    let Value::Text(text) = value else {
        let problem = "int() argument must be a string, a bytes-like object or a real number, not";
        return Err(Failure::parameter(format!("{problem} '{}'", value.type_name())));
    };
    crate::numbers::integer(text).ok_or_else(|| {
        Failure::parameter(format!("invalid literal for int() with base 10: {}", quoted_text(text)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(text: &str, expected: &Expect) {
        expected.assert_eq(&read(text).map_or_else(|problem| problem, |value| value.quoted()));
    }

    #[test]
    fn values_nest() {
        check(
            "OutputConfig={S3Bucket=b,S3KeyPrefix=p},AuditImagesLimit=2",
            &expect!["{'OutputConfig': {'S3Bucket': 'b', 'S3KeyPrefix': 'p'}, 'AuditImagesLimit': '2'}"],
        );
        check("a=[{b=c},{b=d}]", &expect!["{'a': [{'b': 'c'}, {'b': 'd'}]}"]);
        check("a=b,c,d=e", &expect!["{'a': ['b', 'c'], 'd': 'e'}"]);
        check("a=b,c", &expect!["{'a': ['b', 'c']}"]);
        check(r#"a='x\'y',b="z,\"w""#, &expect![[r#"{'a': "x'y", 'b': 'z,"w'}"#]]);
        check(r"a=x\,y", &expect!["{'a': 'x,y'}"]);
        check(" a = b ", &expect!["Expected: '=', received: 'a' for input:\n a = b \n ^"]);
        check("a = b , c = d ", &expect!["{'a': 'b', 'c': 'd'}"]);
        check("a=", &expect!["{'a': ''}"]);
    }

    #[test]
    fn complaints_tell_the_place() {
        check("a==b", &expect!["Expected: ',', received: '=' for input:\na==b\n  ^"]);
        check("a", &expect!["Expected: '=', received: 'EOF' for input:\na\n ^"]);
        check("a={b=c", &expect!["Expected: ',', received: 'EOF' for input:\na={b=c\n      ^"]);
        check("a=[b", &expect!["Expected: ',', received: 'EOF' for input:\na=[b\n    ^"]);
        check("a='b", &expect!["Expected: '<singled quoted>', received: '<none>' for input:\na='b\n  ^"]);
        check(
            "a=b,a=c",
            &expect![[r#"
                Second instance of key "a" encountered for input:
                a=b,a=c
                    ^
                This is often because there is a preceding "," instead of a space."#]],
        );
    }
}
