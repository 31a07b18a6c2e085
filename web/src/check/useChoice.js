// The choice between the check with flashing colours and the one without.
//
// In: the state of the check, what the person selects. Out: what is selected; the server stores it with the check and
// holds every attempt to it. Never: brings the colours back by itself. A choice without colours that the server did not
// get is sent again before anything starts.

import { useCallback, useRef, useState } from 'react';
import { choose } from './api.js';

const reducesMotion = window.matchMedia('(prefers-reduced-motion: reduce)').matches;

export function useChoice(state, onStored, onFail) {
  const [wish, setWish] = useState(null);
  const sent = useRef(Promise.resolve(null));
  const count = useRef(0);

  const send = useCallback(
    (movementOnly) => {
      const own = (count.current += 1);
      setWish(movementOnly);
      sent.current = sent.current
        .catch(() => null)
        .then(() => choose(movementOnly))
        .then(
          (now) => {
            onStored(now.movementOnlyChosen);
            setWish((later) => (own === count.current ? null : later));
            return now.movementOnlyChosen;
          },
          (problem) => {
            setWish((later) => (own === count.current && !later ? null : later));
            throw problem;
          },
        );
      return sent.current;
    },
    [onStored],
  );

  const isOffered = state?.movementOnly ?? false;
  const stored = state?.movementOnlyChosen ?? null;
  const chosen = wish ?? stored;
  const movementOnly = isOffered && (chosen ?? reducesMotion);
  const latest = useRef(null);
  latest.current = { movementOnly, stored };

  // Resolves to what is selected, when the server has stored it.
  const settle = useCallback(async () => {
    const answered = (await sent.current.catch(() => null)) ?? latest.current.stored;
    if (latest.current.movementOnly && !answered) {
      await send(true);
    }
    return latest.current.movementOnly;
  }, [send]);

  const select = useCallback((wanted) => send(wanted).catch(onFail), [send, onFail]);
  return { isOffered, movementOnly, isPreselected: isOffered && chosen === null && reducesMotion, select, settle };
}
