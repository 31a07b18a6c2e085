// The control plane by hand: well-formed calls, changed by what a case says.

import { expect } from '../reporting.js';
import { controlAt, send } from './http.js';
import { authorized, signer } from './sigv4.js';

export const CREATE = 'CreateFaceLivenessSession';
export const GET = 'GetFaceLivenessSessionResults';

// A host as requests name it.
export function hostOf(at) {
  return at.port ? `${at.hostname}:${at.port}` : at.hostname;
}

// A request as an SDK would send it, changed by what the case says.
export function call({ protocol = 'h1', operation = CREATE, body = '{}', headers = {}, by, sign, path = '/', after, method = 'POST' } = {}) {
  const at = controlAt(protocol);
  const all = {
    'content-type': 'application/x-amz-json-1.1',
    host: hostOf(at),
    'x-amz-target': `RekognitionService.${operation}`,
    ...headers,
  };
  const kept = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const signed = authorized({ method, path, headers: kept, body: bytes }, signer(by), sign);
  // What happens to the request on its way.
  const sent = { method, path, body: bytes, ...signed, ...after?.({ ...signed, body: bytes }) };
  return { at, protocol, sent };
}

// Sends such a request.
export async function sendCall(options) {
  const { at, protocol, sent } = call(options);
  if (protocol === 'h2') {
    const { host, ...headers } = sent.headers;
    return send(protocol, at, { ...sent, headers: { ...headers, ':authority': host } });
  }
  const length = typeof sent.body?.[Symbol.asyncIterator] === 'function' ? {} : { 'content-length': sent.body.length };
  return send(protocol, at, { ...sent, headers: { ...sent.headers, ...length } });
}

// A request to our own API beside that of AWS.
export async function ownCall(method, path, by) {
  const at = controlAt('h1');
  const request = { method, path, headers: { host: hostOf(at) }, body: Buffer.alloc(0) };
  const { headers } = authorized(request, signer(by));
  return send('h1', at, { method, path, headers: { ...headers, 'content-length': 0 }, body: Buffer.alloc(0) });
}

// Credentials that open the stream of one session and nothing else.
export async function minted(session) {
  const { status, json, bytes } = await ownCall('POST', `/v1/sessions/${session}/credentials`);
  expect(status === 200, `${status} ${bytes}`);
  return { id: json.accessKeyId, secret: json.secretAccessKey, token: json.sessionToken };
}
