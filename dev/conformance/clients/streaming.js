// StartFaceLivenessSession through the AWS SDK for JavaScript, over HTTP/1.1 and HTTP/2 event streams.

import { randomUUID } from 'node:crypto';
import * as sdk from '@aws-sdk/client-rekognitionstreaming';
import { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler';
import { expectResults, TRUST } from './aws_command.js';
import { clientSettings, createSession, expectFailed, sessionCredentials } from './control.js';
import { MODELLED, REASON, withRefusing } from './refusing.js';
import { expect, pause, run, target, versionOf } from './reporting.js';
import { clipSlices } from './slices.js';

const { RekognitionStreamingClient, StartFaceLivenessSessionCommand } = sdk;
const MOVEMENT = 'FaceMovementChallenge';
// A check lasts about ten seconds; a loaded machine is given the benefit of the doubt.
const PATIENCE_MS = 60_000;
const SLICE_MS = 1000;
// Cases mostly wait for the pace of a camera.
const LANES = 4;
const quiet = () => {};
// The SDK warns of every refusal that a case expects.
const SILENT = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };
const STRANGER = { accessKeyId: 'AKIDNOBODY', secretAccessKey: 'x' };
const WITH_ODD_TOKEN = { accessKeyId: target.access_key, secretAccessKey: target.secret_key, sessionToken: 'nobody' };
const HANDLERS = {
  h1: () => new NodeHttpHandler({ requestTimeout: PATIENCE_MS }),
  h2: () => new NodeHttp2Handler({ requestTimeout: PATIENCE_MS }),
};

// Opens the stream and sends what `play` yields. Out: the events received; throws what the server answers with.
async function converse(protocol, session, play, { secretAccessKey, versions, credentials, size, at, clockOffsetMs = 0 } = {}) {
  const endpoint = at ?? target.streaming_endpoint;
  const handler = { requestHandler: HANDLERS[protocol](), logger: SILENT };
  const settings = { ...clientSettings, endpoint, ...handler, systemClockOffset: clockOffsetMs, maxAttempts: 1 };
  if (secretAccessKey) {
    settings.credentials = { ...settings.credentials, secretAccessKey };
  }
  if (credentials) {
    settings.credentials = credentials;
  }
  const client = new RekognitionStreamingClient(settings);
  const received = [];
  const abort = new AbortController();
  let challenged;
  const parameters = new Promise((resolve) => (challenged = resolve));
  let broken;
  // The SDK waits for ever when the stream it reads from throws.
  const stream = async function* () {
    try {
      yield* play(parameters, () => abort.abort());
    } catch (problem) {
      broken = problem;
      abort.abort();
    }
  };
  try {
    const command = new StartFaceLivenessSessionCommand({
      SessionId: session,
      VideoWidth: size ?? '640',
      VideoHeight: size ?? '480',
      ChallengeVersions: versions ?? `${MOVEMENT}_1.0.0`,
      LivenessRequestStream: stream(),
    });
    const answer = await client.send(command, { abortSignal: abort.signal });
    expect(answer.SessionId === session, `the answer is for session ${answer.SessionId}`);
    for await (const event of answer.LivenessResponseStream) {
      received.push(event);
      if (event.ServerSessionInformationEvent) {
        challenged(event.ServerSessionInformationEvent.SessionInformation.Challenge);
      }
    }
    return received;
  } catch (problem) {
    throw broken ?? problem;
  } finally {
    client.destroy();
  }
}

const video = (VideoChunk) => ({ VideoEvent: { VideoChunk, TimestampMillis: Date.now() } });
const information = (members) => ({
  ClientSessionInformationEvent: { Challenge: { [MOVEMENT]: { ChallengeId: randomUUID(), ...members } } },
});

// A whole movement check with the clip for a video, at the pace of a camera. Over HTTP/1.1 Node sends the head of the
// request with the first event, so that one cannot wait for the answer.
async function* wholeCheck(parameters) {
  const began = Date.now();
  const face = { Width: 0.15, Height: 0.3, Left: 0.42, Top: 0.35 };
  const InitialFace = { BoundingBox: face, InitialFaceDetectedTimestamp: began };
  const [first, ...others] = await clipSlices();
  yield video(first);
  const { OvalParameters } = (await parameters)[MOVEMENT];
  yield information({ VideoStartTimestamp: began, InitialFace });
  for (const slice of others) {
    await pause(SLICE_MS);
    yield video(slice);
  }
  const ended = Date.now();
  const TargetFace = {
    BoundingBox: shareOf(OvalParameters),
    FaceDetectedInTargetPositionStartTimestamp: ended,
    FaceDetectedInTargetPositionEndTimestamp: ended,
  };
  yield information({ VideoEndTimestamp: ended, InitialFace, TargetFace });
  yield video(new Uint8Array());
}

function shareOf({ Width, Height, CenterX, CenterY }) {
  return {
    Width: Width / 640,
    Height: Height / 480,
    Left: (CenterX - Width / 2) / 640,
    Top: (CenterY - Height / 2) / 480,
  };
}

async function* garbage() {
  yield video(Buffer.alloc(4096, 0x55));
  yield video(new Uint8Array());
}

async function* nothing() {
  yield video(new Uint8Array());
}

// More than one message may hold, in one event.
async function* oversized() {
  yield video(Buffer.alloc(3 << 20));
  yield video(new Uint8Array());
}

async function* halfInformation() {
  yield { ClientSessionInformationEvent: { Challenge: { [MOVEMENT]: { ChallengeId: 'short' } } } };
  yield video(new Uint8Array());
}

async function* gone(parameters, abort) {
  yield video(Buffer.from('1a45dfa3', 'hex'));
  await parameters;
  abort();
}

const complete = (protocol) => async () => {
  const auditImages = 2;
  const session = await createSession(MOVEMENT, auditImages);
  const events = await converse(protocol, session, wholeCheck);
  const names = events.map((event) => Object.keys(event)[0]);
  const wanted = ['ChallengeEvent', 'ServerSessionInformationEvent', 'DisconnectionEvent'];
  // This release of the SDK may know the first event or not; the order is what matters.
  const known = names.map((name) => (name === '$unknown' ? 'ChallengeEvent' : name));
  expect(JSON.stringify(known) === JSON.stringify(wanted), `the server sent ${names}`);
  const { Confidence } = await expectResults(session, MOVEMENT, auditImages, TRUST.unverified);
  return `Confidence ${Confidence.toFixed(2)}`;
};

const refused = (protocol, play, wanted, options) => async () => {
  const session = options?.session?.() ?? (await createSession(MOVEMENT));
  const error = await errorOf(converse(protocol, session, play, options));
  expect(error.name === wanted, `the error is ${error.name}: ${error.message}`);
  if (options?.fails) {
    await expectFailed(session);
  }
};

// The client makes of it what the service model says: an error of the class of that name, with fault and text.
const isModelled = (protocol, { name, status }, place) => () =>
  withRefusing(async (refusing) => {
    const at = `${refusing[protocol]}/${place}/${name}/${status}`;
    const error = await errorOf(converse(protocol, randomUUID(), nothing, { at }));
    expect(error.name === name && error.message === REASON, `the error is ${error.name}: ${error.message}`);
    expect(error instanceof sdk[name], `the error is no ${name} of the SDK`);
    const fault = ['InternalServerException', 'ServiceUnavailableException'].includes(name) ? 'server' : 'client';
    expect(error.$fault === fault, `the fault is with the ${error.$fault}`);
  });

const abandoned = (protocol) => async () => {
  const session = await createSession(MOVEMENT);
  // An abort is an error over HTTP/1.1 and a silent end over HTTP/2; what the server makes of it counts.
  await converse(protocol, session, gone).catch(() => {});
  await expectFailed(session);
};

const usedTwice = (protocol) => async () => {
  const session = await createSession(MOVEMENT);
  await errorOf(converse(protocol, session, garbage));
  await refused(protocol, nothing, 'ValidationException', { session: () => session })();
};

// The stream is opened with the session token of one check, and then ends without a video.
const withSessionToken = (protocol) => async () => {
  const session = await createSession(MOVEMENT);
  const credentials = await sessionCredentials(session);
  await refused(protocol, nothing, 'ValidationException', { session: () => session, credentials, fails: true })();
};

async function errorOf(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('no error was raised');
}

const wholeOver = (protocol) => [`${protocol}-whole-check`, complete(protocol)];
const failuresOver = (protocol) => [
  [`${protocol}-unknown-session`, refused(protocol, nothing, 'SessionNotFoundException', { session: randomUUID })],
  [`${protocol}-wrong-secret`, refused(protocol, nothing, 'InvalidSignatureException', { secretAccessKey: 'wrong' })],
  [`${protocol}-no-common-challenge`, refused(protocol, nothing, 'ValidationException', { versions: 'UnheardOfChallenge_9.0.0' })],
  [`${protocol}-no-video`, refused(protocol, nothing, 'ValidationException', { fails: true })],
  [`${protocol}-garbage-video`, refused(protocol, garbage, 'ValidationException', { fails: true })],
  [`${protocol}-oversized-chunk`, refused(protocol, oversized, 'ValidationException', { fails: true })],
  [`${protocol}-bad-challenge-id`, refused(protocol, halfInformation, 'ValidationException', { fails: true })],
  [`${protocol}-bad-challenge-versions`, refused(protocol, nothing, 'ValidationException', { versions: `${MOVEMENT}_x` })],
  [`${protocol}-video-too-small`, refused(protocol, nothing, 'ValidationException', { size: '119' })],
  [`${protocol}-video-too-large`, refused(protocol, nothing, 'ValidationException', { size: '1921' })],
  [`${protocol}-size-is-no-number`, refused(protocol, nothing, 'ValidationException', { size: 'wide' })],
  [`${protocol}-clock-wrong`, refused(protocol, nothing, 'InvalidSignatureException', { clockOffsetMs: -15 * 60_000 })],
  [`${protocol}-key-unknown`, refused(protocol, nothing, 'UnrecognizedClientException', { credentials: STRANGER })],
  [`${protocol}-token-unknown`, refused(protocol, nothing, 'UnrecognizedClientException', { credentials: WITH_ODD_TOKEN })],
  ...MODELLED.map((told) => [`${protocol}-answer-${told.name}`, isModelled(protocol, told, 'before')]),
  ...MODELLED.filter(({ inStream }) => inStream).map((told) => [`${protocol}-stream-${told.name}`, isModelled(protocol, told, 'stream')]),
  [`${protocol}-used-twice`, usedTwice(protocol)],
  [`${protocol}-abandoned`, abandoned(protocol)],
  [`${protocol}-session-token`, withSessionToken(protocol)],
];

const protocols = Object.keys(HANDLERS);
const failures = target.quick ? [] : protocols.flatMap(failuresOver);
const cases = [...protocols.map(wholeOver), ...failures];
await run('js-streaming', versionOf('@aws-sdk/client-rekognitionstreaming'), cases, { lanes: LANES });
