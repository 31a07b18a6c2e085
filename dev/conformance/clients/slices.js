// The camera clip as a browser's recorder would send it: live WebM with VP8, a slice a second.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { NotApplicable, target } from './reporting.js';

// The clip is near from here on long enough for any check.
const SECONDS = 9;
const BITS_PER_SECOND = '1000k';
const MAX_VIDEO_BYTES = 10_000_000;

let recorded;

// Out: the whole recording.
export async function clipVideo() {
  if (!target.clip) {
    throw new NotApplicable('no camera clip: give --clip');
  }
  recorded ??= record(target.clip);
  return recorded;
}

// Out: slices of the same recording, each with about a second of video.
export async function clipSlices() {
  const video = await clipVideo();
  const length = Math.ceil(video.length / SECONDS);
  return Array.from({ length: SECONDS }, (_, index) => video.subarray(index * length, (index + 1) * length));
}

async function record(clip) {
  const input = ['-loglevel', 'error', '-f', 'mjpeg', '-framerate', '30', '-i', clip, '-t', String(SECONDS)];
  // More threads than one wait for each other busily, which takes a minute on a loaded machine.
  const codec = ['-c:v', 'libvpx', '-threads', '1', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', BITS_PER_SECOND];
  const container = ['-pix_fmt', 'yuv420p', '-f', 'webm', '-live', '1', '-'];
  const words = [...input, ...codec, ...container];
  const { stdout } = await promisify(execFile)('ffmpeg', words, { encoding: 'buffer', maxBuffer: MAX_VIDEO_BYTES });
  return stdout;
}
