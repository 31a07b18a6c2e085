// Erases a check for good, after a question.

import { useState } from 'react';
import { remove } from '../api.js';
import { shortId } from '../formats.js';
import { Confirm } from '../parts/Dialog.jsx';
import { Section } from '../parts/Page.jsx';
import { go, withQuery } from '../router.js';
import { useWrite } from '../session.jsx';

export function Erase({ check, filters }) {
  const [asks, setAsks] = useState(false);
  const { busy, problem, run } = useWrite();
  const erase = async () => {
    if (await run(() => remove(`checks/${encodeURIComponent(check.id)}`))) {
      go(withQuery('/checks', filters), { replace: true });
    }
  };
  return (
    <Section id="erase" title="Erase" note="Removes session, result, pictures and reviews. The audit log keeps that it happened.">
      <button type="button" className="danger-quiet" onClick={() => setAsks(true)}>Erase this check …</button>
      {asks ? (
        <Confirm title={`Erase check ${shortId(check.id)}?`} action="Erase for good" danger busy={busy} problem={problem} onConfirm={erase} onClose={() => setAsks(false)}>
          <p>Result, pictures and reviews are gone at once and cannot be brought back.</p>
        </Confirm>
      ) : null}
    </Section>
  );
}
