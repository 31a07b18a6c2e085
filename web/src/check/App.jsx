// The page of one check, from the first screen to the return to the application.
//
// In: the opening of a link. Out: attempts, and the outcome for the application. Never: how the person was judged.

import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { applyAccent } from './accent.js';
import { askAttempt, cancel, readState, Refusal } from './api.js';
import { useChoice } from './useChoice.js';
import { isEmbedded, meetHost, tellHost } from './embedding.js';
import { HandOff } from './HandOff.jsx';
import { Intro } from './Intro.jsx';
import { Outcome, Wait } from './Outcome.jsx';
import { english, loadWords } from './words.js';

const load = () => import('./Attempt.jsx');
const Attempt = lazy(load);

const FINAL = ['done', 'cancelled', 'expired'];
const POLL_MS = 2000;

export function App({ opening }) {
  const [words, setWords] = useState(english);
  const [state, setState] = useState(null);
  const [view, setView] = useState({ name: 'loading' });

  const fail = useCallback((problem) => {
    const name = problem instanceof Refusal ? problem.name : 'offline';
    if (name === 'notNow' && problem.state) {
      setState(problem.state);
      setView({ name: problem.state.state });
    } else {
      setView({ name });
    }
  }, []);

  const noteChoice = useCallback((movementOnlyChosen) => setState((now) => ({ ...now, movementOnlyChosen })), []);
  const choice = useChoice(state, noteChoice, fail);
  const { settle } = choice;

  const follow = useCallback(
    async (extra = {}) => {
      try {
        const now = await readState();
        setState(now);
        setView({ name: now.state, ...extra });
      } catch (problem) {
        fail(problem);
      }
    },
    [fail],
  );

  useEffect(() => {
    opening
      .then(async (opened) => {
        applyAccent(opened.accent);
        setWords(await loadWords(opened.locale));
        setState(opened);
        if (isEmbedded) {
          try {
            await meetHost(opened.embedOrigin ?? 'null');
          } catch {
            setView({ name: 'embed' });
            return;
          }
        }
        setView({ name: opened.state });
      })
      .catch(async (problem) => {
        setWords(await loadWords());
        fail(problem);
      });
  }, [opening, fail]);

  // Another device may be running the check, or the server may be computing the verdict.
  const follows = view.name === 'running' || view.name === 'handOff';
  useEffect(() => {
    if (!follows) {
      return undefined;
    }
    const timer = setInterval(async () => {
      const now = await readState().catch(() => null);
      if (now && (view.name === 'running' || !['ready', 'again', 'wait'].includes(now.state))) {
        setState(now);
        setView({ name: now.state, why: view.why });
      }
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [follows, view.name, view.why]);

  useEffect(() => {
    if (isEmbedded && state?.embedOrigin && FINAL.includes(view.name)) {
      tellHost(state.embedOrigin, { catchlight: 'state', check: state.checkId, state: view.name });
    }
  }, [state, view.name]);

  const begin = useCallback(async () => {
    setView((before) => ({ ...before, busy: true }));
    if (await isCameraDenied()) {
      setView({ name: 'camera' });
      return;
    }
    try {
      await load();
    } catch {
      // This costs no attempt. Browsers remember what they could not load until the page is reloaded.
      setView({ name: 'incomplete' });
      return;
    }
    try {
      const grant = await askAttempt(await settle());
      setView({ name: 'attempt', grant });
    } catch (problem) {
      fail(problem);
    }
  }, [fail, settle]);

  const giveUp = useCallback(async () => {
    try {
      const now = await cancel();
      setState(now);
      setView({ name: now.state });
    } catch (problem) {
      fail(problem);
    }
  }, [fail]);

  useEffect(() => {
    document.title = words.title;
    document.documentElement.dataset.view = view.name;
  }, [words, view.name]);

  const leave = state?.returns || isEmbedded ? giveUp : null;
  const shared = { words, state, view, choice };
  switch (view.name) {
    case 'loading':
      return <main className="card quiet-card" aria-busy="true"><p role="status">{words.loading}</p></main>;
    case 'ready':
      return <Intro {...shared} onStart={begin} onPhone={() => setView({ name: 'handOff' })} onLeave={leave} />;
    case 'handOff':
      return <HandOff {...shared} onHere={() => follow()} onFail={fail} />;
    case 'attempt':
      return (
        <Suspense fallback={<main className="stage" aria-busy="true"><p role="status">{words.starting}</p></main>}>
          <Attempt words={words} grant={view.grant} onEnd={(why) => follow({ why })} />
        </Suspense>
      );
    case 'wait':
      return <Wait {...shared} onOver={() => follow()} onLeave={leave} />;
    default:
      return <Outcome {...shared} onAgain={begin} onIntro={() => setView({ name: 'ready' })} onRetry={view.name === 'incomplete' ? () => window.location.reload() : () => follow()} onLeave={leave} />;
  }
}

// Asked before an attempt is spent on it; where the browser does not say, the component asks.
async function isCameraDenied() {
  try {
    return (await navigator.permissions.query({ name: 'camera' })).state === 'denied';
  } catch {
    return false;
  }
}
