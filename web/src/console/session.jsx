// Who is signed in, for every page.
//
// In: the answers of the server. Out: the operator, what they may do, a count that rises with every sign-in.
// Never: decides alone; the server refuses whatever a page should not have offered.

import { createContext, useCallback, useContext, useEffect, useRef, useState } from 'react';

const RANKS = { __proto__: null, viewer: 0, reviewer: 1, admin: 2 };

export const SessionContext = createContext(null);

export const useSession = () => useContext(SessionContext);

// Whether the operator has `role` or more.
export const useMay = (role) => may(useSession().operator, role);

export const may = (operator, role) => RANKS[operator.role] >= RANKS[role];

// What `load` answers, asked again when `key` changes, when somebody signs in, and on `reload`.
export function useAnswer(load, key) {
  const { signIns } = useSession();
  const [asked, setAsked] = useState(0);
  const [answer, setAnswer] = useState({ value: null, problem: null, key: null });
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    const control = new AbortController();
    latest.current(control.signal).then(
      (value) => !control.signal.aborted && setAnswer({ value, problem: null, key }),
      (problem) => !control.signal.aborted && setAnswer((before) => ({ value: before.key === key ? before.value : null, problem, key })),
    );
    return () => control.abort();
  }, [key, asked, signIns]);
  const reload = useCallback(() => setAsked((count) => count + 1), []);
  const current = answer.key === key;
  return { value: current ? answer.value : null, problem: current ? answer.problem : null, reload };
}

// A write that is under way at most once: `run` asks, `busy` and `problem` are for the form.
export function useWrite() {
  const [state, setState] = useState({ busy: false, problem: null });
  const run = useCallback(async (write) => {
    setState({ busy: true, problem: null });
    try {
      const value = await write();
      setState({ busy: false, problem: null });
      return { value };
    } catch (problem) {
      setState({ busy: false, problem });
      return null;
    }
  }, []);
  return { ...state, run };
}
