// Where in the console the address points, and how to go elsewhere without loading the document again.
//
// In: clicks, the address. Out: the place, as path and query. Never: state that the address does not show.

import { useSyncExternalStore } from 'react';

const BASE = '/console';
const listeners = new Set();

const notify = () => listeners.forEach((listener) => listener());
window.addEventListener('popstate', notify);

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// `/checks/abc` for `/console/checks/abc`, with the query as parameters.
export function usePlace() {
  const address = useSyncExternalStore(subscribe, () => window.location.pathname + window.location.search);
  const { pathname, searchParams } = new URL(address, window.location.origin);
  return { path: pathname.slice(BASE.length).replace(/\/+$/, '') || '/', query: searchParams };
}

export function go(to, { replace = false } = {}) {
  const address = BASE + to;
  if (address === window.location.pathname + window.location.search) {
    return;
  }
  window.history[replace ? 'replaceState' : 'pushState'](null, '', address);
  notify();
}

// A provider sends everybody back to the first page; meanwhile the storage of this tab remembers the place.
const KEPT = 'catchlight-console-place';

export function keepPlace() {
  try {
    sessionStorage.setItem(KEPT, window.location.pathname + window.location.search);
  } catch {
    // Without storage the sign-in ends at the first page.
  }
}

export function resumePlace() {
  try {
    const place = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    if (place && window.location.pathname === `${BASE}/`) {
      window.history.replaceState(null, '', place);
    }
  } catch {
    // As above.
  }
}

export const addressOf = (to) => BASE + to;

// The path with a query made of the members that say something.
export function withQuery(path, members) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) {
    if (value !== null && value !== undefined && value !== '') {
      query.set(name, value);
    }
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
