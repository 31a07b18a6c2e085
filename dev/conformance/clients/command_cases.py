"""The two commands of catchlight beside the aws command: the same words, the same output, the same exit status.

Each line is run by both against the same server. Standard output and exit status must be equal byte for byte, and so
must standard error after the usage banner, unless the line says why it cannot.
"""

import collections
import difflib
import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import botocore
import odd_lines
import yaml

TARGET = json.loads(os.environ["CONFORMANCE_TARGET"])
AWS = Path(sys.executable).parent / "aws"
SCRATCH = Path(TARGET["scratch"]) / "commands"
CREATE = "create-face-liveness-session"
GET = "get-face-liveness-session-results"
START = "start-face-liveness-session"
START_NAME = "StartFaceLivenessSession"
# The command carries a model of its own, older than botocore's, which lacks Feedback and Metadata.
MODEL = str(Path(botocore.__file__).parent / "data")
UNKNOWN = "01234567-89ab-cdef-0123-456789abcdef"
# Stands for a session that is made for each line: one lives three minutes, and on a slow machine the lines need longer.
SESSION = "5e5510f0-0000-4000-8000-000000000000"
# A session of the canned service whose results tell who asked.
CALLER = "01234567-89ab-cdef-0123-4567ca11e400"
HTTPS = TARGET["endpoint"]
HTTP = TARGET["http_endpoint"] or HTTPS
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
USAGE = re.compile(r"^\r?Note: AWS CLI.*?(?=^\S*: error: |^Unknown options: )|^usage: .*?(?=^\S*: error: |^Unknown options: )", re.S | re.M)

# Why a line may differ on standard error.
TLS = "the words of the TLS library"
YAML = "ours has yaml, too"
TRACE = "a trace of Python there, a line here"
WARNING = "Python warns of certificates that are not checked"


class Line:
    """One command line; `env` changes the environment, `stderr` says why standard error may differ."""

    def __init__(self, name, *words, quick=False, env=None, stderr=None):
        self.name, self.words, self.quick, self.env, self.stderr = name, words, quick, env or {}, stderr


def lines():
    """All lines."""
    session = SESSION
    settings = SCRATCH / "settings.json"
    settings.write_text('{"AuditImagesLimit": 2}\n')
    shorthand = SCRATCH / "settings.txt"
    shorthand.write_text("AuditImagesLimit=2")
    request = SCRATCH / f"request-{session}.json"
    config = SCRATCH / "config"
    config.write_text(
        "[default]\nregion = eu-west-1\noutput = text\n"
        f"[profile tables]\nregion = us-west-2\noutput = table\nendpoint_url = {HTTP}\n"
        f"[profile served]\nregion = us-west-2\nservices = here\n[services here]\nrekognition =\n  endpoint_url = {HTTP}\n"
        "[profile bare]\noutput = json\n[profile odd]\noutput = odd\nregion = us-east-1\n"
    )
    credentials = SCRATCH / "credentials"
    keys = f"aws_access_key_id = {TARGET['access_key']}\naws_secret_access_key = {TARGET['secret_key']}\n"
    credentials.write_text(f"[default]\n{keys}[tables]\n{keys}[served]\n{keys}[half]\naws_access_key_id = A\n")
    files = {"AWS_CONFIG_FILE": str(config), "AWS_SHARED_CREDENTIALS_FILE": str(credentials)}
    unnamed = {"AWS_DEFAULT_REGION": None}
    no_url = {"AWS_ENDPOINT_URL": None}
    get = (GET, "--session-id", session)
    output_config = "OutputConfig={S3Bucket=bucket,S3KeyPrefix=p/},AuditImagesLimit=2"
    preferences = "ChallengePreferences=[{Type=FaceMovementChallenge,Versions={Minimum=1.0.0,Maximum=1.0.0}}]"
    result = "{b:Status,a:SessionId,n:`[1.0,2,\"x\",null,true]`,o:`{\"k\":{\"y\":1e-7,\"x\":[]}}`}"
    rows = "`[{\"a\":1,\"b\":\"xy\",\"c\":[1,2]},{\"b\":\"long text\",\"d\":{\"e\":null}}]`"
    wide = "{" + ",".join(f"column{n}:`\"{'v' * 14}\"`" for n in range(6)) + "}"
    line = Line
    return [
        # Answers and formats.
        line("create", CREATE, quick=True),
        line("get", *get, quick=True),
        line("get-text", *get, "--output", "text", quick=True),
        line("get-table", *get, "--output", "table"),
        line("get-json", *get, "--output=json"),
        line("table-in-colour", *get, "--output", "table", "--color", "on", quick=True),
        line("table-without-colour", *get, "--output", "table", "--color", "off"),
        line("table-of-a-map", *get, "--query", result, "--output", "table", quick=True),
        line("table-of-rows", *get, "--query", rows, "--output", "table"),
        line("table-of-rows-in-colour", *get, "--query", rows, "--output", "table", "--color", "on"),
        line("table-too-wide", *get, "--query", wide, "--output", "table"),
        line("table-of-wide-characters", *get, "--query", '`{"一":"é","b":"…"}`', "--output", "table"),
        line("table-of-lists", *get, "--query", "`[[1,2],[3,4]]`", "--output", "table"),
        line("table-of-uneven-lists", *get, "--query", "`[[1,2],[3]]`", "--output", "table"),
        line("table-of-nothing", *get, "--query", "Nothing", "--output", "table"),
        line("text-of-a-map", *get, "--query", result, "--output", "text"),
        line("text-of-rows", *get, "--query", rows, "--output", "text"),
        line("text-of-nothing", *get, "--query", "Nothing", "--output", "text"),
        line("text-of-mixed-lists", *get, "--query", "`[1,[2,3],[[4]],\"x\"]`", "--output", "text"),
        line("output-by-variable", *get, env={"AWS_DEFAULT_OUTPUT": "text"}),
        line("output-unknown-by-variable", *get, env={"AWS_DEFAULT_OUTPUT": "odd"}),
        # Queries.
        line("query-member", *get, "--query", "Status"),
        line("query-nothing", *get, "--query", "Nothing"),
        line("query-map-keeps-order", *get, "--query", result, quick=True),
        line("query-functions", *get, "--query", "[length(@),sort(keys(@)),to_string(@),type(Status),join('-',values(@))]"),
        line("query-filter", *get, "--query", "`[{\"v\":2},{\"v\":1}]`[?v>`1`].v | [0]"),
        line("query-sort-by", *get, "--query", "sort_by(`[{\"v\":2},{\"v\":1}]`,&v)[].v"),
        line("query-slices", *get, "--query", "`[1,2,3,4]`[::-2]"),
        line("query-unicode", *get, "--query", "`\"é…\"`"),
        line("query-incomplete", *get, "--query", "a[", quick=True),
        line("query-unknown-token", *get, "--query", "a$b"),
        line("query-unclosed", *get, "--query", "`1"),
        line("query-after-dot", *get, "--query", "a."),
        line("query-unexpected", *get, "--query", "a]b"),
        line("query-empty", *get, "--query", ""),
        line("query-unknown-function", *get, "--query", "foo(@)"),
        line("query-wrong-type", *get, "--query", "length(`1`)"),
        line("query-arity", *get, "--query", "length(@,@)"),
        # Parameters of create.
        line("settings-shorthand", CREATE, "--settings", output_config, quick=True),
        line("settings-nested-shorthand", CREATE, "--settings", preferences, quick=True),
        line("settings-one-for-a-list", CREATE, "--settings", "ChallengePreferences={Type=FaceMovementChallenge}"),
        line("settings-quotes", CREATE, "--settings", "OutputConfig={S3Bucket='my.bucket',S3KeyPrefix=\"a,b\"}"),
        line("settings-blanks", CREATE, "--settings", "AuditImagesLimit = 3 , OutputConfig = { S3Bucket = abc }"),
        line("settings-json", CREATE, "--settings", '{"AuditImagesLimit": 2}'),
        line("settings-json-file", CREATE, "--settings", f"file://{settings}"),
        line("settings-shorthand-file", CREATE, "--settings", f"file://{shorthand}"),
        line("settings-missing-file", CREATE, "--settings", "file:///no/such/file"),
        line("settings-bad-json", CREATE, "--settings", '{"AuditImagesLimit": 2,}', quick=True),
        line("settings-list", CREATE, "--settings", "[1]"),
        line("settings-unknown-member", CREATE, "--settings", "Foo=1"),
        line("settings-two-signs", CREATE, "--settings", "a==b", quick=True),
        line("settings-open-brace", CREATE, "--settings", "OutputConfig={S3Bucket=b"),
        line("settings-open-quote", CREATE, "--settings", "OutputConfig={S3Bucket='b}"),
        line("settings-twice-the-member", CREATE, "--settings", "AuditImagesLimit=1,AuditImagesLimit=2"),
        line("settings-not-a-number", CREATE, "--settings", "AuditImagesLimit=x"),
        line("settings-two-numbers", CREATE, "--settings", "AuditImagesLimit=1,2"),
        line("settings-empty", CREATE, "--settings", ""),
        line("limit-too-small", CREATE, "--settings", "AuditImagesLimit=-1"),
        line("limit-too-large", CREATE, "--settings", "AuditImagesLimit=9"),
        line("bucket-missing", CREATE, "--settings", "OutputConfig={S3KeyPrefix=x}"),
        line("several-wrong", CREATE, "--settings", '{"OutputConfig":{"S3Bucket":"b","X":1},"ChallengePreferences":[{"Type":3},[]]}'),
        line("key-empty", CREATE, "--kms-key-id", ""),
        line("key-of-bytes", CREATE, "--kms-key-id", f"fileb://{shorthand}"),
        line("token-bad", CREATE, "--client-request-token", "a b"),
        line("type-unknown", CREATE, "--settings", "ChallengePreferences=[{Type=Other}]"),
        line("cut-options", GET, "--session", session, "--out", "text", quick=True),
        line("options-before", "--region", "us-east-1", "--output", "text", *get),
        # The whole request as JSON.
        line("input-json", GET, "--cli-input-json", json.dumps({"SessionId": session}), quick=True),
        line("input-json-file", GET, "--cli-input-json", f"file://{request}"),
        line("input-json-bytes", GET, "--cli-input-json", f"fileb://{request}"),
        line("input-json-loses", GET, "--session-id", session, "--cli-input-json", json.dumps({"SessionId": UNKNOWN})),
        line("input-json-bad", GET, "--cli-input-json", "{a"),
        line("input-json-list", GET, "--cli-input-json", "[1]"),
        line("input-json-missing-file", GET, "--cli-input-json", "file:///no/such/file"),
        line("input-json-wrong-types", CREATE, "--cli-input-json", '{"KmsKeyId":1,"Settings":[],"ClientRequestToken":null}'),
        line("input-json-empty", GET, "--cli-input-json", "{}"),
        # Skeletons.
        line("skeleton", GET, "--generate-cli-skeleton", quick=True),
        line("skeleton-input", GET, "--generate-cli-skeleton", "input", "--output", "text"),
        line("skeleton-of-create", CREATE, "--generate-cli-skeleton"),
        line("skeleton-unknown", CREATE, "--generate-cli-skeleton", "odd"),
        line("skeleton-output-checks", GET, "--generate-cli-skeleton", "output", quick=True),
        line("skeleton-output-checks-lengths", CREATE, "--generate-cli-skeleton", "output", "--region", "-"),
        # Wrong words.
        line("no-session-id", GET, quick=True),
        line("session-id-without-value", GET, "--session-id"),
        line("session-id-short", GET, "--session-id", "x", quick=True),
        line("session-id-odd", GET, "--session-id", "X" * 36),
        line("unknown-option", *get, "--odd", "x", quick=True),
        line("words-too-many", *get, "more", "words"),
        line("ambiguous-option", *get, "--no-", "x"),
        line("flag-with-value", *get, "--debug=1"),
        line("output-unknown", *get, "--output", "odd", stderr=YAML),
        line("color-unknown", *get, "--color", "odd"),
        line("color-misspelled", *get, "--color", "autoo"),
        line("skeleton-misspelled", *get, "--generate-cli-skeleton", "inputs"),
        line("two-dashes", *get, "--", "x"),
        line("timeout-not-a-number", *get, "--cli-read-timeout", "x"),
        line("endpoint-without-scheme", *get, "--endpoint-url", "example.org"),
        line("endpoint-without-host", *get, "--endpoint-url", "https://"),
        # Options of every command.
        line("no-paginate", *get, "--no-paginate"),
        line("no-timeouts", *get, "--cli-read-timeout", "0", "--cli-connect-timeout", "0"),
        line("timeouts", *get, "--cli-read-timeout", "5", "--cli-connect-timeout", "5"),
        line("region", *get, "--region", "ap-south-1"),
        line("region-malformed", *get, "--region", "a b"),
        line("ca-bundle", *get, "--endpoint-url", HTTPS, "--ca-bundle", TARGET["ca"] or "", env={"AWS_CA_BUNDLE": "/odd"}, quick=True),
        line("ca-bundle-by-variable", *get, "--endpoint-url", HTTPS, env={"AWS_CA_BUNDLE": TARGET["ca"]}),
        line("ca-bundle-missing", *get, "--endpoint-url", HTTPS, "--ca-bundle", "/no/such/file"),
        line("no-ca-bundle", *get, "--endpoint-url", HTTPS, env={"AWS_CA_BUNDLE": None}, stderr=TLS),
        line("no-verify-ssl", *get, "--endpoint-url", HTTPS, "--no-verify-ssl", stderr=WARNING),
        line("no-sign-request", *get, "--no-sign-request"),
        line("debug", *get, "--debug", stderr="each tells its own story"),
        # Answers that are errors.
        line("session-unknown", GET, "--session-id", UNKNOWN, quick=True),
        line("secret-wrong", *get, env={"AWS_SECRET_ACCESS_KEY": "wrong"}),
        line("key-unknown", *get, env={"AWS_ACCESS_KEY_ID": "AKIDNOBODY"}),
        line("nobody-listens", *get, "--endpoint-url", "http://127.0.0.1:9"),
        # Configuration.
        line("no-credentials", *get, env={"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_EC2_METADATA_DISABLED": "true"}, quick=True),
        line("no-secret", *get, env={"AWS_SECRET_ACCESS_KEY": None}),
        line("no-region", *get, env={"AWS_DEFAULT_REGION": None}),
        line("profile-unknown", *get, "--profile", "nobody"),
        line("profile-unknown-by-variable", *get, env={"AWS_PROFILE": "nobody"}),
        line("profile-default", *get, env=files | unnamed),
        line("profile-with-endpoint", *get, "--profile", "tables", env=files | unnamed | no_url, quick=True),
        line("profile-with-services", *get, "--profile", "served", env=files | unnamed | no_url),
        line("profile-by-variable", *get, env=files | unnamed | no_url | {"AWS_PROFILE": "tables"}),
        line("profile-without-region", *get, "--profile", "bare", env=files | unnamed),
        line("profile-without-secret", *get, "--profile", "half", env=files),
        line("profile-with-odd-output", *get, "--profile", "odd", env=files),
        line("endpoint-of-service-wins", *get, env={"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ENDPOINT_URL_REKOGNITION": HTTP}),
        line("option-wins", *get, "--endpoint-url", HTTP, env={"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}),
    ]


# What the canned service answers, by the last digits of the session.
IMAGE = {"Bytes": "/9j/4AAQ", "BoundingBox": {"Top": 0.1, "Left": -0.25, "Width": 1, "Height": 1e-05}, "Odd": 1}
PLACE = {"S3Object": {"Name": "p/reference.jpg", "Bucket": "bucket", "Version": "é"}, "Bytes": None}
FEEDBACK = [{"Message": "Too dark.", "Code": "LOW_LIGHTING_DETECTED"}, {"Code": "EYES_CLOSED_DETECTED", "Message": "…"}]
CHALLENGE = {"Version": "2.0.0", "Type": "FaceMovementAndLightChallenge"}
ANSWERS = [
    (200, {"Metadata": {"SDKType": "js"}, "Status": "SUCCEEDED", "Confidence": 99.70000457763672, "ReferenceImage": IMAGE,
           "AuditImages": [IMAGE, {"Bytes": "AAAA"}, PLACE], "Challenge": CHALLENGE, "Feedback": FEEDBACK, "Odd": {}}),
    (200, {"Status": "SUCCEEDED", "Confidence": 100, "ReferenceImage": PLACE, "AuditImages": [], "Feedback": []}),
    (200, {}),
    (200, None),
    (400, {"__type": "com.amazonaws.rekognition#InvalidParameterException", "message": "no"}),
    (400, {"__type": "OddException:http://example.org/", "Message": "two\nlines"}),
    (400, {"Message": "no name"}),
    (500, {"__type": "InternalServerError", "Message": "sorry"}),
    (503, "<html>later</html>"),
    (400, {"__type": "ThrottlingException", "Message": "Rate exceeded"}),
    (400, {"__type": "ProvisionedThroughputExceededException", "Message": "too many checks run at this moment"}),
    (400, {"__type": "AccessDeniedException", "Message": "not you"}),
    (403, {"__type": "AccessDeniedException", "Message": "not you"}),
    (400, {"__type": "ServiceQuotaExceededException", "Message": "enough"}),
    (500, {"__type": "ThrottlingException", "Message": "Rate exceeded"}),
    (429, {"__type": "TooManyRequestsException", "Message": "slower"}),
    (502, ""),
    (504, "<html><body>too late</body></html>"),
]
ANSWERS += odd_lines.ANSWERS.values()
# Stands for whoever asks, so that the requests of the two commands can be counted.
WHO = "WHO"
ASKED = collections.Counter()


class Canned(BaseHTTPRequestHandler):
    """Answers what no session of a server can be brought to."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Type"].startswith("application/x-www-form-urlencoded"):
            return self.give_role(dict(urllib.parse.parse_qsl(body.decode())))
        asked = json.loads(body)
        ASKED[self.path.strip("/")] += 1
        if self.headers["X-Amz-Target"].endswith(".CreateFaceLivenessSession"):
            return self.answer(200, json.dumps({"SessionId": UNKNOWN}).encode())
        if asked["SessionId"] == CALLER:
            # Tells who signed, so that it is seen which credentials were used.
            answer = {"Status": "CREATED", "Challenge": {"Type": self.caller(), "Version": self.headers["X-Amz-Security-Token"] or "-"}}
            return self.answer(200, json.dumps({"SessionId": CALLER} | answer).encode())
        status, answer = ANSWERS[int(asked["SessionId"][-2:])]
        if isinstance(answer, dict) and status == 200 and answer:
            answer = {"SessionId": asked["SessionId"]} | answer
        body = b"" if answer is None else (answer if isinstance(answer, str) else json.dumps(answer)).encode()
        return self.answer(status, body)

    def give_role(self, asked):
        """The token service: the key that it gives tells who asked for which role, and how."""
        action, role = asked["Action"], asked["RoleArn"].rsplit("/", 1)[-1]
        if role == "denied":
            error = "<Type>Sender</Type><Code>AccessDenied</Code><Message>not for you</Message>"
            text = f"<ErrorResponse><Error>{error}</Error><RequestId>r</RequestId></ErrorResponse>"
            return self.answer(403, text.encode(), "text/xml")
        session = asked["RoleSessionName"]
        told = [self.caller(), role, "-" if session.startswith(("botocore", "catchlight")) else session]
        told += [asked.get(name, "-") for name in ("ExternalId", "DurationSeconds", "WebIdentityToken")]
        keys = f"<AccessKeyId>{'.'.join(told)}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>token</SessionToken>"
        text = f"<{action}Response><{action}Result><Credentials>{keys}<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></{action}Result></{action}Response>"
        return self.answer(200, text.encode(), "text/xml")

    def caller(self):
        """The key that a request is signed by."""
        found = re.search("Credential=([^/]*)/", self.headers.get("Authorization", ""))
        return found[1] if found else "nobody"

    def answer(self, status, body, kind="application/x-amz-json-1.1"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing."""


def canned_lines(url):
    """Lines for answers that the canned service at `url` gives."""

    def line(name, number, *words, **more):
        session = f"{UNKNOWN[:-2]}{number:02}"
        more["env"] = {"AWS_DATA_PATH": MODEL} | more.get("env", {})
        words = ("--session-id", session, "--endpoint-url", f"{url}/{WHO}/{name}", *words)
        return Line(f"canned-{name}", GET, *words, **more)

    # As often as the commands try by themselves, and more often.
    usual, more_often = {"AWS_MAX_ATTEMPTS": None}, {"AWS_MAX_ATTEMPTS": "4"}

    images = "AuditImages[].{Bytes:Bytes,Box:BoundingBox.[Left,Top]}"
    return [
        line("whole", 0, quick=True),
        line("whole-text", 0, "--output", "text"),
        line("whole-table", 0, "--output", "table", quick=True),
        line("whole-table-in-colour", 0, "--output", "table", "--color", "on"),
        line("query", 0, "--query", images),
        line("query-text", 0, "--query", images, "--output", "text"),
        line("query-table", 0, "--query", images, "--output", "table"),
        line("query-base64", 0, "--query", "ReferenceImage.Bytes", "--output", "text"),
        line("query-filter", 0, "--query", "Feedback[?Code==`EYES_CLOSED_DETECTED`] | [0].Message"),
        line("query-compare", 0, "--query", "Confidence > `90` && Status == 'SUCCEEDED'"),
        line("bucket", 1),
        line("bucket-text", 1, "--output", "text"),
        line("bucket-table", 1, "--output", "table"),
        line("empty", 2),
        line("empty-text", 2, "--output", "text"),
        line("empty-table", 2, "--output", "table"),
        line("no-body", 3),
        line("namespace", 4),
        line("suffix", 5),
        line("no-name", 6),
        line("fault", 7),
        line("no-json", 8),
        line("throttled", 9),
        line("throttled-twice", 9, env={"AWS_MAX_ATTEMPTS": "2"}),
        line("fault-twice", 7, env={"AWS_MAX_ATTEMPTS": "2"}),
        line("throttled-as-usual", 9, env=usual, quick=True),
        line("throttled-as-modelled", 14, env=usual),
        line("throttled-four-times", 9, env=more_often),
        line("throttled-in-standard-mode", 9, env=usual | {"AWS_RETRY_MODE": "standard"}),
        line("throughput-exceeded", 10, env=usual),
        line("access-denied", 11, env=usual),
        line("access-denied-403", 12, env=usual),
        line("quota-exceeded", 13, env=usual),
        line("too-many-requests", 15, env=usual),
        line("fault-as-usual", 7, env=usual),
        line("bad-gateway", 16, env=usual),
        line("gateway-timeout", 17, env=usual),
    ]


def odd_cases(url):
    """Lines as nobody should write them, and answers as no service should give them."""
    first = len(ANSWERS) - len(odd_lines.ANSWERS)
    for number, name in enumerate(odd_lines.ANSWERS, first):
        words = ("--session-id", f"{UNKNOWN[:-2]}{number:02}", "--endpoint-url", f"{url}/{WHO}/{name}")
        yield Line(f"canned-{name}", GET, *words, env={"AWS_DATA_PATH": MODEL})
    whole = UNKNOWN[:-2] + "00"
    for name, words, env, own in odd_lines.lines(f"{url}/{WHO}/odd", whole, SCRATCH):
        yield Line(name, *words, env={"AWS_DATA_PATH": MODEL} | env, stderr=TRACE if own else None)


def role_lines(url):
    """Lines whose credentials are those of a role, which the canned token service gives."""
    roles = "arn:aws:iam::123456789012:role"
    token = SCRATCH / "token"
    token.write_text("identity")
    process = SCRATCH / "process.json"
    process.write_text(json.dumps({"Version": 1, "AccessKeyId": "OFPROCESS", "SecretAccessKey": "s"}))
    config = SCRATCH / "roles"
    profiles = {
        "keys": "aws_access_key_id = OFCONFIG\naws_secret_access_key = s",
        "role": f"role_arn = {roles}/plain\nsource_profile = keys",
        "told": f"role_arn = {roles}/told\nsource_profile = keys\nrole_session_name = me\nexternal_id = x y\nduration_seconds = 900",
        "chain": f"role_arn = {roles}/second\nsource_profile = role",
        "own": f"role_arn = {roles}/own\nsource_profile = own\naws_access_key_id = OWN\naws_secret_access_key = s",
        "environment": f"role_arn = {roles}/env\ncredential_source = Environment",
        "token": f"role_arn = {roles}/token\nweb_identity_token_file = {token}\nrole_session_name = web",
        "of-token": f"role_arn = {roles}/of-token\nsource_profile = token",
        "no-token": f"role_arn = {roles}/token\nweb_identity_token_file = /no/such/token",
        "token-alone": f"web_identity_token_file = {token}",
        "process": f"credential_process = cat {process}",
        "of-process": f"role_arn = {roles}/of-process\nsource_profile = process",
        "bad-process": "credential_process = cat /no/such/file",
        "denied": f"role_arn = {roles}/denied\nsource_profile = keys",
        "no-source": f"role_arn = {roles}/plain",
        "two-sources": f"role_arn = {roles}/plain\nsource_profile = keys\ncredential_source = Environment",
        "odd-source": f"role_arn = {roles}/plain\ncredential_source = Odd",
        "nobody": f"role_arn = {roles}/plain\nsource_profile = missing",
        "empty": f"role_arn = {roles}/plain\nsource_profile = bare",
        "bare": "output = json",
        "loop": f"role_arn = {roles}/one\nsource_profile = back",
        "back": f"role_arn = {roles}/two\nsource_profile = loop",
    }
    config.write_text("".join(f"[profile {name}]\n{text}\n" for name, text in profiles.items()))
    # The aws command keeps the credentials of roles below the home folder.
    home = {"HOME": str(SCRATCH), "AWS_CONFIG_FILE": str(config), "AWS_ENDPOINT_URL_STS": url}
    get = (GET, "--session-id", CALLER, "--endpoint-url", f"{url}/{WHO}")
    bare = home | {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
    web = bare | {"AWS_WEB_IDENTITY_TOKEN_FILE": str(token), "AWS_ROLE_ARN": f"{roles}/web", "AWS_ROLE_SESSION_NAME": "pod"}
    found = [Line(f"role-{name}", *get, "--profile", name, env=home) for name in profiles if name != "back"]
    return [
        *found,
        Line("role-by-variable", *get, env=bare | {"AWS_PROFILE": "role"}, quick=True),
        Line("role-after-keys-of-the-environment", *get, env=home | {"AWS_PROFILE": "role"}),
        Line("role-of-a-pod", *get, env=web, quick=True),
        Line("role-of-a-pod-without-arn", *get, env=web | {"AWS_ROLE_ARN": None}),
        # In a home folder where the aws command has kept nothing.
        Line("role-without-a-token-service", *get, "--profile", "role", env=home | {"HOME": str(SCRATCH / "new"), "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9"}),
        Line("role-endpoint-of-all", *get, "--profile", "role", env=home | {"AWS_ENDPOINT_URL_STS": None, "AWS_ENDPOINT_URL": url}),
        Line("role-for-a-wrong-parameter", GET, "--session-id", "x", "--profile", "denied", env=home),
    ]


def environment(changes):
    wanted = {
        "AWS_ACCESS_KEY_ID": TARGET["access_key"],
        "AWS_SECRET_ACCESS_KEY": TARGET["secret_key"],
        "AWS_SESSION_TOKEN": TARGET.get("session_token"),
        "AWS_CA_BUNDLE": TARGET["ca"],
        "AWS_DEFAULT_REGION": TARGET["region"],
        "AWS_ENDPOINT_URL": HTTP,
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    } | changes
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | {name: value for name, value in wanted.items() if value is not None}


def with_service(words):
    """The words for the aws command, which wants the service before the operation."""
    at = next(index for index, word in enumerate(words) if word in (CREATE, GET))
    return [*words[:at], "rekognition", *words[at:]]


def run(line):
    """What both came to: exit status, standard output, standard error without the usage banner."""
    env = environment(line.env)
    given = line.words
    if any(SESSION in word for word in given):
        session = new_session()
        (SCRATCH / f"request-{session}.json").write_text(json.dumps({"SessionId": session}))
        given = [word.replace(SESSION, session) for word in given]
    ours = [TARGET["command"], *given]
    theirs = [sys.executable, str(AWS), *with_service(given)]

    def done(command, called, who):
        # The name it is called by stands in its error lines.
        words = [word.replace(WHO, who) for word in command[1:]]
        ran = subprocess.run(
            [called, *words], executable=command[0], env=env, cwd=SCRATCH, capture_output=True, check=False
        )
        return ran.returncode, shown(line, ran.stdout), USAGE.sub("", ran.stderr.decode()).strip()

    return done(ours, "aws", "ours"), done(theirs, sys.executable, "theirs")


def shown(line, output):
    text = output.decode()
    if line.words[0] == CREATE or CREATE in line.words:
        # Each makes a session of its own, and the sample of a challenge is drawn by lot.
        text = ID.sub("SESSION-ID", text).replace('"FaceMovementAndLightChallenge"', '"FaceMovementChallenge"')
    return text


def difference(what, ours, theirs):
    found = difflib.unified_diff(theirs.splitlines(), ours.splitlines(), "aws", "catchlight", lineterm="", n=0)
    return f"{what}: " + " | ".join(list(found)[2:])


def compare(line):
    """How a line went, as the conformance program reads it."""
    started = time.monotonic()
    ours, theirs = run(line)
    problems = []
    if ours[0] != theirs[0]:
        problems.append(f"exit status {ours[0]}, wanted {theirs[0]}: {ours[2]}")
    if ours[1] != theirs[1]:
        problems.append(difference("standard output", ours[1], theirs[1]))
    if ours[2] != theirs[2] and not line.stderr:
        problems.append(difference("standard error", ours[2], theirs[2]))
    name = line.name.removeprefix("canned-")
    tried, wanted = ASKED[f"ours/{name}"], ASKED[f"theirs/{name}"]
    if tried != wanted:
        problems.append(f"{tried} requests, wanted {wanted}")
    differs = f"; standard error may differ: {line.stderr}" if line.stderr else ""
    return report(line.name, started, problems, f"exit status {ours[0]}{differs}")


def completed_lines():
    """Lines for a session that a whole check was streamed into, and how the streaming went."""
    started = time.monotonic()
    env = environment({"AWS_ENDPOINT_URL": HTTPS})
    folder = SCRATCH / "recording"
    simulated = [TARGET["command"], "simulate", "--seed", "7", "--challenge", "movement", "--out", str(folder)]
    subprocess.run(simulated, capture_output=True, check=True)
    made = [TARGET["command"], CREATE, "--settings", "AuditImagesLimit=2", "--query", "SessionId", "--output", "text"]
    session = subprocess.run(made, env=env, capture_output=True, text=True, check=True).stdout.strip()
    words = [TARGET["command"], START, "--session-id", session, "--fast", str(folder)]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    good = done.returncode == 0 and "DisconnectionEvent" in json.loads(done.stdout)
    again = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    refused = again.returncode == 255 and f"when calling the {START_NAME} operation" in again.stderr
    print(json.dumps(report("start", started, [] if good else [done.stderr], "streamed")), flush=True)
    print(json.dumps(report("start-twice", started, [] if refused else [again.stderr], again.stderr.strip())), flush=True)
    get = (GET, "--session-id", session)
    model = {"AWS_DATA_PATH": MODEL}
    return [
        Line("completed", *get, env=model),
        Line("completed-text", *get, "--output", "text", env=model),
        Line("completed-table", *get, "--output", "table", env=model),
        Line("completed-query", *get, "--query", "AuditImages[].BoundingBox.Width | sort(@)", env=model),
    ]


def yaml_report(name, *words):
    """Whether YAML, which version 1 does not print, says the same as JSON."""
    started = time.monotonic()

    def printed(form):
        command = [TARGET["command"], *words, "--output", form]
        return subprocess.run(command, env=environment({}), capture_output=True, text=True, check=True).stdout

    same = yaml.safe_load(printed("yaml")) == json.loads(printed("json"))
    return report(f"yaml-{name}", started, [] if same else [printed("yaml")], "reads back as the JSON")


def yaml_reports(url):
    """Answers in YAML, and texts that need quotes in it."""
    canned = (GET, "--session-id", UNKNOWN[:-2] + "00", "--endpoint-url", url)
    odd = ["", " a", "a ", "a: b", "a #b", "# a", "- a", "-", "?", "yes", "No", "null", "~", "1", "1.5", "1e3", "0x1F", "1_0",
           "12:30:45", "2001-01-01", "2.0.0", ".5", "+1", ".inf", "it's", '"', "a\nb", "\t", "é…", "[a]", "{a}", "&a", "*a",
           "!a", "%a", "@a", "`a", "a,b", "=", "<<", "0o7", "---", "...", "a:", ":a", "12345678-1234-1234-1234-123456789012"]
    literal = json.dumps({"list": odd, "map": {text: 1 for text in odd}, "nested": [[1, [2]], {}, [], [{"a": [{"b": None}]}]]})
    literal = literal.replace("`", "\\`")
    return [yaml_report("whole", *canned), yaml_report("texts", *canned, "--query", f"`{literal}`")]


def report(name, started, problems, detail):
    """A case in the form that the conformance program reads."""
    return {
        "client": "commands",
        "version": VERSION,
        "case": name,
        "verdict": "FAIL" if problems else "PASS",
        "milliseconds": round((time.monotonic() - started) * 1000),
        "unverified_on_aws": True,
        "detail": "; ".join(problems) or detail,
    }


def new_session():
    done = subprocess.run([TARGET["command"], CREATE], env=environment({}), capture_output=True, check=True)
    return json.loads(done.stdout)["SessionId"]


SCRATCH.mkdir(parents=True, exist_ok=True)
VERSION = subprocess.run([sys.executable, AWS, "--version"], capture_output=True, text=True, check=True)
VERSION = VERSION.stdout.split()[0].removeprefix("aws-cli/")
CANNED = ThreadingHTTPServer(("127.0.0.1", 0), Canned)
CANNED_URL = f"http://127.0.0.1:{CANNED.server_port}"
threading.Thread(target=CANNED.serve_forever, daemon=True).start()
LINES = lines() + canned_lines(CANNED_URL) + role_lines(CANNED_URL) + list(odd_cases(CANNED_URL))
if not TARGET["quick"] and not TARGET["cases"]:
    LINES += completed_lines()
WANTED = [
    line
    for line in LINES
    if (not TARGET["cases"] or line.name in TARGET["cases"]) and (line.quick or not TARGET["quick"])
]
if not TARGET["cases"]:
    for checked in yaml_reports(CANNED_URL):
        print(json.dumps(checked), flush=True)
with ThreadPoolExecutor(4) as pool:
    for compared in pool.map(compare, WANTED):
        print(json.dumps(compared), flush=True)
