// Fails the build when a locale lacks a word that Amplify's component shows, or has one that it does not show.
//
// In: the installed component, the locales. Out: the exit status, and a line for each problem.
// Never: part of `make check`, which runs without the installed packages.

import { readFileSync } from 'node:fs';
import english from '../src/check/words/en.js';
import { problemsOfLocales } from './locales.js';

const COMPONENT = '../node_modules/@aws-amplify/ui-react-liveness/dist/esm/components/FaceLivenessDetector/displayText.mjs';
// The words of the start screen, which the page replaces by its own, old names of newer words, and one that the component
// has but shows nowhere.
const NOT_SHOWN = /^(photosensitivy|goodFit|tooFar|startScreen)|^hintFaceDetectedText$/;

const source = readFileSync(new URL(COMPONENT, import.meta.url), 'utf8');
const component = [...new Set([...source.matchAll(/^ {4}(\w+): /gm)].map(([, name]) => name))].filter((name) => !NOT_SHOWN.test(name));
const found = problemsOfLocales({ files: { en: english }, listed: ['en'], sources: '', component });
const problems = found.filter((problem) => problem.startsWith('component.'));
for (const problem of problems) {
  console.error(problem);
}
process.exitCode = problems.length || component.length === 0 ? 1 : 0;
