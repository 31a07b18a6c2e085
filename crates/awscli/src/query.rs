//! JMESPath: what `--query` selects from a response.
//!
//! In: an expression, then values. Out: what it selects, with the members in the order of the value or of the
//! expression. Never: another order; the crate `jmespath` sorts members by name, the aws command does not.

mod comparison;
mod functions;
mod lexer;
mod parser;
mod search;

use crate::value::Value;

/// A parsed expression.
#[derive(Debug)]
pub(crate) struct Query(Node);

impl Query {
    /// Parses an expression; errors are those of the aws command.
    pub(crate) fn read(expression: &str) -> Result<Self, String> {
        parser::parse(expression).map(Self)
    }

    /// What it selects from a value.
    pub(crate) fn search(&self, value: &Value) -> Result<Value, String> {
        search::search(&self.0, value)
    }
}

/// A part of an expression.
#[derive(Debug, Clone, PartialEq)]
enum Node {
    Identity,
    Field(String),
    Literal(Value),
    Index(i64),
    Slice {
        start: Option<i64>,
        stop: Option<i64>,
        step: Option<i64>,
    },
    /// The second applies to the result of the first.
    Chain(Box<Self>, Box<Self>),
    Flatten(Box<Self>),
    Projection(Box<Self>, Box<Self>),
    ValueProjection(Box<Self>, Box<Self>),
    FilterProjection {
        base: Box<Self>,
        each: Box<Self>,
        condition: Box<Self>,
    },
    Comparison(Comparator, Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    And(Box<Self>, Box<Self>),
    Not(Box<Self>),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
    Function(String, Vec<Self>),
    /// An expression reference: an argument that a function evaluates.
    Reference(Box<Self>),
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    const ANSWER: &str =
        r#"{"b":{"y":1,"x":[3,1,2]},"a":[{"n":"p","v":2},{"n":"q","v":1,"w":[[1],[2,[3]]]}],"t":"x","z":0}"#;

    fn check(expression: &str, expected: &str) {
        let answer = json::read(ANSWER).unwrap();
        let found = Query::read(expression).and_then(|query| query.search(&answer));
        assert_eq!(
            found.map_or_else(|problem| problem, |value| json::compact(&value)),
            expected,
            "{expression}"
        );
    }

    #[test]
    fn parts_are_selected() {
        check("b.x[0]", "3");
        check("b.x[-1:]", "[2]");
        check("b.x[::-1]", "[2,1,3]");
        check("b.x[::2]", "[3,2]");
        check("a[].n", r#"["p","q"]"#);
        check("a[*].w[]", "[[1],[2,[3]]]");
        check("a[].w[]", "[[1],[2,[3]]]");
        check("a[1].w[][]", "[1,2,3]");
        check("*.x", "[[3,1,2]]");
        check("b.*", "[1,[3,1,2]]");
        check("a[?v>`1`].n | [0]", r#""p""#);
        check("a[?n=='q'].{z:v,a:n}", r#"[{"z":1,"a":"q"}]"#);
        check("[t,b.y,nothing]", r#"["x",1,null]"#);
        check("nothing || t", r#""x""#);
        check("t && z", "0");
        check("!z", "false");
        check("!nothing", "true");
        check("\"t\"", r#""x""#);
        check("`{\"k\": 1.0}`.k", "1.0");
        check("@.t", r#""x""#);
    }

    #[test]
    fn functions_work_and_keep_their_types() {
        check("length(a)", "2");
        check("sum(b.x)", "6");
        check("avg(b.x)", "2.0");
        check("sort(b.x)", "[1,2,3]");
        check("max_by(a,&v).n", r#""p""#);
        check("sort_by(a,&v)[].n", r#"["q","p"]"#);
        check("map(&v,a)", "[2,1]");
        check("join('-',a[].n)", r#""p-q""#);
        check("keys(b)", r#"["y","x"]"#);
        check("merge(b,`{\"y\":2}`)", r#"{"y":2,"x":[3,1,2]}"#);
        check("to_string(b)", r#""{\"y\":1,\"x\":[3,1,2]}""#);
        check("to_number('1.50')", "1.5");
        check("type(b)", r#""object""#);
        check("contains(b.x,`3`)", "true");
        check("reverse(t)", r#""x""#);
        check("not_null(nothing,t)", r#""x""#);
        check("starts_with(t,'x')", "true");
        check("ceil(`1.2`)", "2");
    }

    #[test]
    fn complaints_are_those_of_the_aws_command() {
        check("a[", "Invalid jmespath expression: Incomplete expression:\n\"a[\"\n   ^");
        check("a$b", "Bad jmespath expression: Unknown token $:\na$b\n ^");
        check("`1", "Bad jmespath expression: Unclosed ` delimiter:\n`1\n^");
        check("foo(@)", "Unknown function: foo()");
        check(
            "a.",
            "Expecting: ['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace'], got: eof: Parse error at \
             column 2, token \"\" (EOF), for expression:\n\"a.\"\n   ^",
        );
        check("length(@,@)", "Expected 1 argument for function length(), received 2");
        check(
            "length(z)",
            "In function length(), invalid type for value: 0, expected one of: ['string', 'array', 'object'], received: \"number\"",
        );
        check("", "Invalid JMESPath expression: cannot be empty.");
        check("t > z", "'>' not supported between instances of 'str' and 'int'");
        check("b > z", "null");
    }
}
