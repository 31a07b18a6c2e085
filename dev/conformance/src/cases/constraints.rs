//! Every constraint of every member, from both sides.

use super::{CREATE, Case, Expected, GET, Step, call, case, create, get, is};
use serde_json::{Value, json};

const REFUSED: &str = "InvalidParameterException";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    cases.extend(KMS_KEY_ID.cases());
    cases.extend(TOKEN.cases());
    cases.extend(BUCKET.cases());
    cases.extend(KEY_PREFIX.cases());
    cases.extend(VERSION_MINIMUM.cases());
    cases.extend(VERSION_MAXIMUM.cases());
    cases.extend([limits(), preferences(), session_ids(), together()].into_iter().flatten());
    cases
}

/// A member that is a text, with texts that it takes and others that it does not.
struct Text {
    /// Beginning of the names of its cases.
    name: &'static str,
    /// Where AWS says that it is.
    place: &'static str,
    /// The request with this text in it.
    request: fn(&str) -> Value,
    taken: &'static [Sample],
    /// Each with a piece of what the error says.
    refused: &'static [(Sample, &'static str)],
}

/// A text and what is special about it.
struct Sample {
    about: &'static str,
    text: &'static str,
    times: usize,
}

const fn sample(about: &'static str, text: &'static str) -> Sample {
    Sample { about, text, times: 1 }
}

const fn times(about: &'static str, text: &'static str, times: usize) -> Sample {
    Sample { about, text, times }
}

const TOO_SHORT: &str = "Member must have length greater than or equal to";
const TOO_LONG: &str = "Member must have length less than or equal to";
const PATTERN: &str = "Member must satisfy regular expression pattern";

impl Text {
    fn cases(&self) -> Vec<Case> {
        let request = |sample: &Sample| (self.request)(&sample.text.repeat(sample.times));
        let taken = self
            .taken
            .iter()
            .map(|sample| case(format!("{}-{}", self.name, sample.about), vec![create(request(sample))]));
        let refused = self.refused.iter().map(|(sample, says)| {
            let step = create(request(sample)).refused(REFUSED, 400).saying(*says);
            let step = step.saying(format!("at '{}'", self.place));
            case(format!("{}-{}-is-refused", self.name, sample.about), vec![step])
        });
        taken.chain(refused).collect()
    }
}

const KMS_KEY_ID: Text = Text {
    name: "kms-key",
    place: "kmsKeyId",
    request: |text| json!({ "KmsKeyId": text }),
    taken: &[
        sample("of-1-character", "a"),
        times("of-2048-characters", "k", 2048),
        sample("with-every-sign", "0:_/+=,@.-"),
        sample("arn", "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
    ],
    refused: &[
        (sample("of-no-character", ""), TOO_SHORT),
        (times("of-2049-characters", "k", 2049), TOO_LONG),
        (sample("beginning-with-a-dash", "-key"), PATTERN),
        (sample("with-a-blank", "a key"), PATTERN),
        (sample("with-an-umlaut", "schlüssel"), PATTERN),
    ],
};

const TOKEN: Text = Text {
    name: "token",
    place: "clientRequestToken",
    request: |text| json!({ "ClientRequestToken": text }),
    taken: &[
        sample("of-1-character", "t"),
        times("of-64-characters", "t", 64),
        sample("with-every-sign", "aZ09-_"),
    ],
    refused: &[
        (sample("of-no-character", ""), TOO_SHORT),
        (times("of-65-characters", "t", 65), TOO_LONG),
        (sample("with-a-blank", "with space"), PATTERN),
        (sample("with-a-dot", "with.dot"), PATTERN),
        (sample("with-a-slash", "with/slash"), PATTERN),
        (sample("with-an-umlaut", "schlüssel"), PATTERN),
    ],
};

const BUCKET: Text = Text {
    name: "bucket",
    place: "settings.outputConfig.s3Bucket",
    request: |text| json!({ "Settings": { "OutputConfig": { "S3Bucket": text } } }),
    taken: &[
        sample("of-3-characters", "abc"),
        times("of-255-characters", "b", 255),
        sample("with-every-sign", "aZ09.-_"),
    ],
    refused: &[
        (sample("of-2-characters", "ab"), TOO_SHORT),
        (times("of-256-characters", "b", 256), TOO_LONG),
        (sample("with-a-slash", "a/b"), PATTERN),
        (sample("with-a-blank", "a b"), PATTERN),
        (sample("with-an-umlaut", "schlüssel"), PATTERN),
    ],
};

const KEY_PREFIX: Text = Text {
    name: "key-prefix",
    place: "settings.outputConfig.s3KeyPrefix",
    request: |text| json!({ "Settings": { "OutputConfig": { "S3Bucket": "faces", "S3KeyPrefix": text } } }),
    taken: &[
        sample("of-no-character", ""),
        times("of-950-characters", "p", 950),
        sample("of-folders", "a/b/c/"),
        sample("with-an-umlaut", "prüfung/"),
    ],
    refused: &[
        (times("of-951-characters", "p", 951), TOO_LONG),
        (sample("with-a-blank", "a b"), PATTERN),
        (sample("with-a-tab", "a\tb"), PATTERN),
        (sample("with-a-line-feed", "a\nb"), PATTERN),
    ],
};

fn versions(versions: &Value) -> Value {
    json!({ "Settings": { "ChallengePreferences": [{ "Type": "FaceMovementChallenge", "Versions": versions }] } })
}

const VERSION_MINIMUM: Text = Text {
    name: "minimum",
    place: "settings.challengePreferences.1.member.versions.minimum",
    request: |text| versions(&json!({ "Minimum": text })),
    taken: VERSIONS_TAKEN,
    refused: VERSIONS_REFUSED,
};

const VERSION_MAXIMUM: Text = Text {
    name: "maximum",
    place: "settings.challengePreferences.1.member.versions.maximum",
    request: |text| versions(&json!({ "Maximum": text })),
    taken: VERSIONS_TAKEN,
    refused: VERSIONS_REFUSED,
};

const VERSIONS_TAKEN: &[Sample] =
    &[sample("0.0.0", "0.0.0"), sample("1.0.0", "1.0.0"), sample("999.999.999", "999.999.999")];

const VERSIONS_REFUSED: &[(Sample, &str)] = &[
    (sample("of-two-numbers", "1.0"), TOO_SHORT),
    (sample("of-four-numbers", "1.0.0.0"), PATTERN),
    (sample("of-12-characters", "1000.999.999"), TOO_LONG),
    (sample("with-a-leading-zero", "01.0.0"), PATTERN),
    (sample("of-letters", "a.b.c"), PATTERN),
];

fn limits() -> Vec<Case> {
    let limit = |limit: i64| create(json!({ "Settings": { "AuditImagesLimit": limit } }));
    let taken =
        |limit_given: i64| case(format!("audit-images-{limit_given}"), vec![limit(limit_given)]).documented();
    let clamped = |name: &str, given: i64| case(name, vec![limit(given)]).documented();
    let mut cases: Vec<Case> = (0..=4).map(taken).collect();
    cases.push(clamped("audit-images-5-are-clamped", 5));
    cases.push(clamped("audit-images-2147483647-are-clamped", i64::from(i32::MAX)));
    cases.push(clamped("audit-images-minus-1-are-clamped", -1));
    cases
}

fn preferences() -> Vec<Case> {
    let of = |preferences: Value| create(json!({ "Settings": { "ChallengePreferences": preferences } }));
    let kind = |name: &str| json!({ "Type": name });
    let (light, movement) = (kind("FaceMovementAndLightChallenge"), kind("FaceMovementChallenge"));
    let taken = |name: &str, preferences: Value| case(name, vec![of(preferences)]);
    let refused = |name: &str, preferences: Value, says: &str| {
        let place = "at 'settings.challengePreferences.1.member.type'";
        case(name, vec![of(preferences).refused(REFUSED, 400).saying(says).saying(place)])
    };
    const ENUM: &str = "Member must satisfy enum value set";
    vec![
        taken("preferences-none", json!([])),
        taken("preference-light", json!([light])).documented(),
        taken("preference-movement", json!([movement])).documented(),
        taken("preferences-light-then-movement", json!([light, movement])).documented(),
        taken("preferences-movement-then-light", json!([movement, light])).documented(),
        taken("preferences-twice-the-same", json!([movement, movement])),
        taken("versions-without-members", json!([{ "Type": "FaceMovementChallenge", "Versions": {} }])),
        taken(
            "versions-from-and-to",
            json!([{ "Type": "FaceMovementChallenge", "Versions": { "Minimum": "1.0.0", "Maximum": "2.0.0" } }]),
        )
        .documented(),
        refused("bad-challenge", json!([kind("NoSuchChallenge")]), ENUM),
        refused("challenge-in-lower-case-is-refused", json!([kind("facemovementchallenge")]), ENUM),
        refused("challenge-of-no-character-is-refused", json!([kind("")]), ENUM),
        refused("challenge-without-type-is-refused", json!([{}]), "Member must not be null"),
    ]
}

fn session_ids() -> Vec<Case> {
    let refused = |name: &str, id: &str, says: &str| {
        case(name, vec![get(id).refused(REFUSED, 400).saying("at 'sessionId'").saying(says)])
    };
    let upper = vec![create(json!({})), get("$SESSION").refused(REFUSED, 400).saying(PATTERN)];
    vec![
        refused("session-id-of-other-letters-is-refused", &"g".repeat(36), PATTERN),
        refused("session-id-of-35-characters-is-refused", "0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5", TOO_SHORT),
        refused("session-id-of-37-characters-is-refused", "0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f6", TOO_LONG),
        refused("session-id-of-no-character-is-refused", "", TOO_SHORT),
        refused("session-id-without-dashes-is-refused", "0a1b2c3d0a1b4a1b8a1b0a1b2c3d4e5f0a1b", PATTERN),
        refused("session-id-with-a-blank-is-refused", "0a1b2c3d 0a1b-4a1b-8a1b-0a1b2c3d4e5f", PATTERN),
        case("session-id-in-upper-case-is-refused", upper),
        case(
            "session-id-missing-is-refused",
            vec![
                missing_id().refused(REFUSED, 400).saying("Member must not be null").saying("at 'sessionId'"),
            ],
        ),
    ]
}

fn missing_id() -> Step {
    call(GET, json!({}), Expected::Answer(Vec::new()))
}

/// Violations of several members are told together.
fn together() -> Vec<Case> {
    let bucket_missing = json!({ "Settings": { "OutputConfig": { "S3KeyPrefix": "p" } } });
    let two = json!({ "ClientRequestToken": "a b", "Settings": { "OutputConfig": { "S3Bucket": "a/b" } } });
    let many = json!({
        "KmsKeyId": "a b",
        "ClientRequestToken": "a b",
        "Settings": {
            "OutputConfig": { "S3Bucket": "a/b", "S3KeyPrefix": "a b" },
            "ChallengePreferences": [{ "Type": "NoSuchChallenge" }],
        },
    });
    let refused = |name: &str, members: Value, says: &str| {
        case(
            name,
            vec![call(CREATE, members, Expected::Answer(Vec::new())).refused(REFUSED, 400).saying(says)],
        )
    };
    vec![
        refused("bucket-missing-is-refused", bucket_missing, "at 'settings.outputConfig.s3Bucket'"),
        refused(
            "one-violation-is-counted",
            json!({ "ClientRequestToken": "a b" }),
            "1 validation error detected",
        ),
        refused("two-violations-are-counted", two, "2 validation errors detected").core(),
        refused("five-violations-are-counted", many, "5 validation errors detected"),
        case(
            "refusal-makes-no-session",
            vec![
                create(json!({ "ClientRequestToken": "$token", "KmsKeyId": "a b" })).refused(REFUSED, 400),
                create(json!({ "ClientRequestToken": "$token" })),
                get("$session").wants("/Status", is("CREATED")),
            ],
        ),
    ]
}
