// What every page of ours is held to: it asks nobody else, breaks no policy, and people of all kinds can use it.
//
// In: a browser context before its first page, or a tab in some state. Out: a list of what went wrong, or a failure.
// Never: a rule that only one page has.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from './reporting.js';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// What is no request to anybody.
const WITHIN = ['blob:', 'data:', 'about:'];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// Notes what must not happen in any tab of `context`; `homes` are the origins that it may ask.
export async function watch(context, homes, problems) {
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy broken: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (!homes.includes(origin) && !WITHIN.includes(protocol)) {
      problems.push(`asked for ${request.url()}`);
    }
  });
  context.on('console', (message) => message.text().startsWith('policy broken') && problems.push(message.text()));
  context.on('weberror', (error) => problems.push(`${error.error()}`));
}

// No rule of WCAG 2.2 AA that a program can judge is broken, and nothing has to be scrolled sideways.
export async function expectAccessible(tab, name) {
  // The policy of the page forbids inline scripts, so the rules come in as the debugger.
  const debug = await tab.context().newCDPSession(tab);
  await debug.send('Runtime.evaluate', { expression: axe });
  const { violations } = await tab.evaluate((values) => window.axe.run(document, { runOnly: values }), RULES);
  const told = violations.map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target).join(' ')}`);
  expect(told.length === 0, `${name}: ${told.join('; ')}`);
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide <= 0, `${name}: ${wide} px stick out at the side`);
}
