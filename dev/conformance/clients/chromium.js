// Starts Debian's Chromium with a clip for a camera, or without a camera.
//
// In: the clip if there is to be a camera, whether the camera is refused, more flags. Out: the browser.
// Never: opens a page.

import { chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

export function launchChromium({ clip, refusesCamera, flags = [] }) {
  const camera = ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${clip}`];
  return chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--ignore-certificate-errors',
      ...flags,
      refusesCamera ? '--deny-permission-prompts' : '--use-fake-ui-for-media-stream',
      ...(clip ? camera : []),
    ],
  });
}
