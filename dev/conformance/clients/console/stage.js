// A server with a console, its operators, and browsers in which the cases play.
//
// In: the command of this repository. Out: a server whose access keys lie in its folder, tabs, checks to look at.
// Never: a request to anywhere but that server, or a policy that was broken: each fails the case.

import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { answerWith } from '../answering.js';
import { launchChromium } from '../chromium.js';
import { startOwnServer } from '../own_server.js';
import { watch } from '../page_rules.js';
import { expect, target } from '../reporting.js';
import { authorized, signer } from '../wire/sigv4.js';

export const PATIENCE_MS = 60_000;
export const DESKTOP = { viewport: { width: 1280, height: 900 } };
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
export const PASSWORD = 'console-of-the-tests-only';
export const ROLES = { ada: 'admin', rosa: 'reviewer', vito: 'viewer' };

const run = promisify(execFile);

let server;
let carriedOut;

// The server, started for the first case that needs it, with one operator of each role.
export function serving() {
  server ??= start();
  return server;
}

async function start() {
  const own = await startOwnServer({ ownKey: true });
  for (const [name, role] of Object.entries(ROLES)) {
    operators(own, ['add', name, '--role', role], `${PASSWORD}\n`);
  }
  return own;
}

export const operators = (own, words, input) =>
  execFileSync(target.command, ['operators', ...words, '--data-dir', own.data], { input, encoding: 'utf8' });

export async function endServer() {
  // A server that did not start has failed the cases already.
  await (await server?.catch(() => null))?.end();
}

// A live person and a print, simulated against the server; their ids.
export function checks() {
  carriedOut ??= (async () => {
    const [live, print] = await Promise.all([check('live', 7), check('print_flat', 3)]);
    return { live, print };
  })();
  return carriedOut;
}

export async function check(species, seed, words = []) {
  const { https, data, key } = await serving();
  const authority = join(data, 'tls/ca.pem');
  const options = ['--simulate', species, '--seed', String(seed), '--endpoint', https, '--ca-file', authority, '--json', ...words];
  const env = { PATH: process.env.PATH, AWS_ACCESS_KEY_ID: key.id, AWS_SECRET_ACCESS_KEY: key.secret };
  const { stdout } = await run(target.command, ['check', ...options], { env, cwd: target.scratch, maxBuffer: 64 << 20 });
  const told = JSON.parse(stdout);
  expect(told.status === 'SUCCEEDED', `the check of ${species} is ${told.status}`);
  return { id: told.session_id, confidence: told.confidence };
}

// Asks the server as an application does, signed by `key`; the status and the answer.
export async function signed(method, path, { key, members, operation } = {}) {
  const { https, data, key: known } = await serving();
  const at = new URL(https);
  const body = Buffer.from(members ? JSON.stringify(members) : '');
  const by = signer({ id: (key ?? known).id, secret: (key ?? known).secret, token: undefined });
  const about = operation ? { 'x-amz-target': `RekognitionService.${operation}`, 'content-type': 'application/x-amz-json-1.1' } : {};
  const { headers } = authorized({ method, path, headers: { host: at.host, ...about }, body }, by);
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, at), { method, headers, ca: readFileSync(join(data, 'tls/ca.pem')) }, async (answer) => {
      const parts = await answer.toArray();
      const text = Buffer.concat(parts).toString();
      resolve({ status: answer.statusCode, json: text ? JSON.parse(text) : null });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

export const create = (key) => signed('POST', '/', { key, operation: 'CreateFaceLivenessSession', members: {} });

// Plays with tabs of one browser, of the common server or one of the case's own. `camera` says who sits before a camera
// that answers; without it there is none. `others` are origins beside the server that the way may lead to.
export async function inBrowser(play, { own = serving(), camera, others = [] } = {}) {
  const { https } = await own;
  const browser = await launchChromium({ clip: camera && target.clip });
  const problems = [];
  const open = async (screen = DESKTOP, settings = {}) => {
    const context = await browser.newContext({ ...screen, ignoreHTTPSErrors: true, reducedMotion: 'reduce', ...settings });
    context.setDefaultTimeout(PATIENCE_MS);
    await watch(context, [https, ...others], problems);
    if (camera) {
      await context.grantPermissions(['camera'], { origin: https });
      await answerWith(context, camera);
    }
    return context.newPage();
  };
  try {
    const found = await play(open, https);
    expect(problems.length === 0, problems.join('; '));
    return found;
  } finally {
    await browser.close();
  }
}

export const within = (condition) => condition.waitFor({ timeout: PATIENCE_MS });
export const heading = (tab, name, more = {}) => within(tab.getByRole('heading', { name, ...more }).first());
export const button = (tab, name) => tab.getByRole('button', { name, exact: true });

// The places that the frame leads to, as they are named.
export async function shownPlaces(tab) {
  const links = await tab.getByRole('navigation', { name: 'Console' }).getByRole('link').allInnerTexts();
  return links.map((text) => text.trim());
}

export async function fillSignIn(tab, name, password = PASSWORD) {
  await tab.getByLabel('Name').fill(name);
  await tab.getByLabel('Password').fill(password);
  await button(tab, 'Sign in').click();
}

// A tab of `name` at a place of the console.
export async function signedIn(open, home, name, place = '/checks', screen = DESKTOP, settings = {}) {
  const tab = await open(screen, settings);
  await tab.goto(`${home}/console${place}`);
  await fillSignIn(tab, name);
  await within(tab.locator('.frame'));
  return tab;
}

export async function picture(tab, name) {
  if (target.pictures) {
    await tab.screenshot({ path: join(target.pictures, `console-${name}.png`), fullPage: true });
  }
}
