//! Rules about the pages that people read: words that must not return, and links that lead somewhere.
//!
//! In: the text of a page. Out: each line that breaks a rule. Never: a judgement about style that a list of words
//! cannot make.

use std::path::Path;

/// Words that were translated from another language, and what to write instead.
const BANNED_WORDS: [(&str, &str); 8] = [
    ("come again", "retry, repeat"),
    ("comes again", "retries, repeats"),
    ("came again", "retried, repeated"),
    ("go back to where", "return to the app or website"),
    ("whoever", "a plain subject: anyone who, the person, the caller"),
    ("deed", "action"),
    ("draws lots", "picks at random"),
    ("canned service", "stub"),
];

/// The lines of `text` that contain a word of the list.
pub(crate) fn banned_words(path: &Path, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let lower = line.to_lowercase();
        for (word, instead) in BANNED_WORDS {
            if has_word(&lower, word) {
                problems.push(format!("{}:{}: `{word}`; write {instead}", path.display(), index + 1));
            }
        }
    }
    problems
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(place, _)| {
        let before = line[..place].chars().next_back();
        let after = line[place + word.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

/// Links and images of a page that point to no file, or to no heading of it. `read` opens a file of the repository.
pub(crate) fn broken_links(page: &Path, text: &str, read: impl Fn(&Path) -> Option<String>) -> Vec<String> {
    let folder = page.parent().unwrap_or(page);
    let mut problems = Vec::new();
    for target in link_targets(text) {
        let (file, heading) = target.split_once('#').unwrap_or((target, ""));
        let linked = if file.is_empty() { page.to_owned() } else { folder.join(file) };
        let is_there = linked.exists();
        let leads_to_heading = heading.is_empty()
            || read(&linked)
                .is_some_and(|text| text.lines().any(|line| anchor(line).as_deref() == Some(heading)));
        if !is_there || !leads_to_heading {
            problems.push(format!("{}: nothing is at {target}", page.display()));
        }
    }
    problems
}

/// What follows `](` outside of code, without addresses of other hosts.
fn link_targets(text: &str) -> Vec<&str> {
    let mut in_code = false;
    let mut targets = Vec::new();
    for line in text.lines() {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        if in_code || is_fence || line.starts_with("    ") {
            continue;
        }
        let found = line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
        targets.extend(found.filter(|target| !target.contains("://") && !target.starts_with("mailto:")));
    }
    targets
}

/// The anchor that a code host gives to a heading.
fn anchor(line: &str) -> Option<String> {
    let heading = line.strip_prefix('#')?.trim_start_matches('#').strip_prefix(' ')?;
    let kept = heading.to_lowercase().replace(' ', "-");
    Some(kept.chars().filter(|letter| letter.is_alphanumeric() || "-_".contains(*letter)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_banned_word_is_found_with_its_line() {
        let problems = banned_words(Path::new("a.md"), "Good.\nWhoever reads, may come again.");
        assert_eq!(
            problems,
            [
                "a.md:2: `come again`; write retry, repeat",
                "a.md:2: `whoever`; write a plain subject: anyone who, the person, the caller"
            ]
        );
    }

    #[test]
    fn a_word_inside_another_is_no_banned_word() {
        assert_eq!(banned_words(Path::new("a.md"), "Indeed, become against all deeds2."), [""; 0]);
    }

    fn check(text: &str, expected: &[&str]) {
        let page = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/page.md"));
        let read = |_: &Path| Some("# Title\n\n## Sign in, by a `link`\n".to_owned());
        let found = broken_links(page, text, read);
        let targets: Vec<&str> = found.iter().filter_map(|problem| problem.split(" is at ").nth(1)).collect();
        assert_eq!(targets, expected);
    }

    #[test]
    fn a_link_leads_to_a_file_and_a_heading() {
        check("![Demo](images/demo.png) and [a page](../README.md) [b](https://example.com/none.md)", &[]);
        check("a ![b](images/none.png), [c](none.md)", &["images/none.png", "none.md"]);
        check("[d](console.md#sign-in-by-a-link) [e](console.md#gone)", &["console.md#gone"]);
        check("```\n[f](none.md)\n```\n    [g](none.md)\n", &[]);
    }
}
