// The rows of the list, kept in step with the server.
//
// In: filters. Out: rows, which of them are new, whether they are live. The first page is asked for every two seconds
// while somebody looks, with the tag of the last answer; pages loaded further down stay below it.

import { useCallback, useEffect, useRef, useState } from 'react';
import { get, getIfChanged, Refusal } from '../api.js';
import { isAttended } from '../attention.js';
import { withQuery } from '../router.js';
import { useSession } from '../session.jsx';
import { PAGE_ROWS } from './filters.js';

const POLL_MS = 2000;
const FRESH_MS = 4000;
const NOTHING = { rows: null, next: null, total: null, fresh: new Set() };

export function useChecks(filters) {
  const { signIns } = useSession();
  const path = withQuery('checks', { ...filters, limit: PAGE_ROWS });
  const [state, setState] = useState(NOTHING);
  const [problem, setProblem] = useState(null);
  const [asked, setAsked] = useState(0);
  const [isLoadingMore, setLoadingMore] = useState(false);
  const current = useRef(path);
  // Only in the order of time can new rows be put above old ones.
  const isLive = !filters.sort || filters.sort === '-created';

  useEffect(() => {
    current.current = path;
    setState(NOTHING);
    setProblem(null);
    const control = new AbortController();
    let tag = null;
    let timer = null;
    const poll = async () => {
      if (tag === null || isAttended()) {
        try {
          const answer = await getIfChanged(path, tag, { signal: control.signal });
          if (answer) {
            tag = answer.tag;
            setState((before) => merged(before, answer.value));
          }
          setProblem(null);
        } catch (refusal) {
          if (control.signal.aborted) {
            return;
          }
          setProblem(refusal instanceof Refusal ? refusal : new Refusal({ code: 'Broken', message: String(refusal) }));
          if (refusal.status === 401 || refusal.status === 400) {
            return;
          }
        }
      }
      if (isLive && !control.signal.aborted) {
        timer = setTimeout(poll, POLL_MS);
      }
    };
    poll();
    return () => {
      control.abort();
      clearTimeout(timer);
    };
  }, [path, isLive, asked, signIns]);

  useEffect(() => {
    const timer = state.fresh.size ? setTimeout(() => setState((before) => ({ ...before, fresh: new Set() })), FRESH_MS) : null;
    return () => clearTimeout(timer);
  }, [state.fresh]);

  const loadMore = useCallback(async () => {
    setLoadingMore(true);
    try {
      const page = await get(withQuery('checks', { ...filters, limit: PAGE_ROWS, after: state.next }));
      if (current.current === path) {
        setState((before) => ({ ...before, next: page.next, rows: appended(before.rows, page.checks) }));
      }
    } catch (refusal) {
      setProblem(refusal);
    }
    setLoadingMore(false);
  }, [filters, path, state.next]);

  return { ...state, problem, isLive, isLoadingMore, loadMore, reload: () => setAsked((times) => times + 1) };
}

// The first page as it is now above the older rows that were loaded below it.
function merged(before, page) {
  const total = page.countAtMost === undefined ? null : { atMost: page.countAtMost, isExact: page.countIsExact };
  if (before.rows === null) {
    return { rows: page.checks, next: page.next, total, fresh: new Set() };
  }
  const known = new Set(before.rows.map(({ id }) => id));
  const fresh = new Set([...before.fresh, ...page.checks.map(({ id }) => id).filter((id) => !known.has(id))]);
  const last = page.checks.at(-1);
  const isWhole = page.next === null;
  const now = new Set(page.checks.map(({ id }) => id));
  const older = isWhole || !last ? [] : before.rows.filter((row) => row.createdAtMs <= last.createdAtMs && !now.has(row.id));
  return { rows: [...page.checks, ...older], next: older.length ? before.next : page.next, total, fresh };
}

function appended(rows, more) {
  const known = new Set(rows.map(({ id }) => id));
  return [...rows, ...more.filter(({ id }) => !known.has(id))];
}
