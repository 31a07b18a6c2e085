// Amplify's unmodified component in Chromium: whole checks, and every way a check can fail.

import { randomUUID } from 'node:crypto';
import { cpus } from 'node:os';
import { expectResults, TRUST } from './aws_command.js';
import { createSession, expectFailed, sessionCredentials } from './control.js';
import { FAILED, MODELLED, REASON } from './refusing.js';
import { openRelay } from './relay.js';
import { expect, NotApplicable, pause, run, target, versionOf } from './reporting.js';
import {
  closePage,
  ending,
  farClip,
  inBrowser,
  picture,
  pictures,
  pressCancel,
  pressStart,
  recordingStarted,
  startScreen,
} from './tab.js';
import { exception } from './wire/messages.js';
import { expectPoliteClose, expectWholeExchange, spoilMessages } from './witness.js';

const CLIENT = 'amplify-web';
// Two checks at once need about four cores: each decodes, looks for a face and encodes 30 frames a second.
const LANES = Math.max(1, Math.floor(cpus().length / 2));
const READING_MS = 40_000;
// Nothing listens on the discard port of this machine.
const NOWHERE = 'https://127.0.0.1:9';

const LIGHT = 'FaceMovementAndLightChallenge';
const MOVEMENT = 'FaceMovementChallenge';

async function lightChallenge(name) {
  return wholeCheck(name, {
    challenge: LIGHT,
    auditImages: 4,
    trust: target.ca ? TRUST.authority : [],
    settings: { startScreen: 'yes' },
    begin: async (tab) => {
      await startScreen(tab);
      await picture(tab, `${name}-start`);
      await pressStart(tab);
    },
  });
}

async function movementChallenge(name) {
  return wholeCheck(name, { challenge: MOVEMENT, auditImages: 2, trust: TRUST.unverified, begin: async () => {} });
}

async function onPhone(name) {
  const device = 'Pixel 7';
  return wholeCheck(name, { challenge: LIGHT, auditImages: 0, trust: TRUST.unverified, device, begin: async () => {} });
}

async function wholeCheck(name, { challenge, auditImages, trust, settings, device, begin }) {
  const session = await createSession(challenge, auditImages);
  const { found, results } = await inBrowser({ session, settings, device }, async (tab) => {
    await begin(tab);
    const ended = ending(tab);
    await pictures(tab, name, ended);
    const found = await ended;
    expect(found.name === 'onAnalysisComplete', `the page reported ${found.name} ${JSON.stringify(found.detail)}`);
    const results = await expectResults(session, challenge, auditImages, trust);
    return { found, results };
  });
  expectWholeExchange(found.socket, challenge);
  return `Confidence ${results.Confidence.toFixed(2)}, ${auditImages} audit images`;
}

async function cancelled(name) {
  const session = await createSession();
  const found = await inBrowser({ session }, async (tab) => {
    await recordingStarted(tab);
    await pressCancel(tab);
    const ended = await ending(tab);
    await picture(tab, name);
    return ended;
  });
  expect(found.name === 'onUserCancel', `the page reported ${found.name} ${JSON.stringify(found.detail)}`);
  expectPoliteClose(found.socket, 4003);
  await expectFailed(session);
}

async function timedOut(name) {
  const session = await createSession();
  const found = await inBrowser({ session, clip: farClip() }, endingPictured(name));
  expectError(found, 'TIMEOUT');
  expectPoliteClose(found.socket, 4001);
  await expectFailed(session);
}

async function spoiledMessage(name) {
  const session = await createSession();
  const found = await inBrowser({ session }, async (tab) => {
    await recordingStarted(tab);
    await spoilMessages(tab);
    return endingPictured(name)(tab);
  });
  expectException(found, 'ValidationException');
  await expectFailed(session);
}

// People read the start screen, while the socket is open already.
async function slowReader() {
  const session = await createSession(MOVEMENT);
  const found = await inBrowser({ session, settings: { startScreen: 'yes' } }, async (tab) => {
    await startScreen(tab);
    await pause(READING_MS);
    await pressStart(tab);
    return ending(tab);
  });
  expect(found.name === 'onAnalysisComplete', `the page reported ${found.name} ${JSON.stringify(found.detail)}`);
  expectWholeExchange(found.socket, MOVEMENT);
}

async function unknownSession(name) {
  const found = await inBrowser({ session: randomUUID() }, endingPictured(name));
  expectException(found, 'SessionNotFoundException');
}

// A signature covers the path, so the session is looked for only where the prefix was understood.
async function pathPrefix() {
  const settings = { endpoint: `${target.streaming_endpoint}/any/prefix` };
  const found = await inBrowser({ session: randomUUID(), settings }, ending);
  expectException(found, 'SessionNotFoundException');
}

async function wrongSecret() {
  const settings = { secretAccessKey: 'wrong' };
  const found = await inBrowser({ session: await createSession(), settings }, ending);
  expectException(found, 'InvalidSignatureException');
}

async function unknownKey() {
  const settings = { accessKeyId: 'AKIDUNKNOWN' };
  const found = await inBrowser({ session: await createSession(), settings }, ending);
  expectException(found, 'UnrecognizedClientException');
}

async function clockWrong() {
  const settings = { clockOffsetMs: String(-15 * 60_000) };
  const found = await inBrowser({ session: await createSession(), settings }, ending);
  expectException(found, 'InvalidSignatureException');
}

async function usedTwice() {
  const session = await createSession();
  await inBrowser({ session }, async (tab) => {
    await recordingStarted(tab);
    await pressCancel(tab);
    return ending(tab);
  });
  const found = await inBrowser({ session }, ending);
  expectException(found, 'ValidationException');
}

// What a service of AWS may answer with and a server cannot be brought to; the component takes its bytes from a socket
// that the browser only pretends to open.
const refusedWith = (name) => async () => {
  const session = await createSession();
  const found = await inBrowser({ session, socket: exception(name, { Message: REASON, Code: name }) }, ending);
  expectException(found, name);
};

async function dropped() {
  const session = await createSession();
  const relay = await openRelay(new URL(target.streaming_endpoint));
  try {
    const found = await inBrowser({ session, settings: { endpoint: relay.address } }, async (tab) => {
      await recordingStarted(tab);
      relay.drop();
      return ending(tab);
    });
    expectError(found, 'SERVER_ERROR');
  } finally {
    relay.close();
  }
  await expectFailed(session);
}

async function pageLeft() {
  const session = await createSession();
  await inBrowser({ session }, recordingStarted);
  await expectFailed(session);
}

async function cameraRefused(name) {
  const session = await createSession();
  const found = await inBrowser({ session, camera: 'refused' }, async (tab) => {
    await tab.getByText('Camera').first().waitFor();
    await picture(tab, name);
    return tab.evaluate(() => window.catchlight.events);
  });
  expect(found.every(({ name }) => name !== 'onAnalysisComplete'), `the page reported ${JSON.stringify(found)}`);
}

async function modelMissing() {
  const session = await createSession();
  const found = await inBrowser({ session, settings: { model: '/check/liveness/none.json' } }, ending);
  expectError(found, 'RUNTIME_ERROR');
  await expectFailed(session);
}

async function serverAway(name) {
  const found = await inBrowser({ session: randomUUID(), settings: { endpoint: NOWHERE } }, endingPictured(name));
  expect(found.name === 'onError', `the page reported ${found.name}`);
}

// The page is given credentials for this check only.
async function sessionToken() {
  const session = await createSession(MOVEMENT);
  await inBrowser({ session, settings: await sessionCredentials(session) }, recordingStarted);
}

// The page as the endpoint itself serves it, up to the start of the recording.
async function hostedPage() {
  const answer = await fetch(`${target.endpoint}/check/`);
  if (answer.status === 404) {
    throw new NotApplicable('the endpoint serves no page');
  }
  const session = await createSession(MOVEMENT);
  await inBrowser({ session, at: target.endpoint }, recordingStarted);
}

const endingPictured = (name) => async (tab) => {
  const ended = await ending(tab);
  await picture(tab, name);
  return ended;
};

function expectError(found, state) {
  expect(found.name === 'onError', `the page reported ${found.name} ${JSON.stringify(found.detail)}`);
  expect(found.detail.state === state, `the error is ${JSON.stringify(found.detail)}`);
}

// The server said `name` in a message and then closed with 4005.
function expectException(found, name) {
  expectError(found, 'SERVER_ERROR');
  const { names, bodies, closed } = found.socket;
  expect(names.at(-1) === name, `the server sent ${names}`);
  expect(bodies.at(-1).Message, 'the exception has no Message');
  expect(closed?.code === FAILED, `the socket was closed with ${closed?.code}`);
}

const WHOLE = [
  ['light-challenge', lightChallenge],
  ['movement-challenge', movementChallenge],
];
const OTHERS = [
  ['slow-reader', slowReader],
  ['phone', onPhone],
  ['cancel', cancelled],
  ['timeout', timedOut],
  ['unknown-session', unknownSession],
  ['path-prefix', pathPrefix],
  ['wrong-secret', wrongSecret],
  ['unknown-key', unknownKey],
  ['clock-wrong', clockWrong],
  ['session-used-twice', usedTwice],
  ['message-spoiled', spoiledMessage],
  ...MODELLED.map(({ name }) => [`answer-${name}`, refusedWith(name)]),
  ['connection-drop', dropped],
  ['page-left', pageLeft],
  ['camera-refused', cameraRefused],
  ['model-missing', modelMissing],
  ['server-away', serverAway],
  ['session-token', sessionToken],
  ['hosted-page', hostedPage],
];

try {
  const version = versionOf('@aws-amplify/ui-react-liveness', '../../../web/');
  await run(CLIENT, version, target.quick ? WHOLE : [...WHOLE, ...OTHERS], { lanes: LANES });
} finally {
  closePage();
}
