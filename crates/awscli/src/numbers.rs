//! Numbers as Python reads them from a text.
//!
//! In: text. Out: a number, or `None`. Never: a message.

/// An integer; surrounding blanks, a sign and single underscores between digits are allowed.
pub(crate) fn integer(text: &str) -> Option<i128> {
    let text = text.trim();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let underscores = digits.starts_with('_') || digits.ends_with('_') || digits.contains("__");
    if digits.is_empty() || underscores || !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_') {
        return None;
    }
    text.replace('_', "").parse().ok()
}

/// A floating point number.
pub(crate) fn float(text: &str) -> Option<f64> {
    let text = text.trim();
    let well_formed = !text.starts_with('_') && !text.ends_with('_') && !text.contains("__");
    text.replace('_', "").parse().ok().filter(|_| well_formed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_read_as_by_python() {
        assert_eq!(["2", " -3 ", "+4", "1_000"].map(integer), [Some(2), Some(-3), Some(4), Some(1000)]);
        assert_eq!(["", "x", "1.0", "_1", "1__0", "--1", "0x1"].map(integer), [None; 7]);
    }
}
