// What a screen reader and the keyboard find, and what the first screen costs.

import { expect } from '../reporting.js';
import { APP, make } from './application.js';
import { LOCALES, sentencesOf } from './locales.js';
import { cancelButton, DESKTOP, heading, inBrowser, PHONE, recording, startButton, within } from './stage.js';

const FIRST_PAINT_BYTES = 200_000;
const FIRST_PAINT_REQUESTS = 12;

// The first screen as a screen reader tells it, the order of the focus, and what is said during an attempt.
async function readers() {
  const check = await make({ returnUrl: `${APP}/` });
  await inBrowser(
    async (open) => {
      const tab = await open(DESKTOP);
      await tab.goto(check.url);
      await within(startButton(tab));
      const told = await tab.locator('main').ariaSnapshot();
      for (const wanted of FIRST_SCREEN) {
        expect(told.includes(wanted), `a screen reader is not told ${wanted}: ${told}`);
      }
      expect((await unnamed(tab)).length === 0, `without a name: ${await unnamed(tab)}`);
      expect(
        JSON.stringify(await focusOrder(tab)) === JSON.stringify(ORDER),
        `the focus goes ${await focusOrder(tab)}`,
      );
      const heard = await listen(tab);
      await startButton(tab).click();
      await within(recording(tab));
      expect((await unnamed(tab)).length === 0, `without a name: ${await unnamed(tab)}`);
      expect(await cancelButton(tab).getAttribute('aria-label'), 'the way out has no name');
      await heading(tab, 'Check complete');
      const said = await heard();
      for (const wanted of ['Starting', 'Move closer', 'Hold still', 'Your check was submitted']) {
        expect(
          said.some((text) => text.includes(wanted)),
          `"${wanted}" is not said: ${said.join(' | ')}`,
        );
      }
      const at = await tab.evaluate(() => document.activeElement.innerText);
      expect(at === 'Check complete', `the focus ends at ${at}`);
    },
    { camera: {} },
  );
}

const FIRST_SCREEN = [
  'heading "Face check" [level=1]',
  'heading "Flashing colours" [level=2]',
  'radio "With flashing colours" [checked]',
  'radio "Without flashing colours You only move your face closer."',
  'button "Start check"',
  'button "Continue on your phone"',
  'button "Cancel and go back"',
];
const ORDER = ['With flashing colours', 'Start check', 'Continue on your phone', 'Cancel and go back'];

// During an attempt, whatever has a name has it in the language of the person; the component's own names are English.
async function names() {
  await inBrowser(
    async (open) => {
      for (const { tag, words } of await LOCALES) {
        const tab = await open(PHONE);
        await tab.goto((await make({ locale: tag })).url);
        await tab.getByRole('button', { name: words.start }).click();
        await within(recording(tab));
        await within(tab.getByRole('progressbar', { name: words.progress }));
        const named = await tab.evaluate(() =>
          ['aria-label', 'alt', 'title', 'placeholder'].flatMap((attribute) =>
            [...document.querySelectorAll(`main [${attribute}]`)].map((element) => element.getAttribute(attribute)),
          ),
        );
        const known = new Set(sentencesOf(words));
        const strange = named.filter((name) => name && !known.has(name));
        expect(strange.length === 0, `${tag}: not in this language: ${strange.join(' | ')}`);
        const value = await tab.getByRole('progressbar').getAttribute('aria-valuetext');
        expect(/^\d+ %$/.test(value), `${tag}: the value is read as ${value}`);
        await tab.context().close();
      }
    },
    { camera: { behaviour: 'stays' } },
  );
}

// What can be operated or looked at and has no name.
async function unnamed(tab) {
  return tab.evaluate(() => {
    const nameOf = (element) =>
      element.getAttribute('aria-label') || element.labels?.[0]?.innerText || element.innerText || element.title;
    const wanted = [...document.querySelectorAll('button, a, input, video, [role="img"]')];
    return wanted
      .filter((element) => element.checkVisibility() && !nameOf(element)?.trim())
      .map((element) => element.outerHTML);
  });
}

// Where the focus goes by Tab from the heading on.
async function focusOrder(tab) {
  await tab.locator('h1').focus();
  const order = [];
  for (let count = 0; count < ORDER.length; count += 1) {
    await tab.keyboard.press('Tab');
    order.push(
      await tab.evaluate(() => (document.activeElement.labels?.[0] ?? document.activeElement).innerText.split('\n')[0]),
    );
  }
  return order;
}

// Notes everything that live regions say from now on.
async function listen(tab) {
  await tab.evaluate(() => {
    const said = (window.saidAloud = new Set());
    const note = () => {
      for (const region of document.querySelectorAll('[aria-live], [role="status"], [role="alert"]')) {
        said.add(region.textContent.trim());
      }
    };
    // A button that says what it is doing is read while it has the focus.
    const button = () => said.add(document.activeElement?.innerText?.trim());
    new MutationObserver(() => (note(), button())).observe(document, {
      childList: true,
      subtree: true,
      characterData: true,
    });
    note();
  });
  return () => tab.evaluate(() => [...window.saidAloud].filter(Boolean));
}

// What the first screen costs, as budgets count it; times depend on the machine and are told, not judged.
async function budget() {
  return inBrowser(async (open) => {
    const found = [];
    for (const [kind, screen] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
      const check = await make();
      const tab = await open(screen);
      await tab.addInitScript(() => {
        window.longTasks = [];
        new PerformanceObserver((list) =>
          window.longTasks.push(...list.getEntries().map(({ startTime, duration }) => ({ startTime, duration }))),
        ).observe({ type: 'longtask', buffered: true });
      });
      await tab.goto(check.url);
      await within(startButton(tab));
      const costs = await tab.evaluate(() => {
        const [{ startTime: shown }] = performance.getEntriesByName('check-shown');
        const loaded = performance.getEntriesByType('resource').filter((entry) => entry.startTime <= shown);
        const scripts = loaded.filter(({ name }) => new URL(name).pathname.endsWith('.js'));
        const bytes = (entries) => entries.reduce((sum, { transferSize }) => sum + transferSize, 0);
        const [page] = performance.getEntriesByType('navigation');
        const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
        const blocked = window.longTasks.filter(({ startTime }) => startTime <= shown);
        return {
          requests: loaded.length + 1,
          bytes: bytes(loaded) + page.transferSize,
          scriptBytes: bytes(scripts),
          paintMs: paint,
          shownMs: shown,
          blockedMs: blocked.reduce((sum, { duration }) => sum + duration - 50, 0),
          longTasks: blocked.length,
        };
      });
      expect(
        costs.scriptBytes > 0 && costs.scriptBytes <= FIRST_PAINT_BYTES,
        `${costs.scriptBytes} bytes of scripts on a ${kind}`,
      );
      expect(costs.bytes <= FIRST_PAINT_BYTES, `${costs.bytes} bytes on a ${kind}`);
      expect(costs.requests <= FIRST_PAINT_REQUESTS, `${costs.requests} requests on a ${kind}`);
      found.push(
        `${kind}: ${costs.requests} requests, ${Math.round(costs.bytes / 1000)} kB of which ${Math.round(costs.scriptBytes / 1000)} kB scripts, ` +
          `first paint ${Math.round(costs.paintMs)} ms, shown ${Math.round(costs.shownMs)} ms, ` +
          `${costs.longTasks} long tasks that block ${Math.round(costs.blockedMs)} ms`,
      );
      await tab.context().close();
    }
    return found.join('; ');
  });
}

export const CASES = [
  ['check-page-readers', readers],
  ['check-page-names', names],
  ['check-page-budget', budget],
];
