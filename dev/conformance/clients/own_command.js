// `catchlight check`, the command of this project: whole checks over every transport, and how it ends when there is none.

import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
async function check({ path, words = [], endpoint = target.streaming_endpoint, secret = target.secret_key, trust = true }) {
  if (!target.catchlight) {
    throw new NotApplicable('the command is not built');
  }
  if (target.endpoint !== target.streaming_endpoint) {
    throw new NotApplicable('the command knows one endpoint only');
  }
  const authority = trust && target.ca ? ['--ca-file', target.ca] : [];
  const options = ['--json', '--fast', '--endpoint', endpoint, '--region', target.region, ...authority, ...words];
  const env = {
    PATH: process.env.PATH,
    AWS_ACCESS_KEY_ID: target.access_key,
    AWS_SECRET_ACCESS_KEY: secret,
    ...(target.session_token ? { AWS_SESSION_TOKEN: target.session_token } : {}),
  };
  file ??= written();
  const command = ['check', path ?? (await file), ...options];
  return new Promise((resolve) => {
    execFile(target.catchlight, command, { env, cwd: target.scratch }, (problem, stdout, stderr) => {
      resolve({ status: problem ? (problem.code ?? -1) : 0, stdout, stderr });
    });
  });
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
    fails('wrong-secret', () => ({ secret: 'wrong' }), 'InvalidSignatureException'),
    fails('server-away', () => ({ endpoint: NOWHERE }), 'cannot reach'),
    fails('authority-not-trusted', () => ({ trust: false }), 'cannot reach'),
    fails('garbage-video', garbage, 'video'),
    fails('no-file', () => ({ path: '/nowhere/at/all.webm' }), '/nowhere/at/all.webm'),
  ],
  { lanes: LANES },
);
