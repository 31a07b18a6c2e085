// The words of the page in the language of the person.
//
// In: the choice of the application, else that of the browser. Out: the words of one locale. Never: a mixture of two;
// every locale has every word, and scripts/locales.test.js fails when one is missing.

import english from './words/en.js';

// A locale is one file in words/ and one line here.
export const LOCALES = {
  __proto__: null,
  de: () => import('./words/de.js'),
  en: async () => ({ default: english }),
  es: () => import('./words/es.js'),
  fr: () => import('./words/fr.js'),
  it: () => import('./words/it.js'),
  pt: () => import('./words/pt.js'),
};

export { english };

export async function loadWords(wanted) {
  const tags = [wanted, ...navigator.languages].map((tag) => tag?.split('-')[0].toLowerCase());
  const language = tags.find((tag) => tag && LOCALES[tag]) ?? 'en';
  const { default: words } = await LOCALES[language]();
  document.documentElement.lang = language;
  return words;
}

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
