// The doors of the console: signing in by password and by link, being signed out in the middle, what each role is shown.

import { PLACES } from '../../../../web/src/console/places.js';
import { expect } from '../reporting.js';
import { button, checks, fillSignIn, heading, inBrowser, operators, PASSWORD, serving, shownPlaces, signedIn, within } from './stage.js';

const FIRST_PAINT_BYTES = 200_000;
// Operators, each with the roles whose pages are linked in the menu.
const ROLES_OF = { ada: ['admin', 'reviewer', 'viewer'], rosa: ['reviewer', 'viewer'], vito: ['viewer'] };
const PAGES = Object.fromEntries(
  Object.entries(ROLES_OF).map(([name, roles]) => [name, PLACES.filter(({ mark, role = 'viewer' }) => mark && roles.includes(role)).map((place) => place.name)]),
);

// A wrong password is refused in place; the right one leads to where the address pointed; the first paint stays small.
async function password() {
  return inBrowser(async (open, home) => {
    const tab = await open();
    await tab.goto(`${home}/console/thresholds?at=70`);
    await heading(tab, 'Sign in to the console');
    const bytes = await transferred(tab, 'sign-in-shown');
    expect(bytes > 0 && bytes <= FIRST_PAINT_BYTES, `the first paint needs ${bytes} bytes`);
    await fillSignIn(tab, 'rosa', 'not the password');
    await within(tab.getByRole('alert').filter({ hasText: 'Name or password is wrong' }));
    await fillSignIn(tab, 'rosa');
    await heading(tab, 'Thresholds');
    expect(tab.url() === `${home}/console/thresholds?at=70`, `the sign-in led to ${tab.url()}`);
    await tab.reload();
    await heading(tab, 'Thresholds');
    await button(tab, 'Sign out').click();
    await heading(tab, 'Sign in to the console');
    await tab.reload();
    await heading(tab, 'Sign in to the console');
    return `the first paint needs ${Math.round(bytes / 1000)} kB`;
  });
}

// What was transferred until the mark: scripts and styles, with their headers.
async function transferred(tab, mark) {
  return tab.evaluate((name) => {
    const [{ startTime: shown }] = performance.getEntriesByName(name);
    const loaded = performance.getEntriesByType('resource').filter((entry) => entry.startTime <= shown && !entry.name.includes('/api/'));
    return loaded.reduce((sum, entry) => sum + entry.transferSize, 0);
  }, mark);
}

// A link of the command signs in once; nothing of it stays in the address; then the password can be set without the old one.
async function link() {
  const own = await serving();
  operators(own, ['add', 'lena', '--role', 'viewer', '--no-password']);
  const [url] = operators(own, ['sign-in-link', 'lena', '--public-url', own.https]).match(/https:\S+/);
  await inBrowser(async (open, home) => {
    const tab = await open();
    await tab.goto(url);
    await heading(tab, 'Checks');
    expect(!tab.url().includes('#'), 'the link stays in the address');
    const again = await open();
    await again.goto(url);
    await within(again.getByRole('alert').filter({ hasText: 'used before' }));
    await tab.goto(`${home}/console/account`);
    await tab.getByLabel('New password', { exact: true }).fill('a new one for lena');
    await tab.getByLabel('Repeat new password').fill('a new one for it');
    expect(await button(tab, 'Change password').isDisabled(), 'two different passwords are taken');
    await tab.getByLabel('New password', { exact: true }).fill('long enough here');
    await tab.getByLabel('Repeat new password').fill('long enough here');
    await button(tab, 'Change password').click();
    await within(tab.getByText('Password changed.'));
    await button(tab, 'Sign out').click();
    await fillSignIn(tab, 'lena', 'long enough here');
    await within(tab.locator('.frame'));
  });
}

// A session that ends in the middle is begun again where one was, without losing what was typed.
async function sessionEnd() {
  const { live } = await checks();
  await inBrowser(async (open, home) => {
    const tab = await signedIn(open, home, 'rosa', `/checks/${live.id}`);
    await heading(tab, 'Passed as a live person');
    await tab.getByLabel('Note').fill('half a thought');
    await tab.getByLabel('Live person').check();
    await tab.context().clearCookies();
    await button(tab, 'Save review').click();
    const dialog = tab.getByRole('dialog', { name: 'Your session has ended' });
    await within(dialog);
    await dialog.getByLabel('Password').fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect((await tab.getByLabel('Note').inputValue()) === 'half a thought', 'the note is lost');
    await button(tab, 'Save review').click();
    await within(tab.locator('.reviews').getByText('half a thought'));
    expect(tab.url().endsWith(`/console/checks/${live.id}`), `the sign-in led to ${tab.url()}`);
  });
}

// Each role is shown its places, and what it may not do is refused even when it is asked for.
async function roles() {
  const { live } = await checks();
  await inBrowser(async (open, home) => {
    for (const [name, pages] of Object.entries(PAGES)) {
      const tab = await signedIn(open, home, name);
      await heading(tab, 'Checks');
      const shown = await shownPlaces(tab);
      expect(shown.join() === pages.join(), `${name} is shown ${shown}`);
      const asked = { keys: 'ada', operators: 'ada', audit: 'ada', [`checks/${live.id}`]: 'vito', health: 'vito', thresholds: 'vito' };
      const ranks = Object.keys(PAGES).reverse();
      for (const [path, least] of Object.entries(asked)) {
        const status = await tab.evaluate(async (place) => (await fetch(`/console/api/${place}`)).status, path);
        const expected = ranks.indexOf(name) >= ranks.indexOf(least) ? 200 : 403;
        expect(status === expected, `${name} gets ${status} for ${path}`);
      }
      // A write without the value that only our pages know is refused whoever asks.
      const forged = await tab.evaluate(async (id) => (await fetch(`/console/api/checks/${id}`, { method: 'DELETE' })).status, live.id);
      expect(forged === 403, `a forged write of ${name} got ${forged}`);
      await tab.goto(`${home}/console/keys`);
      await heading(tab, 'Access keys');
      expect((await button(tab, 'Create a key').count()) === (name === 'ada' ? 1 : 0), `${name} may make keys`);
      await tab.context().close();
    }
  });
}

export const CASES = [
  ['console-sign-in', password],
  ['console-link', link],
  ['console-session-end', sessionEnd],
  ['console-roles', roles],
];
