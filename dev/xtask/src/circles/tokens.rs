//! Words and signs of a Rust source, without what imports nothing: comments, strings, tests.

/// Words, `::` and single signs in their order; items under `#[cfg(test)]` are left out, but for the names of test
/// modules in files of their own, which come second.
pub(crate) fn tokens(source: &str) -> (Vec<String>, Vec<String>) {
    without_tests(&split(source))
}

fn split(source: &str) -> Vec<String> {
    let letters: Vec<char> = source.chars().collect();
    let at = |place: usize| letters.get(place).copied().unwrap_or('\0');
    let mut tokens = Vec::new();
    let mut place = 0;
    while place < letters.len() {
        let letter = at(place);
        if letter == '/' && at(place + 1) == '/' {
            place = end_of(&letters, place, "\n");
        } else if letter == '/' && at(place + 1) == '*' {
            place = end_of(&letters, place + 2, "*/");
        } else if let Some(hashes) = raw_string(&letters, place) {
            let begins = place + letters[place..].iter().take_while(|&&letter| letter != '"').count() + 1;
            place = end_of(&letters, begins, &format!("\"{}", "#".repeat(hashes)));
        } else if letter == '"' {
            place = end_of_quoted(&letters, place, '"');
        } else if letter == '\'' {
            // A letter between quotes; else a lifetime, whose name is a word that imports nothing.
            let is_letter = at(place + 1) == '\\' || at(place + 2) == '\'';
            place = if is_letter { end_of_quoted(&letters, place, '\'') } else { place + 1 };
        } else if letter == '_' || letter.is_alphanumeric() {
            let word: String =
                letters[place..].iter().take_while(|&&next| next == '_' || next.is_alphanumeric()).collect();
            place += word.chars().count();
            tokens.push(word);
        } else if letter == ':' && at(place + 1) == ':' {
            tokens.push("::".to_owned());
            place += 2;
        } else {
            if !letter.is_whitespace() {
                tokens.push(letter.to_string());
            }
            place += 1;
        }
    }
    tokens
}

/// How many `#` open the raw string that begins here, if one does.
fn raw_string(letters: &[char], place: usize) -> Option<usize> {
    let before = place.checked_sub(1).map_or(' ', |before| letters[before]);
    if before == '_' || before.is_alphanumeric() {
        return None;
    }
    let rest = &letters[place..];
    let rest = rest.strip_prefix(&['b']).unwrap_or(rest);
    let rest = rest.strip_prefix(&['r'])?;
    let hashes = rest.iter().take_while(|&&letter| letter == '#').count();
    (rest.get(hashes) == Some(&'"')).then_some(hashes)
}

fn end_of(letters: &[char], from: usize, end: &str) -> usize {
    let end: Vec<char> = end.chars().collect();
    let found = (from..letters.len()).find(|&place| letters[place..].starts_with(&end));
    found.map_or(letters.len(), |place| place + end.len())
}

fn end_of_quoted(letters: &[char], from: usize, quote: char) -> usize {
    let mut place = from + 1;
    while place < letters.len() && letters[place] != quote {
        place += if letters[place] == '\\' { 2 } else { 1 };
    }
    place + 1
}

fn without_tests(tokens: &[String]) -> (Vec<String>, Vec<String>) {
    let (mut kept, mut test_files) = (Vec::new(), Vec::new());
    let mut rest = tokens;
    while let Some((token, after)) = rest.split_first() {
        if let Some(item) = after_test_attribute(rest) {
            let length = item_length(item);
            let item_tokens = &item[..length];
            if item_tokens.last().is_some_and(|last| last == ";")
                && let Some(place) = item_tokens.iter().position(|token| token == "mod")
            {
                test_files.extend(item_tokens.get(place + 1).cloned());
            }
            rest = &item[length..];
        } else {
            kept.push(token.clone());
            rest = after;
        }
    }
    (kept, test_files)
}

fn after_test_attribute(tokens: &[String]) -> Option<&[String]> {
    const ATTRIBUTE: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let is_test =
        tokens.len() > ATTRIBUTE.len() && tokens.iter().zip(ATTRIBUTE).all(|(token, part)| token == part);
    is_test.then(|| &tokens[ATTRIBUTE.len()..])
}

/// Up to the first `;`, or to the end of the first block.
fn item_length(tokens: &[String]) -> usize {
    let mut depth = 0_usize;
    for (place, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => {
                depth = depth.saturating_sub(1);
                if depth == 0 && token == "}" {
                    return place + 1;
                }
            }
            ";" if depth == 0 => return place + 1,
            _ => {}
        }
    }
    tokens.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &str) {
        assert_eq!(split(source).join(" "), expected, "{source}");
    }

    #[test]
    fn only_code_is_left() {
        check("a::b /* c::d */ // e\n f", "a :: b f");
        check(r##"x("a\"b", r#"c"d"#, 'q', '\'', b"e") y"##, "x ( , , , , b ) y");
        check("fn f<'a>(word: &'a str)", "fn f < a > ( word : & a str )");
    }
}
