// The console, from nobody signed in to a page.
//
// In: a one-time link, or none. Out: the sign-in, or the page of the address within the frame. When a session ends in
// the middle of something, the page stays as it is and the sign-in comes over it.

import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { signIn, signOut, whenSessionEnds, whoAmI } from './api.js';
import { Frame } from './Frame.jsx';
import { Dialog } from './parts/Dialog.jsx';
import { Guard } from './parts/Guard.jsx';
import { Loading, Notice } from './parts/Notice.jsx';
import { Page } from './parts/Page.jsx';
import { Link } from './parts/Link.jsx';
import { RoleOnly } from './parts/RoleOnly.jsx';
import { HOME, placeAt, PLACES } from './places.js';
import { usePlace } from './router.js';
import { SessionContext } from './session.jsx';
import { SignIn } from './SignIn.jsx';

const PAGES = new Map(PLACES.map((place) => [place, lazy(place.load)]));
// Its page comes along while the server says who is signed in.
HOME.load().catch(() => {});

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
          <p>Sign in again to continue where you left off.</p>
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
  const { place, id } = placeAt(path) ?? {};
  if (!place) {
    return (
      <Page title="Page not found" lead="There is no page of the console at this address.">
        <p><Link to={HOME.path}>Go to the checks</Link></p>
      </Page>
    );
  }
  const Wanted = PAGES.get(place);
  const page = <Wanted key={id} id={id} query={query} />;
  return <RoleOnly title={place.name} role={place.role ?? 'viewer'}>{page}</RoleOnly>;
}
