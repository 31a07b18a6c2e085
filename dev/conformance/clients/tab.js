// Opens the check page in Chromium, with a clip for a camera, for one session.
//
// In: a session and how this case differs from a plain one. Out: whatever the case makes of the tab.
// Never: leaves a browser running, lets the page reach anything but itself and the endpoint.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { devices } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { servePage } from './page_server.js';
import { FAILED } from './refusing.js';
import { expect, NotApplicable, pause, target } from './reporting.js';
import { testimony, watchSockets } from './witness.js';

// A whole check takes about 20 s; a loaded machine is given the benefit of the doubt.
const PATIENCE_MS = 90_000;
const ENDINGS = ['onAnalysisComplete', 'onUserCancel', 'onError', 'pageError'];
// How long a second, contradicting ending could take to appear.
const AFTERMATH_MS = 1500;
// In this time the clip's face is still far away.
const FAR_SECONDS = '1';
const VIEW = { width: 1000, height: 800 };

const page = await servePage(new URL('../../../web/dist/', import.meta.url), new URL(target.streaming_endpoint));

export const closePage = () => page.close();

export function needClip() {
  if (!target.clip) {
    throw new NotApplicable('no camera clip: give --clip');
  }
  return target.clip;
}

// A clip whose face never comes near.
export function farClip() {
  const far = join(target.scratch, 'far.mjpeg');
  const words = ['-y', '-loglevel', 'error', '-f', 'mjpeg', '-i', needClip(), '-t', FAR_SECONDS, '-c', 'copy', far];
  execFileSync('ffmpeg', words);
  return far;
}

// Opens the page for one session and hands over the tab; the browser is closed whatever happens.
// `at` is another origin of the page, `settings` overrides what the page is told, `camera` may be "refused", `device` is
// a phone that Chromium pretends to be, `socket` what is sent instead of asking the endpoint.
export async function inBrowser({ session, clip, at, settings, camera, device, socket }, play) {
  const refusesCamera = camera === 'refused';
  const browser = await launchChromium({ clip: clip ?? needClip(), refusesCamera });
  try {
    const permissions = refusesCamera ? [] : ['camera'];
    const screen = device ? devices[device] : { viewport: VIEW };
    const context = await browser.newContext({ ...screen, ignoreHTTPSErrors: true, permissions });
    const tab = await context.newPage();
    if (socket) {
      await tab.routeWebSocket(/start-face-liveness-session-websocket/, (asked) => {
        asked.send(socket);
        asked.close({ code: FAILED });
      });
    }
    await watchSockets(tab);
    const outside = watchRequests(tab, [page.address, target.streaming_endpoint, at].filter(Boolean));
    const fragment = new URLSearchParams({
      session,
      endpoint: target.streaming_endpoint,
      region: target.region,
      accessKeyId: target.access_key,
      secretAccessKey: target.secret_key,
      ...(target.session_token ? { sessionToken: target.session_token } : {}),
      startScreen: 'no',
      ...settings,
    });
    await tab.goto(`${at ?? page.address}/check/#${fragment}`);
    const found = await play(tab);
    expect(outside.length === 0, `the page asked for ${outside}`);
    return found;
  } finally {
    await browser.close();
  }
}

// Requests of the page to anywhere but `homes`.
function watchRequests(tab, homes) {
  const outside = [];
  const origins = homes.map((home) => new URL(home).origin);
  tab.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (!origins.includes(origin) && !['blob:', 'data:'].includes(protocol)) {
      outside.push(origin);
    }
  });
  return outside;
}

// The one ending the page reports, with what its socket saw; a second ending is a failure.
export async function ending(tab) {
  await tab.waitForFunction(
    (names) => window.catchlight?.events.some((event) => names.includes(event.name)),
    ENDINGS,
    { timeout: PATIENCE_MS },
  );
  await tab.waitForTimeout(AFTERMATH_MS);
  const events = await tab.evaluate(() => window.catchlight.events);
  const endings = events.filter((event) => ENDINGS.includes(event.name));
  expect(endings.length === 1, `the page reported ${JSON.stringify(endings)}`);
  return { ...endings[0], tab, socket: await testimony(tab) };
}

// The component shows its recording mark once the camera is being recorded and streamed.
export async function recordingStarted(tab) {
  await tab.locator('.amplify-liveness-recording-icon').first().waitFor({ timeout: PATIENCE_MS });
}

export async function pressCancel(tab) {
  await tab.locator('.amplify-liveness-cancel-button').first().click();
}

const startButton = (tab) => tab.getByRole('button', { name: 'Start video check' });

export async function startScreen(tab) {
  await startButton(tab).waitFor({ timeout: PATIENCE_MS });
}

export async function pressStart(tab) {
  await startButton(tab).click();
}

// Keeps a picture of the tab where pictures are wanted.
export async function picture(tab, name) {
  if (target.pictures) {
    await tab.screenshot({ path: join(target.pictures, `${name}.png`) });
  }
}

// Keeps pictures of the tab at a steady pace until `done` settles.
export async function pictures(tab, name, done) {
  if (!target.pictures) {
    return;
  }
  let over = false;
  done.finally(() => (over = true)).catch(() => {});
  for (let count = 0; !over; count += 1) {
    await picture(tab, `${name}-${String(count).padStart(2, '0')}`).catch(() => {});
    await pause(500);
  }
}
