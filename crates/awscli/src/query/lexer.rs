//! Splits an expression into tokens.
//!
//! In: text. Out: tokens with their places. Never: the grammar.

use crate::json;
use crate::value::Value;

/// A token.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: &'static str,
    /// Its text, or the content of a literal or identifier.
    pub(super) value: Value,
    /// Where it begins, in characters.
    pub(super) start: usize,
}

/// All tokens, the last of them `eof`.
pub(super) fn tokens(expression: &str) -> Result<Vec<Token>, String> {
    if expression.is_empty() {
        return Err("Invalid JMESPath expression: cannot be empty.".to_owned());
    }
    let mut lexer = Lexer { chars: expression.chars().collect(), at: 0, tokens: Vec::new() };
    while lexer.at < lexer.chars.len() {
        lexer.token()?;
    }
    let end = lexer.chars.len();
    lexer.tokens.push(Token { kind: "eof", value: Value::text(""), start: end });
    Ok(lexer.tokens)
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    tokens: Vec<Token>,
}

impl Lexer {
    fn push(&mut self, kind: &'static str, length: usize) {
        let text: String = self.chars[self.at..self.at + length].iter().collect();
        self.tokens.push(Token { kind, value: Value::Text(text), start: self.at });
        self.at += length;
    }

    fn bad(&self, what: &str, at: usize) -> String {
        let expression: String = self.chars.iter().collect();
        format!("Bad jmespath expression: {what}:\n{expression}\n{}^", " ".repeat(at))
    }

    fn next_is(&self, c: char) -> bool {
        self.chars.get(self.at + 1) == Some(&c)
    }

    fn token(&mut self) -> Result<(), String> {
        let c = self.chars[self.at];
        if let Some((_, kind)) = SIMPLE.iter().find(|(simple, _)| *simple == c) {
            self.push(kind, 1);
            return Ok(());
        }
        match c {
            ' ' | '\t' | '\n' | '\r' => self.at += 1,
            'a'..='z' | 'A'..='Z' | '_' => {
                let is_inner = |c: &&char| c.is_ascii_alphanumeric() || **c == '_';
                let length = self.chars[self.at..].iter().take_while(is_inner).count();
                self.push("unquoted_identifier", length);
            }
            '[' if self.next_is(']') => self.push("flatten", 2),
            '[' if self.next_is('?') => self.push("filter", 2),
            '[' => self.push("lbracket", 1),
            '|' if self.next_is('|') => self.push("or", 2),
            '|' => self.push("pipe", 1),
            '&' if self.next_is('&') => self.push("and", 2),
            '&' => self.push("expref", 1),
            '<' if self.next_is('=') => self.push("lte", 2),
            '<' => self.push("lt", 1),
            '>' if self.next_is('=') => self.push("gte", 2),
            '>' => self.push("gt", 1),
            '!' if self.next_is('=') => self.push("ne", 2),
            '!' => self.push("not", 1),
            '=' if self.next_is('=') => self.push("eq", 2),
            '=' => return Err(self.bad("Unknown token '='", self.at)),
            '0'..='9' | '-' => self.number()?,
            '\'' => {
                let start = self.at;
                let text = self.until('\'')?.replace("\\'", "'");
                self.tokens.push(Token { kind: "literal", value: Value::Text(text), start });
            }
            '"' => {
                let start = self.at;
                let text = format!("\"{}\"", self.until('"')?);
                let value = json::read(&text).map_err(|problem| self.bad(problem.what(), start))?;
                self.tokens.push(Token { kind: "quoted_identifier", value, start });
            }
            '`' => {
                let start = self.at;
                let text = self.until('`')?.replace("\\`", "`");
                // Text without quotes is deprecated, but still allowed.
                let value = json::read(&text)
                    .or_else(|_| json::read(&format!("\"{}\"", text.trim_start())))
                    .map_err(|_no_json| self.bad(&format!("Bad token {text}"), start))?;
                self.tokens.push(Token { kind: "literal", value, start });
            }
            other => return Err(self.bad(&format!("Unknown token {other}"), self.at)),
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), String> {
        let digits = self.chars[self.at + 1..].iter().take_while(|c| c.is_ascii_digit()).count();
        if self.chars[self.at] == '-' && digits == 0 {
            return Err(self.bad("Unknown token '-'", self.at));
        }
        let text: String = self.chars[self.at..=self.at + digits].iter().collect();
        let value = text.parse().map_err(|_too_long| self.bad("Number too long", self.at))?;
        self.tokens.push(Token { kind: "number", value: Value::Integer(value), start: self.at });
        self.at += digits + 1;
        Ok(())
    }

    /// The text up to a delimiter that has no backslash before it; backslashes stay.
    fn until(&mut self, delimiter: char) -> Result<String, String> {
        let start = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            match self.chars.get(self.at) {
                Some(c) if *c == delimiter => {
                    self.at += 1;
                    return Ok(text);
                }
                Some('\\') if self.at + 1 < self.chars.len() => {
                    text.extend(['\\', self.chars[self.at + 1]]);
                    self.at += 2;
                }
                Some('\\') | None => return Err(self.bad(&format!("Unclosed {delimiter} delimiter"), start)),
                Some(c) => {
                    text.push(*c);
                    self.at += 1;
                }
            }
        }
    }
}

const SIMPLE: &[(char, &str)] = &[
    ('.', "dot"),
    ('*', "star"),
    (']', "rbracket"),
    (',', "comma"),
    (':', "colon"),
    ('@', "current"),
    ('(', "lparen"),
    (')', "rparen"),
    ('{', "lbrace"),
    ('}', "rbrace"),
];
