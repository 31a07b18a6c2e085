//! Suggestions for a misspelled choice.
//!
//! In: a word and the choices. Out: the most similar ones, best first. Never: more than three.

/// Choices that share at least four fifths of their characters with the word, in runs.
pub(crate) fn similar<'a>(word: &str, choices: &[&'a str]) -> Vec<&'a str> {
    let word: Vec<char> = word.chars().collect();
    let mut scored: Vec<(usize, usize, &str)> = Vec::new();
    for choice in choices {
        let chars: Vec<char> = choice.chars().collect();
        let (shared, all) = (2 * shared(&chars, &word), chars.len() + word.len());
        if all > 0 && shared * 5 >= all * 4 {
            scored.push((shared, all, choice));
        }
    }
    // Ties are in reverse alphabetical order, like pairs that Python sorts.
    scored.sort_by(|one, other| (other.0 * one.1, other.2).cmp(&(one.0 * other.1, one.2)));
    scored.into_iter().take(3).map(|(_, _, choice)| choice).collect()
}

/// Characters in the longest common run, and in those before and after it.
fn shared(one: &[char], other: &[char]) -> usize {
    let (mut begin_one, mut begin_other, mut longest) = (0, 0, 0);
    for start_one in 0..one.len() {
        for start_other in 0..other.len() {
            let pairs = one[start_one..].iter().zip(&other[start_other..]);
            let length = pairs.take_while(|(left, right)| left == right).count();
            if length > longest {
                (begin_one, begin_other, longest) = (start_one, start_other, length);
            }
        }
    }
    if longest == 0 {
        return 0;
    }
    longest
        + shared(&one[..begin_one], &other[..begin_other])
        + shared(&one[begin_one + longest..], &other[begin_other + longest..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelled_words_are_recognised() {
        let choices = ["json", "text", "table", "yaml"];
        assert_eq!(similar("jsn", &choices), ["json"]);
        assert_eq!(similar("tabel", &choices), ["table"]);
        assert_eq!(similar("odd", &choices), [""; 0]);
        assert_eq!(similar("inputs", &["input", "output"]), ["input"]);
    }
}
