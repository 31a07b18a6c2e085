// Talks to the console's API.
//
// In: a method, a path, members. Out: what the server answers, or a Refusal. Never: credentials in script; the session is
// a cookie that scripts cannot read, beside a value that every write repeats.

const PATIENCE_MS = 20_000;

let csrf = null;
let onSessionEnd = () => {};

// A refusal of the server; `message` is a sentence for the operator.
export class Refusal extends Error {
  constructor({ status, code, message, retryAfterSeconds = null }) {
    super(sentence(message));
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

// Messages of the server begin with a small letter and end without a full stop.
function sentence(words) {
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

// What is called when a response says that nobody is signed in any more.
export function whenSessionEnds(tell) {
  onSessionEnd = tell;
}

export const get = (path, options) => ask('GET', path, options);
export const post = (path, members = {}) => ask('POST', path, { members });
export const remove = (path) => ask('DELETE', path);

// The same as `get`, with the tag of the answer; `null` when it is still the one of `tag`.
export async function getIfChanged(path, tag, options = {}) {
  const answer = await send('GET', path, { ...options, headers: tag ? { 'if-none-match': tag } : {} });
  if (answer.status === 304) {
    return null;
  }
  return { tag: answer.headers.get('etag'), value: await read(answer, path) };
}

export async function signIn(path, members) {
  return welcome(await post(path, members));
}

export async function whoAmI() {
  return welcome(await get('me'));
}

export async function signOut() {
  await post('logout');
  csrf = null;
}

export const imageAddress = (id, place) => `/console/api/checks/${encodeURIComponent(id)}/images/${encodeURIComponent(place)}`;

function welcome(me) {
  csrf = me.csrf;
  return me;
}

async function ask(method, path, options = {}) {
  try {
    return await read(await send(method, path, options), path);
  } catch (refusal) {
    // Another tab signed in meanwhile: the session is new, and so is the value that writes repeat.
    if (refusal.code === 'BadCsrf') {
      await whoAmI();
      return read(await send(method, path, options), path);
    }
    throw refusal;
  }
}

async function send(method, path, { members, headers = {}, signal } = {}) {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await fetch(`/console/api/${path}`, {
      method,
      headers: {
        ...headers,
        ...(members ? { 'content-type': 'application/json' } : {}),
        ...(csrf && method !== 'GET' ? { 'x-catchlight-csrf': csrf } : {}),
      },
      body: members ? JSON.stringify(members) : undefined,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
  } catch (problem) {
    if (signal?.aborted) {
      throw problem;
    }
    const message = 'The server does not respond. Check that it is running and that this device can reach it, then try again.';
    throw new Refusal({ status: 0, code: 'Offline', message });
  }
}

async function read(answer, path) {
  if (answer.status === 204) {
    return null;
  }
  const told = await answer.json().catch(() => null);
  if (answer.ok && told !== null) {
    return told;
  }
  const refusal = new Refusal({
    status: answer.status,
    code: told?.code ?? 'Unreadable',
    message: told?.message ?? `The server responded with status ${answer.status} and gave no reason. The reason is in its log.`,
    retryAfterSeconds: told?.retryAfterSeconds,
  });
  if (answer.status === 401 && !path.startsWith('login') && path !== 'me') {
    onSessionEnd();
  }
  throw refusal;
}
