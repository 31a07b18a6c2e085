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
    /// Least length of a text or least value of a number that a client sends; `None` sends every one.
    pub least: Option<i64>,
    /// What it means: the documentation of its field, line by line.
    pub documentation: &'static str,
}

impl MemberSchema {
    /// A member that must be there.
    #[must_use]
    pub const fn required(name: &'static str, field: &'static str, schema: &'static Schema) -> Self {
        Self { name, field, required: true, schema, least: None, documentation: "" }
    }

    /// A member that may be missing.
    #[must_use]
    pub const fn optional(name: &'static str, field: &'static str, schema: &'static Schema) -> Self {
        Self { required: false, ..Self::required(name, field, schema) }
    }

    /// The same with a least length or value.
    #[must_use]
    pub const fn at_least(self, least: i64) -> Self {
        Self { least: Some(least), ..self }
    }

    /// The same with its documentation.
    #[must_use]
    pub const fn documented(self, documentation: &'static str) -> Self {
        Self { documentation, ..self }
    }

    /// What it means, in one line for a help text.
    #[must_use]
    pub fn help(&self) -> String {
        self.documentation.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
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
