// Keeps pictures of pages for the documentation: small ones, of synthetic people only.
//
// In: a tab in the state that is to be shown. Out: docs/images/PART/NAME.png, or .jpg where a camera is in view; nothing
// unless the program was asked for pictures. Never: an address or a number that differs from run to run.

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { target } from './reporting.js';

const DESKTOP_PX = 960;
const PHONE_PX = 412;
const COLOURS = 48;
const SHOWN_HOST = 'face.example';

export async function keep(tab, part, name, { photo = false } = {}) {
  if (!target.gallery) {
    return;
  }
  const folder = join(target.gallery, part);
  mkdirSync(folder, { recursive: true });
  const raw = join(target.scratch, `${name}.png`);
  await tab.evaluate(nameHost, SHOWN_HOST);
  // What a person sees first; a click on something further down has scrolled there.
  await tab.evaluate(() => window.scrollTo(0, 0));
  await tab.screenshot({ path: raw, caret: 'hide' });
  const isPhone = (tab.viewportSize()?.width ?? 0) < 600;
  const scale = `scale=${isPhone ? PHONE_PX : DESKTOP_PX}:-1:flags=lanczos`;
  const file = join(folder, `${name}.${photo ? 'jpg' : 'png'}`);
  const palette = `${scale},split[a][b];[a]palettegen=max_colors=${COLOURS}:stats_mode=full[p];[b][p]paletteuse=dither=none`;
  const form = photo ? ['-vf', scale, '-q:v', '5'] : ['-filter_complex', palette];
  execFileSync('ffmpeg', ['-y', '-loglevel', 'error', '-i', raw, ...form, '-frames:v', '1', '-bitexact', file]);
  rmSync(raw);
}

// The address of the server, which has another port each time, is shown as that of the documentation.
function nameHost(shown) {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    node.textContent = node.textContent.replaceAll(location.host, shown);
  }
}
