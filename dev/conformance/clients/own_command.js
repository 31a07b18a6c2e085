// `catchlight check`, the command of this project: whole checks over every transport, and how it ends when there is none.

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSession } from './control.js';
import { MODELLED, REASON, withRefusing } from './refusing.js';
import { expect, NotApplicable, run, target } from './reporting.js';
import { clipVideo } from './slices.js';

const LANES = 3;
const TOO_SHORT_BYTES = 4096;
// Nothing listens on the discard port of this machine.
const NOWHERE = 'https://127.0.0.1:9';

let file;

async function written() {
  const path = join(target.scratch, 'own-command.webm');
  writeFileSync(path, await clipVideo());
  return path;
}

// Runs the command. Out: its exit status and what it printed.
async function catchlight(words, changes) {
  const env = {
    PATH: process.env.PATH,
    AWS_ACCESS_KEY_ID: target.access_key,
    AWS_SECRET_ACCESS_KEY: target.secret_key,
    ...(target.session_token ? { AWS_SESSION_TOKEN: target.session_token } : {}),
    ...changes,
  };
  return new Promise((resolve) => {
    execFile(target.catchlight, words, { env, cwd: target.scratch }, (problem, stdout, stderr) => {
      resolve({ status: problem ? (problem.code ?? -1) : 0, stdout, stderr });
    });
  });
}

async function check({ path, words = [], endpoint = target.streaming_endpoint, secret = target.secret_key, trust = true }) {
  if (!target.catchlight) {
    throw new NotApplicable('the command is not built');
  }
  if (target.endpoint !== target.streaming_endpoint) {
    throw new NotApplicable('the command knows one endpoint only');
  }
  const authority = trust && target.ca ? ['--ca-file', target.ca] : [];
  const options = ['--json', '--fast', '--endpoint', endpoint, '--region', target.region, ...authority, ...words];
  file ??= written();
  return catchlight(['check', path ?? (await file), ...options], { AWS_SECRET_ACCESS_KEY: secret });
}

// Streams into a session that the case chooses.
async function start(transport, session, { endpoint = target.streaming_endpoint, ...changes } = {}) {
  if (!target.catchlight) {
    throw new NotApplicable('the command is not built');
  }
  const authority = target.ca ? ['--ca-bundle', target.ca] : [];
  const options = ['--endpoint-url', endpoint, '--region', target.region, '--transport', transport, ...authority];
  file ??= written();
  const command = ['start-face-liveness-session', '--session-id', session, ...options, '--fast', await file];
  const nowhere = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
  return catchlight(command, { ...nowhere, ...changes });
}

function expectRefused({ status, stdout, stderr }, name, text = '') {
  expect(status === 255 && stdout === '', `exit status ${status}: ${stdout}`);
  const told = `An error occurred (${name}) when calling the StartFaceLivenessSession operation: ${text}`;
  expect(stderr.trim().startsWith(told), `it says ${stderr.trim()}`);
}

const refusals = (transport) => [
  [
    `${transport}-session-unknown`,
    async () => expectRefused(await start(transport, randomUUID()), 'SessionNotFoundException'),
  ],
  [
    `${transport}-secret-wrong`,
    async () => expectRefused(await start(transport, randomUUID(), { AWS_SECRET_ACCESS_KEY: 'x' }), 'InvalidSignatureException'),
  ],
  [
    `${transport}-key-unknown`,
    async () => expectRefused(await start(transport, randomUUID(), { AWS_ACCESS_KEY_ID: 'AKIDNOBODY' }), 'UnrecognizedClientException'),
  ],
  [
    `${transport}-token-unknown`,
    async () => expectRefused(await start(transport, randomUUID(), { AWS_SESSION_TOKEN: 'nobody' }), 'UnrecognizedClientException'),
  ],
  [
    `${transport}-used-twice`,
    async () => {
      const session = await createSession();
      const { status, stderr } = await start(transport, session);
      expect(status === 0, `exit status ${status}: ${stderr}`);
      expectRefused(await start(transport, session), 'ValidationException');
    },
  ],
  ...MODELLED.filter(({ inStream }) => inStream || transport === 'websocket').map((told) => arrives(transport, told, 'stream')),
  ...(transport === 'websocket' ? [] : MODELLED.map((told) => arrives(transport, told, 'before'))),
];

// An exception arrives by its name and with its text.
function arrives(transport, { name, status }, place) {
  const words = place === 'before' ? 'answer' : 'stream';
  const test = () =>
    withRefusing(async (refusing) => {
      const endpoint = `${transport === 'http2' ? refusing.h2 : refusing.h1}/${place}/${name}/${status}`;
      expectRefused(await start(transport, randomUUID(), { endpoint }), name, REASON);
    });
  return [`${transport}-${words}-${name}`, test];
}

const whole = (transport, kind) => [
  `${transport}-${kind}`,
  async () => {
    const { status, stdout, stderr } = await check({ words: ['--transport', transport, '--kind', kind] });
    expect(status === 0, `exit status ${status}: ${stderr}`);
    const told = JSON.parse(stdout);
    expect(told.status === 'SUCCEEDED', `the status is ${told.status}`);
    expect(told.confidence >= 0 && told.confidence <= 100, `the confidence is ${told.confidence}`);
  },
];

const fails = (name, options, says) => [
  name,
  async () => {
    const { status, stdout, stderr } = await check(await options());
    expect(status !== 0, `it ended well: ${stdout}`);
    expect(`${stdout}${stderr}`.includes(says), `it does not say "${says}": ${stderr}`);
  },
];

async function garbage() {
  const path = join(target.scratch, 'garbage.webm');
  writeFileSync(path, Buffer.alloc(TOO_SHORT_BYTES, 0x55));
  return { path };
}

await run(
  'own-command',
  target.catchlight_version,
  [
    ...['websocket', 'http1', 'http2'].flatMap((way) => [whole(way, 'light'), whole(way, 'movement')]),
    ...(target.quick ? [] : ['websocket', 'http1', 'http2'].flatMap(refusals)),
    fails('wrong-secret', () => ({ secret: 'wrong' }), 'InvalidSignatureException'),
    fails('server-away', () => ({ endpoint: NOWHERE }), 'cannot reach'),
    fails('authority-not-trusted', () => ({ trust: false }), 'cannot reach'),
    fails('garbage-video', garbage, 'video'),
    fails('no-file', () => ({ path: '/nowhere/at/all.webm' }), '/nowhere/at/all.webm'),
  ],
  { lanes: LANES },
);
