// The unmodified Amplify component in Debian's Chromium: whole checks with a camera clip, and every way a check can fail.

import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { createSession, resultsOf, terminalStatus } from './control.js';
import { servePage } from './page_server.js';
import { openRelay } from './relay.js';
import { expect, NotApplicable, run, target, versionOf } from './reporting.js';

const CHROMIUM = '/usr/bin/chromium';
// A whole check takes about 20 s; a loaded machine is given the benefit of the doubt.
const PATIENCE_MS = 90_000;
const ENDINGS = ['onAnalysisComplete', 'onUserCancel', 'onError', 'pageError'];
// How long a second, contradicting ending could take to appear.
const AFTERMATH_MS = 1500;
// In this time the clip's face is still far away.
const FAR_SECONDS = '1';

const scratch = mkdtempSync(join(tmpdir(), 'conformance-'));
const page = await servePage(new URL('../../../web/dist/', import.meta.url));

function needClip() {
  if (!target.clip) {
    throw new NotApplicable('no camera clip: give --clip');
  }
  return target.clip;
}

// A clip whose face never comes near.
function farClip() {
  const far = join(scratch, 'far.mjpeg');
  const words = ['-y', '-loglevel', 'error', '-f', 'mjpeg', '-i', needClip(), '-t', FAR_SECONDS, '-c', 'copy', far];
  execFileSync('ffmpeg', words);
  return far;
}

// Opens the page for one session and hands over the tab; the browser is closed whatever happens.
async function inBrowser({ session, clip, secretKey, endpoint }, play) {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--ignore-certificate-errors',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${clip}`,
    ],
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1000, height: 800 }, permissions: ['camera'] });
    const tab = await context.newPage();
    const settings = new URLSearchParams({
      session,
      endpoint: endpoint ?? target.endpoint,
      region: target.region,
      accessKeyId: target.access_key,
      secretAccessKey: secretKey ?? target.secret_key,
      startScreen: 'no',
    });
    await tab.goto(`${page.address}/check/#${settings}`);
    return await play(tab);
  } finally {
    await browser.close();
  }
}

// The one ending the page reports; a second ending is a failure.
async function ending(tab) {
  await tab.waitForFunction(
    (names) => window.catchlight?.events.some((event) => names.includes(event.name)),
    ENDINGS,
    { timeout: PATIENCE_MS },
  );
  await tab.waitForTimeout(AFTERMATH_MS);
  const events = await tab.evaluate(() => window.catchlight.events);
  const endings = events.filter((event) => ENDINGS.includes(event.name));
  expect(endings.length === 1, `the page reported ${JSON.stringify(endings)}`);
  return endings[0];
}

function expectError(found, state, name) {
  expect(found.name === 'onError', `the page reported ${JSON.stringify(found)}`);
  expect(found.detail.state === state, `the error is ${JSON.stringify(found.detail)}`);
  expect(!name || found.detail.name === name, `the error is ${JSON.stringify(found.detail)}`);
}

const wholeCheck = (challenge) => async () => {
  const clip = needClip();
  const session = await createSession(challenge);
  const found = await inBrowser({ session, clip }, ending);
  expect(found.name === 'onAnalysisComplete', `the page reported ${JSON.stringify(found)}`);
  // The results must be readable at once.
  const results = await resultsOf(session);
  expect(results.Status === 'SUCCEEDED', `Status is ${results.Status}`);
  expect(typeof results.Confidence === 'number', 'the results have no Confidence');
  expect(results.Challenge?.Type === challenge, `Challenge is ${JSON.stringify(results.Challenge)}`);
  return `Confidence ${results.Confidence.toFixed(2)}, ${results.AuditImages?.length ?? 0} audit images`;
};

async function cancelled() {
  const clip = needClip();
  const session = await createSession();
  const found = await inBrowser({ session, clip }, async (tab) => {
    await recordingStarted(tab);
    await tab.locator('.amplify-liveness-cancel-button').first().click();
    return ending(tab);
  });
  expect(found.name === 'onUserCancel', `the page reported ${JSON.stringify(found)}`);
  await expectFailed(session);
}

async function timedOut() {
  const session = await createSession();
  const found = await inBrowser({ session, clip: farClip() }, ending);
  expectError(found, 'TIMEOUT');
  await expectFailed(session);
}

async function unknownSession() {
  const found = await inBrowser({ session: randomUUID(), clip: needClip() }, ending);
  expectError(found, 'SERVER_ERROR', 'SessionNotFoundException');
}

async function wrongSecret() {
  const session = await createSession();
  const found = await inBrowser({ session, clip: needClip(), secretKey: 'wrong' }, ending);
  expectError(found, 'SERVER_ERROR');
}

async function usedTwice() {
  const session = await createSession();
  const clip = needClip();
  await inBrowser({ session, clip }, async (tab) => {
    await recordingStarted(tab);
    await tab.locator('.amplify-liveness-cancel-button').first().click();
    return ending(tab);
  });
  const found = await inBrowser({ session, clip }, ending);
  expectError(found, 'SERVER_ERROR');
}

async function dropped() {
  const clip = needClip();
  const session = await createSession();
  const relay = await openRelay(new URL(target.endpoint));
  try {
    const found = await inBrowser({ session, clip, endpoint: relay.address }, async (tab) => {
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
  const clip = needClip();
  const session = await createSession();
  await inBrowser({ session, clip }, recordingStarted);
  await expectFailed(session);
}

// The component shows its recording mark once the camera is being recorded and streamed.
async function recordingStarted(tab) {
  await tab.locator('.amplify-liveness-recording-icon').first().waitFor({ timeout: PATIENCE_MS });
}

async function expectFailed(session) {
  const status = await terminalStatus(session);
  expect(status === 'FAILED', `Status is ${status}`);
}

try {
  await run('amplify-web', versionOf('@aws-amplify/ui-react-liveness', '../../../web/'), [
    ['light-challenge', wholeCheck('FaceMovementAndLightChallenge')],
    ['movement-challenge', wholeCheck('FaceMovementChallenge')],
    ['cancel', cancelled],
    ['timeout', timedOut],
    ['unknown-session', unknownSession],
    ['wrong-secret', wrongSecret],
    ['session-used-twice', usedTwice],
    ['connection-drop', dropped],
    ['page-left', pageLeft],
  ]);
} finally {
  page.close();
  rmSync(scratch, { recursive: true });
}
