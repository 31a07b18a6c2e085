// The hosted check page in Chromium: from the link to the way back, and every way it can go otherwise.
//
// In: an endpoint that serves the page and lists https://app.example and https://other.example as origins. Out: one line a
// case. Never: a request to anywhere but the endpoint and the application, which is played here.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { devices } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { expect, NotApplicable, run, target, versionOf } from './reporting.js';
import { send } from './wire/http.js';
import { authorized } from './wire/sigv4.js';

const PATIENCE_MS = 90_000;
const FIRST_PAINT_BYTES = 200_000;
const APP = 'https://app.example';
const OTHER = 'https://other.example';
const STRANGER = 'https://stranger.example';
const DESKTOP = { viewport: { width: 1280, height: 900 } };
const LAPTOP = { viewport: { width: 1000, height: 640 } };
const PHONE = devices['Pixel 7'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// Asks the server as an application does.
async function ask(method, path, members) {
  const at = new URL(target.endpoint);
  const body = Buffer.from(members ? JSON.stringify(members) : '');
  const { headers } = authorized({ method, path, headers: { host: at.host }, body });
  const { status, json } = await send('tls', at, { method, path, headers, body });
  if (status === 400 && json?.message?.includes('origins')) {
    throw new NotApplicable('the endpoint does not list the origins of these cases');
  }
  expect(status === 200, `${method} ${path} was answered with ${status} ${JSON.stringify(json)}`);
  return json;
}

const make = (members = {}) => ask('POST', '/v1/checks', members);
const read = ({ checkId }) => ask('GET', `/v1/checks/${checkId}`);

// Plays with tabs of one browser; afterwards nothing may have left the endpoint, and no policy may have been broken.
async function inBrowser(play, { camera = 'granted' } = {}) {
  if (!target.clip) {
    throw new NotApplicable('no camera clip: give --clip');
  }
  const browser = await launchChromium({
    clip: target.clip,
    refusesCamera: camera !== 'granted',
    // The application of a frame is played here, so that to Chromium it lies outside while the server lies inside.
    flags: ['--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests'],
  });
  const problems = [];
  const open = async (screen = DESKTOP, settings = {}) => {
    const permissions = camera === 'granted' ? ['camera'] : [];
    const context = await browser.newContext({ ...screen, ignoreHTTPSErrors: true, permissions, ...settings });
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy broken: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    context.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (![target.endpoint, APP, OTHER, STRANGER].includes(origin) && !['blob:', 'data:'].includes(protocol)) {
        problems.push(`asked for ${request.url()}`);
      }
    });
    context.on('console', (message) => message.text().startsWith('policy broken') && problems.push(message.text()));
    context.on('weberror', (error) => problems.push(`${error.error()}`));
    for (const origin of [APP, OTHER, STRANGER]) {
      await context.route(`${origin}/**`, (route) => route.fulfill(embedding(route.request().url())));
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

// The application's page: with the element when its address holds a link, else a word.
function embedding(url) {
  const link = new URL(url).searchParams.get('link');
  const element = `<script src="${target.endpoint}/check/element.js"></script>
    <script>
      window.told = [];
      for (const state of ['done', 'cancelled', 'expired']) {
        addEventListener('catchlight-' + state, ({ detail }) => told.push(detail));
      }
    </script>
    <catchlight-check src="${link}"></catchlight-check>`;
  const body = `<!doctype html><html lang="en"><title>App</title><body>${link ? element : 'back'}`;
  return { contentType: 'text/html', body };
}

const embed = (origin, url) => `${origin}/?link=${encodeURIComponent(url)}`;
const startButton = (page) => page.getByRole('button', { name: 'Start check' });
const within = (condition) => condition.waitFor({ timeout: PATIENCE_MS });
const heading = (page, name) => within(page.getByRole('heading', { name }));

async function picture(tab, name) {
  if (target.pictures) {
    await tab.screenshot({ path: join(target.pictures, `check-page-${name}.png`), fullPage: true });
  }
}

// No rule of WCAG 2.2 AA that a program can judge is broken, and nothing has to be scrolled sideways.
async function expectAccessible(tab, name) {
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

// The whole way with flashing colours: link, start, attempt, way back, and what the application then reads.
async function whole(name) {
  const check = await make({ returnUrl: `${APP}/verified?order=7`, reference: 'order 7' });
  return inBrowser(async (open) => {
    const tab = await open();
    await tab.goto(check.url);
    await within(startButton(tab));
    expect(!tab.url().includes('#'), 'the link stays in the address bar');
    const bytes = await firstPaintBytes(tab);
    expect(bytes > 0 && bytes <= FIRST_PAINT_BYTES, `the first screen needs ${bytes} bytes`);
    await startButton(tab).click();
    await within(tab.locator('.amplify-liveness-recording-icon').first());
    await picture(tab, `${name}-attempt`);
    await heading(tab, 'Check complete');
    await expectAccessible(tab, `${name}-done`);
    const words = await tab.locator('main').innerText();
    expect(!/\d/.test(words), `the last screen tells ${words}`);
    const back = `${APP}/verified?order=7&catchlight_check=${check.checkId}&catchlight_state=done`;
    await tab.waitForURL(back, { timeout: PATIENCE_MS });
    const told = await read(check);
    expect(told.state === 'done' && told.reference === 'order 7', `the application reads ${JSON.stringify(told)}`);
    expect(told.sessions.length === 1 && told.sessions[0].sessionId === told.sessionId, 'the session is not told');
    return `the first screen needs ${Math.round(bytes / 1000)} kB`;
  });
}

// What was transferred until the first screen was complete: scripts and styles, with their headers.
async function firstPaintBytes(tab) {
  return tab.evaluate(() => {
    const [{ startTime: shown }] = performance.getEntriesByName('check-shown');
    const loaded = performance.getEntriesByType('resource').filter((entry) => entry.startTime <= shown);
    return loaded.reduce((sum, entry) => sum + entry.transferSize, 0);
  });
}

// In a frame, without colours: the page around it is told, and only that one.
async function framed() {
  const check = await make({ embedOrigin: APP, returnUrl: `${APP}/unused` });
  return inBrowser(async (open) => {
    const tab = await open();
    await tab.goto(embed(APP, check.url));
    const frame = tab.frameLocator('iframe');
    await within(startButton(frame));
    await frame.getByText('Without flashing colours').click();
    await startButton(frame).click();
    await heading(frame, 'Check complete');
    await tab.waitForFunction(() => window.told.length > 0, null, { timeout: PATIENCE_MS });
    const told = await tab.evaluate(() => window.told);
    expect(told.length === 1 && told[0].check === check.checkId && told[0].state === 'done', JSON.stringify(told));
    expect(tab.url().startsWith(`${APP}/?link=`), `the frame led away to ${tab.url()}`);
  });
}

// A page that may embed checks, but not this one, is told nothing and gets no attempt.
async function wrongFrame(name) {
  const check = await make({ embedOrigin: APP });
  await inBrowser(async (open) => {
    const tab = await open();
    await tab.goto(embed(OTHER, check.url));
    await heading(tab.frameLocator('iframe'), 'This page may not be shown here');
    await picture(tab, name);
    expect((await tab.evaluate(() => window.told.length)) === 0, 'the wrong page was told something');
  });
  expect((await read(check)).sessions.length === 0, 'an attempt was begun');
}

// Any other page cannot even show it, so the link is not used up.
async function strangerFrame() {
  const check = await make({ embedOrigin: APP });
  await inBrowser(async (open) => {
    const tab = await open();
    const refused = tab.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
    await tab.goto(embed(STRANGER, check.url));
    await refused;
  });
  expect(!(await read(check)).openedAt, 'the link was opened');
}

async function links(name) {
  const check = await make({ locale: 'en' });
  await inBrowser(async (open) => {
    const first = await open();
    await first.goto(check.url);
    await within(startButton(first));
    await first.reload();
    await within(startButton(first));
    const second = await open(PHONE, { colorScheme: 'dark' });
    await second.goto(check.url);
    await heading(second, 'This link has been used');
    await expectAccessible(second, `${name}-used`);
    const third = await open(PHONE);
    await third.goto(`${target.endpoint}/check/`);
    await heading(third, 'Nothing to check here');
    await expectAccessible(third, `${name}-none`);
  });
}

// The keys alone: choose the way without colours, start, stop.
async function keyboard() {
  const check = await make();
  await inBrowser(async (open) => {
    const tab = await open();
    await tab.goto(check.url);
    await within(startButton(tab));
    const focused = () => tab.evaluate(() => document.activeElement.innerText || document.activeElement.type);
    expect((await focused()) === 'Face check', `the focus begins at ${await focused()}`);
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('ArrowDown');
    expect(await tab.getByLabel('Without flashing colours').isChecked(), 'the arrow did not choose');
    await tab.keyboard.press('Tab');
    expect((await focused()) === 'Start check', `the next is ${await focused()}`);
    const outline = await tab.evaluate(() => getComputedStyle(document.activeElement).outlineWidth);
    expect(parseFloat(outline) >= 2, `the focus is ${outline} wide`);
    await tab.keyboard.press('Enter');
    await within(tab.locator('.amplify-liveness-cancel-button').first());
    await tab.locator('.amplify-liveness-cancel-button').first().focus();
    await tab.keyboard.press('Enter');
    await heading(tab, 'You stopped the check');
    expect((await focused()) === 'You stopped the check', `after the stop the focus is at ${await focused()}`);
  });
}

// Every screen before an attempt, in every language, on each kind of screen, light and dark.
async function looks(name) {
  await inBrowser(async (open) => {
    for (const [kind, screen] of Object.entries({ desktop: DESKTOP, laptop: LAPTOP, phone: PHONE })) {
      for (const colorScheme of ['light', 'dark']) {
        const tab = await open(screen, { colorScheme });
        await tab.goto((await make({ returnUrl: `${APP}/` })).url);
        await within(startButton(tab));
        await expectAccessible(tab, `${name}-${kind}-${colorScheme}`);
        if (kind !== 'phone') {
          await tab.getByRole('button', { name: 'Continue on your phone' }).click();
          await within(tab.getByRole('img', { name: 'QR code' }));
          await expectAccessible(tab, `${name}-${kind}-${colorScheme}-code`);
          await tab.getByRole('button', { name: 'Do it here instead' }).click();
        }
        await tab.getByRole('button', { name: 'Cancel and go back' }).click();
        await heading(tab, 'Check cancelled');
        await expectAccessible(tab, `${name}-${kind}-${colorScheme}-cancelled`);
        await tab.context().close();
      }
    }
    for (const locale of ['de', 'es', 'fr', 'it', 'pt-BR']) {
      const tab = await open(PHONE);
      await tab.goto((await make({ locale, theme: { accent: '#c2185b' } })).url);
      await within(tab.getByRole('radio').first());
      expect((await tab.getAttribute('html', 'lang')) === locale.slice(0, 2), `${locale} is not spoken`);
      await expectAccessible(tab, `${name}-${locale}`);
      await tab.context().close();
    }
  });
}

// Five stopped attempts earn a pause, which the server keeps to.
async function pause(name) {
  const check = await make({ expiresInSeconds: 3600 });
  await inBrowser(async (open) => {
    const tab = await open();
    await tab.goto(check.url);
    await startButton(tab).click();
    for (let stopped = 1; stopped <= 5; stopped += 1) {
      await within(tab.locator('.amplify-liveness-cancel-button').first());
      await tab.locator('.amplify-liveness-cancel-button').first().click();
      await heading(tab, stopped < 5 ? 'You stopped the check' : 'Please take a break');
      if (stopped === 1) {
        await expectAccessible(tab, `${name}-stopped`);
      }
      if (stopped < 5) {
        await tab.getByRole('button', { name: 'Try again' }).click();
      }
    }
    await expectAccessible(tab, `${name}-wait`);
    expect(await tab.getByRole('button', { name: 'Try again' }).isDisabled(), 'trying again is offered');
  });
  const told = await read(check);
  expect(told.state === 'wait' && told.sessions.length === 5, `the application reads ${JSON.stringify(told)}`);
}

// From the desktop to a phone, which does the check while the desktop follows.
async function handOff() {
  const check = await make();
  await inBrowser(async (open) => {
    const desktop = await open();
    await desktop.goto(check.url);
    await within(startButton(desktop));
    const made = desktop.waitForResponse((answer) => answer.url().endsWith('/v1/page/hand-off'));
    await desktop.getByRole('button', { name: 'Continue on your phone' }).click();
    const { url } = await (await made).json();
    const phone = await open(PHONE);
    await phone.goto(url);
    await phone.getByText('Without flashing colours').click();
    await startButton(phone).click();
    await heading(phone, 'Check complete');
    await heading(desktop, 'Check complete');
  });
}

async function cameraRefused(name) {
  const check = await make();
  await inBrowser(
    async (open) => {
      const tab = await open(PHONE);
      await tab.goto(check.url);
      await startButton(tab).click();
      await heading(tab, /camera/i);
      await picture(tab, name);
    },
    { camera: 'refused' },
  );
}

const WHOLE = [['check-page', whole]];
const OTHERS = [
  ['check-page-frame', framed],
  ['check-page-wrong-frame', wrongFrame],
  ['check-page-stranger-frame', strangerFrame],
  ['check-page-links', links],
  ['check-page-keyboard', keyboard],
  ['check-page-looks', looks],
  ['check-page-pause', pause],
  ['check-page-hand-off', handOff],
  ['check-page-camera-refused', cameraRefused],
];

const version = versionOf('@aws-amplify/ui-react-liveness', '../../../web/');
await run('check-page', version, target.quick ? WHOLE : [...WHOLE, ...OTHERS]);
