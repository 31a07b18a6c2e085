// Every way in which an attempt ends early, and what the person is offered then.

import { startOwnServer } from '../own_server.js';
import { expect, pause } from '../reporting.js';
import { APP, make, read } from './application.js';
import {
  cancelButton,
  expectAccessible,
  heading,
  inBrowser,
  PATIENCE_MS,
  PHONE,
  recording,
  startButton,
  within,
} from './stage.js';

const EXPIRES_IN_S = 60;
const POLL_MS = 500;

// Its time runs out while the other cases play.
let soonExpired = null;
export function beginToExpire() {
  soonExpired ??= make({ expiresInSeconds: EXPIRES_IN_S, locale: 'en' }).catch((problem) => ({ problem }));
}

async function start(tab, check) {
  await tab.goto(check.url);
  await within(startButton(tab));
  await startButton(tab).click();
}

// Stopped in the middle: the person may try again or go back, and the application is told which.
async function cancelled(name) {
  const check = await make({ returnUrl: `${APP}/verified` });
  await inBrowser(
    async (open) => {
      const tab = await open(PHONE);
      await start(tab, check);
      await within(recording(tab));
      await cancelButton(tab).click();
      await heading(tab, 'You stopped the check');
      await expectAccessible(tab, name);
      await tab.getByRole('button', { name: 'Cancel and go back' }).click();
      await heading(tab, 'Check cancelled');
      expect((await tab.getByRole('link').count()) === 1, 'no way back is offered');
    },
    { camera: {} },
  );
  expect((await read(check)).state === 'cancelled', 'the application is not told');
}

// A face that stays far away, and one that is gone when the oval appears: the component waits as long as it was told.
const timedOut = (behaviour) => async (name) => {
  const check = await make();
  await inBrowser(
    async (open) => {
      const tab = await open();
      await start(tab, check);
      await within(recording(tab));
      await heading(tab, 'That did not work');
      await within(tab.getByText('Your face did not fill the oval in time'));
      await expectAccessible(tab, name);
      await within(tab.getByRole('button', { name: 'Try again' }));
    },
    { camera: { behaviour } },
  );
  const told = await read(check);
  expect(told.state === 'again' && told.sessions.length === 1, `the application reads ${JSON.stringify(told)}`);
};

// A machine without a camera.
async function noCamera(name) {
  const check = await make();
  await inBrowser(
    async (open) => {
      const tab = await open();
      await start(tab, check);
      await heading(tab, 'That did not work');
      await within(tab.getByText('No camera was found.'));
      await expectAccessible(tab, name);
    },
    { camera: 'none' },
  );
}

// The server is killed while the camera is recorded and comes back: the page says that there is no connection, and when it
// has one again, a second attempt goes through.
async function serverStopped(name) {
  const server = await startOwnServer();
  try {
    const check = await make({}, server.http);
    await inBrowser(
      async (open) => {
        const tab = await open();
        await start(tab, check);
        await within(recording(tab));
        await server.kill();
        await heading(tab, 'No connection');
        await expectAccessible(tab, name);
        await server.restart();
        await tab.getByRole('button', { name: 'Retry' }).click();
        await heading(tab, 'That did not work');
        await tab.getByRole('button', { name: 'Try again' }).click();
        await heading(tab, 'Check complete');
      },
      { camera: {}, endpoint: server.https },
    );
    const told = await read(check, server.http);
    expect(told.state === 'done' && told.sessions.length === 2, `the application reads ${JSON.stringify(told)}`);
  } finally {
    await server.end();
  }
}

// A link that nobody opened in time.
async function expired(name) {
  beginToExpire();
  const check = await soonExpired;
  if (check.problem) {
    throw check.problem;
  }
  const deadline = performance.now() + EXPIRES_IN_S * 1000 + PATIENCE_MS;
  while ((await read(check)).state !== 'expired') {
    expect(performance.now() < deadline, 'the link does not expire');
    await pause(POLL_MS);
  }
  await inBrowser(async (open) => {
    const tab = await open(PHONE);
    await tab.goto(check.url);
    await heading(tab, 'This link no longer works');
    await within(tab.getByText('for a limited time'));
    await expectAccessible(tab, name);
    expect((await tab.getByRole('button').count()) === 0, 'something can be pressed');
  });
  expect(!(await read(check)).openedAt, 'the link was opened');
}

export const CASES = [
  ['check-page-cancel', cancelled],
  ['check-page-timeout', timedOut('stays')],
  ['check-page-face-gone', timedOut('leaves')],
  ['check-page-no-camera', noCamera],
  ['check-page-server-stopped', serverStopped],
  ['check-page-expired-link', expired],
];
