// StartFaceLivenessSession by hand: what no component sends, what phones send, and how the server closes.

import { randomUUID } from 'node:crypto';
import { createSession, resultsOf } from './control.js';
import { expect, NotApplicable, pause, run, target } from './reporting.js';
import { minted, sendCall } from './wire/control.js';
import { send, streamingAt } from './wire/http.js';
import { event } from './wire/messages.js';
import { OPCODES } from './wire/socket.js';
import { begun, BOTH, dial, exchange, failed, LIGHT, MOVEMENT } from './wire/stream.js';

const LANES = 6;
const MINUTE_MS = 60_000;
// A session lives three minutes.
const BEYOND_ITS_LIFE_MS = 3 * MINUTE_MS + 2000;
const BIG_MESSAGE_BYTES = 2_200_000;
const SLICE_BYTES = 1_000_000;
// The most that a check may send.
const VIDEO_BYTES = 10_000_000;
// The head of a WebM file and then 16 MB of padding, of which none is ever too much for a parser.
const PADDED_VIDEO = Buffer.from(
  '1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffffec01000000' + '00ffffff',
  'hex',
);
const VALIDATION = 'ValidationException';
const SIGNATURE = 'InvalidSignatureException';
const AWS = target.streaming_endpoint.replace(/\/$/, '').endsWith('.amazonaws.com');

const own = ([name, test]) => [
  name,
  async () => {
    if (AWS) {
      throw new NotApplicable('AWS is not asked this');
    }
    return test();
  },
];

// ---- the handshake

// A session of the light challenge is opened so; both events must come.
const opens = (name, options) => [
  name,
  async () => {
    const check = await dial(await createSession(), typeof options === 'function' ? options() : options);
    const { challenge } = await check.challenged();
    expect(challenge.Type === LIGHT, `the challenge is ${challenge.Type}`);
    check.socket.cut();
  },
];

const refuses = (name, error, options, says) => [
  name,
  async () => {
    const { session = await createSession(), ...others } = typeof options === 'function' ? options() : options;
    await (await dial(session, others)).refused(error, says);
  },
];

const portOf = () => (streamingAt().port ? `${streamingAt().hostname}:${streamingAt().port}` : streamingAt().hostname);
const agent = (text) => ({ query: { 'x-amz-user-agent': text } });
const clock = (minutes) => ({ by: { shiftMs: minutes * MINUTE_MS } });
const without = (name) => ({ query: { [name]: null } });
const size = (width, height) => ({ query: { 'video-width': width, 'video-height': height } });
const versions = (text) => ({ query: { 'challenge-versions': text } });
const violation = (name, options, place) => refuses(`${name}-is-refused`, VALIDATION, options, `at '${place}'`);

async function sdkType(text, wanted) {
  const session = await createSession();
  const check = await dial(session, agent(text));
  await check.challenged();
  check.socket.close(4003);
  await check.closed(1000);
  await failed(session);
  const { Metadata } = await resultsOf(session);
  expect(!Metadata || Metadata.SDKType === wanted, `SDKType is ${Metadata?.SDKType}`);
}

async function head() {
  const check = await dial(await createSession(), {
    headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate', 'Sec-WebSocket-Protocol': 'chat' },
  });
  const { status, headers } = check.head;
  expect(status === 101, `the status is ${status}`);
  expect(Math.abs(Date.parse(headers.date) - Date.now()) < MINUTE_MS, `the date is ${headers.date}`);
  expect(!headers['sec-websocket-extensions'], `the extension ${headers['sec-websocket-extensions']} is on`);
  expect(!headers['sec-websocket-protocol'], `the protocol is ${headers['sec-websocket-protocol']}`);
  await check.challenged();
  check.socket.cut();
}

async function withoutUpgrade() {
  const at = streamingAt();
  const path = '/start-face-liveness-session-websocket';
  const { status } = await send('h1', at, { method: 'GET', path, headers: { host: portOf() } });
  expect(status === 426, `the status is ${status}`);
}

async function withoutTls() {
  if (!target.http_endpoint) {
    throw new NotApplicable('there is no address without TLS');
  }
  const path = '/start-face-liveness-session-websocket';
  const at = new URL(target.http_endpoint);
  const { status } = await send('plain', at, { method: 'GET', path, headers: { host: at.host } });
  expect(status === 403, `the status is ${status}`);
}

const decodedAgain = (path) => path.replace(/%2F/g, '/').replace(/%2C/g, ',').replace(/%3D/g, '=');

const HANDSHAKE = [
  opens('host-without-port', {}),
  opens('host-with-port', () => ({ host: portOf() })),
  own(opens('path-prefix', { prefix: '/any/prefix' })),
  opens('query-decoded-again-as-android-does', { change: decodedAgain }),
  opens('challenges-in-the-order-of-ios', versions(`${MOVEMENT}_1.0.0,${LIGHT}_2.0.0`)),
  opens('unknown-challenges-are-passed-over', versions(`NobodyKnowsThis_1.0.0,${BOTH}`)),
  ['movement-only', movementOnly],
  ['light-1-gets-no-challenge-event', async () => {
    const check = await dial(await createSession(), versions(`${LIGHT}_1.0.0`));
    const { SessionInformation } = await check.event('ServerSessionInformationEvent');
    expect(SessionInformation.Challenge[LIGHT], 'the parameters are of another challenge');
    check.socket.cut();
  }],
  opens('attempt-count-and-precheck', { query: { 'attempt-count': '3', 'precheck-view-enabled': '0' } }),
  opens('unknown-parameter', { query: { colour: 'red' } }),
  opens('video-of-a-phone', size('480', '640')),
  opens('video-of-1920', size('1920', '1080')),
  opens('expires-60', { expires: 60 }),
  opens('expires-300', { expires: 300 }),
  opens('clock-4-minutes-late', clock(-4)),
  opens('clock-4-minutes-early', clock(4)),
  refuses('clock-6-minutes-late', SIGNATURE, clock(-6)),
  refuses('clock-6-minutes-early', SIGNATURE, clock(6)),
  refuses('expired-after-its-own-time', SIGNATURE, { ...clock(-2), expires: 60 }),
  refuses('wrong-secret', SIGNATURE, { by: { secret: 'wrong' } }),
  refuses('unknown-key', 'UnrecognizedClientException', { by: { id: 'AKIDNOBODY', secret: 'x' } }),
  refuses('unknown-token', 'UnrecognizedClientException', { by: { token: 'nobody' } }),
  refuses('another-service', SIGNATURE, { by: { service: 's3' } }),
  refuses('query-changed-on-the-way', SIGNATURE, { change: (path) => path.replace('video-width=640', 'video-width=641') }),
  refuses('parameter-added-on-the-way', SIGNATURE, { change: (path) => `${path}&a=b` }),
  refuses('no-signature', 'AccessDeniedException', { change: (path) => path.replace(/&X-Amz-Signature=.*/, '') }),
  refuses('nothing-signed', 'AccessDeniedException', { change: (path) => path.replace(/\?.*/, '') }),
  refuses('another-host', SIGNATURE, { host: 'elsewhere.example.com' }),
  own(opens('another-region', { by: { region: 'eu-west-1' } })),
  refuses('unknown-session', 'SessionNotFoundException', () => ({ session: randomUUID() })),
  violation('session-id-missing', without('session-id'), 'sessionId'),
  violation('session-id-of-other-letters', { session: 'g'.repeat(36) }, 'sessionId'),
  violation('width-missing', without('video-width'), 'videoWidth'),
  violation('height-missing', without('video-height'), 'videoHeight'),
  violation('width-of-2-digits', size('64', '480'), 'videoWidth'),
  violation('width-of-5-digits', size('64000', '480'), 'videoWidth'),
  violation('height-of-letters', size('640', 'abc'), 'videoHeight'),
  violation('height-of-zeros', size('640', '000'), 'videoHeight'),
  refuses('width-of-9999-is-refused', VALIDATION, size('9999', '480')),
  violation('versions-missing', without('challenge-versions'), 'challengeVersions'),
  violation('versions-of-14-characters', versions('Challenge_1.00'), 'challengeVersions'),
  violation('versions-without-a-number', versions(`${MOVEMENT},${LIGHT}`), 'challengeVersions'),
  violation('versions-of-151-characters', versions(`${BOTH},${'A'.repeat(151 - BOTH.length - 7)}_1.0.0`), 'challengeVersions'),
  refuses('no-common-challenge', VALIDATION, versions('NobodyKnowsThis_1.0.0')),
  refuses('no-common-version', VALIDATION, versions(`${LIGHT}_9.0.0`)),
  ['head-of-the-upgrade', head],
  ['get-without-upgrade', withoutUpgrade],
  own(['no-stream-without-tls', withoutTls]),
  ['sdk-type-of-the-web', () => sdkType('aws-sdk-js/3.1 md/browser#Chrome_1 api/rekognitionstreaming#3.1', 'js')],
  ['sdk-type-of-ios', () => sdkType('amplify-swift/2.0 os/iOS/17.0 lib/amplify-ui-swift-face-liveness/1.4.5', 'ios')],
];

async function movementOnly() {
  const { check, challenge } = await begun(MOVEMENT, versions(`${MOVEMENT}_1.0.0`));
  expect(challenge.Type === MOVEMENT && challenge.Version === '1.0.0', `the challenge is ${JSON.stringify(challenge)}`);
  check.socket.cut();
}

// ---- one session, several clients

async function twoAtOnce() {
  const session = await createSession(MOVEMENT);
  const outcomes = await Promise.all(
    [1, 2].map(async () => {
      const check = await dial(session);
      const first = await check.socket.next();
      check.socket.cut();
      return first.name;
    }),
  );
  expect(outcomes.sort().join() === `ChallengeEvent,${VALIDATION}`, `the clients got ${outcomes}`);
}

async function secondWhileTheFirstRuns() {
  const { session, check } = await begun();
  await (await dial(session)).refused(VALIDATION);
  const { Status } = await resultsOf(session);
  expect(Status === 'IN_PROGRESS', `Status is ${Status}`);
  check.socket.cut();
}

async function again() {
  const { session, check } = await begun();
  check.socket.close(4003);
  await check.closed(1000);
  await (await dial(session)).refused(VALIDATION);
}

async function inProgress() {
  const { session, check } = await begun();
  const { Status, Confidence } = await resultsOf(session);
  expect(Status === 'IN_PROGRESS' && Confidence === undefined, `Status is ${Status}`);
  check.socket.cut();
}

async function expired() {
  const idle = await createSession(MOVEMENT);
  const open = await begun();
  const by = await minted(idle);
  await pause(BEYOND_ITS_LIFE_MS);
  const { Status } = await resultsOf(idle);
  expect(Status === 'EXPIRED', `Status is ${Status}`);
  await (await dial(idle)).refused(VALIDATION, 'expired');
  const { Status: of } = await resultsOf(open.session);
  expect(['EXPIRED', 'FAILED'].includes(of), `the session of an open stream is ${of}`);
  open.check.socket.cut();
  // Credentials of a check live as long as its session.
  await (await dial(idle, { by })).refused('AccessDeniedException', 'expired');
  const { status, json } = await sendCall({ by });
  expect(status === 400 && json.__type === 'ExpiredTokenException', `${status} ${JSON.stringify(json)}`);
}

async function ownStreamOnly() {
  const [session, other] = [await createSession(MOVEMENT), await createSession(MOVEMENT)];
  const by = await minted(session);
  await (await dial(other, { by })).refused('AccessDeniedException');
  const check = await dial(session, { by });
  await check.challenged();
  check.say(CLAIM, start());
  await stillRuns(session, check);
}

const SESSIONS = [
  ['two-clients-at-once', twoAtOnce],
  ['second-client-while-the-first-runs', secondWhileTheFirstRuns],
  ['session-used-again', again],
  ['session-in-progress', inProgress],
  own(['credentials-of-a-check-open-its-stream-only', ownStreamOnly]),
];

// ---- events of the client

// What the client says ends the check with an exception, and the session fails.
const spoils = (name, play, error = VALIDATION, says = '') => [
  name,
  async () => {
    const { session, check, parameters } = await begun();
    await play(check, parameters);
    await check.refused(error, says);
    await failed(session);
  },
];

// What the client says is taken; the check goes on.
const takes = (name, play) => [
  name,
  async () => {
    const { session, check, parameters } = await begun();
    await play(check, parameters);
    await stillRuns(session, check);
  },
];

async function stillRuns(session, check) {
  // The answer to a ping comes after what was sent before it.
  check.socket.frameOut(OPCODES.ping, Buffer.from('?'));
  const { opcode, payload } = await check.socket.frame();
  expect(opcode === OPCODES.pong && payload.toString() === '?', `a frame of kind ${opcode} came: ${payload}`);
  await pause(300);
  const { Status } = await resultsOf(session);
  expect(Status === 'IN_PROGRESS', `Status is ${Status}`);
  check.socket.cut();
}

const EBML = Buffer.from('1a45dfa3', 'hex');
const FACE = { Width: 0.15, Height: 0.3, Left: 0.42, Top: 0.35 };
const start = (changes = {}) => ({
  Challenge: {
    [MOVEMENT]: {
      ChallengeId: randomUUID(),
      VideoStartTimestamp: Date.now(),
      InitialFace: { BoundingBox: FACE, InitialFaceDetectedTimestamp: Date.now() },
      ...changes,
    },
  },
});
const CLAIM = 'ClientSessionInformationEvent';

const flipped = (message, place) => {
  message[message.length + place] ^= 1;
  return message;
};

const EVENTS_OF_THE_CLIENT = [
  takes('start', (check) => check.say(CLAIM, start())),
  takes('start-after-video', (check) => {
    check.video(EBML);
    check.say(CLAIM, start());
  }),
  takes('challenge-id-in-upper-case', (check) => check.say(CLAIM, start({ ChallengeId: randomUUID().toUpperCase() }))),
  takes('null-members', (check) => check.say(CLAIM, start({ TargetFace: null, VideoEndTimestamp: null, ColorDisplayed: null }))),
  takes('unknown-members', (check) => check.say(CLAIM, start({ Mood: 'good' }))),
  takes('message-of-the-web-component-to-itself', (check) =>
    check.say('VideoEvent', { VideoChunk: '', TimestampMillis: { closeCode: 4003 } })),
  takes('dates-that-go-back', (check) => {
    check.video(EBML);
    check.say(CLAIM, start(), -200);
  }),
  takes('date-4-minutes-late', (check) => check.say(CLAIM, start(), -4 * MINUTE_MS)),
  spoils('date-6-minutes-late', (check) => check.say(CLAIM, start(), -6 * MINUTE_MS), SIGNATURE),
  spoils('date-6-minutes-early', (check) => check.say(CLAIM, start(), 6 * MINUTE_MS), SIGNATURE),
  takes('message-in-fragments', (check) => {
    const message = check.signing.wrap(event(CLAIM, start()));
    check.socket.frameOut(OPCODES.binary, message.subarray(0, 50), { last: false });
    check.socket.frameOut(OPCODES.continuation, message.subarray(50));
  }),
  takes('pong-that-nobody-asked-for', (check) => check.socket.frameOut(OPCODES.pong, Buffer.from('!'))),
  spoils('text-frame', (check) => check.socket.frameOut(OPCODES.text, Buffer.from('hello'))),
  takes('frame-without-a-message', (check) => check.socket.send(Buffer.alloc(0))),
  takes('two-messages-in-one-frame', (check) => {
    const messages = [1, 2].map(() => check.signing.wrap(event('NobodyKnowsThisEvent', {})));
    check.socket.send(Buffer.concat(messages));
  }),
  spoils('half-a-message', (check) => check.socket.send(check.signing.wrap(event(CLAIM, start())).subarray(0, 60))),
  spoils('wrong-checksum', (check) => check.socket.send(flipped(check.signing.wrap(event(CLAIM, start())), -1))),
  spoils('event-without-signature', (check) => check.socket.send(event(CLAIM, start()))),
  spoils('event-left-out-of-the-chain', (check) => {
    check.signing.wrap(event(CLAIM, start()));
    check.say(CLAIM, start());
  }, SIGNATURE),
  spoils('event-sent-twice', (check) => {
    const message = check.signing.wrap(event(CLAIM, start()));
    check.socket.send(message);
    check.socket.send(message);
  }, SIGNATURE),
  takes('unknown-event', (check) => check.say('NobodyKnowsThisEvent', {})),
  spoils('event-that-is-no-json', (check) => check.say(CLAIM, '{"Challenge":')),
  spoils('report-without-challenge', (check) => check.say(CLAIM, {})),
  spoils('report-about-the-other-challenge', (check) => check.say(CLAIM, { Challenge: { [LIGHT]: start().Challenge[MOVEMENT] } })),
  spoils('report-without-challenge-id', (check) => check.say(CLAIM, start({ ChallengeId: null }))),
  spoils('challenge-id-of-5-characters', (check) => check.say(CLAIM, start({ ChallengeId: 'short' }))),
  spoils('box-without-width', (check) =>
    check.say(CLAIM, start({ InitialFace: { BoundingBox: { ...FACE, Width: null }, InitialFaceDetectedTimestamp: 1 } }))),
  spoils('video-that-is-no-base64', (check) => check.say('VideoEvent', { VideoChunk: '*', TimestampMillis: Date.now() })),
  spoils('no-video', (check) => check.video('')),
  spoils('garbage-video', (check) => {
    check.video(Buffer.alloc(4096, 0x55));
    check.video('');
  }),
  spoils('message-above-2-mib', (check) => check.video(Buffer.alloc(BIG_MESSAGE_BYTES))),
  spoils('video-above-10-mb', (check) => {
    check.video(PADDED_VIDEO);
    for (let sent = 0; sent <= VIDEO_BYTES; sent += SLICE_BYTES) {
      check.video(Buffer.alloc(SLICE_BYTES));
    }
  }, VALIDATION, 'larger than'),
  spoils('frame-without-mask', (check) => check.socket.frameOut(OPCODES.binary, Buffer.alloc(20), { masked: false })),
  ['parameters-of-movement', () => expectParameters(MOVEMENT)],
  ['parameters-of-light', () => expectParameters(LIGHT)],
];

// Every member that some component cannot do without.
async function expectParameters(kind) {
  const { check, challenge, parameters } = await begun(kind);
  expect(challenge.Type === kind, `the challenge is ${challenge.Type}`);
  const { OvalParameters, ChallengeConfig, ColorSequences, LightChallengeType } = parameters;
  expect(Object.keys(ChallengeConfig).length === 11, `the configuration is ${JSON.stringify(ChallengeConfig)}`);
  const numbers = Object.values({ ...OvalParameters, ...ChallengeConfig });
  expect(numbers.every((value) => typeof value === 'number'), 'a member is no number');
  expect(Object.keys(OvalParameters).sort().join() === 'CenterX,CenterY,Height,Width', JSON.stringify(OvalParameters));
  const colours = kind === LIGHT;
  expect((LightChallengeType === 'SEQUENTIAL') === colours, `LightChallengeType is ${LightChallengeType}`);
  expect(colours === (ColorSequences?.length > 1), `the colours are ${JSON.stringify(ColorSequences)}`);
  check.socket.cut();
}

// ---- the end

const closes = (name, code) => [
  name,
  async () => {
    const { session, check } = await begun();
    check.socket.close(code);
    await check.closed(1000);
    await failed(session);
  },
];

async function cut() {
  const { session, check } = await begun();
  check.socket.cut();
  await failed(session);
}

const CLOSES = [
  ...[1000, 1001, 4000, 4001, 4002, 4003, 4004, 4005, 4006, 4007, 4008].map((code) => closes(`close-${code}`, code)),
  closes('close-of-another-code', 4321),
  closes('close-without-a-code', undefined),
  ['connection-cut', cut],
];

// ---- the HTTP operation

const answers = (protocol, name, error, status, options = {}) => [
  `${protocol}-${name}`,
  async () => {
    const session = options.session?.() ?? (await createSession(MOVEMENT));
    const { status: found, headers, json, bytes } = await exchange(protocol, session, options);
    expect(headers['x-amzn-errortype']?.split(':')[0] === error, `the error is ${headers['x-amzn-errortype']} ${bytes}`);
    expect(found === status, `the status of ${error} is ${found}`);
    expect(json?.Message, `the body is ${bytes}`);
  },
];

const overHttp = (protocol) => [
  answers(protocol, 'unknown-session', 'SessionNotFoundException', 400, { session: randomUUID }),
  answers(protocol, 'wrong-secret', SIGNATURE, 403, { by: { secret: 'wrong' } }),
  answers(protocol, 'unknown-key', 'UnrecognizedClientException', 403, { by: { id: 'AKIDNOBODY', secret: 'x' } }),
  answers(protocol, 'clock-6-minutes-late', SIGNATURE, 403, clock(-6)),
  answers(protocol, 'no-authorization', 'MissingAuthenticationTokenException', 403, {
    after: ({ headers: { authorization, ...headers } }) => ({ headers }),
  }),
  answers(protocol, 'session-id-missing', VALIDATION, 400, { changes: { 'session-id': null } }),
  answers(protocol, 'width-of-2-digits', VALIDATION, 400, { changes: { 'video-width': '64' } }),
  answers(protocol, 'versions-of-14-characters', VALIDATION, 400, { changes: { 'challenge-versions': 'Challenge_1.00' } }),
];

const cases = [
  ...HANDSHAKE,
  ...SESSIONS,
  ...EVENTS_OF_THE_CLIENT,
  ...CLOSES,
  ...overHttp('h1'),
  ...overHttp('h2'),
];
// It takes three minutes, so it begins first.
const slow = own(['expired-session', expired]);
await run('wire-stream', process.versions.node, target.quick ? cases : [slow, ...cases], { lanes: LANES });
