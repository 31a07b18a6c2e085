// Every main state of the check page: that its landmarks are there, and a picture of it for the documentation.

import { keep } from '../gallery.js';
import { expect } from '../reporting.js';
import { APP, make } from './application.js';
import {
  cancelButton,
  DESKTOP,
  heading,
  inBrowser,
  PATIENCE_MS,
  PHONE,
  recording,
  startButton,
  within,
} from './stage.js';

const LOOKS = {
  'desktop-light': { screen: DESKTOP, settings: { colorScheme: 'light' } },
  'desktop-dark': { screen: DESKTOP, settings: { colorScheme: 'dark' } },
  'phone-light': { screen: PHONE, settings: { colorScheme: 'light' } },
  'phone-dark': { screen: PHONE, settings: { colorScheme: 'dark' } },
};
const COLOURS = '.amplify-liveness-freshness-canvas';
const ATTEMPTS_BEFORE_A_PAUSE = 5;

// Opens the page of a new check in one look.
async function opened(open, look) {
  const { screen, settings } = LOOKS[look];
  const tab = await open(screen, settings);
  await tab.goto((await make({ returnUrl: `${APP}/` })).url);
  await within(startButton(tab));
  return tab;
}

const button = (tab, name) => within(tab.getByRole('button', { name, exact: true }));
const inView = (tab, name, look, options) => keep(tab, 'check', `${name}-${look}`, options);

// What a person sees who carries a check out.
async function lived(open, look) {
  const tab = await opened(open, look);
  await heading(tab, 'Face check');
  await heading(tab, 'Flashing colours');
  expect((await tab.getByRole('radio').count()) === 2, 'there are not two ways');
  await inView(tab, 'intro', look);
  await startButton(tab).click();
  // The colours begin black; the picture is taken when no part of the screen is.
  await tab.waitForFunction(
    (selector) => {
      const canvas = document.querySelector(selector);
      if (!canvas || canvas.style.display !== 'block' || canvas.width === 0) {
        return false;
      }
      const colours = [0.25, 0.75].map(
        (share) => canvas.getContext('2d').getImageData(4, Math.floor(share * canvas.height), 1, 1).data,
      );
      return colours.every(([red, green, blue]) => Math.max(red, green, blue) > 128);
    },
    COLOURS,
    { timeout: PATIENCE_MS },
  );
  await inView(tab, 'colours', look, { photo: true });
  await heading(tab, 'Check complete');
  await within(tab.getByRole('status'));
  await inView(tab, 'done', look);
  await tab.context().close();
}

// Somebody who sits too near sees the camera, and what to do.
async function tooNear(open, look) {
  const tab = await opened(open, look);
  await startButton(tab).click();
  await within(tab.getByText('Move back').first());
  await within(cancelButton(tab));
  await inView(tab, 'camera', look, { photo: true });
  await tab.context().close();
}

// Somebody who does not come near sees the oval until the time is over.
async function late(open, look) {
  const tab = await opened(open, look);
  await startButton(tab).click();
  await within(recording(tab));
  await within(tab.getByText('Move closer').first());
  await inView(tab, 'oval', look, { photo: true });
  await heading(tab, 'That did not work');
  await within(tab.getByRole('alert').first());
  await button(tab, 'Try again');
  await inView(tab, 'again', look);
  await tab.context().close();
}

// Somebody who stops again and again has to pause, and may give up.
async function pausing(open, look) {
  const tab = await opened(open, look);
  await startButton(tab).click();
  for (let stopped = 1; stopped <= ATTEMPTS_BEFORE_A_PAUSE; stopped += 1) {
    await within(cancelButton(tab));
    await cancelButton(tab).click();
    await heading(tab, stopped < ATTEMPTS_BEFORE_A_PAUSE ? 'You stopped the check' : 'Please take a break');
    if (stopped < ATTEMPTS_BEFORE_A_PAUSE) {
      await tab.getByRole('button', { name: 'Try again' }).click();
    }
  }
  await inView(tab, 'wait', look);
  await tab.getByRole('button', { name: 'Cancel and go back' }).click();
  await heading(tab, 'Check cancelled');
  await within(tab.getByRole('link'));
  await inView(tab, 'cancelled', look);
  await tab.context().close();
}

async function spent(open, look) {
  const { screen, settings } = LOOKS[look];
  const check = await make();
  for (const again of [false, true]) {
    const tab = await open(screen, settings);
    await tab.goto(check.url);
    if (again) {
      await heading(tab, 'This link no longer works');
      expect((await tab.getByRole('button').count()) === 0, 'something can be pressed');
      await inView(tab, 'expired', look);
    } else {
      await within(startButton(tab));
    }
    await tab.context().close();
  }
}

async function refused(open, look) {
  const tab = await opened(open, look);
  await startButton(tab).click();
  await heading(tab, 'The camera is blocked');
  await button(tab, 'Retry');
  await inView(tab, 'camera-refused', look);
  await tab.context().close();
}

const SCENES = [
  [lived, {}, ['desktop-light', 'phone-dark']],
  [tooNear, { behaviour: 'near' }, ['desktop-light', 'phone-light']],
  [late, { behaviour: 'stays' }, ['desktop-dark', 'phone-light']],
  [pausing, { behaviour: 'near' }, ['desktop-light', 'phone-dark']],
  [spent, 'none', ['desktop-dark', 'phone-light']],
  [refused, 'refused', ['desktop-light', 'phone-dark']],
];

async function states() {
  for (const [play, camera, looks] of SCENES) {
    await inBrowser(
      async (open) => {
        for (const look of looks) {
          await play(open, look);
        }
      },
      { camera },
    );
  }
}

export const CASES = [['check-page-states', states]];
