//! Sessions and images on SQLite and the local file system; expiry and erasure
