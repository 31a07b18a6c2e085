// Reads results through the aws command, as an operator would.

import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, target } from './reporting.js';

const JPEG_MAGIC = 'ffd8ff';
// How the command is told to accept a certificate that no public authority signed.
export const TRUST = { authority: ['--ca-bundle', target.ca], unverified: ['--no-verify-ssl'] };

// Runs `aws rekognition` with nothing but the endpoint, the region and `trust`; out: what it printed, parsed.
export async function aws(trust, ...words) {
  const command = [join(dirname(target.python), 'aws'), '--endpoint-url', target.endpoint, '--region', target.region];
  const nowhere = '/dev/null';
  const env = {
    PATH: process.env.PATH,
    AWS_ACCESS_KEY_ID: target.access_key,
    AWS_SECRET_ACCESS_KEY: target.secret_key,
    ...(target.session_token ? { AWS_SESSION_TOKEN: target.session_token } : {}),
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    PYTHONWARNINGS: 'ignore',
  };
  const everything = [...command, ...(trust.includes(null) ? [] : trust), 'rekognition', ...words];
  const { stdout } = await promisify(execFile)(target.python, everything, { env, maxBuffer: 16 << 20 });
  return JSON.parse(stdout);
}

// Expects a finished check of `challenge` with its reference image and as many audit images as asked for.
export async function expectResults(session, challenge, auditImages, trust) {
  const results = await aws(trust, 'get-face-liveness-session-results', '--session-id', session);
  expect(results.Status === 'SUCCEEDED', `Status is ${results.Status}`);
  expect(results.Confidence >= 0 && results.Confidence <= 100, `Confidence is ${results.Confidence}`);
  expect(results.Challenge?.Type === challenge, `Challenge is ${JSON.stringify(results.Challenge)}`);
  expect(results.ReferenceImage, `no ReferenceImage; Feedback is ${JSON.stringify(results.Feedback)}`);
  expectImage(results.ReferenceImage, 'ReferenceImage');
  const found = results.AuditImages ?? [];
  expect(found.length === auditImages, `${found.length} audit images, asked for ${auditImages}`);
  found.forEach((image, index) => expectImage(image, `audit image ${index + 1}`));
  return results;
}

function expectImage({ Bytes, BoundingBox }, what) {
  const bytes = Buffer.from(Bytes ?? '', 'base64');
  expect(bytes.subarray(0, 3).toString('hex') === JPEG_MAGIC, `the ${what} is no JPEG`);
  expect(bytes.length <= 204_800, `the ${what} has ${bytes.length} bytes`);
  const sides = [BoundingBox?.Width, BoundingBox?.Height];
  expect(sides.every((side) => side > 0), `the BoundingBox of the ${what} is ${JSON.stringify(BoundingBox)}`);
}
