// The examples of docs/embedding.md, built as an application would build them, each with a whole check inside.

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, NotApplicable, target } from '../reporting.js';
import { APP, make, read } from './application.js';
import { inBrowser, PATIENCE_MS, startButton, within } from './stage.js';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const FRAMEWORKS = new URL('../../frameworks/', import.meta.url).pathname;

// All four are built at once, by the first case that needs one.
let built = null;
async function examples() {
  if (!existsSync(join(FRAMEWORKS, 'node_modules'))) {
    throw new NotApplicable('the frameworks are not installed');
  }
  built ??= build();
  return built;
}

async function build() {
  const folder = mkdtempSync(join(target.scratch, 'examples-'));
  const words = [join(FRAMEWORKS, 'build.js'), join(target.repository, 'docs/embedding.md'), folder, target.endpoint];
  await promisify(execFile)(process.execPath, words, { cwd: FRAMEWORKS });
  return folder;
}

// The application's page with one example: a check is begun in the frame and done, and the application takes over.
const example = (name) => async () => {
  const folder = join(await examples(), name);
  const check = await make({ embedOrigin: APP });
  const answer = ({ pathname }) => {
    if (pathname === '/my-server/new-check') {
      return { contentType: 'application/json', body: JSON.stringify({ url: check.url }) };
    }
    if (pathname === '/link.js') {
      return { contentType: 'text/javascript', body: `window.checkUrl = ${JSON.stringify(check.url)};` };
    }
    if (pathname === '/verified') {
      return { contentType: 'text/html', body: '<!doctype html><title>App</title>back' };
    }
    const file = join(folder, pathname === '/' ? 'index.html' : pathname);
    return existsSync(file) ? { contentType: TYPES[extname(file)], body: readFileSync(file) } : { status: 404 };
  };
  await inBrowser(
    async (open) => {
      const tab = await open();
      await tab.goto(`${APP}/`);
      const frame = tab.frameLocator('catchlight-check iframe');
      await within(startButton(frame));
      await frame.getByRole('radio', { name: 'Without flashing colours' }).check();
      await startButton(frame).click();
      await tab.waitForURL(`${APP}/verified?check=${check.checkId}`, { timeout: PATIENCE_MS });
    },
    { routes: { [APP]: answer } },
  );
  const told = await read(check);
  expect(told.state === 'done', `the application reads ${JSON.stringify(told)}`);
};

export const CASES = ['html', 'react', 'vue', 'angular'].map((name) => [`check-page-example-${name}`, example(name)]);
