// The filters of the list as the address holds them.
//
// In: a query. Out: the members that the server takes. What the address holds beyond them is left out.

import { CHALLENGES, FEEDBACK, named, STATUSES } from '../words.js';

export const PAGE_ROWS = 50;

export const SORTS = {
  '-created': 'Newest first',
  created: 'Oldest first',
  '-confidence': 'Highest confidence',
  confidence: 'Lowest confidence',
};

const NAMES = ['status', 'verdict', 'challenge', 'owner', 'review', 'feedback', 'signal', 'confidenceMin', 'confidenceMax', 'fromMs', 'toMs', 'q', 'sort'];

export function filtersOf(query) {
  const found = NAMES.filter((name) => query.get(name)).map((name) => [name, query.get(name)]);
  return Object.fromEntries(found);
}

export const VERDICTS = { __proto__: null, pass: 'Passed', fail: 'Refused' };
export const REVIEWS = { __proto__: null, none: 'Not reviewed', confirmed: 'Confirmed', overturned: 'Overturned', unsure: 'Unsure' };
export const FEEDBACK_NAMES = { __proto__: null, ...Object.fromEntries(Object.keys(FEEDBACK).map((code) => [code, named(FEEDBACK, code)])) };

const HOUR_MS = 3_600_000;
export const SPANS = { 1: 'Last hour', 24: 'Last 24 hours', 168: 'Last 7 days', 720: 'Last 30 days' };

// A span is written into the address as a moment, so that a link shows tomorrow what it shows today.
export const since = (hours, now) => String(now - Number(hours) * HOUR_MS);

// What each active filter says, for the chips below the bar.
export function describedFilters(filters, moment, signals) {
  const words = {
    q: (value) => `Starts with ${value}`,
    verdict: (value) => VERDICTS[value],
    status: (value) => named(STATUSES, value),
    challenge: (value) => named(CHALLENGES, value),
    review: (value) => REVIEWS[value],
    feedback: (value) => FEEDBACK_NAMES[value],
    signal: (value) => `Strongest: ${named(signals, value)}`,
    owner: (value) => `Key ${value}`,
    confidenceMin: (value) => `Confidence at least ${value}`,
    confidenceMax: (value) => `Confidence at most ${value}`,
    fromMs: (value) => `From ${moment(Number(value))}`,
    toMs: (value) => `Until ${moment(Number(value))}`,
  };
  return Object.entries(filters)
    .filter(([name]) => words[name])
    .map(([name, value]) => ({ name, words: words[name](value) ?? `${name} ${value}` }));
}
