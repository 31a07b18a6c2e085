//! Typed shapes to trees of values and back.
//!
//! In: one of the two. Out: the other, or the first member that does not fit. Never: constraints other than
//! the kind of a member and whether it is required; the service judges the rest.

use super::{Blob, Schema, Value, ValueError};
use bytes::Bytes;
use catchlight_types::{ChallengeKind, FeedbackCode, SessionStatus};
use std::collections::BTreeMap;

/// A type of the API.
pub trait Shape: Sized {
    /// What it looks like.
    const SCHEMA: Schema;

    /// The value as a tree.
    fn to_value(&self) -> Value;

    /// The value that a tree holds.
    ///
    /// # Errors
    /// [`ValueError`] names the member that is missing or of another kind.
    fn from_value(value: Value) -> Result<Self, ValueError>;

    /// The value as JSON.
    fn to_json(&self) -> Bytes {
        self.to_value().to_json()
    }

    /// The value in a JSON document; members that the API does not know are passed over.
    ///
    /// # Errors
    /// [`ValueError`] when there is no such value in it.
    fn from_json(json: &[u8]) -> Result<Self, ValueError> {
        Self::from_value(Value::from_json(&Self::SCHEMA, json)?)
    }

    /// The value in an XML document; elements that the API does not know are passed over.
    ///
    /// # Errors
    /// [`ValueError`] when there is no such value in it.
    fn from_xml(xml: &[u8]) -> Result<Self, ValueError> {
        Self::from_value(Value::from_xml(&Self::SCHEMA, xml)?)
    }
}

/// A name of an enum, or one that this version does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenEnum<T> {
    /// A name that the API had when this was written.
    Known(T),
    /// A name that came later.
    Unknown(String),
}

/// The names of an enum.
pub trait Named: Copy + PartialEq {
    /// Every name.
    const NAMES: &'static [&'static str];

    /// The name on the wire.
    fn name(self) -> &'static str;

    /// What has this name on the wire.
    fn from_name(name: &str) -> Option<Self>;
}

impl<T: Named> OpenEnum<T> {
    /// The name on the wire.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Known(known) => known.name(),
            Self::Unknown(name) => name,
        }
    }

    /// The value with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        T::from_name(name).map_or_else(|| Self::Unknown(name.to_owned()), Self::Known)
    }

    /// What is known of it.
    #[must_use]
    pub const fn known(&self) -> Option<T> {
        match self {
            Self::Known(known) => Some(*known),
            Self::Unknown(_) => None,
        }
    }
}

impl<T: Named> From<T> for OpenEnum<T> {
    fn from(known: T) -> Self {
        Self::Known(known)
    }
}

impl<T: Named> PartialEq<T> for OpenEnum<T> {
    fn eq(&self, other: &T) -> bool {
        self.known() == Some(*other)
    }
}

macro_rules! named {
    ($type:ty: $($variant:ident),+) => {
        impl Named for $type {
            const NAMES: &'static [&'static str] = &[$(Self::$variant.name()),+];

            fn name(self) -> &'static str {
                self.name()
            }

            fn from_name(name: &str) -> Option<Self> {
                Self::from_name(name)
            }
        }
    };
}

named!(ChallengeKind: FaceMovementAndLight, FaceMovement);
named!(SessionStatus: Created, InProgress, Succeeded, Failed, Expired);
named!(FeedbackCode:
    FaceNotVisible, FaceObstructionDetected, LowVideoQualityDetected, FaceNotAligned, EyesClosedDetected,
    LowLightingDetected, HighLightingDetected);

impl<T: Named> Shape for OpenEnum<T> {
    const SCHEMA: Schema = Schema::Enum(T::NAMES);

    fn to_value(&self) -> Value {
        Value::Enum(self.name().to_owned())
    }

    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Enum(name) | Value::String(name) => Ok(Self::from_name(&name)),
            other => Err(ValueError::wrong("an enum", other.kind())),
        }
    }
}

impl<T: Shape> Shape for Vec<T> {
    const SCHEMA: Schema = Schema::List(&T::SCHEMA);

    fn to_value(&self) -> Value {
        Value::List(self.iter().map(T::to_value).collect())
    }

    fn from_value(value: Value) -> Result<Self, ValueError> {
        let Value::List(items) = value else { return Err(ValueError::wrong("a list", value.kind())) };
        let items = items.into_iter().enumerate();
        items.map(|(index, item)| T::from_value(item).map_err(|error| error.at(index))).collect()
    }
}

impl Shape for String {
    const SCHEMA: Schema = Schema::String;

    fn to_value(&self) -> Value {
        Value::String(self.clone())
    }

    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::String(text) => Ok(text),
            other => Err(ValueError::wrong("a string", other.kind())),
        }
    }
}

impl Shape for Blob {
    const SCHEMA: Schema = Schema::Blob;

    fn to_value(&self) -> Value {
        Value::Blob(self.clone())
    }

    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Blob(blob) => Ok(blob),
            other => Err(ValueError::wrong("a blob", other.kind())),
        }
    }
}

impl Shape for i64 {
    const SCHEMA: Schema = Schema::Integer;

    fn to_value(&self) -> Value {
        Value::Integer(*self)
    }

    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Integer(number) => Ok(number),
            other => Err(ValueError::wrong("an integer", other.kind())),
        }
    }
}

macro_rules! narrow_integer {
    ($($type:ty),+) => {$(
        impl Shape for $type {
            const SCHEMA: Schema = Schema::Integer;

            fn to_value(&self) -> Value {
                Value::Integer((*self).into())
            }

            fn from_value(value: Value) -> Result<Self, ValueError> {
                let number = i64::from_value(value)?;
                let narrow = Self::try_from(number).ok();
                narrow.ok_or_else(|| ValueError::wrong("an integer in range", "one beyond it"))
            }
        }
    )+};
}

narrow_integer!(u8, u32);

impl<const N: usize> Shape for [u8; N] {
    const SCHEMA: Schema = Vec::<u8>::SCHEMA;

    fn to_value(&self) -> Value {
        self.to_vec().to_value()
    }

    fn from_value(value: Value) -> Result<Self, ValueError> {
        let items = Vec::from_value(value)?;
        let wrong = || ValueError::wrong("a list of its length", "another one");
        Self::try_from(items).ok().ok_or_else(wrong)
    }
}

impl Shape for Bytes {
    const SCHEMA: Schema = Schema::Blob;

    fn to_value(&self) -> Value {
        Value::Blob(self.clone().into())
    }

    fn from_value(value: Value) -> Result<Self, ValueError> {
        Blob::from_value(value).map(Blob::into_bytes)
    }
}

impl Shape for f32 {
    const SCHEMA: Schema = Schema::Float;

    /// The shortest decimal that leads back to this number, so that 0.1 stays 0.1.
    fn to_value(&self) -> Value {
        Value::Float(self.to_string().parse().unwrap_or_else(|_| f64::from(*self)))
    }

    #[expect(clippy::cast_possible_truncation, reason = "the floats of the API have 32 bits")]
    fn from_value(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Float(number) => Ok(number as Self),
            Value::Integer(number) => Ok(number as Self),
            other => Err(ValueError::wrong("a float", other.kind())),
        }
    }
}

/// Members that are taken out of a structure one by one.
#[derive(Debug)]
pub struct Members(BTreeMap<String, Value>);

impl Members {
    /// The members of a structure.
    ///
    /// # Errors
    /// [`ValueError::WrongKind`] for other values.
    pub fn of(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Structure(members) => Ok(Self(members)),
            other => Err(ValueError::wrong("a structure", other.kind())),
        }
    }

    /// Takes a member that may be missing.
    ///
    /// # Errors
    /// [`ValueError`] when it is of another kind.
    pub fn optional<T: Shape>(&mut self, name: &str) -> Result<Option<T>, ValueError> {
        let value = self.0.remove(name).map(T::from_value).transpose();
        value.map_err(|error| error.within(name))
    }

    /// Takes a member that must be there.
    ///
    /// # Errors
    /// [`ValueError`] when it is missing or of another kind.
    pub fn required<T: Shape>(&mut self, name: &str) -> Result<T, ValueError> {
        self.optional(name)?.ok_or_else(|| ValueError::missing(name.to_owned()))
    }
}

/// Builds a structure member by member.
#[derive(Debug, Default)]
pub struct Builder(BTreeMap<String, Value>);

impl Builder {
    /// Adds a member if it is set.
    pub fn optional<T: Shape>(&mut self, name: &str, member: &Option<T>) {
        if let Some(member) = member {
            self.required(name, member);
        }
    }

    /// Adds a member.
    pub fn required<T: Shape>(&mut self, name: &str, member: &T) {
        self.0.insert(name.to_owned(), member.to_value());
    }

    /// The structure.
    #[must_use]
    pub fn build(self) -> Value {
        Value::Structure(self.0)
    }
}

/// Implements [`Shape`] for a structure; each member is its name in the API, the name of the field, whether it is
/// `optional` or `required`, its type, and `=> at_least N` where a client refuses shorter texts or smaller numbers.
#[macro_export]
macro_rules! implement_shape {
    ($name:ty {
        $($(#[doc = $doc:literal])* $api:literal $field:ident: $presence:ident $type:ty $(=> at_least $least:literal)?),+
        $(,)?
    }) => {
        impl $crate::value::Shape for $name {
            const SCHEMA: $crate::value::Schema = $crate::value::Schema::Structure(&[
                $($crate::value::MemberSchema::$presence(
                    $api,
                    stringify!($field),
                    &<$type as $crate::value::Shape>::SCHEMA,
                )$(.at_least($least))?.documented(concat!($($doc, "\n"),*))),+
            ]);

            fn to_value(&self) -> $crate::value::Value {
                let mut members = $crate::value::Builder::default();
                $(members.$presence($api, &self.$field);)+
                members.build()
            }

            fn from_value(value: $crate::value::Value) -> Result<Self, $crate::value::ValueError> {
                let mut members = $crate::value::Members::of(value)?;
                Ok(Self { $($field: members.$presence($api)?),+ })
            }
        }
    };
}

/// Declares structures of the API and implements [`Shape`] for them. Each member has its documentation, which the
/// command line prints as help, and is written as in [`implement_shape`](crate::implement_shape).
#[macro_export]
macro_rules! shape {
    ($($(#[$meta:meta])* pub struct $name:ident {
        $(
            $(#[doc = $doc:literal])+
            $api:literal $field:ident: $presence:ident $type:ty $(=> at_least $least:literal)?
        ),+ $(,)?
    })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $($(#[doc = $doc])+ pub $field: $crate::shape!(@$presence $type),)+
        }

        $crate::implement_shape!($name {
            $($(#[doc = $doc])+ $api $field: $presence $type $(=> at_least $least)?),+
        });
    )+};
    (@required $type:ty) => { $type };
    (@optional $type:ty) => { Option<$type> };
}
