// What is wrong with the locales of the check page.
//
// In: the words of every locale, the list that loads them, the sources that use them. Out: a sentence for each problem.
// Never: a judgement of style.

const PLACEHOLDER = /\{\w+\}/g;
const USE = /(?<!\/)\bwords\.(\w+)/g;
// Words that are the same in several languages.
const SHARED = ['error', 'rec'];

// `files` maps the name of a file in words/ to its words; `listed` are the tags of the list; `sources` is the text of
// every other file of the page; `component` are the words that the component has and shows.
export function problemsOfLocales({ files, listed, sources, component }) {
  const english = flat(files.en ?? {});
  return [
    ...differences(Object.keys(files), listed, (tag) => `${tag}: the file words/${tag}.js has no line in LOCALES`, (tag) => `${tag}: there is no file words/${tag}.js`),
    ...Object.entries(files).flatMap(([tag, words]) => problemsOfLocale(tag, flat(words), english)),
    ...problemsOfUse(files.en ?? {}, sources),
    ...(component ? differences(component, Object.keys(files.en.component), (name) => `component.${name}: no locale has it`, (name) => `component.${name}: the component does not show it`) : []),
  ];
}

function problemsOfLocale(tag, words, english) {
  const missing = differences(Object.keys(english), Object.keys(words), (key) => `${tag}: ${key} is missing`, (key) => `${tag}: ${key} is not a key of en.js`);
  const wrong = Object.entries(words).flatMap(([key, text]) => {
    if (typeof text !== 'string' || !text.trim()) {
      return [`${tag}: ${key} is empty`];
    }
    const original = english[key] ?? text;
    const found = [];
    if (placeholders(text) !== placeholders(original)) {
      found.push(`${tag}: ${key} has other placeholders than en.js`);
    }
    if (tag !== 'en' && text === original && english[key] && !SHARED.includes(text.toLowerCase())) {
      found.push(`${tag}: ${key} is not translated`);
    }
    return found;
  });
  return [...missing, ...wrong];
}

// Every word is used, and every use has its word. `why` is used by the name of a reason, `component` by the component.
function problemsOfUse(english, sources) {
  const used = new Set([...sources.matchAll(USE)].map(([, key]) => key));
  const reasons = Object.keys(english.why ?? {}).filter((reason) => !new RegExp(`['.]${reason}\\b`).test(sources));
  return [
    ...differences(Object.keys(english), [...used], (key) => `${key}: no source uses it`, (key) => `${key}: a source uses it, but en.js does not have it`),
    ...reasons.map((reason) => `why.${reason}: no source uses it`),
  ];
}

function differences(wanted, found, missing, extra) {
  return [
    ...wanted.filter((name) => !found.includes(name)).map(missing),
    ...found.filter((name) => !wanted.includes(name)).map(extra),
  ];
}

// `{ why: { busy: '…' } }` as `{ 'why.busy': '…' }`.
export function flat(words, before = '') {
  return Object.fromEntries(
    Object.entries(words).flatMap(([key, value]) =>
      value && typeof value === 'object' ? Object.entries(flat(value, `${before}${key}.`)) : [[before + key, value]],
    ),
  );
}

const placeholders = (text) => (text.match(PLACEHOLDER) ?? []).sort().join(' ');
