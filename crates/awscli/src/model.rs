//! The operations in the model of the API: members in order, types, and the constraints that a client checks.
//!
//! In: nothing. Out: tables. Never: a maximum, a pattern or the names of an enumeration; the service checks those.

/// An operation of the control plane.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The name on the command line.
    pub(crate) command: &'static str,
    /// The name in the API.
    pub(crate) name: &'static str,
    pub(crate) input: &'static Structure,
    pub(crate) output: &'static Structure,
    /// What it does, in one sentence.
    pub(crate) about: &'static str,
}

/// A structure: its members in the order of the API.
#[derive(Debug)]
pub(crate) struct Structure {
    pub(crate) members: &'static [Member],
}

/// A member of a structure.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) required: bool,
    /// Its description; only members on the command line have one.
    pub(crate) about: &'static str,
}

/// The type of a value, with the minimum that a client checks.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    Text {
        least_chars: usize,
    },
    /// One of these names; a client sends others as well.
    Name(&'static [&'static str]),
    Integer {
        least: i128,
    },
    Float,
    /// Base64 on the wire; stays Base64.
    Blob,
    /// A list with the name of its element shape.
    List(&'static Self, &'static str),
    Structure(&'static Structure),
}

impl Structure {
    pub(crate) fn member(&self, name: &str) -> Option<&'static Member> {
        self.members.iter().find(|member| member.name == name)
    }
}

impl Member {
    /// The option that sets it: `KmsKeyId` is `--kms-key-id`.
    pub(crate) fn option(&self) -> String {
        let mut option = String::from("-");
        for c in self.name.chars() {
            if c.is_ascii_uppercase() {
                option.push('-');
            }
            option.push(c.to_ascii_lowercase());
        }
        option
    }
}

/// The operation of a command.
pub(crate) fn operation(command: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.command == command)
}

/// The operations that the aws command has.
pub(crate) const OPERATIONS: &[Operation] = &[
    Operation {
        command: "create-face-liveness-session",
        name: "CreateFaceLivenessSession",
        input: &Structure {
            members: &[
                optional("KmsKeyId", Shape::Text { least_chars: 1 }).about("Key that encrypts the images."),
                optional("Settings", Shape::Structure(&SETTINGS))
                    .about("Settings of the session, in shorthand or JSON syntax."),
                optional("ClientRequestToken", Shape::Text { least_chars: 1 })
                    .about("Token that makes a repeated call return the same session."),
            ],
        },
        output: &Structure { members: &[required("SessionId", SESSION_ID)] },
        about: "Create a session for one check.",
    },
    Operation {
        command: "get-face-liveness-session-results",
        name: "GetFaceLivenessSessionResults",
        input: &Structure { members: &[required("SessionId", SESSION_ID).about("ID of the session.")] },
        output: &RESULTS,
        about: "Read the results of a session.",
    },
];

const fn optional(name: &'static str, shape: Shape) -> Member {
    Member { name, shape, required: false, about: "" }
}

const fn required(name: &'static str, shape: Shape) -> Member {
    Member { name, shape, required: true, about: "" }
}

impl Member {
    const fn about(self, about: &'static str) -> Self {
        Self { about, ..self }
    }
}

const TEXT: Shape = Shape::Text { least_chars: 0 };
const SESSION_ID: Shape = Shape::Text { least_chars: 36 };
const VERSION: Shape = Shape::Text { least_chars: 5 };
const CHALLENGE_TYPE: Shape = Shape::Name(&["FaceMovementAndLightChallenge", "FaceMovementChallenge"]);
const S3_BUCKET: Shape = Shape::Text { least_chars: 3 };

const SETTINGS: Structure = Structure {
    members: &[
        optional("OutputConfig", Shape::Structure(&OUTPUT_CONFIG)),
        optional("AuditImagesLimit", Shape::Integer { least: 0 }),
        optional(
            "ChallengePreferences",
            Shape::List(&Shape::Structure(&CHALLENGE_PREFERENCE), "ChallengePreference"),
        ),
    ],
};
const OUTPUT_CONFIG: Structure =
    Structure { members: &[required("S3Bucket", S3_BUCKET), optional("S3KeyPrefix", TEXT)] };
const CHALLENGE_PREFERENCE: Structure = Structure {
    members: &[required("Type", CHALLENGE_TYPE), optional("Versions", Shape::Structure(&VERSIONS))],
};
const VERSIONS: Structure =
    Structure { members: &[optional("Minimum", VERSION), optional("Maximum", VERSION)] };

const RESULTS: Structure = Structure {
    members: &[
        required("SessionId", SESSION_ID),
        required("Status", Shape::Name(&["CREATED", "IN_PROGRESS", "SUCCEEDED", "FAILED", "EXPIRED"])),
        optional("Confidence", Shape::Float),
        optional("ReferenceImage", Shape::Structure(&AUDIT_IMAGE)),
        optional("AuditImages", Shape::List(&Shape::Structure(&AUDIT_IMAGE), "AuditImage")),
        optional("Challenge", Shape::Structure(&CHALLENGE)),
        optional("Feedback", Shape::List(&Shape::Structure(&FEEDBACK_ITEM), "FeedbackItem")),
        optional("Metadata", Shape::Structure(&METADATA)),
    ],
};
const AUDIT_IMAGE: Structure = Structure {
    members: &[
        optional("Bytes", Shape::Blob),
        optional("S3Object", Shape::Structure(&S3_OBJECT)),
        optional("BoundingBox", Shape::Structure(&BOUNDING_BOX)),
    ],
};
const S3_OBJECT: Structure = Structure {
    members: &[optional("Bucket", S3_BUCKET), optional("Name", TEXT), optional("Version", TEXT)],
};
const BOUNDING_BOX: Structure = Structure {
    members: &[
        optional("Width", Shape::Float),
        optional("Height", Shape::Float),
        optional("Left", Shape::Float),
        optional("Top", Shape::Float),
    ],
};
const CHALLENGE: Structure =
    Structure { members: &[required("Type", CHALLENGE_TYPE), required("Version", VERSION)] };
const FEEDBACK_ITEM: Structure = Structure { members: &[required("Code", TEXT), required("Message", TEXT)] };
const METADATA: Structure = Structure { members: &[required("SDKType", TEXT)] };
