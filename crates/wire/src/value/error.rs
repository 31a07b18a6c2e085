//! Why a value cannot be read. Each text is one line and names the member.

/// Why a value cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// The bytes are no JSON.
    #[error("not valid JSON: {source}")]
    NotJson {
        /// What the parser said.
        source: serde_json::Error,
    },
    /// The bytes are no XML, or more of it than is read.
    #[error("not valid XML: {problem}")]
    NotXml {
        /// What is wrong.
        problem: String,
    },
    /// A required member is missing.
    #[error("{place} is missing")]
    Missing {
        /// The member, as in `Settings.OutputConfig.S3Bucket`.
        place: String,
    },
    /// A member holds something else.
    #[error("{} must be {expected}, not {found}", named(place))]
    WrongKind {
        /// The member; empty for the whole value.
        place: String,
        /// What it must be.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// A member is not exactly one of the kinds that a union allows.
    #[error("{} must hold exactly one member", named(place))]
    NotOneMember {
        /// The union.
        place: String,
    },
}

impl ValueError {
    pub(crate) const fn missing(name: String) -> Self {
        Self::Missing { place: name }
    }

    pub(crate) const fn wrong(expected: &'static str, found: &'static str) -> Self {
        Self::WrongKind { place: String::new(), expected, found }
    }

    /// The same error, seen from the structure whose member `name` it is about.
    pub(crate) fn within(mut self, name: &str) -> Self {
        match &mut self {
            Self::Missing { place } | Self::WrongKind { place, .. } | Self::NotOneMember { place } => {
                let joint = if place.is_empty() || place.starts_with('[') { "" } else { "." };
                *place = format!("{name}{joint}{place}");
            }
            Self::NotJson { .. } | Self::NotXml { .. } => {}
        }
        self
    }

    /// The same error, seen from the list whose item it is about.
    pub(crate) fn at(self, index: usize) -> Self {
        self.within(&format!("[{index}]"))
    }
}

const fn named(place: &str) -> &str {
    if place.is_empty() { "the whole" } else { place }
}
