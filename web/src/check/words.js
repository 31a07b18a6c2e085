// The words of the page in the language of the person.
//
// In: the application's choice, else the browser's. Out: words; what a language lacks is English.

import en from './words/en.js';

const LANGUAGES = {
  __proto__: null,
  de: () => import('./words/de.js'),
  es: () => import('./words/es.js'),
  fr: () => import('./words/fr.js'),
  it: () => import('./words/it.js'),
  pt: () => import('./words/pt.js'),
};

export const english = en;

export async function loadWords(wanted) {
  for (const tag of [wanted, ...navigator.languages]) {
    const language = tag?.split('-')[0].toLowerCase();
    if (language === 'en') {
      break;
    }
    if (LANGUAGES[language]) {
      const { default: words } = await LANGUAGES[language]();
      document.documentElement.lang = language;
      return { ...en, ...words, why: { ...en.why, ...words.why } };
    }
  }
  document.documentElement.lang = 'en';
  return en;
}

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
