// The check page with a camera that plays a clip: frames, links, keys, looks, pauses, another device.

import { expect, target } from '../reporting.js';
import { APP, embed, make, OTHER, read, STRANGER } from './application.js';
import { LOCALES } from './locales.js';
import {
  cancelButton,
  DESKTOP,
  expectAccessible,
  heading,
  inBrowser,
  LAPTOP,
  PATIENCE_MS,
  PHONE,
  picture,
  startButton,
  within,
} from './stage.js';

// In a frame, without colours: the page around it is told, and only that one.
async function framed() {
  const check = await make({ embedOrigin: APP, returnUrl: `${APP}/unused` });
  return inBrowser(async (open) => {
    const tab = await open();
    await tab.goto(embed(APP, check.url));
    const frame = tab.frameLocator('iframe');
    await within(startButton(frame));
    await frame.getByRole('radio', { name: 'Without flashing colours' }).check();
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
    await heading(tab.frameLocator('iframe'), 'This page cannot be shown here');
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
    await heading(second, 'This link no longer works');
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
    await within(cancelButton(tab));
    await cancelButton(tab).focus();
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
    for (const locale of [...(await LOCALES).map(({ tag }) => tag), 'pt-BR']) {
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
      await within(cancelButton(tab));
      await cancelButton(tab).click();
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
    await phone.getByRole('radio', { name: 'Without flashing colours' }).check();
    await startButton(phone).click();
    await heading(phone, 'Check complete');
    await heading(desktop, 'Check complete');
  });
}

// What an attempt needs cannot be loaded: that costs no attempt, and once it can, the person goes on.
async function missingPart() {
  const check = await make();
  await inBrowser(async (open) => {
    const tab = await open();
    const part = '**/check/assets/Attempt-*.js';
    await tab.route(part, (route) => route.abort());
    await tab.goto(check.url);
    await startButton(tab).click();
    await heading(tab, 'No connection');
    await tab.unroute(part);
    await tab.getByRole('button', { name: 'Retry' }).click();
    await startButton(tab).click();
    await within(cancelButton(tab));
  });
  expect((await read(check)).sessions.length === 1, 'an attempt was spent on what could not be loaded');
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

export const CASES = [
  ['check-page-frame', framed],
  ['check-page-wrong-frame', wrongFrame],
  ['check-page-stranger-frame', strangerFrame],
  ['check-page-links', links],
  ['check-page-keyboard', keyboard],
  ['check-page-looks', looks],
  ['check-page-pause', pause],
  ['check-page-hand-off', handOff],
  ['check-page-camera-refused', cameraRefused],
  ['check-page-missing-part', missingPart],
];
