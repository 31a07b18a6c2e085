//! The environment of the process.
//!
//! In: names. Out: values. Never: anything else; this is the one place of these commands that reads it.

/// A variable that is set; an empty one counts as set.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// The first of these variables that is set.
pub(crate) fn first(names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| variable(name))
}
