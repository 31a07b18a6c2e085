// A check by hand on a WebSocket or in the bodies of an HTTP exchange.

import { createSession, resultsOf } from '../control.js';
import { expect, pause } from '../reporting.js';
import { send, streamingAt } from './http.js';
import { event, Signing } from './messages.js';
import { authorized, EVENTS, presigned, signer } from './sigv4.js';
import { Socket } from './socket.js';

export const LIGHT = 'FaceMovementAndLightChallenge';
export const MOVEMENT = 'FaceMovementChallenge';
export const BOTH = `${LIGHT}_2.0.0,${MOVEMENT}_1.0.0`;
const WEBSOCKET_PATH = '/start-face-liveness-session-websocket';
const HTTP_PATH = '/start-face-liveness-session';
const PARAMETERS = 'x-amz-rekognition-streaming-liveness-';
const PATIENCE_MS = 90_000;

// What clients ask for: the parameters of the operation, and those that only say who they are.
export const parameters = (session, changes = {}) => ({
  'session-id': session,
  'video-width': '640',
  'video-height': '480',
  'challenge-versions': BOTH,
  ...changes,
});

// Opens the WebSocket of a session. `query` changes parameters, `by` the signer, `host` what is signed as the host.
export async function dial(session, { query, by, host, prefix = '', expires, change = (path) => path, headers } = {}) {
  const at = streamingAt();
  const path = `${prefix}${WEBSOCKET_PATH}`;
  const whom = signer(by);
  const url = presigned({ path, query: parameters(session, query), host: host ?? at.hostname, expires }, whom);
  const socket = await Socket.open(at, change(url.path), { headers });
  return new Check(socket, new Signing(url.signature, whom));
}

// A client in its check.
export class Check {
  constructor(socket, signing) {
    this.socket = socket;
    this.signing = signing;
  }

  get head() {
    return this.socket.head;
  }

  // The next message of the server, which must be the event `name`. Out: its members.
  async event(name) {
    const found = await this.socket.next();
    expect(found.name === name && found.type === 'event', `the server sent ${JSON.stringify(found)}`);
    return found.members;
  }

  // The challenge and its parameters, as they begin every check.
  async challenged() {
    const challenge = await this.event('ChallengeEvent');
    const { SessionInformation } = await this.event('ServerSessionInformationEvent');
    return { challenge, parameters: SessionInformation.Challenge[challenge.Type] };
  }

  say(type, members, shiftMs) {
    this.socket.send(this.signing.wrap(event(type, members), shiftMs));
  }

  video(bytes, TimestampMillis = Date.now()) {
    this.say('VideoEvent', { VideoChunk: Buffer.from(bytes).toString('base64'), TimestampMillis });
  }

  // Expects the exception `name`, whose text has `says` in it, and then the close 4005.
  async refused(name, says = '') {
    const found = await this.socket.next();
    expect(found.name === name && found.type === 'exception', `the server sent ${JSON.stringify(found)}`);
    expect(found.members.Message?.includes(says), `${name} does not say "${says}": ${found.members.Message}`);
    await this.closed(4005);
    this.socket.cut();
  }

  async closed(code) {
    const found = await this.socket.next();
    expect(found.closed === code, `the server sent ${JSON.stringify(found)} instead of the close ${code}`);
  }
}

// A new session with its check, both events of the server already read.
export async function begun(challenge = MOVEMENT, options) {
  const session = await createSession(challenge);
  const check = await dial(session, options);
  const told = await check.challenged();
  return { session, check, ...told };
}

// Sends the request of the HTTP operation with `messages` as its body. Out: the whole answer.
export async function exchange(protocol, session, { changes, by, sign, after, pieces } = {}) {
  const at = streamingAt();
  const whom = signer(by);
  const named = Object.entries(parameters(session, changes)).filter(([, value]) => value !== null);
  const host = at.port ? `${at.hostname}:${at.port}` : at.hostname;
  const headers = {
    'content-type': 'application/vnd.amazon.eventstream',
    [protocol === 'h2' ? ':authority' : 'host']: host,
    'x-amz-content-sha256': EVENTS,
    ...Object.fromEntries(named.map(([name, value]) => [`${PARAMETERS}${name}`, value])),
  };
  const request = { method: 'POST', path: HTTP_PATH, headers };
  const signed = authorized(request, whom, sign);
  const sent = { ...request, ...signed, ...after?.(signed) };
  const signing = new Signing(signed.signature, whom);
  const video = (bytes) => signing.wrap(event('VideoEvent', { VideoChunk: bytes, TimestampMillis: Date.now() }));
  async function* body() {
    for (const piece of pieces ?? ['']) {
      yield video(piece);
    }
  }
  return send(protocol, at, { ...sent, body: body() });
}

// Waits until the session is no longer on its way, and expects it to have failed.
export async function failed(session) {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const { Status } = await resultsOf(session);
    if (!['CREATED', 'IN_PROGRESS'].includes(Status) || performance.now() > deadline) {
      expect(Status === 'FAILED', `Status is ${Status}`);
      return;
    }
    await pause(100);
  }
}
