"""Odd command lines for both commands: shorthand, JSON, queries, files and settings as nobody should write them.

Each is a name, the words, and what it changes in the environment; all are answered by the canned service.
"""

CREATE = "create-face-liveness-session"
GET = "get-face-liveness-session-results"

SETTINGS = {
    "trailing-comma": "AuditImagesLimit=2,", "leading-comma": ",AuditImagesLimit=2", "name-alone": "AuditImagesLimit",
    "no-value": "AuditImagesLimit=", "no-name": "=2", "empty-map": "OutputConfig={}", "list-for-a-text": "OutputConfig={S3Bucket=[abc]}",
    "empty-list": "ChallengePreferences=[]", "list-of-an-empty-map": "ChallengePreferences=[{}]", "text-for-a-list": "ChallengePreferences=FaceMovementChallenge",
    "list-of-texts": "ChallengePreferences=[FaceMovementChallenge]", "text-for-a-map": "OutputConfig=abc", "unicode": "OutputConfig={S3Bucket=abc,S3KeyPrefix=é…}",
    "escaped-quote": 'OutputConfig={S3Bucket=abc,S3KeyPrefix="a\\"b"}', "escaped-comma": "OutputConfig={S3Bucket=abc,S3KeyPrefix=a\\,b}",
    "equals-in-a-value": "OutputConfig={S3Bucket=abc,S3KeyPrefix=a=b}", "fraction": "AuditImagesLimit=1.5", "hexadecimal": "AuditImagesLimit=0x3",
    "huge": "AuditImagesLimit=99999999999999999999999999", "plus": "AuditImagesLimit=+3", "underscore": "AuditImagesLimit=1_0",
    "lower-case": "auditimageslimit=3", "two-without-comma": "AuditImagesLimit=3 OutputConfig={S3Bucket=abc}", "brace-too-many": "OutputConfig={S3Bucket=abc}}",
    "odd-names": "Foo-Bar/x:y#z=1", "map-for-a-text": "OutputConfig={S3Bucket={a=b}}", "list-for-a-map": "OutputConfig=[a,b]", "map-for-a-number": "AuditImagesLimit={a=1}",
    "long": "a" * 300, "json-true": '{"AuditImagesLimit":true}', "json-fraction": '{"AuditImagesLimit":1.0}', "json-null": '{"OutputConfig":{"S3Bucket":null}}',
    "json-twice": '{"AuditImagesLimit":1,"AuditImagesLimit":2}', "json-nan": '{"AuditImagesLimit":NaN}', "json-leading-zero": '{"AuditImagesLimit":01}',
    "json-single-quotes": "{'AuditImagesLimit':1}", "json-and-more": '{"AuditImagesLimit":1} x', "json-text": '"x"', "json-unknown": '{"A\\u00e9":"\\ud83d\\ude00","X":{}}',
    "file-in-shorthand": "OutputConfig={S3Bucket@=file://id.txt}", "file-as-a-value": "OutputConfig={S3Bucket=file://id.txt}", "folder": "file://.", "file-upper-case": "FILE://id.txt",
}

QUERIES = {
    "abs": "abs(`-1.50`)", "avg-of-nothing": "avg(`[]`)", "max-of-mixed": "max(`[1,\"a\"]`)", "sort-of-mixed": "sort(`[3,\"a\"]`)", "to-number": 'to_number(`"1e3"`)',
    "to-number-of-text": 'to_number(`"abc"`)', "to-string": 'to_string(`[1.0,true,null,"é"]`)', "types": "[type(`null`),type(`true`),type(`1`)]", "compare-text-with-number": "Status > `1`",
    "compare-number-with-text": "`1.5` <= Status", "compare-booleans": "`true` < `1`", "equal-numbers": '`{"a":1}` == `{"a":1.0}`', "literal-without-quotes": "`foo bar`", "empty-literal": "``", "raw-quotes": "'a\\'b'",
    "quoted": '"Sta\\u0074us"', "open-quote": '"a', "index-too-far": "AuditImages[99]", "slice-of-nothing": "AuditImages[::0]", "values-of-values": "*.*", "filter-without-end": "AuditImages[?", "map-without-end": "{a:Status", "empty-map": "{}",
    "list-with-comma": "[Status,]", "at-twice": "@@", "two-dots": "a..b", "hyphen": "foo-bar", "single-equals": "a=b", "emoji": "😀", "not-a-function": "Status()", "keys-of-a-list": "keys(`[]`)", "sort-by-a-map": "sort_by(AuditImages,&BoundingBox)",
    "max-by-nothing": "max_by(Feedback,&Nothing)", "length-of-nothing": "length(Nothing)", "blanks": "\n  Status  ",
}

# Structures that are awkward as text and as a table.
SHAPES = {
    "null": "null", "true": "true", "empty-text": '""', "empty-list": "[]", "empty-map": "{}", "nested": '{"a":{"b":{"c":[1,[2]]}},"e":[]}', "list-of-lists": "[[],[[]],[1]]", "list-of-maps": '[{},{"a":{}},{"a":[]}]',
    "maps-among-others": '[1,{"a":2},"x",[3]]', "lists-in-a-map": '{"x":[[1,2],[3]],"y":{"z":[{"k":1},{"k":2,"m":3}]}}', "uneven-maps": '[{"b":1,"a":[1]},{"a":3,"c":{}}]', "line-feeds": '{"a":"x\\ny","b":"\\t"}',
    "wide": '{"é":"😀","日本":"e\\u0301a"}', "floats": "[1.0,1e100,1e-7,0.1,123456789.123456789,1e16,-0.0]", "long-name": '{"' + "k" * 120 + '":1}',
}

INPUTS = {
    "empty": "", "null": "null", "number": "5", "text": '"x"', "member-null": '{"SessionId":null}', "member-list": '{"SessionId":["x"]}', "single-quotes": "{'SessionId':'x'}", "trailing-comma": '{"a":1,}', "line-feed": '{"SessionId":"a\nb"}',
    "bad-escape": '{"SessionId":"\\x"}', "short-escape": '{"SessionId":"\\u12"}', "no-colon": '{"SessionId" "x"}', "no-quotes": "{SessionId:1}", "no-comma": '{"a":1 "b":2}', "misspelled": '{"a":tru}', "open": '{"a":"open', "mark": '\ufeff{"SessionId":"x"}', "brace-too-many": '{"SessionId":"x"}}',
}

# Settings of the profile, each with what stands in the configuration file and in the one with the keys.
KEYS = "[default]\naws_access_key_id = AK\naws_secret_access_key = SK\n"
FILES = {
    "comment-behind": ("[default]\nregion = eu-west-1 ; c\n", KEYS), "colons": ("[default]\nregion: eu-west-1\n", "[default]\naws_access_key_id: AK\naws_secret_access_key:SK\n"), "upper-case": ("[default]\nREGION = eu-west-1\n", KEYS),
    "default-twice": ("[profile default]\nregion=eu-west-3\n[default]\nregion=eu-west-1\n", KEYS), "blanks-in-a-title": ("[profile   default ]\nregion=eu-west-3\n", KEYS), "words-in-a-title": ("[profile default more]\nregion=eu-west-3\n", KEYS),
    "carriage-returns": ("[default]\r\nregion=eu-west-1\r\n", KEYS), "region-empty": ("[default]\nregion=\n", KEYS), "region-in-quotes": ('[default]\nregion="eu-west-1"\n', KEYS), "nested": ("[default]\nregion=eu-west-1\ns3 =\n  x = y\n", KEYS),
    "keys-empty": ("", "[default]\naws_access_key_id=\naws_secret_access_key=\n"), "percent-signs": ("", "[default]\naws_access_key_id=AK%x\naws_secret_access_key=S%(K)s\n"), "retry-mode-odd": ("[default]\nretry_mode=odd\n", KEYS), "bundle-empty": ("[default]\nca_bundle=\n", KEYS),
    "attempts-odd": ("[default]\nmax_attempts=x\n", KEYS), "defaults-mode-odd": ("[default]\nregion=eu-west-1\ndefaults_mode=odd\n", KEYS), "process-without-quote": ('[default]\ncredential_process=echo "open\n', ""), "process-fails": ('[default]\ncredential_process=sh -c "echo oops >&2; exit 3"\n', ""),
    "process-missing": ("[default]\ncredential_process=/no/such\n", ""), "process-of-no-json": ("[default]\ncredential_process=echo hello\n", ""), "process-version": ("[default]\ncredential_process=echo '{\"Version\":2}'\n", ""),
    "process-expired": ('[default]\ncredential_process=echo \'{"Version":1,"AccessKeyId":"PK","SecretAccessKey":"s","SessionToken":"t","Expiration":"2000-01-01T00:00:00Z"}\'\n', ""),
    "process-lasting": ('[default]\ncredential_process=echo \'{"Version":1,"AccessKeyId":"PK","SecretAccessKey":"s","SessionToken":"t","Expiration":"2999-01-01T00:00:00Z"}\'\n', ""),
}
# These end the aws command with a trace of its own: only exit status and standard output are compared.
BROKEN_FILES = {
    "no-title": ("region=x\n", KEYS), "open-title": ("[default\n", KEYS), "no-sign": ("[default]\nregion\n", KEYS), "setting-twice": ("[default]\nregion=a\nregion=b\n", KEYS), "title-twice": ("[default]\n[default]\n", KEYS), "nonsense-nested": ("[default]\ns3 =\n  x\n", KEYS), "keys-broken": ("", "nonsense\n"),
}

VARIABLES = {
    "region-empty": {"AWS_DEFAULT_REGION": ""}, "region-too-long": {"AWS_DEFAULT_REGION": "a" * 64}, "region-with-underscore": {"AWS_DEFAULT_REGION": "us_east_1"}, "output-empty": {"AWS_DEFAULT_OUTPUT": ""}, "output-upper-case": {"AWS_DEFAULT_OUTPUT": "TEXT"}, "pager": {"AWS_PAGER": "less"},
    "attempts-zero": {"AWS_MAX_ATTEMPTS": "0"}, "attempts-negative": {"AWS_MAX_ATTEMPTS": "-1"}, "attempts-empty": {"AWS_MAX_ATTEMPTS": ""}, "attempts-with-blanks": {"AWS_MAX_ATTEMPTS": " 2 "}, "retry-mode-upper-case": {"AWS_RETRY_MODE": "STANDARD"}, "retry-mode-empty": {"AWS_RETRY_MODE": ""},
    "config-missing": {"AWS_CONFIG_FILE": "/no/such"}, "config-folder": {"AWS_CONFIG_FILE": "."}, "bundle-missing": {"AWS_CA_BUNDLE": "/no/such"}, "bundle-empty": {"AWS_CA_BUNDLE": ""}, "defaults-mode": {"AWS_DEFAULTS_MODE": "Standard"}, "checksums-odd": {"AWS_REQUEST_CHECKSUM_CALCULATION": "x"}, "accounts-odd": {"AWS_ACCOUNT_ID_ENDPOINT_MODE": "x"},
}

WORDS = {
    "word-empty": [""], "word-dash": ["-"], "option-with-one-dash": ["-session-id", "x"], "option-empty-name": ["--=x"], "three-dashes": ["---"], "dashes-alone": ["--"], "unknown-with-value": ["--bar=1", "-x", "a"], "page-size": ["--page-size", "5"], "no-cli-pager": ["--no-cli-pager"], "read-timeout-negative": ["--cli-read-timeout", "-1"],
    "read-timeout-fraction": ["--cli-read-timeout", "1.5"], "bundle-empty": ["--ca-bundle", ""], "region-empty": ["--region", ""], "region-dotted": ["--region", "us-east-1.example"], "output-twice": ["--output", "text", "--output", "json"], "query-twice": ["--query", "a", "--query", "Status"], "query-empty": ["--query="], "profile-unicode": ["--profile", "é"], "flag-cut": ["--no-sign"], "color-empty": ["--color="],
}

# Answers that are no answers of the operation, by the names of their lines.
ANSWERS = {
    "null-answer": (200, "null"), "list-answer": (200, [1]), "text-answer": (200, '"x"'), "numbers-for-images": (200, {"AuditImages": [1, "a"]}), "number-for-a-list": (200, {"AuditImages": 1}), "null-in-a-list": (200, {"AuditImages": [None]}),
    "other-types": (200, {"Status": True, "Confidence": "9", "AuditImages": None}), "large-numbers": (200, {"Confidence": 1e22}), "empty-lists": (200, {"AuditImages": [], "Feedback": [], "ReferenceImage": {}}), "control-characters": (200, {"Status": "\x07\x7f\u2028é😀"}), "names-twice": (200, '{"SessionId":"a","SessionId":"b","Status":"S"}'),
    "both-messages": (400, {"__type": "A#B", "Message": "M", "message": "m"}), "code-only": (400, {"code": "FooException", "message": "m"}), "xml-error": (400, "<ErrorResponse><Error><Code>Odd</Code><Message>m</Message></Error></ErrorResponse>"), "page-404": (404, "<html>not found</html>"), "empty-413": (413, ""), "created-201": (201, {"Status": "CREATED"}),
}


def lines(url, session, scratch):
    """Name, words, environment, and whether standard error is each command's own."""
    (scratch / "id.txt").write_text(session)
    get = [GET, "--session-id", session, "--endpoint-url", url]
    for name, text in SETTINGS.items():
        yield f"odd-settings-{name}", [CREATE, "--endpoint-url", url, "--settings", text], {}, False
    for name, text in QUERIES.items():
        yield f"odd-query-{name}", [*get, "--query", text], {}, False
    for name, text in SHAPES.items():
        for form in ("text", "table"):
            yield f"odd-shape-{name}-as-{form}", [*get, "--query", f"`{text}`", "--output", form], {}, False
    for name, text in INPUTS.items():
        yield f"odd-input-{name}", [GET, "--endpoint-url", url, "--cli-input-json", text], {}, False
    for kind, files in (("file", FILES), ("broken-file", BROKEN_FILES)):
        for name, (config, keys) in files.items():
            paths = [scratch / f"odd-{kind}-{name}-{which}" for which in ("config", "keys")]
            for path, text in zip(paths, (config, keys)):
                path.write_bytes(text.encode())
            nobody = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_SESSION_TOKEN": None, "AWS_DEFAULT_REGION": "eu-west-2" if name.startswith("process") else None}
            files_of = {"AWS_CONFIG_FILE": str(paths[0]), "AWS_SHARED_CREDENTIALS_FILE": str(paths[1]), "AWS_MAX_ATTEMPTS": None, "AWS_CA_BUNDLE": None}
            yield f"odd-{kind}-{name}", get, nobody | files_of, kind == "broken-file"
    for name, changes in VARIABLES.items():
        yield f"odd-variable-{name}", get, changes, False
    for name, words in WORDS.items():
        yield f"odd-words-{name}", [*get, *words], {}, False
