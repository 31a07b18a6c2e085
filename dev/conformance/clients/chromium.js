// Starts Debian's Chromium with a clip for a camera.
//
// In: the clip, whether the camera is refused, more flags. Out: the browser. Never: opens a page.

import { chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

export const launchChromium = ({ clip, refusesCamera, flags = [] }) =>
  chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--ignore-certificate-errors',
      ...flags,
      refusesCamera ? '--deny-permission-prompts' : '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${clip}`,
    ],
  });
