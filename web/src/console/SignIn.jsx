// Sign-in: a name and a password, a provider where one is configured, or the one-time link that was in the address.

import { useEffect, useRef, useState } from 'react';
import { get, signIn } from './api.js';
import { BrandMark } from './Frame.jsx';
import { Field } from './parts/Field.jsx';
import { keepPlace } from './router.js';

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
          No account yet? The person who runs the server can create a one-time sign-in link with <code>catchlight operators sign-in-link NAME</code>.
        </p>
      </div>
    </main>
  );
}

// Why the sign-in by a provider failed, by the code that the server puts into the address.
const DENIALS = {
  __proto__: null,
  'provider-stale': 'This sign-in was not started in this browser, took longer than ten minutes, or was already used. Start again.',
  'provider-refused': 'The provider denied the sign-in, or you cancelled it. Try again, or sign in with a name and password.',
  'provider-failed': 'The provider did not respond as expected. Try again. If that does not help, the reason is in the server log and in the audit log.',
  'provider-no-role': 'The provider knows you but has not given you a role here. Ask the person who runs the server for one, then sign in again.',
  'provider-not-allowed': 'Your email address is not allowed to sign in here, or the provider has not verified it. Ask the person who runs the server.',
  'provider-disabled': 'Your operator account is disabled. Ask an admin to enable it.',
};

function wordsOf({ code, message, retryAfterSeconds }) {
  if (DENIALS[code]) {
    return DENIALS[code];
  }
  if (code === 'TooManyTries' && retryAfterSeconds) {
    return `Too many attempts. Wait ${Math.ceil(retryAfterSeconds)} s, then try again.`;
  }
  return message ?? 'The sign-in failed. Try again.';
}
