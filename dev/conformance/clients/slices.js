// The camera clip as a browser's recorder would send it: live WebM with VP8, a slice a second.

import { execFileSync } from 'node:child_process';
import { NotApplicable, target } from './reporting.js';

// The clip is near from here on long enough for any check.
const SECONDS = 9;
const BITS_PER_SECOND = '1000k';

let recorded;

// Out: slices of the same recording, each with about a second of video.
export function clipSlices() {
  if (!target.clip) {
    throw new NotApplicable('no camera clip: give --clip');
  }
  recorded ??= record(target.clip);
  const length = Math.ceil(recorded.length / SECONDS);
  return Array.from({ length: SECONDS }, (_, index) => recorded.subarray(index * length, (index + 1) * length));
}

function record(clip) {
  const input = ['-loglevel', 'error', '-f', 'mjpeg', '-framerate', '30', '-i', clip, '-t', String(SECONDS)];
  const codec = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', BITS_PER_SECOND];
  const container = ['-pix_fmt', 'yuv420p', '-f', 'webm', '-live', '1', '-'];
  return execFileSync('ffmpeg', [...input, ...codec, ...container], { maxBuffer: 64 << 20 });
}
