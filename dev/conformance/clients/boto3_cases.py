"""The control plane through boto3."""

import re
import uuid

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from reporting import expect_equal, run, target

TARGET = target()
SESSION_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def client(access_key=None, secret_key=None):
    return boto3.client(
        "rekognition",
        region_name=TARGET["region"],
        endpoint_url=TARGET["endpoint"],
        aws_access_key_id=access_key or TARGET["access_key"],
        aws_secret_access_key=secret_key or TARGET["secret_key"],
        verify=TARGET["ca"] or None,
        config=Config(retries={"total_max_attempts": 1}),
    )


def expect_error(name, call, **request):
    try:
        answer = call(**request)
    except ClientError as error:
        expect_equal(error.response["Error"]["Code"], name, "error code")
        if not error.response["Error"]["Message"]:
            raise AssertionError("the error has no message") from error
        return
    raise AssertionError(f"{name} was not raised; the answer has status {answer['ResponseMetadata']['HTTPStatusCode']}")


def create_gives_a_session():
    answer = client().create_face_liveness_session()
    if not SESSION_ID.fullmatch(answer["SessionId"]):
        raise AssertionError(f"SessionId is {answer['SessionId']!r}")
    if not answer["ResponseMetadata"].get("RequestId"):
        raise AssertionError("the answer carries no request id")


def new_session_is_created():
    rekognition = client()
    session = rekognition.create_face_liveness_session()["SessionId"]
    answer = rekognition.get_face_liveness_session_results(SessionId=session)
    expect_equal(answer["Status"], "CREATED", "Status")
    expect_equal(answer["SessionId"], session, "SessionId")


def same_token_gives_same_session():
    rekognition = client()
    token = uuid.uuid4().hex
    first = rekognition.create_face_liveness_session(ClientRequestToken=token)["SessionId"]
    second = rekognition.create_face_liveness_session(ClientRequestToken=token)["SessionId"]
    expect_equal(second, first, "SessionId of the second call")


def settings_are_accepted():
    client().create_face_liveness_session(
        Settings={
            "AuditImagesLimit": 9,
            "ChallengePreferences": [
                {"Type": "FaceMovementChallenge", "Versions": {"Minimum": "1.0.0", "Maximum": "1.0.0"}}
            ],
        }
    )


def unknown_session_is_typed():
    rekognition = client()
    try:
        rekognition.get_face_liveness_session_results(SessionId=str(uuid.uuid4()))
    except rekognition.exceptions.SessionNotFoundException:
        return
    raise AssertionError("SessionNotFoundException was not raised")


def malformed_session_is_refused():
    expect_error(
        "InvalidParameterException", client().get_face_liveness_session_results, SessionId="g" * 36
    )


def bad_token_is_refused():
    expect_error(
        "InvalidParameterException", client().create_face_liveness_session, ClientRequestToken="with space"
    )


def bad_challenge_is_refused():
    expect_error(
        "InvalidParameterException",
        client().create_face_liveness_session,
        Settings={"ChallengePreferences": [{"Type": "NoSuchChallenge"}]},
    )


def wrong_secret_is_refused():
    expect_error("InvalidSignatureException", client(secret_key="wrong").create_face_liveness_session)


def unknown_key_is_refused():
    expect_error("UnrecognizedClientException", client("AKIDUNKNOWN", "x").create_face_liveness_session)


run(
    "boto3",
    boto3.__version__,
    [
        ("create", create_gives_a_session),
        ("get-created", new_session_is_created),
        ("same-token", same_token_gives_same_session),
        ("settings", settings_are_accepted),
        ("session-not-found", unknown_session_is_typed),
        ("malformed-session", malformed_session_is_refused),
        ("bad-token", bad_token_is_refused),
        ("bad-challenge", bad_challenge_is_refused),
        ("wrong-secret", wrong_secret_is_refused),
        ("unknown-key", unknown_key_is_refused),
    ],
)
