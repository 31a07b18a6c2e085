// Sign-in: a name and a password, a provider where one is configured, or the one-time link that was in the address.

import { useEffect, useRef, useState } from 'react';
import { get, signIn } from '../api.js';
import { BrandMark } from '../Frame.jsx';
import { Field } from '../parts/Field.jsx';

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
      {provider ? <a className="button" href={provider.url}>{provider.label}</a> : null}
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

function wordsOf({ code, message, retryAfterSeconds }) {
  if (code === 'TooManyTries' && retryAfterSeconds) {
    return `Too many tries. Wait ${Math.ceil(retryAfterSeconds)} s, then try once more.`;
  }
  return message;
}
