//! The check page with everything it loads, as it was built.
//!
//! In: the folder that `make web` fills, read once at the start. Out: its files under `/check/`.
//! Never: reads the disk for a request, so no path can lead out of the folder.

use crate::ServerError;
use crate::body::{Body, whole};
use crate::health;
use crate::limits::MAX_PAGES_BYTES;
use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The files of the pages; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Pages(Arc<BTreeMap<String, File>>);

#[derive(Debug)]
struct File {
    content: Bytes,
    content_type: &'static str,
}

impl Pages {
    /// No pages: a server without a built `web/` answers 404 for them.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Reads every file below `folder`.
    ///
    /// # Errors
    /// [`ServerError`] when a file cannot be read or all together are larger than a page should be.
    pub fn read(folder: &Path) -> Result<Self, ServerError> {
        let mut files = BTreeMap::new();
        let mut left_bytes = MAX_PAGES_BYTES;
        read_below(folder, "", &mut left_bytes, &mut files)?;
        Ok(Self(Arc::new(files)))
    }

    /// Answers a request for `path`; `None` when it is not about the pages.
    pub(crate) fn answer(&self, path: &str) -> Option<Response<Body>> {
        let place = path.strip_prefix("/check")?;
        let name = match place {
            "" => return Some(redirect()),
            "/" => "index.html",
            _ => place.strip_prefix('/')?,
        };
        Some(match self.0.get(name) {
            Some(file) => file.answer(name),
            None if self.0.is_empty() => {
                health::plain(StatusCode::NOT_FOUND, "the check page is not built; run make web\n")
            }
            None => health::plain(StatusCode::NOT_FOUND, "not found\n"),
        })
    }
}

impl File {
    fn answer(&self, name: &str) -> Response<Body> {
        let mut response = Response::new(whole(self.content.clone()));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        // The address of the page holds the credentials of one check.
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        // Names under assets/ change with their content.
        let cache = if name.starts_with("assets/") { "max-age=31536000, immutable" } else { "no-cache" };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        response
    }
}

fn redirect() -> Response<Body> {
    let mut response = health::plain(StatusCode::PERMANENT_REDIRECT, "/check/\n");
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/check/"));
    response
}

fn read_below(
    folder: &Path,
    prefix: &str,
    left_bytes: &mut u64,
    files: &mut BTreeMap<String, File>,
) -> Result<(), ServerError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| ServerError::File { path, source }
    };
    for entry in std::fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = entry.map_err(unreadable(folder))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let name = format!("{prefix}{name}");
        let about = std::fs::metadata(&path).map_err(unreadable(&path))?;
        if about.is_dir() {
            read_below(&path, &format!("{name}/"), left_bytes, files)?;
            continue;
        }
        *left_bytes = left_bytes
            .checked_sub(about.len())
            .ok_or_else(|| ServerError::PagesTooLarge { path: path.clone(), limit_bytes: MAX_PAGES_BYTES })?;
        let content = std::fs::read(&path).map_err(unreadable(&path))?.into();
        files.insert(name, File { content, content_type: content_type(&path) });
    }
    Ok(())
}

/// Browsers compile wasm while it loads only when it is called by its own type.
fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|end| end.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages() -> Pages {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("index.html"), "<p>").unwrap();
        std::fs::create_dir(folder.path().join("assets")).unwrap();
        std::fs::write(folder.path().join("assets/a.wasm"), "\0asm").unwrap();
        Pages::read(folder.path()).unwrap()
    }

    fn check(path: &str, expected: Option<(u16, &str)>) {
        let answer = pages().answer(path);
        let told = answer.as_ref().map(|answer| {
            (answer.status().as_u16(), answer.headers()[header::CONTENT_TYPE].to_str().unwrap())
        });
        assert_eq!(told, expected, "{path}");
    }

    #[test]
    fn files_are_served_by_their_names_only() {
        check("/check/", Some((200, "text/html; charset=utf-8")));
        check("/check/index.html", Some((200, "text/html; charset=utf-8")));
        check("/check/assets/a.wasm", Some((200, "application/wasm")));
        check("/check", Some((308, "text/plain; charset=utf-8")));
        check("/check/assets", Some((404, "text/plain; charset=utf-8")));
        check("/check/../index.html", Some((404, "text/plain; charset=utf-8")));
        check("/checks", None);
        check("/", None);
    }
}
