// Who may sign in here, with which role.

import { useState } from 'react';
import { get, post } from '../api.js';
import { moment } from '../formats.js';
import { LEAST_PASSWORD } from '../limits.js';
import { Dialog } from '../parts/Dialog.jsx';
import { Choice, Field } from '../parts/Field.jsx';
import { Chip } from '../parts/Mark.jsx';
import { Loading, Notice } from '../parts/Notice.jsx';
import { Page } from '../parts/Page.jsx';
import { useAnswer, useSession, useWrite } from '../session.jsx';
import { named, ROLES } from '../words.js';

const ROLE_NAMES = Object.fromEntries(Object.entries(ROLES).map(([role, [name]]) => [role, name]));

const mayOf = (role) => `${sentence(ROLES[role]?.[1] ?? 'unknown')}.`;
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export default function Operators() {
  const { value, problem, reload } = useAnswer((signal) => get('operators', { signal }), 'operators');
  const { operator: me } = useSession();
  const [edited, setEdited] = useState(null);
  const done = () => {
    setEdited(null);
    reload();
  };
  return (
    <Page
      title="Operators"
      lead="People who can sign in to this console. Their actions are in the audit log."
      actions={<button type="button" className="primary" onClick={() => setEdited('new')}>Add an operator</button>}
    >
      {problem ? <Notice problem={problem} onRetry={reload} /> : null}
      {value ? (
        <div className="table-frame">
          <table className="table cards-table">
            <thead>
              <tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col">State</th><th scope="col">Added</th><th scope="col">Last sign-in</th><th scope="col"><span className="unseen">Actions</span></th></tr>
            </thead>
            <tbody>
              {value.operators.map((operator) => (
                <tr key={operator.id}>
                  <th scope="row">{operator.name}{operator.id === me.id ? <span className="faint"> (you)</span> : null}</th>
                  <td data-name="Role">{named(ROLES, operator.role)}</td>
                  <td data-name="State"><Chip tone={operator.enabled ? 'live' : 'attack'}>{operator.enabled ? 'Enabled' : 'Disabled'}</Chip>{operator.hasPassword === false ? <span className="faint"> links only</span> : null}</td>
                  <td data-name="Added">{moment(operator.createdAtMs)}</td>
                  <td data-name="Last sign-in">{operator.signedInAtMs ? moment(operator.signedInAtMs) : <span className="faint">not yet</span>}</td>
                  <td className="row-actions"><button type="button" className="small" aria-label={`Change ${operator.name}`} onClick={() => setEdited(operator)}>Change</button></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : problem ? null : <Loading what="the operators" />}
      {edited === 'new' ? <Add onClose={() => setEdited(null)} onDone={done} /> : null}
      {edited && edited !== 'new' ? <Change operator={edited} onClose={() => setEdited(null)} onDone={done} /> : null}
    </Page>
  );
}

function Password({ label, hint, value, onChange }) {
  return (
    <Field label={label} hint={hint}>
      {(bound) => (
        <input {...bound} type="password" autoComplete="new-password" minLength={LEAST_PASSWORD} value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}

function Add({ onClose, onDone }) {
  const [made, setMade] = useState({ name: '', role: 'viewer', password: '' });
  const { busy, problem, run } = useWrite();
  const set = (members) => setMade((before) => ({ ...before, ...members }));
  const submit = async (event) => {
    event.preventDefault();
    if (await run(() => post('operators', { name: made.name.trim(), role: made.role, ...(made.password ? { password: made.password } : {}) }))) {
      onDone();
    }
  };
  return (
    <Dialog title="Add an operator" onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <Field label="Name">
          {(bound) => <input {...bound} value={made.name} required maxLength={64} autoComplete="off" autoCapitalize="none" spellCheck="false" onChange={(event) => set({ name: event.target.value })} />}
        </Field>
        <Choice label="Role" value={made.role} onChange={(role) => set({ role })} options={ROLE_NAMES} hint={mayOf(made.role)} />
        <Password label="First password" hint={`At least ${LEAST_PASSWORD} characters. If empty, the operator can sign in only with one-time links.`} value={made.password} onChange={(password) => set({ password })} />
        {problem ? <p className="field-problem" role="alert">{problem.message}</p> : null}
        <div className="dialog-actions">
          <button type="button" onClick={onClose}>Cancel</button>
          <button type="submit" className="primary" disabled={busy}>Add</button>
        </div>
      </form>
    </Dialog>
  );
}

function Change({ operator, onClose, onDone }) {
  const [role, setRole] = useState(operator.role);
  const [enabled, setEnabled] = useState(operator.enabled);
  const [password, setPassword] = useState('');
  const { busy, problem, run } = useWrite();
  const changes = {
    ...(role === operator.role ? {} : { role }),
    ...(enabled === operator.enabled ? {} : { enabled }),
    ...(password ? { password } : {}),
  };
  const submit = async (event) => {
    event.preventDefault();
    if (await run(() => post(`operators/${encodeURIComponent(operator.id)}`, changes))) {
      onDone();
    }
  };
  return (
    <Dialog title={`Change ${operator.name}`} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <Choice label="Role" value={role} onChange={setRole} options={ROLE_NAMES} hint={mayOf(role)} />
        <label className="check-label">
          <input type="checkbox" checked={enabled} onChange={() => setEnabled(!enabled)} />
          Can sign in
        </label>
        <Password label="New password" hint="Leave empty to keep the current one. A new password ends all sessions of this operator." value={password} onChange={setPassword} />
        {problem ? <p className="field-problem" role="alert">{problem.message}</p> : null}
        <div className="dialog-actions">
          <button type="button" onClick={onClose}>Cancel</button>
          <button type="submit" className="primary" disabled={busy || Object.keys(changes).length === 0}>Save</button>
        </div>
      </form>
    </Dialog>
  );
}
