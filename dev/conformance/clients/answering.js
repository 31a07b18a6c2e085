// Gives the pages of a browser context a camera whose person answers the page.
//
// In: who sits before the camera and what they do. Out: navigator.mediaDevices replaced, see the folder camera.
// Never: a file or a request that the page could see.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NotApplicable, target } from './reporting.js';

const PARTS = ['light.js', 'screen.js', 'person.js', 'install.js'];
const source = PARTS.map((part) => readFileSync(new URL(`camera/${part}`, import.meta.url), 'utf8')).join('\n');
// What the component asks for, in the words that it shows.
const ENGLISH = { back: 'Move back', closer: 'Move closer', still: 'Hold still' };

// `species` sits before the camera. `answers`: whether the light on them follows the screen; else it stays that of the
// first moment. `behaviour`: "follows" the page, "stays" far away, "leaves" when asked to come closer, sits too "near".
export async function answerWith(
  context,
  { species = 'live', answers = true, behaviour = 'follows', words = ENGLISH, seed = 1 } = {},
) {
  if (!target.light || !existsSync(join(target.light, `${species}-level.basis`))) {
    throw new NotApplicable('nobody was filmed for a camera that answers');
  }
  const settings = JSON.stringify({ answers, behaviour, words, seed });
  await context.exposeBinding('answeringPictures', (_, shape) => {
    return readFileSync(join(target.light, `${species}-${shape}.basis`)).toString('base64');
  });
  await context.addInitScript(`(() => {\n${source}\ninstall(${settings}, window.answeringPictures);\n})();`);
}

// How the camera kept up: frames a second from the first to the last picture, the mean time of one, and the longest gap.
export async function paceOf(tab) {
  return tab.evaluate(() => {
    const frames = window.answeringCamera?.frames ?? [];
    const gaps = frames.slice(1).map(({ at }, place) => at - frames[place].at);
    const seconds = gaps.reduce((sum, gap) => sum + gap, 0) / 1000;
    const took = frames.reduce((sum, frame) => sum + frame.took, 0) / Math.max(1, frames.length);
    return { framesPerSecond: gaps.length / seconds, tookMs: took, longestGapMs: Math.max(0, ...gaps) };
  });
}
