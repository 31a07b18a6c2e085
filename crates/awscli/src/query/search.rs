//! Evaluates an expression.
//!
//! In: a tree and a value. Out: what it selects; null where there is nothing. Never: changes the value.

use super::comparison::{equal, order};
use super::functions::{self, Argument};
use super::{Comparator, Node};
use crate::value::Value;
use std::cmp::Ordering;

/// What an expression selects from a value.
pub(super) fn search(node: &Node, value: &Value) -> Result<Value, String> {
    Ok(match node {
        Node::Identity => value.clone(),
        Node::Field(name) => value.member(name).cloned().unwrap_or(Value::Null),
        Node::Literal(literal) => literal.clone(),
        Node::Index(index) => indexed(value, *index),
        Node::Slice { start, stop, step } => sliced(value, *start, *stop, *step)?,
        Node::Chain(first, second) => search(second, &search(first, value)?)?,
        Node::Flatten(base) => flat(search(base, value)?),
        Node::Projection(base, each) => match search(base, value)? {
            Value::List(elements) => projected(&elements, each)?,
            _ => Value::Null,
        },
        Node::ValueProjection(base, each) => match search(base, value)? {
            Value::Map(members) => {
                projected(&members.into_iter().map(|(_, value)| value).collect::<Vec<_>>(), each)?
            }
            _ => Value::Null,
        },
        Node::FilterProjection { base, each, condition } => match search(base, value)? {
            Value::List(mut elements) => {
                let mut kept = Vec::new();
                for element in elements.drain(..) {
                    if is_true(&search(condition, &element)?) {
                        kept.push(element);
                    }
                }
                projected(&kept, each)?
            }
            _ => Value::Null,
        },
        Node::Comparison(comparator, left, right) => {
            compared(*comparator, &search(left, value)?, &search(right, value)?)?
        }
        Node::Or(left, right) => match search(left, value)? {
            found if is_true(&found) => found,
            _ => search(right, value)?,
        },
        Node::And(left, right) => match search(left, value)? {
            found if is_true(&found) => search(right, value)?,
            found => found,
        },
        Node::Not(inner) => Value::Bool(match search(inner, value)? {
            Value::Integer(_) | Value::Float(_) => false,
            found => found.is_falsy(),
        }),
        Node::List(_) | Node::Map(_) if *value == Value::Null => Value::Null,
        Node::List(nodes) => {
            Value::List(nodes.iter().map(|node| search(node, value)).collect::<Result<_, _>>()?)
        }
        Node::Map(nodes) => {
            let mut members = Vec::new();
            for (name, node) in nodes {
                Value::set(&mut members, name.clone(), search(node, value)?);
            }
            Value::Map(members)
        }
        Node::Function(name, arguments) => called(name, arguments, value)?,
        // Only functions evaluate it.
        Node::Reference(_) => Value::Null,
    })
}

/// Calls a function; its arguments are evaluated first, except for expression references.
fn called(name: &str, arguments: &[Node], value: &Value) -> Result<Value, String> {
    let references: Vec<_> = arguments
        .iter()
        .map(|argument| match argument {
            Node::Reference(node) => Some(|element: &Value| search(node, element)),
            _ => None,
        })
        .collect();
    let mut given = Vec::with_capacity(arguments.len());
    for (argument, reference) in arguments.iter().zip(&references) {
        given.push(match reference {
            Some(reference) => Argument::Reference(reference),
            None => Argument::Value(search(argument, value)?),
        });
    }
    functions::call(name, given)
}

fn indexed(value: &Value, index: i64) -> Value {
    let Value::List(elements) = value else { return Value::Null };
    let from_end = usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX);
    let at = if index < 0 { elements.len().checked_sub(from_end) } else { Some(from_end) };
    at.and_then(|at| elements.get(at)).cloned().unwrap_or(Value::Null)
}

fn sliced(value: &Value, start: Option<i64>, stop: Option<i64>, step: Option<i64>) -> Result<Value, String> {
    let Value::List(elements) = value else { return Ok(Value::Null) };
    let step = step.unwrap_or(1);
    if step == 0 {
        return Err("slice step cannot be zero".to_owned());
    }
    let length = i64::try_from(elements.len()).unwrap_or(i64::MAX);
    let (lowest, highest) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let placed = |bound: i64| {
        let bound = if bound < 0 { bound.saturating_add(length) } else { bound };
        bound.clamp(lowest, highest)
    };
    let mut at = start.map_or(if step > 0 { lowest } else { highest }, placed);
    let end = stop.map_or(if step > 0 { highest } else { lowest }, placed);
    let mut taken = Vec::new();
    while (step > 0 && at < end) || (step < 0 && at > end) {
        taken.extend(usize::try_from(at).ok().and_then(|at| elements.get(at)).cloned());
        at = at.saturating_add(step);
    }
    Ok(Value::List(taken))
}

fn flat(value: Value) -> Value {
    let Value::List(elements) = value else { return Value::Null };
    let mut merged = Vec::new();
    for element in elements {
        match element {
            Value::List(inner) => merged.extend(inner),
            other => merged.push(other),
        }
    }
    Value::List(merged)
}

fn projected(elements: &[Value], each: &Node) -> Result<Value, String> {
    let mut selected = Vec::new();
    for element in elements {
        let found = search(each, element)?;
        if found != Value::Null {
            selected.push(found);
        }
    }
    Ok(Value::List(selected))
}

/// Whether it counts as true: everything but null, false and empty values. Numbers are true.
fn is_true(value: &Value) -> bool {
    matches!(value, Value::Integer(_) | Value::Float(_)) || !value.is_falsy()
}

fn compared(comparator: Comparator, left: &Value, right: &Value) -> Result<Value, String> {
    let (sign, wanted): (&str, fn(Ordering) -> bool) = match comparator {
        Comparator::Equal => return Ok(Value::Bool(equal(left, right))),
        Comparator::NotEqual => return Ok(Value::Bool(!equal(left, right))),
        Comparator::Less => ("<", Ordering::is_lt),
        Comparator::LessOrEqual => ("<=", Ordering::is_le),
        Comparator::Greater => (">", Ordering::is_gt),
        Comparator::GreaterOrEqual => (">=", Ordering::is_ge),
    };
    let has_order = |value: &Value| matches!(value, Value::Integer(_) | Value::Float(_) | Value::Text(_));
    if matches!(left, Value::Text(_)) != matches!(right, Value::Text(_))
        && has_order(left)
        && has_order(right)
    {
        let (left, right) = (left.type_name(), right.type_name());
        return Err(format!("'{sign}' not supported between instances of '{left}' and '{right}'"));
    }
    Ok(order(left, right).map_or(Value::Null, |found| Value::Bool(wanted(found))))
}
