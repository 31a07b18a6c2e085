// Runs named cases of one client and prints one JSON line for each: the form the conformance program reads.

import { readFileSync } from 'node:fs';

// What to talk to, as the conformance program describes it.
export const target = JSON.parse(process.env.CONFORMANCE_TARGET);

// Runs every case in turn; a case passes when it returns, and fails when it throws.
export async function run(client, version, cases) {
  for (const [name, test] of cases) {
    const started = performance.now();
    let verdict = 'PASS';
    let detail = '';
    try {
      const note = await test();
      detail = note ?? '';
    } catch (problem) {
      verdict = problem instanceof NotApplicable ? 'NA' : 'FAIL';
      detail = verdict === 'NA' ? problem.message : `${problem.name}: ${problem.message}`;
    }
    const milliseconds = Math.round(performance.now() - started);
    process.stdout.write(`${JSON.stringify({ client, version, case: name, verdict, milliseconds, detail })}\n`);
  }
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
