// A server of our own that a case may kill and start again, as a power cut would.
//
// In: the command of this repository; whether it knows the key of the target, or has one of its own that can be changed;
// whether it greets with a link for an admin, as `make serve` does; options beside the usual ones. Out: its addresses,
// its folder, its key, that link, `kill` and `restart`, `end`. Never: ends a process that it did not start.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, NotApplicable, target } from './reporting.js';

export async function startOwnServer({ ownKey = false, greets = false, options = [] } = {}) {
  if (!target.catchlight) {
    throw new NotApplicable('the command of this repository was not built');
  }
  const data = mkdtempSync(join(target.scratch, 'own-server-'));
  const key = ownKey ? makeKey(data) : { id: target.access_key, secret: target.secret_key };
  let child;
  const start = async (listen, httpListen) => {
    const listening = ['--listen', listen, '--http-listen', httpListen];
    const words = ['serve', ...listening, '--data-dir', data, '--models-dir', target.models, ...(greets ? ['--sign-in-link'] : []), ...options];
    const fixed = { CATCHLIGHT_ACCESS_KEY_ID: key.id, CATCHLIGHT_SECRET_ACCESS_KEY: key.secret };
    child = spawn(target.command, words, { env: { ...process.env, ...(ownKey ? {} : fixed) }, stdio: ['ignore', 'pipe', greets ? 'pipe' : 'ignore'] });
    const greeting = greets ? linkIn(child.stderr) : undefined;
    for await (const line of createInterface({ input: child.stdout })) {
      const told = JSON.parse(line);
      expect(told.ready, `the server printed ${line}`);
      return { ...told, link: await greeting };
    }
    throw new Error('the server did not become ready');
  };
  const kill = () =>
    new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGKILL');
    });
  const free = '127.0.0.1:0';
  const { https, http, link } = await start(free, free);
  return {
    https,
    http,
    link,
    data,
    key,
    kill,
    restart: () => start(new URL(https).host, new URL(http).host),
    end: () => (child.exitCode === null && child.signalCode === null ? kill() : undefined),
  };
}

// The address that the greeting names; what follows is read on, so that the server is never held up.
async function linkIn(stream) {
  const lines = createInterface({ input: stream });
  return new Promise((resolve) => {
    lines.on('line', (line) => {
      const [found] = line.match(/https:\/\/\S*#\S+/) ?? [];
      if (found) {
        resolve(found);
      }
    });
    lines.on('close', () => resolve(undefined));
  });
}

function makeKey(data) {
  const told = execFileSync(target.command, ['keys', '--data-dir', data, 'add'], { encoding: 'utf8' });
  const named = (name) => new RegExp(`${name}=(\\S+)`).exec(told)?.[1];
  return { id: named('AWS_ACCESS_KEY_ID'), secret: named('AWS_SECRET_ACCESS_KEY') };
}
