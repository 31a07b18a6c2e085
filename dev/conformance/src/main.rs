//! Runs real AWS clients against any endpoint and prints one line a case.

fn main() {}
