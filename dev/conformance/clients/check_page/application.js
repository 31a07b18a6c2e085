// The application that asks for checks: its requests, and its own page, which Chromium is shown in its place.

import { expect, NotApplicable, target } from '../reporting.js';
import { send } from '../wire/http.js';
import { authorized } from '../wire/sigv4.js';

export const APP = 'https://app.example';
export const OTHER = 'https://other.example';
export const STRANGER = 'https://stranger.example';

// Asks the server as an application does.
export async function ask(method, path, members, endpoint = target.endpoint) {
  const at = new URL(endpoint);
  const body = Buffer.from(members ? JSON.stringify(members) : '');
  const { headers } = authorized({ method, path, headers: { host: at.host }, body });
  const { status, json } = await send(at.protocol === 'http:' ? 'plain' : 'tls', at, { method, path, headers, body });
  if (status === 400 && json?.message?.includes('origins')) {
    throw new NotApplicable('the endpoint does not list the origins of these cases');
  }
  expect(status === 200, `${method} ${path} was answered with ${status} ${JSON.stringify(json)}`);
  return json;
}

export const make = (members = {}, endpoint) => ask('POST', '/v1/checks', members, endpoint);
export const read = ({ checkId }, endpoint) => ask('GET', `/v1/checks/${checkId}`, undefined, endpoint);
// Every reading of a session, and what it added to the verdict.
export const reportOf = (session, endpoint) => ask('GET', `/v1/sessions/${session}/report`, undefined, endpoint);

export const embed = (origin, url) => `${origin}/?link=${encodeURIComponent(url)}`;

// The application's page: with the element when its address holds a link, else a word.
export function embedding(url) {
  const link = new URL(url).searchParams.get('link');
  const element = `<script src="${target.endpoint}/check/element.js"></script>
    <script>
      window.told = [];
      for (const state of ['done', 'cancelled', 'expired']) {
        addEventListener('catchlight-' + state, ({ detail }) => told.push(detail));
      }
    </script>
    <catchlight-check src="${link}"></catchlight-check>`;
  const body = `<!doctype html><html lang="en"><title>App</title><body>${link ? element : 'back'}`;
  return { contentType: 'text/html', body };
}
