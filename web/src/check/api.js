// Talks to the server about the one check of this page.
//
// In: the link of the address, once. Out: the state of the check, attempts, links for another device.
// Never: cookies. The pass is in the storage of this tab, so that a reload does not lose the check; phones reload a page
// by themselves when the camera needs memory.

const PASS = 'catchlight-pass';
const PATIENCE_MS = 15_000;

let pass = null;

// A refusal of the server; `name` is what the page chooses its words by.
export class Refusal extends Error {
  constructor(name, state) {
    super(name);
    this.name = name;
    this.state = state;
  }
}

// The state of the check that the link opens, or of the one that this tab had open already.
export async function openPass(link) {
  if (link) {
    const opened = await ask('POST', 'open', { token: link });
    keep(opened.pass);
    return opened.state;
  }
  pass = kept();
  if (!pass) {
    throw new Refusal('noLink');
  }
  return readState();
}

export const readState = () => ask('GET', 'state');
export const askAttempt = (movementOnly) => ask('POST', 'attempts', { movementOnly });
export const choose = (movementOnly) => ask('POST', 'choice', { movementOnly });
export const askHandOff = () => ask('POST', 'hand-off', {});
export const cancel = () => ask('POST', 'cancel', {});

async function ask(method, what, members) {
  let response;
  try {
    response = await fetch(`/v1/page/${what}`, {
      method,
      headers: pass ? { authorization: `Bearer ${pass}` } : {},
      body: members ? JSON.stringify(members) : undefined,
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new Refusal('offline');
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Refusal(body.error ?? 'offline', body.state);
  }
  return body;
}

function keep(given) {
  pass = given;
  try {
    sessionStorage.setItem(PASS, given);
  } catch {
    // Without storage the check is lost on a reload, and only then.
  }
}

function kept() {
  try {
    return sessionStorage.getItem(PASS);
  } catch {
    return null;
  }
}
