// Signing in by an OpenID provider: the way there and back, the role that its claims give, and who is refused.

import { startOwnServer } from '../own_server.js';
import { expect } from '../reporting.js';
import { startProvider } from './provider.js';
import { button, heading, inBrowser, picture, shownPlaces, within } from './stage.js';

const LABEL = 'Sign in with the test';
const ROLES = ['--oidc-role', 'face-ops=viewer', '--oidc-role', 'face-admins=admin'];
// Who may be chosen at the provider, and what the console is to make of them.
const PEOPLE = {
  Vera: { sub: '1', preferred_username: 'vera', groups: ['staff', 'face-ops'] },
  Ines: { sub: '2', preferred_username: 'ines', groups: ['face-ops', 'face-admins'] },
  Otto: { sub: '3', preferred_username: 'otto', groups: ['staff'] },
  // Signed with a time that is over.
  Late: { sub: '4', preferred_username: 'late', groups: ['face-admins'], exp: 1 },
};

// Presses the button of the sign-in page and says at the provider who one is.
async function goAs(tab, who) {
  await tab.getByRole('link', { name: LABEL }).click();
  await heading(tab, 'Who are you?');
  await tab.getByRole('button', { name: who }).click();
}

const refused = (tab, words) => within(tab.getByRole('alert').filter({ hasText: words }));

// The whole way for a viewer and an admin, who see what their roles may; what each sign-in left in the audit log.
async function letIn(open, home, address) {
  const tab = await open();
  // To a browser the address of the machine is another site than its name.
  await tab.goto(`${address}/console/`);
  await goAs(tab, 'Vera');
  await heading(tab, 'Checks');
  expect(tab.url() === `${home}/console/`, `the way back led to ${tab.url()}`);
  await within(tab.locator('.who').getByText('vera'));
  expect(!(await shownPlaces(tab)).includes('Access keys'), 'a viewer is shown the access keys');
  const status = await tab.evaluate(async () => (await fetch('/console/api/keys')).status);
  expect(status === 403, `a viewer gets ${status} for the access keys`);
  await button(tab, 'Sign out').click();
  await tab.goto(`${home}/console/thresholds?at=70`);
  await goAs(tab, 'Ines');
  await heading(tab, 'Thresholds');
  expect(tab.url() === `${home}/console/thresholds?at=70`, `the sign-in led to ${tab.url()}`);
  await within(tab.locator('.who').getByText('Admin'));
  expect((await shownPlaces(tab)).includes('Access keys'), 'an admin is not shown the access keys');
  await tab.goto(`${home}/console/audit?operator=vera`);
  await within(tab.getByText('as viewer').first());
  await within(tab.getByRole('link', { name: 'Sign in' }).first());
}

// Whoever is refused reads why, and what to do, on the sign-in page; nobody is signed in.
async function turnedAway(open, home, name) {
  const tab = await open();
  await tab.goto(`${home}/console/`);
  await goAs(tab, 'Otto');
  await refused(tab, 'has not given you a role here');
  expect(!tab.url().includes('#'), 'the reason stays in the address');
  await picture(tab, `${name}-refused`);
  await goAs(tab, 'Stop here');
  await refused(tab, 'denied the sign-in, or you cancelled it');
  // A way back of another browser, as somebody else could send it as a link.
  await tab.getByRole('link', { name: LABEL }).click();
  await heading(tab, 'Who are you?');
  await tab.goto(`${home}/console/api/login/oidc/callback?state=forged&code=stolen`);
  await refused(tab, 'was not started in this browser');
  await goAs(tab, 'Late');
  await refused(tab, 'did not respond as expected');
  // An address that somebody made up tells nothing of its own.
  for (const code of ['constructor', '__proto__']) {
    await tab.goto('about:blank');
    await tab.goto(`${home}/console/#problem=${code}`);
    await refused(tab, 'The sign-in failed. Try again.');
  }
  const status = await tab.evaluate(async () => (await fetch('/console/api/me')).status);
  expect(status === 401, `after it all somebody is signed in: ${status}`);
}

async function provided(name) {
  const provider = await startProvider(PEOPLE);
  const own = await startOwnServer({ ownKey: true, options: [...provider.options, ...ROLES] });
  try {
    // The provider leads back to the name that browsers use for this machine.
    const home = `https://localhost:${new URL(own.https).port}`;
    await inBrowser(
      async (open) => {
        await letIn(open, home, own.https);
        await turnedAway(open, home, name);
      },
      { own: { https: home }, others: [own.https, provider.issuer] },
    );
  } finally {
    provider.end();
    await own.end();
  }
}

export const CORE = [['console-provider', provided]];
