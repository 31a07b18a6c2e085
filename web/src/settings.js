// Reads what one check needs from the page's address.
//
// In: a Location; later sources win: the JSON file named by ?settings=, the query, the fragment.
// Out: complete settings. Never: sends credentials anywhere; put them in the fragment, which browsers keep to themselves.

const DEFAULTS = {
  region: 'us-east-1',
  startScreen: 'yes',
  clockOffsetMs: '0',
};
const REQUIRED = ['session', 'accessKeyId', 'secretAccessKey'];

export async function loadSettings(location) {
  const query = Object.fromEntries(new URLSearchParams(location.search));
  const fragment = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const file = query.settings ? await fetchSettings(new URL(query.settings, location.href)) : {};
  const served = {
    endpoint: location.origin,
    wasm: new URL('/check/liveness/wasm/', location.origin).href,
    model: new URL('/check/liveness/model/model.json', location.origin).href,
  };
  const settings = { ...DEFAULTS, ...served, ...file, ...query, ...fragment };
  const missing = REQUIRED.filter((name) => !settings[name]);
  if (missing.length > 0) {
    throw new Error(`The address is missing: ${missing.join(', ')}.`);
  }
  return settings;
}

async function fetchSettings(address) {
  const answer = await fetch(address);
  if (!answer.ok) {
    throw new Error(`The settings could not be read (HTTP ${answer.status}).`);
  }
  return answer.json();
}
