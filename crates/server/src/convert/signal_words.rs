//! The words by which a signal is presented to people.
//!
//! In: the name of a signal, also of one that this version no longer has. Out: its words from the list of signals.
//! Never: a table of its own.

use catchlight_engine::{Description, SIGNALS, describe};
use catchlight_types::SignalName;
use serde_json::{Value, json};

/// A short name for people; of a signal that is gone, its name with blanks.
pub(crate) fn label(name: &SignalName) -> String {
    let spaced = || {
        let words = name.as_str().replace('_', " ");
        let mut letters = words.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    describe(name).map_or_else(spaced, |words| words.label.to_owned())
}

/// What a signal asks and what its reading counts; `None` for one that is gone.
pub(crate) fn words(name: &SignalName) -> Option<Description> {
    describe(name)
}

/// The answer of `GET signals`.
pub(crate) fn list() -> Value {
    let signal = |name: &SignalName, words: &Description| json!({"name": name.as_str(), "label": words.label, "question": words.question, "unit": words.unit});
    let signals = SIGNALS.iter().map(|one| signal(&one.name, &one.description));
    json!({"signals": signals.collect::<Vec<_>>()})
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_signal_is_listed_with_its_label() {
        let listed = list();
        let listed = listed["signals"].as_array().unwrap();
        assert_eq!(listed.len(), SIGNALS.len());
        for signal in listed {
            let name = SignalName::stored(signal["name"].as_str().unwrap().to_owned());
            assert_eq!(signal["label"], label(&name));
        }
    }

    #[test]
    fn the_console_has_no_table_of_signals() {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/src")];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                files += 1;
                let text = std::fs::read_to_string(&path).unwrap();
                // Names of one word also stand in sentences.
                let names = SIGNALS.iter().map(|one| one.name.as_str()).filter(|name| name.contains('_'));
                let named: Vec<&str> = names.filter(|name| text.contains(name)).collect();
                assert_eq!(named, [""; 0], "{} names signals", path.display());
            }
        }
        assert!(files > 50, "the console has {files} files");
    }

    #[test]
    fn a_signal_that_is_gone_keeps_a_name() {
        assert_eq!(label(&SignalName::of("old_and_gone")), "Old and gone");
        assert_eq!(words(&SignalName::of("old_and_gone")), None);
    }
}
