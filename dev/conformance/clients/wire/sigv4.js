// Signature Version 4 by hand, so that every part of it can be wrong on purpose.

import { createHash, createHmac } from 'node:crypto';
import { target } from '../reporting.js';

export const SERVICE = 'rekognition';
export const EVENTS = 'STREAMING-AWS4-HMAC-SHA256-EVENTS';
const ALGORITHM = 'AWS4-HMAC-SHA256';
const NOTHING = sha256('');

export function sha256(data) {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key, text) {
  return createHmac('sha256', key).update(text).digest();
}

// A date as signatures write it; `shiftMs` is how wrong the clock is.
export function amzDate(shiftMs = 0) {
  return new Date(Date.now() + shiftMs).toISOString().replace(/[-:]|\.\d+/g, '');
}

function keyOf({ secret, day, region, service }) {
  const parts = [day, region, service, 'aws4_request'];
  return parts.reduce((key, part) => hmac(key, part), `AWS4${secret}`);
}

// Who signs: the keys of the target unless `changes` say otherwise.
export function signer(changes = {}) {
  return {
    id: target.access_key,
    secret: target.secret_key,
    token: target.session_token,
    region: target.region,
    service: SERVICE,
    shiftMs: 0,
    terminator: 'aws4_request',
    ...changes,
  };
}

const encoded = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

// The headers of a request with its Authorization. `sign` names the headers that are signed, all of them by default.
export function authorized({ method, path, headers, body }, by = signer(), sign = undefined) {
  const date = amzDate(by.shiftMs);
  const all = { ...headers, 'x-amz-date': date };
  if (by.token) {
    all['x-amz-security-token'] = by.token;
  }
  const names = (sign ?? Object.keys(all)).map((name) => name.toLowerCase()).sort();
  const [place, query = ''] = path.split('?');
  const payload = all['x-amz-content-sha256'] === EVENTS ? EVENTS : sha256(body);
  const lines = names.map((name) => `${name}:${String(all[name] ?? '').trim()}\n`).join('');
  const request = [method, place, query, lines, names.join(';'), payload].join('\n');
  const { signature, scope } = signed(request, date, by);
  const parts = [`Credential=${by.id}/${scope}`, `SignedHeaders=${names.join(';')}`, `Signature=${signature}`];
  return { headers: { ...all, authorization: `${ALGORITHM} ${parts.join(', ')}` }, signature };
}

// The path and query of a presigned URL. `query` holds what the operation wants; null leaves a parameter out.
export function presigned({ path, query, host, expires = 299 }, by = signer()) {
  const date = amzDate(by.shiftMs);
  const scope = `${date.slice(0, 8)}/${by.region}/${by.service}/${by.terminator}`;
  const all = {
    'X-Amz-Algorithm': ALGORITHM,
    'X-Amz-Credential': `${by.id}/${scope}`,
    'X-Amz-Date': date,
    'X-Amz-Expires': String(expires),
    'X-Amz-SignedHeaders': 'host',
    ...(by.token ? { 'X-Amz-Security-Token': by.token } : {}),
    ...query,
  };
  const pairs = Object.entries(all)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort();
  const request = ['GET', path, pairs.join('&'), `host:${host}\n`, 'host', NOTHING].join('\n');
  const { signature } = signed(request, date, by);
  return { path: `${path}?${pairs.join('&')}&X-Amz-Signature=${signature}`, signature };
}

function signed(request, date, by) {
  const day = date.slice(0, 8);
  const scope = `${day}/${by.region}/${by.service}/${by.terminator}`;
  const text = [ALGORITHM, date, scope, sha256(request)].join('\n');
  return { signature: hmac(keyOf({ ...by, day }), text).toString('hex'), scope };
}

// Signs events, each after the one before.
export class EventChain {
  constructor(signature, by = signer()) {
    this.previous = signature;
    this.by = by;
  }

  // The signature of an event with this date, in milliseconds, whose header is `dateHeader`.
  sign(dateMs, dateHeader, inner) {
    const date = amzDate(dateMs - Date.now());
    const day = date.slice(0, 8);
    const scope = `${day}/${this.by.region}/${this.by.service}/aws4_request`;
    const text = [`${ALGORITHM}-PAYLOAD`, date, scope, this.previous, sha256(dateHeader), sha256(inner)].join('\n');
    const signature = hmac(keyOf({ ...this.by, day }), text);
    this.previous = signature.toString('hex');
    return signature;
  }
}
