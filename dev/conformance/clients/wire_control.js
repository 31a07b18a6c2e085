// The control plane by hand: what the SDKs never send, and what they never show.
//
// Each case is a request and what must come back; without anything said, it is a signed, well-formed call over HTTP/1.1
// inside TLS that makes a session.

import { randomUUID } from 'node:crypto';
import { expect, NotApplicable, pause, run, target } from './reporting.js';
import { call, CREATE, GET, hostOf, minted, ownCall, sendCall } from './wire/control.js';
import { controlAt, keptAlive, openHttp2, raw, send, streamed } from './wire/http.js';

const MINUTE_MS = 60_000;
const LANES = 4;
const NOBODY = '00000000-0000-4000-8000-000000000000';
const TOO_LONG_BYTES = 65 * 1024;
const AWS = target.endpoint.replace(/\/$/, '').endsWith('.amazonaws.com');

function expectSession(answer) {
  expect(answer.status === 200, `${answer.status} ${answer.bytes}`);
  expect(/^[0-9a-f-]{36}$/.test(answer.json.SessionId), `SessionId is ${answer.json.SessionId}`);
  expectHead(answer);
  return answer.json.SessionId;
}

function expectHead({ headers }) {
  const type = headers['content-type'];
  expect(type === 'application/x-amz-json-1.1', `the content-type is ${type}`);
  expect(headers['x-amzn-requestid']?.length === 36, `the request id is ${headers['x-amzn-requestid']}`);
}

function expectError(answer, name, status = 400, says = '') {
  const { json } = answer;
  expect(json, `${answer.status} ${answer.bytes}`);
  expect(json.__type?.split('#').at(-1) === name, `the error is ${answer.bytes}`);
  expect(answer.status === status, `the status of ${name} is ${answer.status}`);
  const message = json.Message ?? json.message;
  expect(message?.includes(says), `${name} does not say "${says}": ${message}`);
  expectHead(answer);
}

const makes = (name, options) => [name, async () => void expectSession(await sendCall(options))];
const refuses = (name, error, options, says) => [
  name,
  async () => expectError(await sendCall(options), error, 400, says),
];

const own = ([name, test]) => [
  name,
  async (...words) => {
    if (AWS) {
      throw new NotApplicable('AWS is not asked this');
    }
    return test(...words);
  },
];

// ---- transport

async function* slowly(text) {
  for (const letter of text) {
    yield letter;
    await pause(100);
  }
}

async function* inPieces(text) {
  yield* text;
}

async function severalOnOneConnection(failFirst) {
  const agent = keptAlive();
  try {
    const reused = [];
    for (let count = 0; count < 3; count += 1) {
      const { at, sent } = call(failFirst && count === 0 ? { operation: 'NoSuchOperation' } : {});
      const headers = { ...sent.headers, 'content-length': sent.body.length };
      const answer = await send('h1', at, { ...sent, headers, agent });
      reused.push(answer.reused);
      if (failFirst && count === 0) {
        expect(answer.status === 400, `the status is ${answer.status}`);
      } else {
        expectSession(answer);
      }
    }
    expect(reused.join() === 'false,true,true', `connections were kept: ${reused}`);
  } finally {
    agent.destroy();
  }
}

async function manyStreams() {
  const session = openHttp2(controlAt('h2'));
  try {
    const calls = Array.from({ length: 16 }, () => {
      const { sent } = call({ protocol: 'h2' });
      const { host, ...headers } = sent.headers;
      return streamed(session, { ...sent, headers: { ...headers, ':authority': host } });
    });
    const ids = new Set((await Promise.all(calls)).map(expectSession));
    expect(ids.size === calls.length, `${ids.size} sessions of ${calls.length} calls`);
  } finally {
    session.close();
  }
}

async function pipelined() {
  const one = () => {
    const { sent } = call();
    const lines = Object.entries({ ...sent.headers, 'content-length': sent.body.length });
    return `POST / HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}`;
  };
  const both = [`${one()}\r\n{}`, `${one()}connection: close\r\n\r\n{}`];
  const text = await raw(controlAt('h1'), both);
  const found = text.match(/"SessionId"/g)?.length;
  expect(found === 2, `${found} answers came: ${text}`);
}

const plainRequest = (method, path, wanted) => async () => {
  const answer = await send('h1', controlAt('h1'), { method, path, headers: { host: hostOf(controlAt('h1')) } });
  expect(answer.status === wanted, `the status is ${answer.status}`);
};

async function preflight() {
  const headers = {
    host: hostOf(controlAt('h1')),
    origin: 'https://app.example.com',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type,x-amz-date,x-amz-target,x-amz-user-agent',
  };
  const answer = await send('h1', controlAt('h1'), { method: 'OPTIONS', headers });
  expect(answer.status < 300, `the status is ${answer.status}`);
  expect(answer.headers['access-control-allow-origin'], 'no origin is allowed');
  const allowed = answer.headers['access-control-allow-headers']?.toLowerCase() ?? '';
  expect(['authorization', 'x-amz-target'].every((name) => allowed.includes(name)), `allowed are ${allowed}`);
}

async function readableByAPage(options, wanted) {
  const answer = await sendCall({ ...options, headers: { origin: 'https://app.example.com' }, sign: SIGNED });
  expect(answer.status === wanted, `the status is ${answer.status}`);
  expect(answer.headers['access-control-allow-origin'], 'the page may not read the answer');
}

const SIGNED = ['content-type', 'host', 'x-amz-date', 'x-amz-target'];

const TRANSPORT = [
  makes('h1', {}),
  makes('h2', { protocol: 'h2' }),
  own(makes('plain-http', { protocol: 'plain' })),
  ['keep-alive', () => severalOnOneConnection(false)],
  ['keep-alive-after-an-error', () => severalOnOneConnection(true)],
  ['h2-many-streams-at-once', manyStreams],
  ['pipelined', pipelined],
  makes('chunked-body', { after: () => ({ body: inPieces('{}') }) }),
  makes('slow-body', { body: '{"Settings": {}}', after: () => ({ body: slowly('{"Settings": {}}') }) }),
  makes('h2-slow-body', { protocol: 'h2', body: '{"Settings":{}}', after: () => ({ body: slowly('{"Settings":{}}') }) }),
  makes('empty-body', { body: '' }),
  refuses('large-body-is-refused', 'SerializationException', { body: `{"Unknown":"${'x'.repeat(TOO_LONG_BYTES)}"}` }),
  makes('large-body-below-the-limit', { body: `{"Unknown":"${'x'.repeat(60 * 1024)}"}` }),
  own(makes('path-prefix', { path: '/any/prefix/' })),
  own(makes('query-is-signed', { path: '/?a=b' })),
  own(['get-of-the-root', plainRequest('GET', '/', 404)]),
  own(['put-of-the-root', plainRequest('PUT', '/', 404)]),
  own(['cors-preflight', preflight]),
  own(['cors-answer', () => readableByAPage({}, 200)]),
  own(['cors-error', () => readableByAPage({ operation: 'NoSuchOperation' }, 400)]),
];

// ---- operations and bodies

const SERIALIZATION = 'SerializationException';
const bodyRefused = (name, body, options) => refuses(name, SERIALIZATION, { body, ...options });
const wrongType = (name, members) => bodyRefused(`${name}-is-refused`, JSON.stringify(members));
const settings = (members) => ({ Settings: members });
const versions = (members) => settings({ ChallengePreferences: [{ Type: 'FaceMovementChallenge', Versions: members }] });

const BODIES = [
  refuses('unknown-operation', 'UnknownOperationException', { operation: 'NoSuchOperation' }),
  refuses('operation-in-lower-case', 'UnknownOperationException', { operation: CREATE.toLowerCase() }),
  refuses('operation-of-another-service', 'UnknownOperationException', {
    headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' },
  }),
  refuses('no-operation', 'UnknownOperationException', { headers: { 'x-amz-target': null } }),
  bodyRefused('body-that-is-no-json', 'SessionId=1'),
  bodyRefused('body-cut-off', '{"Settings":'),
  bodyRefused('body-with-a-trailing-comma', '{"Settings":{},}'),
  bodyRefused('body-of-a-list', '[]'),
  bodyRefused('body-of-a-text', '"x"'),
  bodyRefused('body-of-a-number', '1'),
  bodyRefused('body-that-is-no-utf-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
  bodyRefused('body-with-a-text-after-it', '{} {}'),
  bodyRefused('body-nested-deeply', `{"Unknown":${'['.repeat(5000)}${']'.repeat(5000)}}`),
  makes('body-with-blanks-around', { body: ' \n{ } \n' }),
  makes('unknown-members-are-ignored', { body: '{"Colour":"red","Settings":{"Size":{"a":[1]}}}' }),
  makes('null-counts-as-absent', { body: '{"KmsKeyId":null,"Settings":null,"ClientRequestToken":null}' }),
  makes('null-in-settings-counts-as-absent', { body: '{"Settings":{"OutputConfig":null,"AuditImagesLimit":null,"ChallengePreferences":null}}' }),
  makes('escaped-letters', { body: `{"ClientRequestToken":"\\u0061${randomUUID()}"}` }),
  wrongType('kms-key-of-a-number', { KmsKeyId: 7 }),
  wrongType('token-of-a-boolean', { ClientRequestToken: true }),
  wrongType('settings-of-a-list', { Settings: [] }),
  wrongType('settings-of-a-text', { Settings: 'x' }),
  wrongType('output-of-a-text', settings({ OutputConfig: 'faces' })),
  wrongType('bucket-of-a-number', settings({ OutputConfig: { S3Bucket: 123 } })),
  wrongType('key-prefix-of-a-list', settings({ OutputConfig: { S3Bucket: 'faces', S3KeyPrefix: [] } })),
  wrongType('audit-images-of-a-text', settings({ AuditImagesLimit: '2' })),
  wrongType('audit-images-of-a-fraction', settings({ AuditImagesLimit: 2.5 })),
  wrongType('audit-images-of-a-boolean', settings({ AuditImagesLimit: true })),
  wrongType('preferences-of-a-structure', settings({ ChallengePreferences: {} })),
  wrongType('preference-of-a-text', settings({ ChallengePreferences: ['FaceMovementChallenge'] })),
  wrongType('type-of-a-number', settings({ ChallengePreferences: [{ Type: 1 }] })),
  wrongType('versions-of-a-text', versions('1.0.0')),
  wrongType('minimum-of-a-number', versions({ Minimum: 1 })),
  refuses('session-id-of-a-number', SERIALIZATION, { operation: GET, body: '{"SessionId":1}' }),
  refuses('session-id-of-null', 'InvalidParameterException', { operation: GET, body: '{"SessionId":null}' }),
  makes('audit-images-beyond-64-bits', { body: '{"Settings":{"AuditImagesLimit":9223372036854775807}}' }),
  refuses('many-violations-are-all-counted', 'InvalidParameterException', {
    body: JSON.stringify(settings({ ChallengePreferences: Array.from({ length: 40 }, () => ({ Type: 'No' })) })),
  }, '40 validation errors detected'),
  ['every-error-has-its-head-and-body', everyError],
];

// What each error carries, whichever it is.
async function everyError() {
  const answers = await Promise.all([
    sendCall({ operation: GET, body: JSON.stringify({ SessionId: randomUUID() }) }),
    sendCall({ body: '[]' }),
    sendCall({ by: { secret: 'wrong' } }),
    sendCall({ operation: 'NoSuchOperation' }),
  ]);
  for (const { headers, json, bytes } of answers) {
    expect(json.__type && json.Message && json.Code, `the body is ${bytes}`);
    expect(json.Logref === headers['x-amzn-requestid'], `Logref is ${json.Logref}`);
    expect(headers['x-amzn-errortype'] === json.Code, `the header says ${headers['x-amzn-errortype']}`);
  }
}

// ---- signatures

const SIGNATURE = 'InvalidSignatureException';
const INCOMPLETE = 'IncompleteSignatureException';
const withAuthorization = (change) => ({ after: ({ headers }) => ({ headers: { ...headers, authorization: change(headers.authorization) } }) });
const withHeaders = (changes) => ({
  after: ({ headers }) => ({
    headers: Object.fromEntries(Object.entries({ ...headers, ...changes }).filter(([, value]) => value !== null)),
  }),
});
const clock = (name, minutes) => makes(name, { by: { shiftMs: minutes * MINUTE_MS } });
const wrongClock = (name, minutes) => refuses(name, SIGNATURE, { by: { shiftMs: minutes * MINUTE_MS } });

const SIGNATURES = [
  clock('clock-4-minutes-late', -4),
  clock('clock-4-minutes-early', 4),
  wrongClock('clock-6-minutes-late', -6),
  wrongClock('clock-6-minutes-early', 6),
  wrongClock('clock-a-day-late', -24 * 60),
  wrongClock('clock-a-day-early', 24 * 60),
  refuses('no-authorization', 'MissingAuthenticationTokenException', withHeaders({ authorization: null })),
  refuses('authorization-of-another-kind', INCOMPLETE, withHeaders({ authorization: 'Basic dXNlcjpzZWNyZXQ=' })),
  refuses('no-signature', INCOMPLETE, withAuthorization((text) => text.replace(/, Signature=.*/, ''))),
  refuses('no-signed-headers', INCOMPLETE, withAuthorization((text) => text.replace(/SignedHeaders=[^,]*, /, ''))),
  refuses('no-credential', INCOMPLETE, withAuthorization((text) => text.replace(/Credential=[^,]*, /, ''))),
  refuses('no-date', INCOMPLETE, withHeaders({ 'x-amz-date': null })),
  refuses('date-that-is-none', INCOMPLETE, withHeaders({ 'x-amz-date': 'today' })),
  refuses('signature-of-other-letters', SIGNATURE, withAuthorization((text) => text.replace(/Signature=..../, 'Signature=0000'))),
  refuses('signature-too-short', SIGNATURE, withAuthorization((text) => text.slice(0, -1))),
  refuses('date-changed-on-the-way', SIGNATURE, withHeaders({ 'x-amz-date': '20200101T000000Z' })),
  refuses('body-changed-on-the-way', SIGNATURE, { after: () => ({ body: Buffer.from('{ }') }) }),
  refuses('operation-changed-on-the-way', SIGNATURE, withHeaders({ 'x-amz-target': `RekognitionService.${GET}` })),
  refuses('path-changed-on-the-way', SIGNATURE, { after: () => ({ path: '/elsewhere' }) }),
  refuses('query-added-on-the-way', SIGNATURE, { after: () => ({ path: '/?a=b' }) }),
  refuses('host-that-was-not-signed', INCOMPLETE, { sign: ['content-type', 'x-amz-date', 'x-amz-target'] }),
  refuses('date-that-was-not-signed', INCOMPLETE, { sign: ['content-type', 'host', 'x-amz-target'] }),
  refuses('operation-that-was-not-signed', INCOMPLETE, { sign: ['content-type', 'host', 'x-amz-date'] }),
  makes('content-type-that-was-not-signed', { sign: ['host', 'x-amz-date', 'x-amz-target'] }),
  refuses('service-of-another-name', SIGNATURE, { by: { service: 's3' } }),
  refuses('scope-of-another-end', SIGNATURE, { by: { terminator: 'aws5_request' } }),
  own(makes('region-of-another-place', { by: { region: 'ap-northeast-1' } })),
  own(makes('region-with-a-slash', { by: { region: 'x.example.com/y' } })),
  makes('hash-of-the-body-in-a-header', { headers: { 'x-amz-content-sha256': sha256OfBraces() } }),
  // The body itself is hashed and signed, so what the header says decides nothing.
  makes('hash-of-another-body-in-a-header', { headers: { 'x-amz-content-sha256': '0'.repeat(64) } }),
  refuses('secret-of-no-character', SIGNATURE, { by: { secret: '' } }),
  refuses('secret-in-other-letters', SIGNATURE, { by: { secret: target.secret_key.toUpperCase() } }),
  refuses('key-of-nobody', 'UnrecognizedClientException', { by: { id: 'AKIDNOBODY', secret: 'x' } }),
  refuses('key-of-no-character', 'UnrecognizedClientException', { by: { id: '', secret: 'x' } }),
  refuses('token-of-nobody', 'UnrecognizedClientException', { by: { token: 'nobody' } }),
  refuses('wrong-signature-tells-nothing-of-a-session', SIGNATURE, {
    operation: GET,
    body: JSON.stringify({ SessionId: NOBODY }),
    by: { secret: 'wrong' },
  }),
];

function sha256OfBraces() {
  return '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
}

// ---- our own ways beside AWS

const OWN = [
  own(['credentials-of-a-check-open-no-control-plane', async () => {
    const session = expectSession(await sendCall());
    const by = await minted(session);
    expectError(await sendCall({ by }), 'AccessDeniedException');
    expectError(await sendCall({ by, operation: GET, body: JSON.stringify({ SessionId: session }) }), 'AccessDeniedException');
  }]),
  own(['credentials-of-a-check-with-another-secret', async () => {
    const by = await minted(expectSession(await sendCall()));
    expectError(await sendCall({ by: { ...by, secret: 'wrong' } }), SIGNATURE);
  }]),
  own(['credentials-of-a-check-without-their-token', async () => {
    const by = await minted(expectSession(await sendCall()));
    expectError(await sendCall({ by: { ...by, token: undefined } }), 'UnrecognizedClientException');
  }]),
  own(['erased-session-is-not-found', async () => {
    const session = expectSession(await sendCall());
    const erased = await ownCall('DELETE', `/v1/sessions/${session}`);
    expect(erased.status === 204, `the status is ${erased.status}`);
    expectError(await sendCall({ operation: GET, body: JSON.stringify({ SessionId: session }) }), 'SessionNotFoundException');
  }]),
  own(['report-of-a-new-session', async () => {
    const session = expectSession(await sendCall());
    const { status, bytes } = await ownCall('GET', `/v1/sessions/${session}/report`);
    expect(status === 200, `${status} ${bytes}`);
  }]),
  own(['health', plainRequest('GET', '/healthz', 200)]),
  own(['readiness', plainRequest('GET', '/readyz', 200)]),
];

const cases = [...TRANSPORT, ...BODIES, ...SIGNATURES, ...OWN];
await run('wire', process.versions.node, cases, { lanes: LANES });
