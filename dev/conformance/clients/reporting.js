// Runs named cases of one client and prints one JSON line for each: the form the conformance program reads.

import { readFileSync } from 'node:fs';

// What to talk to, as the conformance program describes it.
export const target = JSON.parse(process.env.CONFORMANCE_TARGET);

// Runs every wanted case, `lanes` at a time; a case passes when it returns, and fails when it throws.
export async function run(client, version, cases, { lanes = 1 } = {}) {
  const waiting = cases.filter(([name]) => isWanted(name));
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const report = await outcome(...next);
      process.stdout.write(`${JSON.stringify({ client, version, ...report })}\n`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

// Pictures for the documentation come from the cases that show every state of a page.
function isWanted(name) {
  return target.gallery ? name.endsWith('-states') : target.cases.length === 0 || target.cases.includes(name);
}

async function outcome(name, test) {
  const started = performance.now();
  let verdict = 'PASS';
  let detail = '';
  try {
    detail = (await test(name)) ?? '';
  } catch (problem) {
    verdict = problem instanceof NotApplicable ? 'NA' : 'FAIL';
    detail = verdict === 'NA' ? problem.message : `${problem.name}: ${problem.message}`;
  }
  const milliseconds = Math.round(performance.now() - started);
  return { case: name, verdict, milliseconds, detail };
}

// Thrown by a case that this target cannot be asked.
export class NotApplicable extends Error {}

export function expect(condition, message) {
  if (!condition) {
    throw new Error(message);
  }
}

// The version of an npm package installed in this folder, or in another one named relative to it.
export function versionOf(name, folder = './') {
  return JSON.parse(readFileSync(new URL(`${folder}node_modules/${name}/package.json`, import.meta.url))).version;
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
