// The locales of the check page, as its sources have them.
//
// In: the folder of the locales. Out: each tag with its words. Never: a list to keep up by hand.

import { readdirSync } from 'node:fs';

const FOLDER = new URL('../../../../web/src/check/words/', import.meta.url);

export const LOCALES = Promise.all(
  readdirSync(FOLDER).map(async (file) => ({ tag: file.replace('.js', ''), words: (await import(new URL(file, FOLDER))).default })),
);

// Every sentence of a locale.
export function sentencesOf(words) {
  return Object.values(words).flatMap((value) => (typeof value === 'string' ? [value] : sentencesOf(value)));
}
