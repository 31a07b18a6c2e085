// The console, from nobody signed in to a page.
//
// In: a one-time link, or none. Out: the sign-in, or the page of the address within the frame. When a session ends in
// the middle of something, the page stays as it is and the sign-in comes over it.

import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { signIn, signOut, whenSessionEnds, whoAmI } from './api.js';
import { Frame } from './Frame.jsx';
import { Checks } from './pages/Checks.jsx';
import { SignIn } from './pages/SignIn.jsx';
import { Dialog } from './parts/Dialog.jsx';
import { Guard } from './parts/Guard.jsx';
import { Loading, Notice } from './parts/Notice.jsx';
import { Page } from './parts/Page.jsx';
import { Link } from './parts/Link.jsx';
import { usePlace } from './router.js';
import { SessionContext } from './session.jsx';

const page = (load, name) => lazy(() => load().then((module) => ({ default: module[name] })));

const Check = page(() => import('./pages/Check.jsx'), 'Check');
const PAGES = {
  __proto__: null,
  '/thresholds': page(() => import('./pages/Thresholds.jsx'), 'Thresholds'),
  '/keys': page(() => import('./pages/Keys.jsx'), 'Keys'),
  '/operators': page(() => import('./pages/Operators.jsx'), 'Operators'),
  '/audit': page(() => import('./pages/Audit.jsx'), 'Audit'),
  '/health': page(() => import('./pages/Health.jsx'), 'Health'),
  '/settings': page(() => import('./pages/Settings.jsx'), 'Settings'),
  '/account': page(() => import('./pages/Account.jsx'), 'Account'),
};

export function App({ link, denial }) {
  const [me, setMe] = useState(undefined);
  const [ended, setEnded] = useState(false);
  const [signIns, setSignIns] = useState(0);
  const [problem, setProblem] = useState(null);

  const enter = useCallback((welcome) => {
    setMe(welcome);
    setEnded(false);
    setProblem(null);
    setSignIns((count) => count + 1);
  }, []);

  const ask = useCallback(() => {
    setProblem(null);
    whoAmI().then(enter, (refusal) => {
      if (refusal.status !== 401) {
        setProblem(refusal);
        return;
      }
      setMe(null);
      setProblem(denial ? { code: denial } : null);
    });
  }, [enter, denial]);

  useEffect(() => {
    whenSessionEnds(() => setEnded(true));
    if (link) {
      signIn('login/link', { token: link }).then(enter, (refusal) => {
        setMe(null);
        setProblem(refusal);
      });
    } else {
      ask();
    }
  }, [link, ask, enter]);

  const leave = useCallback(async () => {
    await signOut().catch(() => {});
    setMe(null);
    setEnded(false);
  }, []);

  const session = useMemo(
    () => (me ? { operator: me.operator, mustSetPassword: Boolean(me.mustSetPassword), expiresAtMs: me.expiresAtMs, signIns, leave } : null),
    [me, signIns, leave],
  );

  if (me === null) {
    return <SignIn problem={problem} onDone={enter} />;
  }
  if (!session) {
    return (
      <main className="alone">
        {problem ? <Notice problem={problem} onRetry={ask} /> : <Loading what="the console" />}
      </main>
    );
  }
  return (
    <SessionContext.Provider value={session}>
      <Frame>
        <Place />
      </Frame>
      {ended ? (
        <Dialog title="Your session has ended">
          <p>Sign in again to go on where you are.</p>
          <SignIn inPlace name={session.operator.name} onDone={enter} />
        </Dialog>
      ) : null}
    </SessionContext.Provider>
  );
}

function Place() {
  const { path, query } = usePlace();
  return (
    <Guard place={path}>
      <Suspense fallback={<Loading what="the page" />}>{pageAt(path, query)}</Suspense>
    </Guard>
  );
}

function pageAt(path, query) {
  if (path === '/' || path === '/checks') {
    return <Checks query={query} />;
  }
  const [, kind, id, more] = path.split('/');
  if (kind === 'checks' && id && more === undefined) {
    return <Check key={id} id={decoded(id)} query={query} />;
  }
  const Wanted = PAGES[path];
  if (Wanted) {
    return <Wanted query={query} />;
  }
  return (
    <Page title="Nothing here" lead="The address leads to no page of the console.">
      <p><Link to="/checks">Go to the checks</Link></p>
    </Page>
  );
}

// An address that is written wrongly leads to a check that does not exist, not to an error.
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
