"""The control plane through the aws command, version 1."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

from reporting import expect_equal, run, target

TARGET = target()
AWS = Path(sys.executable).parent / "aws"
# Exit status of version 1 when the service answers with an error; version 2 has 254.
CLIENT_ERROR_STATUS = 255


def aws(*words, secret_key=None):
    command = [sys.executable, AWS, "--endpoint-url", TARGET["endpoint"], "--region", TARGET["region"]]
    if TARGET["ca"]:
        command += ["--ca-bundle", TARGET["ca"]]
    environment = os.environ | {
        "AWS_ACCESS_KEY_ID": TARGET["access_key"],
        "AWS_SECRET_ACCESS_KEY": secret_key or TARGET["secret_key"],
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    return subprocess.run(
        [*command, "rekognition", *words], env=environment, capture_output=True, text=True, check=False
    )


def answer(*words):
    done = aws(*words)
    if done.returncode != 0:
        raise AssertionError(f"exit status {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def expect_error(name, done):
    expect_equal(done.returncode, CLIENT_ERROR_STATUS, "exit status")
    if f"({name})" not in done.stderr:
        raise AssertionError(f"wanted {name}, got: {done.stderr.strip()}")


def create_and_get():
    session = answer("create-face-liveness-session")["SessionId"]
    results = answer("get-face-liveness-session-results", "--session-id", session)
    expect_equal(results["Status"], "CREATED", "Status")


def create_with_settings():
    settings = {"AuditImagesLimit": 4, "ChallengePreferences": [{"Type": "FaceMovementAndLightChallenge"}]}
    answer("create-face-liveness-session", "--settings", json.dumps(settings))


def unknown_session():
    expect_error(
        "SessionNotFoundException",
        aws("get-face-liveness-session-results", "--session-id", str(uuid.uuid4())),
    )


def wrong_secret():
    expect_error("InvalidSignatureException", aws("create-face-liveness-session", secret_key="wrong"))


VERSION = subprocess.run([sys.executable, AWS, "--version"], capture_output=True, text=True, check=True)

run(
    "aws-cli",
    VERSION.stdout.split()[0].removeprefix("aws-cli/"),
    [
        ("create-and-get", create_and_get),
        ("settings", create_with_settings),
        ("session-not-found", unknown_session),
        ("wrong-secret", wrong_secret),
    ],
)
