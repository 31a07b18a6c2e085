//! Requests and responses as a tree of values, for programs that handle them by name.
//!
//! In: a typed shape, or the bytes of a response with the schema of its shape. Out: the other of the two.
//! Never: prints a blob; blobs are images of people.

mod blob;
mod error;
mod json;
mod schema;
mod shape;
mod xml;

pub use blob::Blob;
pub use error::ValueError;
pub use schema::{MemberSchema, Schema};
pub use shape::{Builder, Members, Named, OpenEnum, Shape};
pub use xml::Element;

use bytes::Bytes;
use std::collections::BTreeMap;

/// A value of the API. The [`Schema`] decides which leaf a JSON string or number becomes.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Members by their names in the API, as in `SessionId`. A member that is not set is not there.
    Structure(BTreeMap<String, Self>),
    /// Values of one kind, in order.
    List(Vec<Self>),
    /// A text.
    String(String),
    /// A name out of a list that may grow.
    Enum(String),
    /// A number with a fraction.
    Float(f64),
    /// A whole number.
    Integer(i64),
    /// Bytes; base64 in JSON and XML.
    Blob(Blob),
}

impl Value {
    /// The member of a structure; `None` for other values and for a member that is not set.
    ///
    /// # Examples
    /// ```
    /// use catchlight_wire::api::{CreateFaceLivenessSessionRequest, CreateFaceLivenessSessionRequestSettings};
    /// use catchlight_wire::value::{Shape, Value};
    ///
    /// let settings = CreateFaceLivenessSessionRequestSettings { audit_images_limit: Some(2), ..Default::default() };
    /// let request = CreateFaceLivenessSessionRequest { settings: Some(settings), ..Default::default() };
    /// let tree = request.to_value();
    /// let limit = tree.member("Settings").and_then(|settings| settings.member("AuditImagesLimit"));
    /// assert_eq!(limit, Some(&Value::Integer(2)));
    /// ```
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Structure(members) => members.get(name),
            Self::List(_)
            | Self::String(_)
            | Self::Enum(_)
            | Self::Float(_)
            | Self::Integer(_)
            | Self::Blob(_) => None,
        }
    }

    /// Reads JSON by a schema; members that the schema does not know are left out.
    ///
    /// # Errors
    /// [`ValueError`] when the bytes are no JSON or a member has another type.
    pub fn from_json(schema: &Schema, json: &[u8]) -> Result<Self, ValueError> {
        json::read(schema, json)
    }

    /// The value as JSON.
    ///
    /// # Examples
    /// ```
    /// use catchlight_wire::value::Value;
    ///
    /// let tree = Value::List(vec![Value::Float(0.5), Value::Blob(vec![1, 2, 3].into())]);
    /// assert_eq!(tree.to_json(), r#"[0.5,"AQID"]"#);
    /// ```
    #[must_use]
    pub fn to_json(&self) -> Bytes {
        json::write(self)
    }

    /// Reads the structure that an XML document holds, by a schema. The items of a list are `member` elements or
    /// follow one another under the name of the list; a response that wraps its result, as AWS Query does, is unwrapped.
    ///
    /// # Errors
    /// [`ValueError`] when the bytes are no XML, a member has another type, or there are too many elements.
    pub fn from_xml(schema: &Schema, xml: &[u8]) -> Result<Self, ValueError> {
        xml::read(schema, xml)
    }

    /// What kind of value this is, as an error names it.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Structure(_) => "a structure",
            Self::List(_) => "a list",
            Self::String(_) => "a string",
            Self::Enum(_) => "an enum",
            Self::Float(_) => "a float",
            Self::Integer(_) => "an integer",
            Self::Blob(_) => "a blob",
        }
    }
}

#[cfg(test)]
mod tests;
