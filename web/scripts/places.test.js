// Every page of the console has its line, and a conformance case opens it. Run by `make check` and `make test`.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { placeAt, PLACES } from '../src/console/places.js';
import { problemsOfPlaces } from './places.js';

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const whole = {
  files: readdirSync(new URL('../src/console/pages/', import.meta.url)),
  list: read('../src/console/places.js'),
  places: PLACES.map((place) => ({ ...place })),
  cases: read('../../dev/conformance/clients/console/states.js'),
};
const changed = (changes) => problemsOfPlaces({ ...whole, ...changes });
const lineOf = (path) => whole.list.split('\n').find((line) => line.includes(`path: '${path}'`));

test('every page is whole', () => {
  assert.deepEqual(problemsOfPlaces(whole), []);
});

test('every page says what it shows', () => {
  for (const file of whole.files) {
    assert.match(read(`../src/console/pages/${file}`), /^export default function \w+/m, file);
  }
});

test('a page without a line is found', () => {
  assert.deepEqual(changed({ files: [...whole.files, 'OfATest.jsx'] }), ['pages/OfATest.jsx has no line in places.js']);
});

test('a line without a page is found', () => {
  const list = whole.list.replace(lineOf('/keys'), lineOf('/keys').replace('Keys.jsx', 'Kees.jsx'));
  assert.deepEqual(changed({ list }), [
    'pages/Keys.jsx has no line in places.js',
    'places.js loads pages/Kees.jsx, which does not exist',
  ]);
});

test('a page that no case opens is found', () => {
  for (const { path } of whole.places) {
    const cases = whole.cases.split('\n').filter((line) => !line.includes(`\`${path.replace(':id', '$')}`) && !line.includes(`'${path}`));
    const expected = `no state in dev/conformance/clients/console/states.js opens ${path}`;
    assert.ok(changed({ cases: cases.filter((line) => !path.includes(':') || !line.includes('/checks/')).join('\n') }).includes(expected), path);
  }
});

test('a path that stands twice is found', () => {
  assert.deepEqual(changed({ places: [...whole.places, whole.places[2]] }), ['/thresholds stands twice in places.js']);
});

test('an address leads to its page', () => {
  const at = (path) => [placeAt(path)?.place.path ?? null, placeAt(path)?.id ?? null];
  assert.deepEqual(at('/'), ['/checks', null]);
  assert.deepEqual(at('/checks'), ['/checks', null]);
  assert.deepEqual(at('/checks/a%20b'), ['/checks/:id', 'a b']);
  assert.deepEqual(at('/checks/%'), ['/checks/:id', '%']);
  assert.deepEqual(at('/checks/a/b'), [null, null]);
  assert.deepEqual(at('/checks/'), [null, null]);
  assert.deepEqual(at('/nowhere'), [null, null]);
});
