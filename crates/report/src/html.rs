//! What the pages of evaluations and of single answers share: frame, style, tiles, drawings.
//!
//! In: text and numbers. Out: HTML that loads nothing, reads in light and dark, on a phone and on paper.
//! Never: a script, text that is not escaped.

mod drawing;

pub(crate) use drawing::{Area, Drawing, Place, at};

const STYLE: &str = include_str!("html/page.css");

/// A whole page; `body` is HTML already.
#[must_use]
pub(crate) fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{}</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>\n",
        escape(title)
    )
}

/// A part of the page under its title, with a line that says how to read it; `content` is HTML already.
#[must_use]
pub(crate) fn section(title: &str, note: &str, content: &str) -> String {
    format!("<section><h2>{title}</h2><p class=\"note\">{note}</p>{content}</section>")
}

/// One figure in large type; all but `class` is HTML already.
#[must_use]
pub(crate) fn tile(name: &str, value: &str, class: &str, below: &str) -> String {
    format!("<div class=\"tile\"><h3>{name}</h3><p class=\"value {class}\">{value}</p><p>{below}</p></div>")
}

/// A wide drawing that scrolls by itself where the page is narrow, so that its words stay readable.
#[must_use]
pub(crate) fn chart(drawing: &str) -> String {
    format!("<div class=\"wide\">{drawing}</div>")
}

/// A table that scrolls by itself where the page is narrow. A head that begins with `#` stands over numbers.
#[must_use]
pub(crate) fn table(class: &str, heads: &[&str], rows: &str) -> String {
    let head = |name: &&str| match name.strip_prefix('#') {
        Some(name) => format!("<th class=\"number\">{name}</th>"),
        None => format!("<th>{name}</th>"),
    };
    let heads: String = heads.iter().map(head).collect();
    format!(
        "<div class=\"wide\"><table class=\"{class}\"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
}

/// Text that is safe between tags and in a quoted attribute.
#[must_use]
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
