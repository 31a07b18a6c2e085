// Sign-in: a name and a password, a provider where one is configured, or the one-time link that was in the address.

import { useEffect, useRef, useState } from 'react';
import { get, signIn } from '../api.js';
import { BrandMark } from '../Frame.jsx';
import { Field } from '../parts/Field.jsx';
import { keepPlace } from '../router.js';

export function SignIn({ problem, onDone, inPlace = false, name: known = '' }) {
  const [name, setName] = useState(known);
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState(problem ?? null);
  const [provider, setProvider] = useState(null);
  const first = useRef(null);

  useEffect(() => {
    document.title = 'Sign in · Catchlight console';
    performance.mark('sign-in-shown');
    first.current?.focus();
    // Without the provider's button a password still signs in, so its absence needs no words.
    get('login/options').then((options) => setProvider(options.oidc), () => {});
  }, []);
  useEffect(() => setRefused(problem ?? null), [problem]);

  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    setRefused(null);
    try {
      onDone(await signIn('login', { name, password }));
    } catch (refusal) {
      setRefused(refusal);
      setPassword('');
      setBusy(false);
    }
  };

  const form = (
    <form onSubmit={submit} className="stack">
      {refused ? <p className="field-problem" role="alert">{wordsOf(refused)}</p> : null}
      <Field label="Name">
        {(bound) => <input {...bound} ref={known ? null : first} data-first={known ? undefined : true} value={name} autoComplete="username" autoCapitalize="none" spellCheck="false" required onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Field label="Password">
        {(bound) => <input {...bound} ref={known ? first : null} data-first={known ? true : undefined} type="password" value={password} autoComplete="current-password" required onChange={(event) => setPassword(event.target.value)} />}
      </Field>
      <button type="submit" className="primary" disabled={busy}>{busy ? 'Signing in …' : 'Sign in'}</button>
      {provider ? <a className="button" href={provider.url} onClick={keepPlace}>{provider.label}</a> : null}
    </form>
  );
  if (inPlace) {
    return form;
  }
  return (
    <main className="alone">
      <div className="sign-in panel">
        <p className="brand brand-large"><BrandMark />Catchlight</p>
        <h1>Sign in to the console</h1>
        {form}
        <p className="hint">
          No account yet? Whoever runs the server makes a one-time sign-in link with <code>catchlight operators sign-in-link NAME</code>.
        </p>
      </div>
    </main>
  );
}

// Why a provider signed nobody in, by the code that the server puts into the address.
const DENIALS = {
  __proto__: null,
  'provider-stale': 'This sign-in was not begun in this browser, took longer than ten minutes, or was used before. Begin again.',
  'provider-refused': 'The provider did not let you in, or you stopped there. Try again, or sign in with a name and password.',
  'provider-failed': 'The provider does not answer as it should. Try again; if it stays so, whoever runs the server finds the reason in its log and in the audit log.',
  'provider-no-role': 'The provider knows you, but gives you no role here. Ask whoever runs the server for one, then sign in again.',
  'provider-not-allowed': 'The address that the provider has for you may not sign in here, or nobody has verified it. Ask whoever runs the server.',
  'provider-disabled': 'Your operator account here is disabled. Ask an admin of the console to enable it.',
};

function wordsOf({ code, message, retryAfterSeconds }) {
  if (DENIALS[code]) {
    return DENIALS[code];
  }
  if (code === 'TooManyTries' && retryAfterSeconds) {
    return `Too many tries. Wait ${Math.ceil(retryAfterSeconds)} s, then try once more.`;
  }
  return message ?? 'The sign-in failed. Try again.';
}
