//! Samples: a request to fill in, a response to write programs against.
//!
//! In: the model. Out: a value with every member. Never: a request.

use crate::value::Value;
use catchlight_client::value::{MemberSchema, Schema};

/// A request with empty values; of an enumeration the first name.
pub(crate) fn input(schema: &Schema) -> Value {
    sample(schema, "", &|schema, _| match schema {
        Schema::Enum(names) => Value::text(names.first().copied().unwrap_or_default()),
        _ => Value::text(""),
    })
}

/// A response in which each text is the name of its member.
pub(crate) fn output(schema: &Schema) -> Value {
    sample(schema, "", &|_, name| Value::text(name))
}

fn sample(schema: &Schema, name: &str, text: &dyn Fn(&Schema, &str) -> Value) -> Value {
    match schema {
        Schema::Structure(members) => {
            let member =
                |member: &MemberSchema| (member.name.to_owned(), sample(member.schema, member.name, text));
            Value::Map(members.iter().map(member).collect())
        }
        Schema::List(item) => Value::List(vec![sample(item, name, text)]),
        Schema::Integer => Value::Integer(0),
        Schema::Float => Value::Float(0.0),
        Schema::String | Schema::Enum(_) | Schema::Blob => text(schema, name),
    }
}
