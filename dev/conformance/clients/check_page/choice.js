// The check without flashing colours: chosen once, it holds on every path to another attempt.

import { startOwnServer } from '../own_server.js';
import { expect } from '../reporting.js';
import { APP, make, read } from './application.js';
import {
  cancelButton,
  DESKTOP,
  expectAccessible,
  heading,
  inBrowser,
  PHONE,
  picture,
  recording,
  startButton,
  within,
} from './stage.js';

const WITHOUT = 'FaceMovementChallenge';
const WITH = 'FaceMovementAndLightChallenge';
const ATTEMPTS_BEFORE_A_PAUSE = 5;
const REDUCED = { reducedMotion: 'reduce' };

const without = (tab) => tab.getByRole('radio', { name: 'Without flashing colours' });
const withColours = (tab) => tab.getByRole('radio', { name: 'With flashing colours' });
const again = (tab) => tab.getByRole('button', { name: 'Try again' });

// The challenges that the server sends to a tab from now on, as they stand on the wire.
function challengesOf(tab) {
  const seen = [];
  tab.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      const text = payload.toString('latin1');
      const challenge = [WITHOUT, WITH].find((name) => text.includes(`"Type":"${name}"`));
      if (challenge) {
        seen.push(challenge);
      }
    });
  });
  return seen;
}

// Presses a button that starts an attempt, stops it while it is recorded, and returns to what the person is offered.
async function stopped(tab, begin, { ends = 'You stopped the check' } = {}) {
  await begin(tab).click();
  await within(recording(tab));
  await cancelButton(tab).click();
  await heading(tab, ends);
}

async function expectWithout(tab, where) {
  await within(without(tab));
  expect(await without(tab).isChecked(), `the choice is lost ${where}`);
}

function expectOnly(challenge, seen, count, where) {
  const all = seen.length === count && seen.every((one) => one === challenge);
  expect(all, `${where}: expected ${count} of ${challenge}, the server sent ${JSON.stringify(seen)}`);
}

// In one tab and its twin: stopped and tried again, loaded again, in a second tab, left and come back to, and paused.
async function tabs(name) {
  const check = await make({ expiresInSeconds: 3600 });
  await inBrowser(
    async (open) => {
      const tab = await open(DESKTOP);
      const seen = challengesOf(tab);
      await tab.goto(check.url);
      await without(tab).check();
      await stopped(tab, startButton);
      await expectWithout(tab, 'after a stop');
      await expectAccessible(tab, `${name}-stopped`);
      await stopped(tab, again);
      await tab.reload();
      await heading(tab, 'That did not work');
      await expectWithout(tab, 'after a reload');
      await stopped(tab, again);
      const [twin] = await Promise.all([
        tab.waitForEvent('popup'),
        tab.evaluate(() => void window.open(window.location.pathname)),
      ]);
      const twinSeen = challengesOf(twin);
      await expectWithout(twin, 'in a second tab');
      await stopped(twin, again);
      await twin.close();
      await tab.goto(`${APP}/`);
      await tab.goBack();
      await expectWithout(tab, 'after leaving and coming back');
      await stopped(tab, again, { ends: 'Please take a break' });
      await expectWithout(tab, 'in a pause');
      await expectAccessible(tab, `${name}-pause`);
      expectOnly(WITHOUT, seen, ATTEMPTS_BEFORE_A_PAUSE - 1, 'in the first tab');
      expectOnly(WITHOUT, twinSeen, 1, 'in the second tab');
    },
    { camera: {} },
  );
  const { sessions } = await read(check);
  expect(sessions.length === ATTEMPTS_BEFORE_A_PAUSE, `${sessions.length} attempts were stored`);
}

// Chosen on the desktop, carried to a phone, tried again there, and then on the desktop after all.
async function handedOff() {
  const check = await make();
  await inBrowser(
    async (open) => {
      const desktop = await open(DESKTOP);
      const seen = challengesOf(desktop);
      await desktop.goto(check.url);
      await without(desktop).check();
      const created = desktop.waitForResponse((response) => response.url().endsWith('/v1/page/hand-off'));
      await desktop.getByRole('button', { name: 'Continue on your phone' }).click();
      const { url } = await (await created).json();
      const phone = await open(PHONE);
      const phoneSeen = challengesOf(phone);
      await phone.goto(url);
      await expectWithout(phone, 'on the phone');
      await stopped(phone, startButton);
      await phone.reload();
      await expectWithout(phone, 'after a reload on the phone');
      await stopped(phone, again);
      // The desktop followed the phone by itself.
      await heading(desktop, 'That did not work');
      await expectWithout(desktop, 'back on the desktop');
      await stopped(desktop, again);
      expectOnly(WITHOUT, phoneSeen, 2, 'on the phone');
      expectOnly(WITHOUT, seen, 1, 'on the desktop');
    },
    { camera: {} },
  );
}

// A page that says otherwise, as a stale one does, gets no colours; the person who chooses them again does.
async function sticky() {
  const check = await make();
  await inBrowser(
    async (open) => {
      const tab = await open(DESKTOP);
      const seen = challengesOf(tab);
      await tab.route('**/v1/page/attempts', (route) => route.continue({ postData: '{"movementOnly":false}' }));
      await tab.goto(check.url);
      await without(tab).check();
      await stopped(tab, startButton);
      await stopped(tab, again);
      expectOnly(WITHOUT, seen, 2, 'for a page that says otherwise');
      await withColours(tab).check();
      await stopped(tab, again);
      expectOnly(WITH, seen.slice(2), 1, 'after the person chose the colours');
      await without(tab).check();
      await stopped(tab, again);
      expectOnly(WITHOUT, seen.slice(3), 1, 'after the person chose to do without');
    },
    { camera: {} },
  );
}

// A device that asks for less motion begins without colours, and so does every other device of the same check.
async function reducedMotion(name) {
  const check = await make();
  await inBrowser(
    async (open) => {
      const tab = await open(DESKTOP, REDUCED);
      const seen = challengesOf(tab);
      await tab.goto(check.url);
      await expectWithout(tab, 'where less motion is asked for');
      await picture(tab, name);
      const created = tab.waitForResponse((response) => response.url().endsWith('/v1/page/hand-off'));
      await tab.getByRole('button', { name: 'Continue on your phone' }).click();
      const { url } = await (await created).json();
      await tab.getByRole('button', { name: 'Do it here instead' }).click();
      await stopped(tab, startButton);
      const phone = await open(PHONE);
      await phone.goto(url);
      await expectWithout(phone, 'on a phone that asks for nothing');
      expectOnly(WITHOUT, seen, 1, 'where less motion is asked for');
    },
    { camera: {} },
  );
}

// The face never fills the oval, the server is killed, the server is back: the choice is offered on each screen, and a
// restart does not lose it.
async function afterFailures(name) {
  const server = await startOwnServer();
  try {
    const check = await make({}, server.http);
    await inBrowser(
      async (open) => {
        const tab = await open(PHONE);
        const seen = challengesOf(tab);
        await tab.goto(check.url);
        await without(tab).check();
        await startButton(tab).click();
        await heading(tab, 'That did not work');
        await within(tab.getByText('Your face did not fill the oval in time'));
        await expectWithout(tab, 'after a timeout');
        await expectAccessible(tab, `${name}-timeout`);
        await again(tab).click();
        await within(recording(tab));
        await server.kill();
        await heading(tab, 'No connection');
        await expectWithout(tab, 'without a connection');
        await expectAccessible(tab, `${name}-offline`);
        await server.restart();
        await tab.getByRole('button', { name: 'Retry' }).click();
        await heading(tab, 'That did not work');
        await expectWithout(tab, 'after a restart of the server');
        await stopped(tab, again);
        expectOnly(WITHOUT, seen, 3, 'after failures');
      },
      { camera: { behaviour: 'stays' }, endpoint: server.https },
    );
  } finally {
    await server.end();
  }
}

// A camera that is blocked: the choice is offered next to the retry, and kept.
async function blocked(name) {
  const check = await make();
  await inBrowser(
    async (open) => {
      const tab = await open(PHONE);
      await tab.goto(check.url);
      await without(tab).check();
      await startButton(tab).click();
      await heading(tab, 'The camera is blocked');
      await expectWithout(tab, 'where the camera is blocked');
      await expectAccessible(tab, name);
      await tab.getByRole('button', { name: 'Retry' }).click();
      await within(startButton(tab));
      await expectWithout(tab, 'after the camera was blocked');
    },
    { camera: 'refused' },
  );
}

export const CASES = [
  ['check-page-choice-tabs', tabs],
  ['check-page-choice-hand-off', handedOff],
  ['check-page-choice-sticky', sticky],
  ['check-page-choice-reduced-motion', reducedMotion],
  ['check-page-choice-failures', afterFailures],
  ['check-page-choice-blocked', blocked],
];
