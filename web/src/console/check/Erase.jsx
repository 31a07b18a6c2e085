// Erases a check permanently, after a confirmation.

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
    <Section id="erase" title="Erase" note="Removes the session, result, images and reviews. The audit log records the erasure.">
      <button type="button" className="danger-quiet" onClick={() => setAsks(true)}>Erase this check …</button>
      {asks ? (
        <Confirm title={`Erase check ${shortId(check.id)}?`} action="Erase permanently" danger busy={busy} problem={problem} onConfirm={erase} onClose={() => setAsks(false)}>
          <p>The result, images and reviews are deleted immediately and cannot be restored.</p>
        </Confirm>
      ) : null}
    </Section>
  );
}
