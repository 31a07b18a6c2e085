// Access keys of applications: create, disable, enable, rotate, delete. A secret is shown once.

import { useState } from 'react';
import { get, post, remove } from '../api.js';
import { moment } from '../formats.js';
import { Copy } from '../parts/Copy.jsx';
import { Confirm, Dialog } from '../parts/Dialog.jsx';
import { Field } from '../parts/Field.jsx';
import { Chip } from '../parts/Mark.jsx';
import { Loading, Notice } from '../parts/Notice.jsx';
import { Page } from '../parts/Page.jsx';
import { useAnswer, useWrite } from '../session.jsx';

const MAX_LABEL = 80;
const QUESTIONS = {
  rotate: ['Rotate', 'The old secret stops working immediately; apps need the new one.'],
  disable: ['Disable', 'Requests signed with this key are refused immediately. You can enable it again.'],
  delete: ['Delete', 'Requests signed with this key are refused permanently. Checks created with it remain.'],
};

export default function Keys() {
  const { value, problem, reload } = useAnswer((signal) => get('keys', { signal }), 'keys');
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState(null);
  const [asked, setAsked] = useState(null);
  const write = useWrite();
  const act = async (key, action) => {
    const path = `keys/${encodeURIComponent(key.id)}`;
    const done = await write.run(() => (action === 'delete' ? remove(path) : post(`${path}/${action}`)));
    if (done) {
      setAsked(null);
      setSecret(action === 'rotate' ? done.value : null);
      reload();
    }
  };
  return (
    <Page
      title="Access keys"
      lead="Your app signs its requests with a key, as with any AWS service. Changes take effect immediately."
      actions={<button type="button" className="primary" onClick={() => setCreating(true)}>Create a key</button>}
      wide
    >
      {problem ? <Notice problem={problem} onRetry={reload} /> : null}
      {write.problem && !asked ? <Notice problem={write.problem} /> : null}
      {value ? <Table keys={value.keys} busy={write.busy} onEnable={(key) => act(key, 'enable')} onAsk={(key, action) => setAsked({ key, action })} /> : problem ? null : <Loading what="the keys" />}
      {creating ? <Create onClose={() => setCreating(false)} onCreated={(created) => { setCreating(false); setSecret(created); reload(); }} /> : null}
      {secret ? <Secret created={secret} onClose={() => setSecret(null)} /> : null}
      {asked ? (
        <Confirm
          title={`${QUESTIONS[asked.action][0]} ${asked.key.label || asked.key.id}?`}
          action={QUESTIONS[asked.action][0]}
          danger={asked.action !== 'rotate'}
          busy={write.busy}
          problem={write.problem}
          onConfirm={() => act(asked.key, asked.action)}
          onClose={() => setAsked(null)}
        >
          <p>{QUESTIONS[asked.action][1]}</p>
          <p><code>{asked.key.id}</code></p>
        </Confirm>
      ) : null}
    </Page>
  );
}

function Table({ keys, busy, onEnable, onAsk }) {
  if (!keys.length) {
    return <div className="empty"><h2>No keys yet</h2><p>Create one for each app that requests checks.</p></div>;
  }
  return (
    <div className="table-frame">
      <table className="table cards-table">
        <thead>
          <tr><th scope="col">Label</th><th scope="col">Key id</th><th scope="col">State</th><th scope="col">Created</th><th scope="col">Last used</th><th scope="col"><span className="unseen">Actions</span></th></tr>
        </thead>
        <tbody>
          {keys.map((key) => {
            const isOff = Boolean(key.disabledAtMs);
            const isOurs = !key.origin || key.origin === 'console';
            return (
              <tr key={key.id}>
                <th scope="row">{key.label || <span className="faint">no label</span>}</th>
                <td data-name="Key id" className="cell-whole"><code>{key.id}</code></td>
                <td data-name="State"><Chip tone={isOff ? 'attack' : 'live'}>{isOff ? 'Disabled' : 'Active'}</Chip></td>
                <td data-name="Created" className="cell-time">{moment(key.createdAtMs)}</td>
                <td data-name="Last used" className="cell-time">{key.lastUsedAtMs ? moment(key.lastUsedAtMs) : <span className="faint">not yet</span>}</td>
                <td className="row-actions">
                  {isOurs ? (
                    <>
                      {isOff ? (
                        <button type="button" className="small" disabled={busy} onClick={() => onEnable(key)}>Enable</button>
                      ) : (
                        <button type="button" className="small" onClick={() => onAsk(key, 'disable')}>Disable</button>
                      )}
                      <button type="button" className="small" onClick={() => onAsk(key, 'rotate')}>Rotate</button>
                      <button type="button" className="small danger-quiet" onClick={() => onAsk(key, 'delete')}>Delete</button>
                    </>
                  ) : <span className="faint">set when the server starts</span>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Create({ onClose, onCreated }) {
  const [label, setLabel] = useState('');
  const { busy, problem, run } = useWrite();
  const submit = async (event) => {
    event.preventDefault();
    const created = await run(() => post('keys', { label: label.trim() }));
    if (created) {
      onCreated(created.value);
    }
  };
  return (
    <Dialog title="Create an access key" onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <Field label="Label" hint="The app or team that will use it.">
          {(bound) => <input {...bound} value={label} required maxLength={MAX_LABEL} onChange={(event) => setLabel(event.target.value)} />}
        </Field>
        {problem ? <p className="field-problem" role="alert">{problem.message}</p> : null}
        <div className="dialog-actions">
          <button type="button" onClick={onClose}>Cancel</button>
          <button type="submit" className="primary" disabled={busy || !label.trim()}>Create key</button>
        </div>
      </form>
    </Dialog>
  );
}

function Secret({ created, onClose }) {
  return (
    <Dialog title="Save this secret now" onClose={onClose}>
      <p>It is shown only once and cannot be read again. If it is lost, rotate the key to get a new one.</p>
      <dl className="secret">
        <div><dt>Access key id</dt><dd><code>{created.id}</code><Copy text={created.id} label="Copy id" /></dd></div>
        <div><dt>Secret access key</dt><dd><code>{created.secret}</code><Copy text={created.secret} label="Copy secret" /></dd></div>
      </dl>
      <div className="dialog-actions">
        <Copy text={`export AWS_ACCESS_KEY_ID=${created.id} AWS_SECRET_ACCESS_KEY=${created.secret}`} label="Copy as shell lines" />
        <button type="button" className="primary" onClick={onClose}>I have saved it</button>
      </div>
    </Dialog>
  );
}
