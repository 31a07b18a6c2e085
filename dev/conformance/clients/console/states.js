// Every state of the console, in both colour schemes, at a desk and on a phone.
//
// Each state names words that have to be in sight; nothing may break a rule of accessibility or stick out at the side.
// States with `kept` are shown in docs/console.md: their pictures lie in docs/images/console, which is looked up here.

import { existsSync, readFileSync } from 'node:fs';
import { keep } from '../gallery.js';
import { expectAccessible } from '../page_rules.js';
import { expect, target } from '../reporting.js';
import { button, checks, create, DESKTOP, fillSignIn, inBrowser, PATIENCE_MS, PHONE, picture, within } from './stage.js';

const ROOT = new URL('../../../../', import.meta.url);
const LOOKS = [
  { name: 'desktop-light', screen: DESKTOP, colorScheme: 'light' },
  { name: 'desktop-dark', screen: DESKTOP, colorScheme: 'dark' },
  { name: 'phone-light', screen: PHONE, colorScheme: 'light' },
  { name: 'phone-dark', screen: PHONE, colorScheme: 'dark' },
];
const NO_CHECKS = { checks: [], next: null, countAtMost: 0, countIsExact: true };

const json = (body) => ({ contentType: 'application/json', body: JSON.stringify(body) });

const showImages = async (tab) => {
  await tab.getByRole('button', { name: /^Show \d images?$/ }).click();
  await tab.waitForFunction(() => [...document.querySelectorAll('.picture img')].every((image) => image.complete && image.naturalWidth > 0));
};

const made = async () => {
  const { json: session } = await create();
  return session.SessionId;
};

// `who` is signed in; `place` may need the ids of checks; `routes` answers in place of the server; `act` brings the state
// about; `words` are its landmarks; `kept` names the looks that are shown in the documentation, with the height of each.
const STATES = [
  { name: 'sign-in', place: () => '/', words: ['Sign in to the console', 'Password', 'sign-in-link'], kept: { 'desktop-light': 640 } },
  { name: 'sign-in-provider', place: () => '/', routes: { 'login/options': json({ oidc: { label: 'Sign in with example.org', url: '/console/api/login/oidc' } }) }, words: ['Sign in with example.org'], kept: { 'desktop-light': 700 } },
  { name: 'sign-in-refused', place: () => '/', act: (tab) => fillSignIn(tab, 'nobody', 'nothing at all'), words: ['Name or password is wrong'] },
  { name: 'checks', who: 'ada', place: () => '/checks', words: ['Strongest reason', 'Passed', 'Attack', 'Live', 'Try a check'], kept: { 'desktop-light': 720, 'desktop-dark': 720, 'phone-light': 844 } },
  { name: 'checks-filtered', who: 'rosa', place: () => '/checks?verdict=fail&challenge=FaceMovementAndLightChallenge', words: ['Clear all', 'Fewer filters', 'Movement and light'] },
  { name: 'checks-empty', who: 'rosa', place: () => '/checks', routes: { 'checks?*': json(NO_CHECKS) }, words: ['No checks yet', 'POST /v1/checks'], kept: { 'desktop-light': 560 } },
  { name: 'checks-none-match', who: 'vito', place: () => '/checks?q=ffffffff', words: ['No check matches these filters'] },
  { name: 'checks-offline', who: 'vito', place: () => '/checks', routes: { 'checks?*': null }, words: ['The server does not respond'] },
  { name: 'check-live', who: 'rosa', place: ({ live }) => `/checks/${live.id}`, act: showImages, words: ['Passed as a live person', 'Why it scored so', 'Before measuring', 'Not measured', 'Screen and skin', 'Face and oval', 'Reference image'], kept: { 'desktop-light': 1900, 'desktop-dark': 1900, 'phone-dark': 1600 } },
  { name: 'check-attack', who: 'rosa', place: ({ print }) => `/checks/${print.id}`, words: ['Refused as an attack', 'Show', 'Your decision'], kept: { 'desktop-light': 1000 } },
  { name: 'check-viewer', who: 'vito', place: ({ live }) => `/checks/${live.id}`, words: ['needs the reviewer role', 'Reviewing needs the reviewer role'] },
  { name: 'check-waiting', who: 'vito', place: async () => `/checks/${await made()}`, words: ['Waiting for the person', 'Session created'] },
  { name: 'check-missing', who: 'vito', place: () => '/checks/00000000-0000-4000-8000-000000000000', words: ['No such check'] },
  { name: 'thresholds', who: 'vito', place: () => '/thresholds', words: ['synthetic', 'Worst APCER', 'BPCER', 'DET curve', 'By species at 50', 'Recent checks that pass'], kept: { 'desktop-light': 1280 } },
  { name: 'keys', who: 'ada', place: () => '/keys', words: ['Access keys', 'Active', 'Rotate'], kept: { 'desktop-light': 420 } },
  { name: 'key-made', who: 'ada', place: () => '/keys', routes: { keys: answerKeys }, act: makeKey, words: ['Save this secret now', 'Copy secret', 'shown only once'] },
  { name: 'operators', who: 'ada', place: () => '/operators', words: ['ada', 'rosa', 'vito', 'Add an operator'] },
  { name: 'audit', who: 'ada', place: () => '/audit', words: ['Audit log', 'Sign in'], kept: { 'desktop-light': 620 } },
  { name: 'keys-refused', who: 'vito', place: () => '/keys', words: ['This page needs the admin role'] },
  { name: 'health', who: 'vito', place: () => '/health', words: ['Database', 'Image store', 'Models', 'Running now', 'Calibration'], kept: { 'desktop-light': 620 } },
  { name: 'settings', who: 'vito', place: () => '/settings', words: ['Retention', 'Quotas and tenants'] },
  { name: 'account', who: 'vito', place: () => '/account', words: ['Change password'] },
  { name: 'nowhere', who: 'vito', place: () => '/no/such/page', words: ['Page not found'] },
  { name: 'session-ended', who: 'vito', place: () => '/health', act: loseSession, words: ['Your session has ended'] },
];

// Shows the dialog of a new key without leaving one behind in every look.
async function makeKey(tab) {
  await button(tab, 'Create a key').click();
  await tab.getByLabel('Label').fill('shop');
  await button(tab, 'Create key').click();
}

function answerKeys(route) {
  const made = json({ id: 'CLAKEXAMPLE', secret: 'shown-in-a-test-and-nowhere-else' });
  return route.request().method() === 'POST' ? route.fulfill({ ...made, status: 201 }) : route.continue();
}

// The page asks for the state every few seconds, and so finds out.
async function loseSession(tab) {
  await within(tab.getByText('Image store'));
  await tab.context().clearCookies();
}

async function states() {
  const known = await checks();
  const page = readFileSync(new URL('docs/console.md', ROOT), 'utf8');
  await inBrowser(async (open, home) => {
    for (const state of STATES) {
      for (const look of LOOKS.filter(({ name }) => !target.gallery || state.kept?.[name])) {
        await show(state, look, { open, home, known });
        if (state.kept?.[look.name] && !target.gallery) {
          const file = `docs/images/console/${state.name}-${look.name}.png`;
          expect(existsSync(new URL(file, ROOT)), `${file} is missing: run make pictures`);
          expect(page.includes(file.replace('docs/', '')), `docs/console.md does not show ${file}`);
        }
      }
    }
  });
}

async function show(state, look, { open, home, known }) {
  const title = `${state.name}-${look.name}`;
  const tab = await open(look.screen, { colorScheme: look.colorScheme });
  const place = await state.place(known);
  await tab.goto(`${home}/console${state.who ? '/settings' : place}`);
  if (state.who) {
    await fillSignIn(tab, state.who);
    await within(tab.locator('.frame'));
  }
  for (const [path, answer] of Object.entries(state.routes ?? {})) {
    await tab.route(`${home}/console/api/${path}`, (route) => (typeof answer === 'function' ? answer(route) : answer ? route.fulfill(answer) : route.abort()));
  }
  await tab.goto(`${home}/console${place}`);
  await state.act?.(tab);
  for (const words of state.words) {
    await tab.getByText(words).and(tab.locator(':visible')).first().waitFor({ timeout: PATIENCE_MS }).catch(() => {
      throw new Error(`${title}: "${words}" is not in sight`);
    });
  }
  const height = state.kept?.[look.name];
  if (height) {
    await tab.setViewportSize({ width: look.screen.viewport.width, height });
    await keep(tab, 'console', title);
  }
  await picture(tab, title);
  await expectAccessible(tab, title);
  await tab.context().close();
}

export const CASES = [['console-states', states]];
