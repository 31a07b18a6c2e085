//! The operations of the API under the words of the command line.
//!
//! In: a word, or a name of the API. Out: the other of the two. Never: a list of operations or members; the client
//! has the only one, with the least lengths and values that a client lets through.

pub(crate) use catchlight_client::{OPERATIONS, Operation};

use catchlight_client::value::MemberSchema;

/// The operation of a command.
pub(crate) fn operation(word: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| command(operation) == word)
}

/// The word of an operation: `CreateFaceLivenessSession` is `create-face-liveness-session`.
pub(crate) fn command(operation: &Operation) -> String {
    option_of(operation.name).trim_start_matches('-').to_owned()
}

/// The option that sets a member: `KmsKeyId` is `--kms-key-id`.
pub(crate) fn option(member: &MemberSchema) -> String {
    option_of(member.name)
}

fn option_of(name: &str) -> String {
    let mut option = String::from("-");
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            option.push('-');
        }
        option.push(c.to_ascii_lowercase());
    }
    option
}
