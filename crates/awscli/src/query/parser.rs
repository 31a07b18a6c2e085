//! Reads an expression by the binding power of its operators.
//!
//! In: text. Out: a tree, or what is wrong and where. Never: deeper than [`MAX_DEPTH`].

use super::lexer::{Token, tokens};
use super::{Comparator, Node};
use crate::value::Value;

/// The tree of an expression.
pub(super) fn parse(expression: &str) -> Result<Node, String> {
    let mut parser = Parser { expression, tokens: tokens(expression)?, at: 0, depth: 0 };
    let node = parser.expression(0)?;
    if parser.kind() == "eof" {
        return Ok(node);
    }
    Err(parser.wrong(&format!("Unexpected token: {}", parser.token().value.shown())))
}

struct Parser<'a> {
    expression: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

fn boxed(node: Node) -> Box<Node> {
    Box::new(node)
}

impl Parser<'_> {
    fn token(&self) -> &Token {
        // The last token is `eof`.
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn kind(&self) -> &'static str {
        self.token().kind
    }

    fn kind_after(&self) -> &'static str {
        self.tokens.get(self.at + 1).map_or("eof", |token| token.kind)
    }

    fn take(&mut self) -> Token {
        let token = self.token().clone();
        self.at += 1;
        token
    }

    fn complaint(&self, token: &Token, reason: &str) -> String {
        let Token { kind, value, start } = token;
        format!(
            "{reason}: Parse error at column {start}, token \"{}\" ({}), for expression:\n\"{}\"\n{}^",
            value.shown(),
            kind.to_uppercase(),
            self.expression,
            " ".repeat(start + 1)
        )
    }

    fn wrong(&self, reason: &str) -> String {
        self.complaint(self.token(), reason)
    }

    fn incomplete(&self) -> String {
        let marks = " ".repeat(self.expression.chars().count() + 1);
        format!("Invalid jmespath expression: Incomplete expression:\n\"{}\"\n{marks}^", self.expression)
    }

    fn expect(&mut self, kind: &str) -> Result<(), String> {
        if self.kind() == kind {
            self.at += 1;
            return Ok(());
        }
        Err(self.expected(kind))
    }

    fn expected(&self, what: &str) -> String {
        if self.kind() == "eof" {
            return self.incomplete();
        }
        self.wrong(&format!("Expecting: {what}, got: {}", self.kind()))
    }

    fn expression(&mut self, power: u32) -> Result<Node, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("maximum recursion depth exceeded".to_owned());
        }
        let token = self.take();
        let mut left = self.beginning(token)?;
        while power < binding_power(self.kind()) {
            left = self.continuation(left)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    fn beginning(&mut self, token: Token) -> Result<Node, String> {
        Ok(match token.kind {
            "literal" => Node::Literal(token.value),
            "unquoted_identifier" => Node::Field(token.value.shown()),
            "quoted_identifier" => {
                if self.kind() == "lparen" {
                    let token = Token { start: 0, ..self.token().clone() };
                    return Err(self.complaint(&token, "Quoted identifier not allowed for function names."));
                }
                Node::Field(token.value.shown())
            }
            "star" => {
                let each = if self.kind() == "rbracket" { Node::Identity } else { self.projected(20)? };
                Node::ValueProjection(boxed(Node::Identity), boxed(each))
            }
            "filter" => self.filter(Node::Identity)?,
            "lbrace" => self.map()?,
            "lparen" => {
                let inner = self.expression(0)?;
                self.expect("rparen")?;
                inner
            }
            "flatten" => {
                let each = self.projected(9)?;
                Node::Projection(boxed(Node::Flatten(boxed(Node::Identity))), boxed(each))
            }
            "not" => Node::Not(boxed(self.expression(45)?)),
            "lbracket" => {
                if matches!(self.kind(), "number" | "colon") {
                    return self.index(Node::Identity);
                }
                if self.kind() == "star" && self.kind_after() == "rbracket" {
                    self.at += 2;
                    let each = self.projected(20)?;
                    return Ok(Node::Projection(boxed(Node::Identity), boxed(each)));
                }
                self.list()?
            }
            "current" => Node::Identity,
            "expref" => Node::Reference(boxed(self.expression(0)?)),
            "eof" => return Err(self.incomplete()),
            _ => return Err(self.complaint(&token, "invalid token")),
        })
    }

    fn continuation(&mut self, left: Node) -> Result<Node, String> {
        let token = self.take();
        let comparator = match token.kind {
            "dot" if self.kind() == "star" => {
                self.at += 1;
                let each = self.projected(40)?;
                return Ok(Node::ValueProjection(boxed(left), boxed(each)));
            }
            "dot" => return Ok(Node::Chain(boxed(left), boxed(self.after_dot(40)?))),
            "pipe" => return Ok(Node::Chain(boxed(left), boxed(self.expression(1)?))),
            "or" => return Ok(Node::Or(boxed(left), boxed(self.expression(2)?))),
            "and" => return Ok(Node::And(boxed(left), boxed(self.expression(3)?))),
            "lparen" => return self.function(left),
            "filter" => return self.filter(left),
            "flatten" => {
                let each = self.projected(9)?;
                return Ok(Node::Projection(boxed(Node::Flatten(boxed(left))), boxed(each)));
            }
            "lbracket" if matches!(self.kind(), "number" | "colon") => return self.index(left),
            "lbracket" => {
                self.expect("star")?;
                self.expect("rbracket")?;
                let each = self.projected(20)?;
                return Ok(Node::Projection(boxed(left), boxed(each)));
            }
            "eq" => Comparator::Equal,
            "ne" => Comparator::NotEqual,
            "lt" => Comparator::Less,
            "lte" => Comparator::LessOrEqual,
            "gt" => Comparator::Greater,
            "gte" => Comparator::GreaterOrEqual,
            _ => return Err(self.complaint(&token, "invalid token")),
        };
        Ok(Node::Comparison(comparator, boxed(left), boxed(self.expression(5)?)))
    }

    fn function(&mut self, name: Node) -> Result<Node, String> {
        let Node::Field(name) = name else {
            let before = self.tokens[self.at.saturating_sub(2)].clone();
            let reason = format!("Invalid function name '{}'", before.value.shown());
            return Err(self.complaint(&before, &reason));
        };
        let mut arguments = Vec::new();
        while self.kind() != "rparen" {
            arguments.push(self.expression(0)?);
            if self.kind() == "comma" {
                self.at += 1;
            }
        }
        self.expect("rparen")?;
        Ok(Node::Function(name, arguments))
    }

    fn filter(&mut self, base: Node) -> Result<Node, String> {
        let condition = self.expression(0)?;
        self.expect("rbracket")?;
        let each = if self.kind() == "flatten" { Node::Identity } else { self.projected(21)? };
        Ok(Node::FilterProjection { base: boxed(base), each: boxed(each), condition: boxed(condition) })
    }

    fn index(&mut self, base: Node) -> Result<Node, String> {
        if self.kind() == "colon" || self.kind_after() == "colon" {
            let slice = self.slice()?;
            let each = self.projected(20)?;
            return Ok(Node::Projection(boxed(Node::Chain(boxed(base), boxed(slice))), boxed(each)));
        }
        let index = number(&self.take());
        self.expect("rbracket")?;
        Ok(Node::Chain(boxed(base), boxed(Node::Index(index.unwrap_or(i64::MAX)))))
    }

    fn slice(&mut self) -> Result<Node, String> {
        let mut parts = [None; 3];
        let mut part = 0;
        while self.kind() != "rbracket" && part < 3 {
            match self.kind() {
                "colon" => {
                    part += 1;
                    if part == 3 {
                        return Err(self.wrong("syntax error"));
                    }
                    self.at += 1;
                }
                "number" => parts[part] = number(&self.take()),
                _ => return Err(self.wrong("syntax error")),
            }
        }
        self.expect("rbracket")?;
        let [start, stop, step] = parts;
        Ok(Node::Slice { start, stop, step })
    }

    fn list(&mut self) -> Result<Node, String> {
        let mut elements = Vec::new();
        loop {
            elements.push(self.expression(0)?);
            if self.kind() == "rbracket" {
                self.at += 1;
                return Ok(Node::List(elements));
            }
            self.expect("comma")?;
        }
    }

    fn map(&mut self) -> Result<Node, String> {
        let mut members = Vec::new();
        loop {
            if !matches!(self.kind(), "quoted_identifier" | "unquoted_identifier") {
                return Err(self.expected("['quoted_identifier', 'unquoted_identifier']"));
            }
            let name = self.take().value.shown();
            self.expect("colon")?;
            members.push((name, self.expression(0)?));
            match self.kind() {
                "comma" => self.at += 1,
                "rbrace" => {
                    self.at += 1;
                    return Ok(Node::Map(members));
                }
                _ => {}
            }
        }
    }

    /// The expression for each element of a projection.
    fn projected(&mut self, power: u32) -> Result<Node, String> {
        match self.kind() {
            kind if binding_power(kind) < PROJECTION_STOP => Ok(Node::Identity),
            "lbracket" | "filter" => self.expression(power),
            "dot" => {
                self.at += 1;
                self.after_dot(power)
            }
            _ => Err(self.wrong("syntax error")),
        }
    }

    fn after_dot(&mut self, power: u32) -> Result<Node, String> {
        match self.kind() {
            "quoted_identifier" | "unquoted_identifier" | "star" => self.expression(power),
            "lbracket" => {
                self.at += 1;
                self.list()
            }
            "lbrace" => {
                self.at += 1;
                self.map()
            }
            kind => Err(self.wrong(&format!(
                "Expecting: ['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace'], got: {kind}"
            ))),
        }
    }
}

fn number(token: &Token) -> Option<i64> {
    if let Value::Integer(number) = token.value { i64::try_from(number).ok() } else { None }
}

const fn binding_power(kind: &str) -> u32 {
    match kind.as_bytes() {
        b"pipe" => 1,
        b"or" => 2,
        b"and" => 3,
        b"eq" | b"gt" | b"lt" | b"gte" | b"lte" | b"ne" => 5,
        b"flatten" => 9,
        b"star" => 20,
        b"filter" => 21,
        b"dot" => 40,
        b"not" => 45,
        b"lbrace" => 50,
        b"lbracket" => 55,
        b"lparen" => 60,
        _ => 0,
    }
}

/// A projection ends at a token with a lower binding power.
const PROJECTION_STOP: u32 = 10;
/// Deepest nesting of an expression.
const MAX_DEPTH: usize = 200;
