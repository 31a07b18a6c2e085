//! The files in which AWS tools share configuration and credentials.
//!
//! In: text of an INI file. Out: profiles and services, each a list of settings. Never: decides which one counts.

/// The settings of one section.
pub(crate) type Settings = Vec<(String, String)>;

/// A parsed file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct SharedFile {
    sections: Vec<(String, Settings)>,
}

impl SharedFile {
    /// Reads a file; `None` when a line is neither a section nor a setting.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut sections: Vec<(String, Settings)> = Vec::new();
        let mut continues = false;
        for line in text.lines() {
            let content = line.trim();
            let is_comment = content.starts_with(['#', ';']);
            if content.is_empty() || is_comment {
                continues &= !is_comment || line.starts_with(char::is_whitespace);
                continue;
            }
            if line.starts_with(char::is_whitespace) && continues {
                let (_, value) = sections.last_mut()?.1.last_mut()?;
                value.push('\n');
                value.push_str(content);
                continue;
            }
            if let Some(name) = content.strip_prefix('[') {
                let name = &name[..name.rfind(']')?];
                if sections.iter().any(|(found, _)| found == name) {
                    return None;
                }
                sections.push((name.to_owned(), Settings::new()));
                continues = false;
                continue;
            }
            let (name, value) = content.split_at(content.find(['=', ':'])?);
            let name = name.trim().to_lowercase();
            let settings = &mut sections.last_mut()?.1;
            if name.is_empty() || settings.iter().any(|(found, _)| *found == name) {
                return None;
            }
            settings.push((name, value[1..].trim().to_owned()));
            continues = true;
        }
        Some(Self { sections })
    }

    /// A profile of a configuration file: `[profile NAME]`, or `[default]`, the last of which counts.
    pub(crate) fn profile(&self, name: &str) -> Option<&Settings> {
        let is = |title: &str| is_kind(title, "profile", name) || (title == "default" && name == "default");
        self.sections.iter().rev().find(|(title, _)| is(title)).map(|(_, settings)| settings)
    }

    /// Whether the lines below a setting without a value are settings themselves, as in `[services NAME]`.
    pub(crate) fn is_well_nested(&self) -> bool {
        let settings = self.sections.iter().flat_map(|(_, settings)| settings);
        let mut nested = settings.filter_map(|(_, value)| value.strip_prefix('\n'));
        nested.all(|lines| lines.lines().all(|line| line.contains('=')))
    }

    /// The settings for one service in a `[services NAME]`.
    pub(crate) fn service(&self, services: &str, service: &str) -> Settings {
        let settings = self.kind("services", services).and_then(|found| value(found, service));
        let lines = settings.unwrap_or_default().lines().filter_map(|line| line.split_once('='));
        lines.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect()
    }

    /// A section by its whole name: a profile of a credentials file.
    pub(crate) fn section(&self, name: &str) -> Option<&Settings> {
        self.sections.iter().find(|(found, _)| found == name).map(|(_, settings)| settings)
    }

    fn kind(&self, kind: &str, name: &str) -> Option<&Settings> {
        let is = |title: &str| is_kind(title, kind, name);
        self.sections.iter().rev().find(|(title, _)| is(title)).map(|(_, settings)| settings)
    }
}

/// Whether a title is `KIND NAME`, with quotes around a name that has blanks.
fn is_kind(title: &str, kind: &str, name: &str) -> bool {
    title.starts_with(kind)
        && words(title).is_some_and(|words| matches!(&words[..], [_, found] if found == name))
}

/// Splits words like a shell: separated by blanks, with quotes; `None` when a quote is not closed.
pub(crate) fn words(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(chars.next()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

/// A setting by its name.
pub(crate) fn value<'a>(settings: &'a Settings, name: &str) -> Option<&'a str> {
    settings.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_by_a_shell() {
        let split = |line| words(line).map(|words| words.join("|"));
        assert_eq!(split(r#"a  "b c" 'd"e' f\ g h"i"j"#).as_deref(), Some("a|b c|d\"e|f g|hij"));
        assert_eq!((split(""), split("a 'b")), (Some(String::new()), None));
    }

    #[test]
    fn the_last_of_two_titles_for_a_profile_counts() {
        let region =
            |text: &str| value(SharedFile::read(text)?.profile("default")?, "region").map(str::to_owned);
        let (plain, long) = ("[default]\nregion=a\n", "[profile default]\nregion=b\n");
        assert_eq!(region(&format!("{plain}{long}")).as_deref(), Some("b"));
        assert_eq!(region(&format!("{long}{plain}")).as_deref(), Some("a"));
        assert_eq!(region("[profile default more]\nregion=b\n"), None);
    }

    #[test]
    fn profiles_and_services_are_found() {
        let file = SharedFile::read(
            "# me\n[default]\nregion = us-east-1\n\n[profile \"a b\"]\nOutput=text\nservices = mine\n[services mine]\n\
             rekognition =\n  endpoint_url = http://x\n[other]\na: b\n",
        )
        .unwrap();
        assert_eq!(value(file.profile("default").unwrap(), "region"), Some("us-east-1"));
        assert_eq!(value(file.profile("a b").unwrap(), "output"), Some("text"));
        assert_eq!(file.profile("other"), None);
        assert_eq!(value(file.section("other").unwrap(), "a"), Some("b"));
        assert_eq!(value(&file.service("mine", "rekognition"), "endpoint_url"), Some("http://x"));
        assert!(file.is_well_nested());
        assert!(!SharedFile::read("[default]\ns3 =\n  nonsense\n").unwrap().is_well_nested());
        assert_eq!(SharedFile::read("[a]\nnonsense\n"), None);
        assert_eq!(SharedFile::read("a=b\n"), None);
    }
}
