// The operator's own account: the role, and a new password.

import { useState } from 'react';
import { post } from '../api.js';
import { LEAST_PASSWORD } from '../limits.js';
import { Field } from '../parts/Field.jsx';
import { Notice } from '../parts/Notice.jsx';
import { Page, Section } from '../parts/Page.jsx';
import { useSession, useWrite } from '../session.jsx';
import { named, ROLES } from '../words.js';

export default function Account() {
  const { operator, mustSetPassword } = useSession();
  const [typed, setTyped] = useState({ current: '', next: '', again: '' });
  const [said, setSaid] = useState('');
  const { busy, problem, run } = useWrite();
  const set = (name) => (event) => {
    setSaid('');
    setTyped((before) => ({ ...before, [name]: event.target.value }));
  };
  const differs = typed.again !== '' && typed.again !== typed.next;
  const submit = async (event) => {
    event.preventDefault();
    const members = { new: typed.next, ...(typed.current ? { current: typed.current } : {}) };
    if (await run(() => post('me/password', members))) {
      setTyped({ current: '', next: '', again: '' });
      setSaid('Password changed. Your other sessions have ended.');
    }
  };
  return (
    <Page title="Your account" lead={`${operator.name}, ${named(ROLES, operator.role)}: ${ROLES[operator.role]?.[1] ?? ''}.`}>
      <Section id="password" title="Change password" className="narrow">
        <form className="stack" onSubmit={submit}>
          <Field label="Current password" hint={mustSetPassword ? 'Leave this empty: you signed in with a one-time link.' : 'Leave this empty only if you signed in with a one-time link.'}>
            {(bound) => <input {...bound} type="password" autoComplete="current-password" value={typed.current} onChange={set('current')} />}
          </Field>
          <Field label="New password" hint={`At least ${LEAST_PASSWORD} characters.`}>
            {(bound) => <input {...bound} type="password" autoComplete="new-password" minLength={LEAST_PASSWORD} required value={typed.next} onChange={set('next')} />}
          </Field>
          <Field label="Repeat new password">
            {(bound) => <input {...bound} type="password" autoComplete="new-password" required value={typed.again} aria-invalid={differs} onChange={set('again')} />}
          </Field>
          {differs ? <p className="field-problem" role="alert">The passwords do not match.</p> : null}
          {problem ? <p className="field-problem" role="alert">{problem.message}</p> : null}
          <div className="form-end">
            <button type="submit" className="primary" disabled={busy || differs || !typed.again}>Change password</button>
          </div>
          {said ? <Notice tone="plain">{said}</Notice> : null}
        </form>
      </Section>
    </Page>
  );
}
