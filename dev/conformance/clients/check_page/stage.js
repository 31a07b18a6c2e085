// A browser in which the cases of the check page play.
//
// In: which camera there is. Out: tabs. Never: a request to anywhere but the endpoint and the application, a policy that
// was broken, or an answer that tells how a person was judged: each of these fails the case.

import { join } from 'node:path';
import { devices } from 'playwright-core';
import { answerWith } from '../answering.js';
import { launchChromium } from '../chromium.js';
import * as rules from '../page_rules.js';
import { expect, NotApplicable, target } from '../reporting.js';
import { APP, embedding, OTHER, STRANGER } from './application.js';

export const PATIENCE_MS = 90_000;
export const DESKTOP = { viewport: { width: 1280, height: 900 } };
export const LAPTOP = { viewport: { width: 1000, height: 640 } };
export const PHONE = devices['Pixel 7'];

// Plays with tabs of one browser. `camera` is "clip", "refused", "none", or says who sits before a camera that answers.
// `routes` are pages that Chromium is shown instead of asking for them, beside those of the application.
export async function inBrowser(play, { camera = 'clip', endpoint = target.endpoint, routes = {} } = {}) {
  if (!target.clip) {
    throw new NotApplicable('no camera clip: give --clip');
  }
  const answers = typeof camera === 'object';
  const browser = await launchChromium({
    clip: camera === 'none' ? undefined : target.clip,
    refusesCamera: camera === 'refused',
    // The application of a frame is played here, so that to Chromium it lies outside while the server lies inside.
    flags: ['--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests'],
  });
  const problems = [];
  const homes = [endpoint, APP, OTHER, STRANGER, ...Object.keys(routes)];
  const open = async (screen = DESKTOP, settings = {}) => {
    const permissions = camera === 'refused' ? [] : ['camera'];
    const context = await browser.newContext({ ...screen, ignoreHTTPSErrors: true, permissions, ...settings });
    await rules.watch(context, homes, problems);
    watchAnswers(context, problems);
    for (const origin of [APP, OTHER, STRANGER]) {
      await context.route(`${origin}/**`, (route) => route.fulfill(embedding(route.request().url())));
    }
    for (const [origin, answer] of Object.entries(routes)) {
      await context.route(`${origin}/**`, (route) => route.fulfill(answer(new URL(route.request().url()))));
    }
    if (answers) {
      await answerWith(context, camera);
    }
    return context.newPage();
  };
  try {
    const found = await play(open);
    expect(problems.length === 0, problems.join('; '));
    return found;
  } finally {
    await browser.close();
  }
}

// Notes what the page is told and must not be.
function watchAnswers(context, problems) {
  context.on('response', async (response) => {
    if (new URL(response.url()).pathname.startsWith('/v1/page/')) {
      // The body of an answer is gone when its tab is.
      const told = await response.text().catch(() => '');
      if (/confidence|score|reading|signal/i.test(told)) {
        problems.push(`the page is told ${told}`);
      }
    }
  });
}

export const startButton = (page) => page.getByRole('button', { name: 'Start check' });
export const cancelButton = (page) => page.locator('.amplify-liveness-cancel-button').first();
export const recording = (page) => page.locator('.amplify-liveness-recording-icon').first();
export const within = (condition) => condition.waitFor({ timeout: PATIENCE_MS });
export const heading = (page, name) => within(page.getByRole('heading', { name }));

export async function picture(tab, name) {
  if (target.pictures) {
    await tab.screenshot({ path: join(target.pictures, `check-page-${name}.png`), fullPage: true });
  }
}

export async function expectAccessible(tab, name) {
  await picture(tab, name);
  await rules.expectAccessible(tab, name);
}
