//! The query of a request, member by member; unknown members are refused.

use super::response::Refusal;
use std::collections::BTreeMap;
use std::str::FromStr;

/// Members that were not yet taken.
#[derive(Debug)]
pub(super) struct Query(BTreeMap<String, String>);

impl Query {
    /// Splits a query; a parameter that is given twice or is not UTF-8 is refused.
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        let mut members = BTreeMap::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decoded(name)?, decoded(value)?);
            if members.insert(name.clone(), value).is_some() {
                return Err(Refusal::malformed(format!("{name} is given twice")));
            }
        }
        Ok(Self(members))
    }

    /// Takes a text; an empty one counts as not given.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.0.remove(name).filter(|value| !value.is_empty())
    }

    /// Takes a number.
    pub(super) fn number<T: FromStr>(&mut self, name: &str) -> Result<Option<T>, Refusal> {
        let Some(value) = self.text(name) else { return Ok(None) };
        value.parse().map(Some).map_err(|_shape| Refusal::malformed(format!("{name} is not a number")))
    }

    /// Takes a percentage.
    pub(super) fn percent(&mut self, name: &str) -> Result<Option<f64>, Refusal> {
        let percent = self.number::<f64>(name)?;
        if percent.is_some_and(|percent| !(0.0..=100.0).contains(&percent)) {
            return Err(Refusal::malformed(format!("{name} is 0 to 100")));
        }
        Ok(percent)
    }

    /// Takes one of a list of names.
    pub(super) fn named<T>(
        &mut self,
        name: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        let Some(value) = self.text(name) else { return Ok(None) };
        read(&value).map(Some).ok_or_else(|| Refusal::malformed(format!("{name} does not allow this value")))
    }

    /// Takes how many rows are wanted, 1 to [`MAX_LIMIT`].
    pub(super) fn limit(&mut self) -> Result<u32, Refusal> {
        let limit = self.number("limit")?.unwrap_or(USUAL_LIMIT);
        if (1..=MAX_LIMIT).contains(&limit) {
            return Ok(limit);
        }
        Err(Refusal::malformed(format!("limit is 1 to {MAX_LIMIT}")))
    }

    /// Refuses what is left.
    pub(super) fn end(self) -> Result<(), Refusal> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => Err(Refusal::malformed(format!("there is no parameter {name}"))),
        }
    }
}

fn decoded(text: &str) -> Result<String, Refusal> {
    let text = text.replace('+', " ");
    let decoded = percent_encoding::percent_decode_str(&text).decode_utf8();
    decoded.map(std::borrow::Cow::into_owned).map_err(|_shape| Refusal::malformed("the query is not UTF-8"))
}

const USUAL_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_taken_one_by_one() {
        let mut query = Query::read("a=1%202&limit=7&empty=&b=x+y").unwrap();
        assert_eq!(query.text("a").as_deref(), Some("1 2"));
        assert_eq!(query.text("b").as_deref(), Some("x y"));
        assert_eq!(query.text("empty"), None);
        assert_eq!(query.limit().unwrap(), 7);
        assert!(query.end().is_ok());
    }

    #[test]
    fn what_is_not_asked_for_is_refused() {
        assert!(Query::read("a=1&a=2").is_err());
        assert!(Query::read("a=%ff").is_err());
        assert!(Query::read("limit=0").unwrap().limit().is_err());
        assert!(Query::read("limit=101").unwrap().limit().is_err());
        assert!(Query::read("n=x").unwrap().number::<i64>("n").is_err());
        assert!(Query::read("other=1").unwrap().end().is_err());
    }
}
