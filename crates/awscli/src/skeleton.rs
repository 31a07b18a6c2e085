//! Samples: a request to fill in, a response to write programs against.
//!
//! In: the model. Out: a value with every member. Never: a request.

use crate::model::{Shape, Structure};
use crate::value::Value;

/// A request with empty values; of an enumeration the first name.
pub(crate) fn input(structure: &Structure) -> Value {
    sample(structure, &|shape, _| match shape {
        Shape::Name(names) => Value::text(names.first().copied().unwrap_or_default()),
        _ => Value::text(""),
    })
}

/// A response in which each text is the name of its member.
pub(crate) fn output(structure: &Structure) -> Value {
    sample(structure, &|_, name| Value::text(name))
}

fn sample(structure: &Structure, text: &dyn Fn(&Shape, &str) -> Value) -> Value {
    let member = |member: &crate::model::Member| {
        (member.name.to_owned(), sample_value(&member.shape, member.name, text))
    };
    Value::Map(structure.members.iter().map(member).collect())
}

fn sample_value(shape: &Shape, name: &str, text: &dyn Fn(&Shape, &str) -> Value) -> Value {
    match shape {
        Shape::Structure(structure) => sample(structure, text),
        Shape::List(element, element_name) => Value::List(vec![sample_value(element, element_name, text)]),
        Shape::Integer { .. } => Value::Integer(0),
        Shape::Float => Value::Float(0.0),
        Shape::Text { .. } | Shape::Name(_) | Shape::Blob => text(shape, name),
    }
}
