//! Values from files: `file://` for text, `fileb://` for bytes.
//!
//! In: the value of an option. Out: the content of the file. Never: fetches from a network.

use crate::value::{Value, quoted_text};
use std::path::{Path, PathBuf};

/// The content of the file in the value; `None` when the value refers to no file.
pub(crate) fn load(value: &str) -> Option<Result<Value, String>> {
    let (path, as_bytes) = match (value.strip_prefix("file://"), value.strip_prefix("fileb://")) {
        (Some(path), _) => (path, false),
        (None, Some(path)) => (path, true),
        (None, None) => return None,
    };
    let path = expanded(path, &|name| crate::environment::variable(name));
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let path = quoted_text(&path.to_string_lossy());
            let reason = reason(&error);
            return Some(Err(format!("Unable to load paramfile {value}: {reason}: {path}")));
        }
    };
    if as_bytes {
        return Some(Ok(Value::Bytes(bytes)));
    }
    Some(String::from_utf8(bytes).map(|text| Value::Text(text.replace("\r\n", "\n").replace('\r', "\n"))).map_err(
        |_not_text| {
            format!(
                "Unable to load paramfile ({}), text contents could not be decoded.  If this is a binary file, \
                 please use the fileb:// prefix instead of the file:// prefix.",
                path.display()
            )
        },
    ))
}

/// `[Errno 2] No such file or directory`, as Python prints it.
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    match error.raw_os_error() {
        Some(code) => format!("[Errno {code}] {}", text.split(" (os error").next().unwrap_or(&text)),
        None => text,
    }
}

/// Replaces `~` by the home folder, and `$NAME` and `${NAME}` by variables; unknown ones stay.
fn expanded(path: &str, variable: &dyn Fn(&str) -> Option<String>) -> PathBuf {
    let path = match (path.strip_prefix('~'), variable("HOME")) {
        (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => {
            format!("{}{rest}", home.trim_end_matches('/'))
        }
        _ => path.to_owned(),
    };
    let mut out = String::new();
    let mut rest = path.as_str();
    while let Some((before, behind)) = rest.split_once('$') {
        out.push_str(before);
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let (name, whole) = match behind.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            Some((name, _)) => (name, name.len() + 2),
            None => {
                let end = behind.find(|c| !is_name(c)).unwrap_or(behind.len());
                (&behind[..end], end)
            }
        };
        match variable(name).filter(|_| !name.is_empty()) {
            Some(value) => out.push_str(&value),
            None => {
                out.push('$');
                out.push_str(&behind[..whole]);
            }
        }
        rest = &behind[whole..];
    }
    out.push_str(rest);
    Path::new(&out).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn homes_and_variables_are_put_in() {
        let variable = |name: &str| match name {
            "HOME" => Some("/home/me/".to_owned()),
            "A" => Some("x".to_owned()),
            _ => None,
        };
        let paths = ["~/f", "~", "~you", "$A/${A}b/$B/${C}/$", "/f"].map(|path| expanded(path, &variable));
        assert_eq!(
            paths.map(|path| path.display().to_string()),
            ["/home/me/f", "/home/me", "~you", "x/xb/$B/${C}/$", "/f"]
        );
    }
}
