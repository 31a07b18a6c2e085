//! The bytes that have arrived and are not read yet.

use std::fmt;

/// A queue of bytes that counts its place in the whole video and can skip what has not arrived.
#[derive(Clone, Default)]
pub(crate) struct Window {
    bytes: Vec<u8>,
    start: usize,
    position: u64,
    skip: u64,
}

impl Window {
    /// Appends bytes; what a skip asked for is dropped at once.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if self.start > 0 && self.start >= self.bytes.len() / 2 {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
        self.bytes.extend_from_slice(bytes);
        self.settle();
    }

    /// What can be read now.
    pub(crate) fn peek(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    /// Moves past `count` bytes, arrived or not.
    pub(crate) fn skip(&mut self, count: u64) {
        self.skip = self.skip.saturating_add(count);
        self.settle();
    }

    /// Moves to a place in the video, arrived or not; an earlier place changes nothing.
    pub(crate) fn skip_to(&mut self, place: u64) {
        self.skip(place.saturating_sub(self.position.saturating_add(self.skip)));
    }

    /// Where in the video the next readable byte lies.
    pub(crate) const fn position(&self) -> u64 {
        self.position
    }

    /// Whether bytes are unread, or were announced and never arrived.
    pub(crate) fn is_unfinished(&self) -> bool {
        self.skip > 0 || !self.peek().is_empty()
    }

    fn settle(&mut self) {
        let here = self.bytes.len() - self.start;
        let step = usize::try_from(self.skip).unwrap_or(usize::MAX).min(here);
        self.start += step;
        self.skip -= step as u64;
        self.position += step as u64;
    }
}

impl fmt::Debug for Window {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Window({} bytes at {}, redacted)", self.peek().len(), self.position)
    }
}
