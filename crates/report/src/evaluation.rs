//! An evaluated set of recordings.
//!
//! In: an evaluation with its figures. Out: a page, tables, a document. Never: a figure of its own.

mod json;
mod page;
mod text;

pub use json::evaluation_json;
pub use page::evaluation_page;
pub use text::evaluation_text;
