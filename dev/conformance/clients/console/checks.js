// What operators do with checks: see them arrive, filter, ask why, look, decide, erase.

import { expect } from '../reporting.js';
import { button, check, checks, create, heading, inBrowser, PATIENCE_MS, picture, signed, signedIn, within } from './stage.js';

const row = (tab, id) => tab.getByRole('row').filter({ has: tab.getByRole('link', { name: `Check ${id.slice(0, 8)}` }) });

// A new check appears by itself; filters live in the address, so that a link shows the same.
async function list() {
  const { live, print } = await checks();
  await inBrowser(async (open, home) => {
    const tab = await signedIn(open, home, 'vito');
    await within(row(tab, live.id));
    const { status, json } = await create();
    expect(status === 200, `the check was not made: ${status}`);
    await within(row(tab, json.SessionId));
    await within(row(tab, json.SessionId).getByText('Created'));
    await tab.getByLabel('Verdict').selectOption('Refused');
    await row(tab, live.id).waitFor({ state: 'detached', timeout: PATIENCE_MS });
    await within(row(tab, print.id).getByText('Attack'));
    expect(new URL(tab.url()).search === '?verdict=fail', `the address is ${tab.url()}`);
    await tab.reload();
    await within(row(tab, print.id));
    expect((await row(tab, live.id).count()) === 0, 'the filter is lost with a reload');
    await tab.getByRole('button', { name: 'Remove filter: Refused' }).click();
    await within(row(tab, live.id));
    await tab.getByLabel('Find').fill(live.id.slice(0, 13));
    await row(tab, print.id).waitFor({ state: 'detached', timeout: PATIENCE_MS });
    await within(row(tab, live.id));
    await tab.getByLabel('Find').fill('ffffffff-0000');
    await heading(tab, 'No check matches these filters');
    await tab.goBack();
    await within(tab.locator('body'));
  });
}

// The page of a check says the Confidence of the API, and its steps add up to it.
async function why(name) {
  const { live, print } = await checks();
  return inBrowser(async (open, home) => {
    const tab = await signedIn(open, home, 'rosa', '/checks?q=' + live.id.slice(0, 8));
    await row(tab, live.id).getByRole('link').click();
    await heading(tab, 'Passed as a live person');
    await picture(tab, `${name}-live`);
    for (const { id } of [live, print]) {
      await tab.goto(`${home}/console/checks/${id}`);
      const { json: report } = await signed('GET', `/v1/sessions/${id}/report`);
      const { contributions, confidence } = report.result;
      const table = tab.locator('.why-table');
      await within(table);
      const shown = confidence > 99.9 ? '>99.9' : confidence < 0.1 ? '<0.1' : confidence.toFixed(1);
      await within(table.getByText(`Confidence ${shown}`));
      const taken = contributions.filter(({ reading }) => reading.raw !== undefined);
      const steps = await table.locator('tbody tr:not(.why-edge, .why-ceiling)').count();
      expect(steps === taken.length, `${steps} steps for ${taken.length} signals`);
      const left = await tab.locator('.untaken dt').count();
      expect(left === contributions.length - taken.length, `${left} of ${contributions.length - taken.length} are told as not measured`);
      await addsUp(table);
    }
    await heading(tab, 'Refused as an attack');
    await picture(tab, `${name}-print`);
    for (const section of ['Screen and skin', 'Face and oval', 'Timeline', 'Stream health', 'Client and request']) {
      await heading(tab, section);
    }
    // One way to the older check and back again.
    await tab.getByRole('link', { name: 'Older' }).or(tab.getByRole('link', { name: 'Newer' })).first().click();
    await tab.waitForURL((url) => !url.pathname.endsWith(print.id), { timeout: PATIENCE_MS });
    await within(tab.locator('.check-tags'));
  });
}

// The last bar ends where the steps before it ended, up to the rounding of what is shown.
async function addsUp(table) {
  const told = await table.locator('tbody tr').evaluateAll((rows) => rows.map((one) => one.cells[3].innerText));
  const numbers = told.map((text) => Number(text.replace('\u2212', '-')));
  const total = numbers.pop();
  const sum = numbers.reduce((all, one) => all + one, 0);
  expect(Math.abs(sum - total) < 0.01 * numbers.length, `the steps add up to ${sum}, the end is ${total}`);
}

// A reviewer sees the pictures when asking for them, each is logged; a viewer is told which role does, and gets none.
async function pictures() {
  const { live } = await checks();
  await inBrowser(async (open, home) => {
    const tab = await signedIn(open, home, 'rosa', `/checks/${live.id}`);
    const loads = [];
    tab.on('request', (request) => request.url().includes('/images/') && loads.push(request.url()));
    const show = tab.getByRole('button', { name: /^Show \d images?$/ });
    await within(show);
    expect(loads.length === 0, 'pictures were loaded unasked');
    await show.click();
    await tab.waitForFunction(() => [...document.querySelectorAll('.picture img')].every((image) => image.complete && image.naturalWidth > 0));
    const images = await tab.locator('.picture img').count();
    expect(images > 1 && loads.length === images, `${images} pictures took ${loads.length} requests`);
    expect((await tab.locator('.picture-landmarks').first().getAttribute('d')).length > 100, 'the landmarks are missing');
    const viewer = await signedIn(open, home, 'vito', `/checks/${live.id}`);
    await within(viewer.getByText('needs the reviewer role').first());
    expect((await viewer.getByRole('button', { name: /^Show/ }).count()) === 0, 'a viewer is offered pictures');
    const { pathname } = new URL(loads[0]);
    const status = await viewer.evaluate(async (path) => (await fetch(path)).status, pathname);
    expect(status === 403, `a viewer gets ${status} for a picture`);
    const admin = await signedIn(open, home, 'ada', `/audit?operator=rosa&subject=${live.id}`);
    await within(admin.getByRole('link', { name: 'Image view' }).first());
    const logged = await admin.getByRole('link', { name: 'Image view' }).count();
    expect(logged === images, `${images} pictures left ${logged} entries`);
  });
}

// A decision with a note: in the history, in the list, in the audit log.
async function review() {
  const { print } = await checks();
  await inBrowser(async (open, home) => {
    const tab = await signedIn(open, home, 'rosa', `/checks/${print.id}`);
    await heading(tab, 'Refused as an attack');
    await tab.getByLabel('Attack', { exact: true }).check();
    await tab.getByLabel('Kind of attack').selectOption('Print or photo');
    await tab.getByLabel('Note').fill('The rim of the paper shows at the left.');
    await button(tab, 'Save review').click();
    await within(tab.locator('.reviews').getByText('The rim of the paper shows at the left.'));
    await within(tab.locator('.reviews').getByText('Print or photo'));
    await tab.goto(`${home}/console/checks?review=confirmed`);
    await within(row(tab, print.id).getByText('Confirmed'));
    const admin = await signedIn(open, home, 'ada', `/audit?subject=${print.id}`);
    await within(admin.getByRole('link', { name: 'Check review' }).first());
    const viewer = await signedIn(open, home, 'vito', `/checks/${print.id}`);
    await within(viewer.locator('.reviews').getByText('rosa').first());
    expect((await button(viewer, 'Save review').count()) === 0, 'a viewer may decide');
  });
}

// An admin erases a check after a question; then it is nowhere.
async function erase() {
  const { id } = await check('live', 11, ['--kind', 'movement', '--fast']);
  await inBrowser(async (open, home) => {
    const tab = await signedIn(open, home, 'ada', `/checks/${id}`);
    await tab.getByRole('button', { name: 'Erase this check …' }).click();
    await button(tab, 'Cancel').click();
    await tab.getByRole('button', { name: 'Erase this check …' }).click();
    await button(tab, 'Erase permanently').click();
    await heading(tab, 'Checks');
    await tab.goto(`${home}/console/checks/${id}`);
    await heading(tab, 'No such check');
  });
  const { status } = await signed('POST', '/', { operation: 'GetFaceLivenessSessionResults', members: { SessionId: id } });
  expect(status === 400, `the erased session answers ${status}`);
}

// The console starts a check of its own in another tab.
async function trial() {
  await inBrowser(async (open, home) => {
    const tab = await signedIn(open, home, 'rosa');
    const opened = tab.context().waitForEvent('page');
    await tab.getByRole('button', { name: 'Try a check' }).first().click();
    const page = await opened;
    await page.waitForURL(/\/check\//, { timeout: PATIENCE_MS });
    await within(page.getByRole('button', { name: 'Start check' }));
  });
}

export const CORE = [['console-why', why], ['console-pictures', pictures]];
export const CASES = [['console-list', list], ['console-review', review], ['console-erase', erase], ['console-trial', trial]];
