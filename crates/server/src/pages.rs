//! The check page and the console with everything they load, as they were built.
//!
//! In: what the build embedded, or a folder that is read once at the start. Out: its files under `/check/` and `/console/`, compressed
//! where the browser takes that. Never: reads the disk for a request, so no path can lead out of the folder.

use crate::ServerError;
use crate::body::{Body, plain, whole};
use crate::limits::MAX_PAGES_BYTES;
use crate::page_policy::{NONCE_PLACE, Visit, nonce};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// What `web/dist` held when this library was built; empty without it.
const EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/embedded_pages.rs"));

/// The files of the pages; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Pages(Arc<BTreeMap<String, File>>);

#[derive(Debug)]
struct File {
    content: Bytes,
    content_type: &'static str,
}

impl Pages {
    /// The pages that the build put into this library; none when `web/` was not built before.
    #[must_use]
    pub fn embedded() -> Self {
        let file = |&(name, content): &(&str, &'static [u8])| {
            let content_type = content_type(Path::new(name.trim_end_matches(COMPRESSED)));
            (name.to_owned(), File { content: Bytes::from_static(content), content_type })
        };
        Self(Arc::new(EMBEDDED.iter().map(file).collect()))
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// No pages: a server without a built `web/` says so.
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

    /// Answers a request for the console: its files by their names, its document at every other place, since the
    /// console's own addresses lie below it.
    pub(crate) fn answer_console(&self, path: &str, visit: &Visit) -> Option<Response<Body>> {
        let place = path.strip_prefix("/console")?;
        if place.is_empty() {
            return Some(redirect("/console/"));
        }
        let name = place.strip_prefix('/')?;
        if name.starts_with("assets/") {
            return Some(self.file(&format!("{CONSOLE_FOLDER}{name}"), visit).unwrap_or_else(not_found));
        }
        match self.0.get(CONSOLE) {
            Some(file) => Some(document(file, |headers, nonce| visit.guard_console(headers, nonce))),
            None => Some(not_built()),
        }
    }

    /// Answers a request for `path`; `None` when it is not about the pages.
    pub(crate) fn answer(&self, path: &str, visit: &Visit) -> Option<Response<Body>> {
        let place = path.strip_prefix("/check")?;
        let name = match place {
            "" => return Some(redirect("/check/")),
            "/" => "index.html",
            _ => place.strip_prefix('/')?,
        };
        let Some(file) = self.0.get(name).filter(|_| !name.starts_with(CONSOLE_FOLDER)) else {
            return Some(if self.0.is_empty() { not_built() } else { not_found() });
        };
        if file.content_type == HTML {
            return Some(document(file, |headers, nonce| visit.guard(headers, nonce)));
        }
        self.file(name, visit)
    }

    /// A file that is no document, compressed for who takes that.
    fn file(&self, name: &str, visit: &Visit) -> Option<Response<Body>> {
        let file = self.0.get(name).filter(|file| file.content_type != HTML)?;
        let compressed = self.0.get(&format!("{name}{COMPRESSED}")).filter(|_| visit.takes_brotli);
        let mut response = compressed.unwrap_or(file).answer(file.content_type, name);
        let headers = response.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if compressed.is_some() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        Some(response)
    }
}

impl File {
    fn answer(&self, content_type: &'static str, name: &str) -> Response<Body> {
        let mut response = Response::new(whole(self.content.clone()));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        // Names under assets/ change with their content.
        let cache = if name.trim_start_matches(CONSOLE_FOLDER).starts_with("assets/") {
            "max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        response
    }
}

/// A document with a nonce of its own, which the build left a place for.
fn document(file: &File, guard: impl FnOnce(&mut HeaderMap, &str)) -> Response<Body> {
    let nonce = nonce();
    let text = String::from_utf8_lossy(&file.content).replace(NONCE_PLACE, &nonce);
    let mut response = Response::new(whole(text));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(HTML));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    guard(headers, &nonce);
    response
}

/// What a browser shows when the server was built without the page.
fn not_built() -> Response<Body> {
    let mut response = plain(
        StatusCode::NOT_FOUND,
        "This server was built without its pages.\n\nRun `make web` and build again, or `make serve`, which does both.\n",
    );
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn not_found() -> Response<Body> {
    plain(StatusCode::NOT_FOUND, "not found\n")
}

fn redirect(place: &'static str) -> Response<Body> {
    let mut response = plain(StatusCode::PERMANENT_REDIRECT, "the page is below\n");
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static(place));
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
        let plain_name = name.trim_end_matches(COMPRESSED);
        let content_type = content_type(Path::new(plain_name));
        files.insert(name, File { content, content_type });
    }
    Ok(())
}

/// Browsers compile wasm while it loads only when it is called by its own type.
fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|end| end.to_str()) {
        Some("html") => HTML,
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

/// Where the build puts the console among the pages.
const CONSOLE_FOLDER: &str = "console/";
/// The document of the console.
const CONSOLE: &str = "console/console.html";
const HTML: &str = "text/html; charset=utf-8";
/// Ending of a file that the build compressed with Brotli, next to the plain one.
const COMPRESSED: &str = ".br";

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;

    fn pages() -> Pages {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("index.html"), "<script nonce=__NONCE__>").unwrap();
        std::fs::create_dir_all(folder.path().join("assets")).unwrap();
        std::fs::create_dir_all(folder.path().join("console/assets")).unwrap();
        std::fs::write(folder.path().join("console/console.html"), "<script nonce=__NONCE__>").unwrap();
        std::fs::write(folder.path().join("console/assets/a.js"), "1").unwrap();
        std::fs::write(folder.path().join("assets/a.wasm"), "\0asm").unwrap();
        std::fs::write(folder.path().join("assets/a.wasm.br"), "small").unwrap();
        Pages::read(folder.path()).unwrap()
    }

    fn visit(accept_encoding: &str) -> Visit {
        let request = Request::builder()
            .uri("/check/")
            .header("host", "face.example:8443")
            .header("accept-encoding", accept_encoding);
        Visit::of(&request.body(()).unwrap(), &[])
    }

    fn check(path: &str, expected: Option<(u16, &str)>) {
        let answer = pages().answer(path, &visit("gzip"));
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

    #[test]
    fn the_console_has_its_document_at_all_its_addresses() {
        let check = |path: &str, status: u16, content_type: &str| {
            let answer = pages().answer_console(path, &visit("")).unwrap();
            let told = (answer.status().as_u16(), answer.headers()[header::CONTENT_TYPE].to_str().unwrap());
            assert_eq!(told, (status, content_type), "{path}");
        };
        check("/console", 308, "text/plain; charset=utf-8");
        check("/console/", 200, HTML);
        check("/console/checks/7a410adf", 200, HTML);
        check("/console/assets/a.js", 200, "text/javascript; charset=utf-8");
        check("/console/assets/b.js", 404, "text/plain; charset=utf-8");
        check("/console/assets/../console.html", 404, "text/plain; charset=utf-8");
        for hidden in ["/check/console/console.html", "/check/console/assets/a.js"] {
            assert_eq!(pages().answer(hidden, &visit("")).unwrap().status(), 404, "{hidden}");
        }
        assert_eq!(Pages::none().answer_console("/console/", &visit("")).unwrap().status(), 404);
    }

    #[test]
    fn what_is_compressed_goes_to_who_takes_it() {
        let encoding = |accepts: &str| {
            let answer = pages().answer("/check/assets/a.wasm", &visit(accepts)).unwrap();
            assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/wasm");
            answer.headers().contains_key(header::CONTENT_ENCODING)
        };
        assert!(encoding("gzip, deflate, br, zstd"));
        assert!(!encoding("gzip, brand"));
        assert!(!encoding("br;q=0"));
    }

    #[test]
    fn each_document_has_a_nonce_of_its_own() {
        let policy = || {
            let answer = pages().answer("/check/", &visit("")).unwrap();
            answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned()
        };
        assert_ne!(policy(), policy());
    }

    #[test]
    fn a_server_without_pages_says_what_to_do() {
        let answer = Pages::none().answer("/check/", &visit("")).unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    }
}
