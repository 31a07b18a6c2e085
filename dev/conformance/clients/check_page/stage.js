// A browser in which the cases of the check page play.
//
// In: which camera there is. Out: tabs. Never: a request to anywhere but the endpoint and the application, a policy that
// was broken, or an answer that tells how a person was judged: each of these fails the case.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { devices } from 'playwright-core';
import { answerWith } from '../answering.js';
import { launchChromium } from '../chromium.js';
import { expect, NotApplicable, target } from '../reporting.js';
import { APP, embedding, OTHER, STRANGER } from './application.js';

export const PATIENCE_MS = 90_000;
export const DESKTOP = { viewport: { width: 1280, height: 900 } };
export const LAPTOP = { viewport: { width: 1000, height: 640 } };
export const PHONE = devices['Pixel 7'];

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

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
    await watch(context, homes, problems);
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

// Notes what must not happen in any tab.
async function watch(context, homes, problems) {
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy broken: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (!homes.includes(origin) && !['blob:', 'data:'].includes(protocol)) {
      problems.push(`asked for ${request.url()}`);
    }
  });
  context.on('response', async (response) => {
    if (new URL(response.url()).pathname.startsWith('/v1/page/')) {
      // The body of an answer is gone when its tab is.
      const told = await response.text().catch(() => '');
      if (/confidence|score|reading|signal/i.test(told)) {
        problems.push(`the page is told ${told}`);
      }
    }
  });
  context.on('console', (message) => message.text().startsWith('policy broken') && problems.push(message.text()));
  context.on('weberror', (error) => problems.push(`${error.error()}`));
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

// No rule of WCAG 2.2 AA that a program can judge is broken, and nothing has to be scrolled sideways.
export async function expectAccessible(tab, name) {
  await picture(tab, name);
  // The policy of the page forbids inline scripts, so the rules come in as the debugger.
  const debug = await tab.context().newCDPSession(tab);
  await debug.send('Runtime.evaluate', { expression: axe });
  const { violations } = await tab.evaluate((values) => window.axe.run(document, { runOnly: values }), RULES);
  const told = violations.map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target).join(' ')}`);
  expect(told.length === 0, `${name}: ${told.join('; ')}`);
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide <= 0, `${name}: ${wide} px stick out at the side`);
}
