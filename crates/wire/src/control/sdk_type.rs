//! What a client calls itself.
//!
//! In: the user agent that the client sent. Out: the value of `Metadata.SDKType`.
//! Never: proof; the client can write what it likes.

/// Kind of client, 1..=64 characters, self-reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SdkType(String);

impl SdkType {
    /// Wraps 1..=64 characters; `None` for other lengths.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        (1..=MAX_CHARS).contains(&text.chars().count()).then(|| Self(text.to_owned()))
    }

    /// The kind that a user agent names; `None` for an empty one.
    ///
    /// The three Amplify components become `js`, `ios` and `android`; any other client is called by its first
    /// product, cut to 64 characters.
    ///
    /// # Examples
    /// ```
    /// use catchlight_wire::control::SdkType;
    ///
    /// let web = "aws-sdk-js/3.990.0 ua/2.1 api/rekognitionstreaming#3.990.0 aws-amplify/6.22.1-framework/0";
    /// assert_eq!(SdkType::from_user_agent(web).as_ref().map(SdkType::as_str), Some("js"));
    /// ```
    #[must_use]
    pub fn from_user_agent(user_agent: &str) -> Option<Self> {
        let known = AMPLIFY.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name);
        let product = || user_agent.split(['/', ' ']).find(|part| !part.is_empty());
        let name = known.or_else(product)?;
        Self::new(&name.chars().filter(|c| !c.is_control()).take(MAX_CHARS).collect::<String>())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What each Amplify component writes into its user agent.
const AMPLIFY: [(&str, &str); 4] = [
    ("amplify-swift", "ios"),
    ("amplify-android", "android"),
    ("aws-sdk-kotlin", "android"),
    ("aws-sdk-js", "js"),
];
const MAX_CHARS: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(user_agent: &str, expected: Option<&str>) {
        let found = SdkType::from_user_agent(user_agent);
        assert_eq!(found.as_ref().map(SdkType::as_str), expected, "{user_agent}");
    }

    #[test]
    fn clients_are_called_by_their_platform() {
        check("aws-sdk-js/3.1 md/browser#Chrome_1 aws-amplify/6.2 0-ui-react-liveness/3.6.8", Some("js"));
        check("amplify-swift/2.4 os/iOS/18.1 lib/amplify-ui-swift-face-liveness/1.4.5", Some("ios"));
        check("amplify-android:2.1 md/device api/liveness/1.2", Some("android"));
        check("catchlight/0.1.0", Some("catchlight"));
        check(" /x", Some("x"));
        check("", None);
        check("\u{1}", None);
    }

    #[test]
    fn the_text_has_at_most_64_characters() {
        check(&"ü".repeat(65), Some(&"ü".repeat(64)));
        assert_eq!(SdkType::new(""), None);
        assert_eq!(SdkType::new(&"a".repeat(65)), None);
    }
}
