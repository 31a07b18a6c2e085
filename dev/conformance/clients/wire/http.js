// Requests by hand over HTTP/1.1 and HTTP/2.

import { readFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import tls from 'node:tls';
import { NotApplicable, target } from '../reporting.js';

const PATIENCE_MS = 90_000;
const ca = target.ca ? [readFileSync(target.ca)] : undefined;

// Where the control plane is, with TLS or without.
export function controlAt(protocol) {
  if (protocol !== 'plain') {
    return new URL(target.endpoint);
  }
  if (!target.http_endpoint) {
    throw new NotApplicable('there is no address without TLS');
  }
  return new URL(target.http_endpoint);
}

export const streamingAt = () => new URL(target.streaming_endpoint);

// Sends one request. `body` is a buffer or an async iterable; `headers` are sent as they are.
export async function send(protocol, at, { method = 'POST', path = '/', headers = {}, body, agent }) {
  if (protocol === 'h2') {
    return overHttp2(at, { method, path, headers, body });
  }
  const request = (protocol === 'plain' ? http : https).request({
    host: at.hostname,
    port: at.port || (protocol === 'plain' ? 80 : 443),
    method,
    path,
    headers,
    ca,
    agent: agent ?? false,
    timeout: PATIENCE_MS,
  });
  request.on('timeout', () => request.destroy(new Error('no answer')));
  const answered = new Promise((resolve, reject) => {
    request.on('response', (response) => {
      collect(response).then(
        (bytes) => resolve(answer(response.statusCode, response.headers, bytes, request.reusedSocket)),
        reject,
      );
    });
    request.on('error', reject);
  });
  await write(request, body);
  return answered;
}

async function overHttp2(at, { method, path, headers, body }) {
  const session = http2.connect(at.origin, { ca });
  try {
    return await streamed(session, { method, path, headers, body });
  } finally {
    session.close();
  }
}

// One request on an open HTTP/2 connection.
export async function streamed(session, { method = 'POST', path = '/', headers, body }) {
  const stream = session.request({ ':method': method, ':path': path, ...headers });
  stream.setTimeout(PATIENCE_MS, () => stream.destroy(new Error('no answer')));
  const answered = new Promise((resolve, reject) => {
    session.on('error', reject);
    stream.on('error', reject);
    stream.on('response', (head) => {
      collect(stream).then((bytes) => resolve(answer(head[':status'], head, bytes)), reject);
    });
  });
  await write(stream, body);
  return answered;
}

// An open HTTP/2 connection for many requests at once.
export function openHttp2(at) {
  return http2.connect(at.origin, { ca }).setMaxListeners(0);
}

async function write(request, body) {
  if (body && typeof body[Symbol.asyncIterator] === 'function') {
    for await (const piece of body) {
      request.write(piece);
    }
    request.end();
  } else {
    request.end(body);
  }
}

async function collect(stream) {
  const pieces = [];
  for await (const piece of stream) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function answer(status, headers, bytes, reused = false) {
  let json;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    json = undefined;
  }
  return { status, headers, bytes, json, reused };
}

// Writes `pieces` on a fresh connection and gives back all that comes until it ends.
export async function raw(at, pieces) {
  const socket = tls.connect({ host: at.hostname, port: at.port || 443, ca, ALPNProtocols: ['http/1.1'] });
  socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('no answer')));
  for await (const piece of pieces) {
    socket.write(piece);
  }
  return (await collect(socket)).toString('latin1');
}

export const keptAlive = () => new https.Agent({ keepAlive: true, maxSockets: 1, ca });
