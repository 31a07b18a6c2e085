//! The catchlight command.

fn main() {}
