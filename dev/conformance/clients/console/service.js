// What admins do: access keys, operators; and the figures that everybody sees.

import { expect } from '../reporting.js';
import { button, checks, create, heading, inBrowser, PASSWORD, PATIENCE_MS, signedIn, within } from './stage.js';

const rowOf = (tab, text) => tab.getByRole('row').filter({ hasText: text });

async function secretIn(tab) {
  const dialog = tab.getByRole('dialog', { name: 'Save this secret now' });
  await within(dialog);
  const [id, secret] = await dialog.locator('dd code').allInnerTexts();
  await button(dialog, 'I have saved it').click();
  await dialog.waitFor({ state: 'detached' });
  expect(!(await tab.content()).includes(secret), 'the secret stays in the page');
  return { id, secret };
}

async function expectAnswer(key, isTaken, when) {
  const { status } = await create(key);
  expect((status === 200) === isTaken, `${when} a signed request is answered with ${status}`);
}

// A key's whole life, each step seen by a signed request at once.
async function keys() {
  await inBrowser(async (open, home) => {
    const tab = await signedIn(open, home, 'ada', '/keys');
    await button(tab, 'Create a key').click();
    await tab.getByLabel('Label').fill('app of the tests');
    await button(tab, 'Create key').click();
    const key = await secretIn(tab);
    await expectAnswer(key, true, 'once made,');
    const row = rowOf(tab, 'app of the tests');
    const act = async (action, isAsked = true) => {
      await row.getByRole('button', { name: action }).click();
      if (isAsked) {
        await tab.getByRole('dialog').getByRole('button', { name: action, exact: true }).click();
      }
    };
    await act('Disable');
    await within(row.getByText('Disabled'));
    await expectAnswer(key, false, 'while disabled,');
    await act('Enable', false);
    await within(row.getByText('Active'));
    await expectAnswer(key, true, 'enabled again,');
    await act('Rotate');
    const rotated = await secretIn(tab);
    expect(rotated.id === key.id && rotated.secret !== key.secret, 'rotating changed the id or kept the secret');
    await expectAnswer(key, false, 'by the old secret');
    await expectAnswer(rotated, true, 'by the new secret');
    await act('Delete');
    await row.waitFor({ state: 'detached', timeout: PATIENCE_MS });
    await expectAnswer(rotated, false, 'once deleted,');
    await tab.goto(`${home}/console/audit?operator=ada&subject=${key.id}`);
    for (const action of ['Key make', 'Key disable', 'Key enable', 'Key rotate', 'Key delete']) {
      await within(tab.getByRole('link', { name: action }));
    }
  });
}

// Operators come, change and go; the last admin stays.
async function operators() {
  await inBrowser(async (open, home) => {
    const tab = await signedIn(open, home, 'ada', '/operators');
    await button(tab, 'Add an operator').click();
    await tab.getByLabel('Name').fill('newt');
    await tab.getByLabel('First password').fill(PASSWORD);
    await button(tab, 'Add').click();
    await within(rowOf(tab, 'newt').getByText('Viewer'));
    const other = await signedIn(open, home, 'newt');
    await heading(other, 'Checks');
    await button(tab, 'Change newt').click();
    await tab.getByLabel('Role').selectOption({ value: 'reviewer' });
    await button(tab, 'Save').click();
    await within(rowOf(tab, 'newt').getByText('Reviewer'));
    await button(tab, 'Change newt').click();
    await tab.getByLabel('Can sign in').uncheck();
    await button(tab, 'Save').click();
    await within(rowOf(tab, 'newt').getByText('Disabled'));
    await within(other.getByRole('dialog', { name: 'Your session has ended' }));
    await button(tab, 'Change ada').click();
    await tab.getByLabel('Role').selectOption({ value: 'viewer' });
    await button(tab, 'Save').click();
    await within(tab.getByRole('alert').filter({ hasText: 'last admin' }));
  });
}

// The slider moves every figure; what the figures rest on is said.
async function thresholds() {
  await checks();
  await inBrowser(async (open, home) => {
    const tab = await signedIn(open, home, 'vito', '/thresholds');
    await within(tab.getByText('synthetic').first());
    await within(tab.getByRole('img', { name: /^DET curve/ }));
    const passing = async () => tab.locator('.figure', { hasText: 'Recent checks that pass' }).locator('.faint').innerText();
    const slider = tab.getByRole('slider', { name: 'Accept from Confidence' });
    await slider.focus();
    await tab.keyboard.press('Home');
    const all = await passing();
    await tab.keyboard.press('End');
    await within(tab.getByRole('heading', { name: 'By species at 100' }));
    expect((await passing()) !== all, `at both ends ${all} pass`);
    await tab.waitForURL(/at=100/, { timeout: PATIENCE_MS });
    await tab.reload();
    await within(tab.getByRole('heading', { name: 'By species at 100' }));
  });
}

// A part of the console that cannot be loaded, as after an update of the server, leaves the rest usable.
async function missingPart() {
  await inBrowser(async (open, home) => {
    const tab = await signedIn(open, home, 'vito');
    const part = '**/console/assets/Health-*.js';
    await tab.route(part, (route) => route.abort());
    const go = (name) => tab.getByRole('navigation', { name: 'Console' }).getByRole('link', { name }).click();
    await go('System health');
    await heading(tab, 'This page could not be shown');
    await go('Settings');
    await heading(tab, 'Settings');
    await go('System health');
    await heading(tab, 'This page could not be shown');
    await tab.unroute(part);
    await button(tab, 'Reload the console').click();
    await heading(tab, 'System health');
  });
}

// The keys alone, from the sign-in to a decision.
async function keyboard() {
  const { live } = await checks();
  await inBrowser(async (open, home) => {
    const tab = await open();
    await tab.goto(`${home}/console/checks?q=${live.id}`);
    await heading(tab, 'Sign in to the console');
    await tab.keyboard.type('rosa');
    await tab.keyboard.press('Tab');
    await tab.keyboard.type(PASSWORD);
    await tab.keyboard.press('Enter');
    await heading(tab, 'Checks');
    const link = tab.getByRole('link', { name: `Check ${live.id.slice(0, 8)}` });
    await within(link);
    await tabTo(tab, () => document.activeElement.getAttribute('aria-label')?.startsWith('Check ') ?? false);
    const outline = await tab.evaluate(() => getComputedStyle(document.activeElement).outlineWidth);
    expect(parseFloat(outline) >= 2, `the focus is ${outline} wide`);
    await tab.keyboard.press('Enter');
    await heading(tab, 'Passed as a live person');
    const focused = await tab.evaluate(() => document.activeElement.innerText);
    expect(focused === 'Passed as a live person', `the page opens with the focus at ${focused}`);
    await tabTo(tab, () => document.activeElement.type === 'radio');
    await tab.keyboard.press('Space');
    await tabTo(tab, () => document.activeElement.tagName === 'TEXTAREA');
    await tab.keyboard.type('by the keys');
    await tabTo(tab, () => document.activeElement.innerText === 'Save review');
    await tab.keyboard.press('Enter');
    await within(tab.locator('.reviews').getByText('by the keys'));
  });
}

const MOST_STOPS = 120;

async function tabTo(tab, isThere) {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await tab.keyboard.press('Tab');
    if (await tab.evaluate(isThere)) {
      return;
    }
  }
  throw new Error(`the focus never came to where ${isThere} holds`);
}

export const CORE = [['console-keys', keys]];
export const CASES = [['console-operators', operators], ['console-thresholds', thresholds], ['console-keyboard', keyboard], ['console-missing-part', missingPart]];
