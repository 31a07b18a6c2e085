// Every locale of the check page has every word, and every word is used. Run by `make check` and `make test`.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { LOCALES } from '../src/check/words.js';
import { problemsOfLocales } from './locales.js';

const check = fileURLToPath(new URL('../src/check/', import.meta.url));
const tags = readdirSync(join(check, 'words')).map((file) => basename(file, '.js'));
const files = {};
for (const tag of tags) {
  files[tag] = (await import(new URL(`../src/check/words/${tag}.js`, import.meta.url))).default;
}
const sources = readdirSync(check)
  .filter((file) => /\.jsx?$/.test(file))
  .map((file) => readFileSync(join(check, file), 'utf8'))
  .join('\n');
const whole = { files, listed: Object.keys(LOCALES), sources };

// A copy of what is there with one thing changed.
function changed(change) {
  const copy = structuredClone(whole);
  change(copy);
  return problemsOfLocales(copy);
}

test('every locale is whole', () => {
  assert.deepEqual(problemsOfLocales(whole), []);
});

test('the list loads the words of each file', async () => {
  for (const tag of tags) {
    assert.equal((await LOCALES[tag]()).default, files[tag]);
  }
});

for (const [name, change, problem] of [
  ['a missing word', ({ files }) => delete files.de.retry, 'de: retry is missing'],
  ['a missing word of the component', ({ files }) => delete files.it.component.hintTooFarText, 'it: component.hintTooFarText is missing'],
  ['a word too many', ({ files }) => (files.fr.more = 'plus'), 'fr: more is not a key of en.js'],
  ['an empty word', ({ files }) => (files.pt.retry = ' '), 'pt: retry is empty'],
  ['a lost placeholder', ({ files }) => (files.es.privacy = 'La grabación se envía.'), 'es: privacy has other placeholders than en.js'],
  ['a word that was copied', ({ files }) => (files.de.intro = files.en.intro), 'de: intro is not translated'],
  ['a file without a line', ({ files }) => (files.xx = files.de), 'xx: the file words/xx.js has no line in LOCALES'],
  ['a line without a file', ({ listed }) => listed.push('xx'), 'xx: there is no file words/xx.js'],
  ['a word that nothing uses', ({ files }) => Object.values(files).forEach((words) => (words.rotate = `${words.title} `)), 'rotate: no source uses it'],
  ['a reason that nothing uses', ({ files }) => Object.values(files).forEach((words) => (words.why.never = `${words.title} `)), 'why.never: no source uses it'],
  ['a word that does not exist', (copy) => (copy.sources += ' words.nowhere'), 'nowhere: a source uses it, but en.js does not have it'],
]) {
  test(`${name} is found`, () => {
    assert.deepEqual(changed(change), [problem]);
  });
}
