// What a person does who has started the server for the first time and read nothing: open the address that it printed,
// try a check with the camera, and look at why it ended as it did.

import { paceOf } from '../answering.js';
import { startOwnServer } from '../own_server.js';
import { expect } from '../reporting.js';
import { button, DESKTOP, heading, inBrowser, PATIENCE_MS, within } from './stage.js';

const TRIES = 2;

async function firstStart() {
  const own = await startOwnServer({ ownKey: true, greets: true });
  try {
    expect(own.link, 'the server printed no address');
    // The printed address names the machine as browsers do, another origin than that of the socket.
    const home = { https: new URL(own.link).origin };
    return await inBrowser((open) => fromLinkToReason(open, own.link), { own: home, camera: {} });
  } finally {
    await own.end();
  }
}

async function fromLinkToReason(open, link) {
  // People who ask for little motion are offered the way without colours first.
  const tab = await open(DESKTOP, { reducedMotion: 'no-preference' });
  await tab.goto(link);
  await heading(tab, 'Checks');
  const notes = [];
  for (let time = 1; time <= TRIES; time += 1) {
    notes.push(await tryOnce(tab));
    await tab.bringToFront();
    // The list is live: the new check comes without a reload.
    const rows = tab.locator('.frame main tbody tr');
    await within(rows.nth(time - 1));
    await rows.first().getByRole('link').first().click();
    const verdict = tab.getByRole('heading', { level: 1 });
    await within(verdict);
    const words = await verdict.innerText();
    notes.push(words);
    if (words === 'Passed as a live person') {
      await expectReasons(tab);
      return notes.join('; ');
    }
    // A machine that is busy starves the camera; a person would try again as well.
    await tab.goBack();
    await heading(tab, 'Checks');
  }
  throw new Error(`a person failed: ${notes.join('; ')}`);
}

// Carries out the check of the button in the tab that it opens; how the camera kept up.
async function tryOnce(tab) {
  const opened = tab.context().waitForEvent('page');
  await tab.getByRole('button', { name: 'Try a check' }).first().click();
  const page = await opened;
  await page.waitForURL(/\/check\//, { timeout: PATIENCE_MS });
  await page.getByRole('button', { name: 'Start check' }).click();
  await heading(page, 'Check complete');
  const { framesPerSecond, longestGapMs } = await paceOf(page);
  await page.close();
  return `camera ${framesPerSecond.toFixed(1)} frames a second, longest gap ${longestGapMs.toFixed(0)} ms`;
}

async function expectReasons(tab) {
  for (const words of ['Why it scored so', 'Light response', 'Screen and skin', 'Face and oval', 'Stream health']) {
    await within(tab.getByText(words).first());
  }
  await button(tab, 'Copy id').waitFor();
  await tab.getByRole('button', { name: /^Show \d images?$/ }).click();
  await tab.waitForFunction(() => [...document.querySelectorAll('.picture img')].some((image) => image.complete && image.naturalWidth > 0));
}

export const CASES = [['check-page-first-start', firstStart]];
