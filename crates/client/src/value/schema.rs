//! What a shape of the API looks like.

/// The kind of a value and, for structures and lists, of what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// Members with names.
    Structure(&'static [MemberSchema]),
    /// Items of one kind.
    List(&'static Self),
    /// A text.
    String,
    /// One of these names; a newer service may know more.
    Enum(&'static [&'static str]),
    /// A number with a fraction.
    Float,
    /// A whole number.
    Integer,
    /// Bytes.
    Blob,
}

/// A member of a structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberSchema {
    /// Its name in the API.
    pub name: &'static str,
    /// Its name in our types: that of the API in snake case, `r#type` where Rust has the word for itself.
    pub field: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What it holds.
    pub schema: &'static Schema,
}

impl MemberSchema {
    pub(crate) const fn required(name: &'static str, field: &'static str, schema: &'static Schema) -> Self {
        Self { name, field, required: true, schema }
    }

    pub(crate) const fn optional(name: &'static str, field: &'static str, schema: &'static Schema) -> Self {
        Self { name, field, required: false, schema }
    }
}

impl Schema {
    /// What a value of this kind is called in an error.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Structure(_) => "a structure",
            Self::List(_) => "a list",
            Self::String => "a string",
            Self::Enum(_) => "an enum",
            Self::Float => "a float",
            Self::Integer => "an integer",
            Self::Blob => "a blob",
        }
    }

    /// The members of a structure; none for other kinds.
    #[must_use]
    pub const fn members(&self) -> &'static [MemberSchema] {
        match self {
            Self::Structure(members) => members,
            Self::List(_) | Self::String | Self::Enum(_) | Self::Float | Self::Integer | Self::Blob => &[],
        }
    }
}
