//! What the demonstration played, as a page with the pictures of every check.
//!
//! In: what came of the acts. Out: HTML beside the folders of the pictures; it loads nothing else.
//! Never: a picture of a real person; everybody in it is drawn.

use super::DemonstratedCheck;
use crate::html::escape;
use std::path::Path;

const STYLE: &str = include_str!("page/page.css");

/// Draws the page; images are named relative to the folder of the demonstration.
#[must_use]
pub fn demonstration_page(played: &[DemonstratedCheck]) -> String {
    let right = played.iter().filter(|check| check.is_right).count();
    let articles: String = played.iter().map(article).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Demonstration</title><style>{STYLE}</style></head><body>\
         <header><h1>Demonstration</h1><p>{right} of {} answers are right. Everybody here is drawn by a simulator; the \
         checks went over TLS and the streaming protocol.</p></header><main>{articles}</main></body></html>\n",
        played.len()
    )
}

fn article(check: &DemonstratedCheck) -> String {
    let confidence = check.confidence_or("none");
    let class = if check.is_right { "right" } else { "wrong" };
    let reasons: String = check.reasons.iter().map(|reason| format!("<li>{}</li>", escape(reason))).collect();
    let pictures: String = check.images.iter().map(|path| picture(path)).collect();
    format!(
        "<article class=\"{class}\"><h2>{}</h2><p class=\"confidence\">{confidence}</p>\
         <p>Confidence, {}, seed {}</p><ul>{reasons}</ul><div class=\"pictures\">{pictures}</div></article>",
        escape(check.played),
        check.status(),
        check.seed
    )
}

/// Pictures lie one folder below the page.
fn picture(path: &Path) -> String {
    let (folder, file) = (path.parent().map(file_name).unwrap_or_default(), file_name(path));
    format!("<img src=\"{}/{}\" alt=\"{}\">", escape(&folder), escape(&file), escape(&file))
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_types::{Confidence, SessionStatus};

    #[test]
    fn the_page_shows_every_check_and_escapes_its_text() {
        let check = DemonstratedCheck {
            played: "a flat print",
            seed: 3,
            status: Some(SessionStatus::Succeeded),
            confidence: Confidence::new(2.5),
            is_right: true,
            reasons: vec!["parallax: a < b".to_owned()],
            folder: "out/print_flat-3".into(),
            images: vec!["out/print_flat-3/reference.jpg".into()],
        };
        let page = demonstration_page(&[check]);
        for part in [
            "1 of 1 answers are right",
            "<article class=\"right\"><h2>a flat print</h2><p class=\"confidence\">2.5</p>",
            "<li>parallax: a &lt; b</li>",
            "<img src=\"print_flat-3/reference.jpg\" alt=\"reference.jpg\">",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
    }
}
