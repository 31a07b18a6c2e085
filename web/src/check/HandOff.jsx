// A code that moves the check to a phone; this page then shows its state.

import { useEffect, useState } from 'react';
import { encode } from 'uqr';
import { askHandOff } from './api.js';
import { Screen } from './Screen.jsx';
import { fill } from './words.js';

const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

export function HandOff({ words, choice, onHere, onFail }) {
  const [link, setLink] = useState(null);
  const { settle } = choice;
  useEffect(() => {
    let gone = false;
    // The phone has to find the choice that was made here.
    settle()
      .then(askHandOff)
      .then((created) => gone || setLink(created), onFail);
    return () => (gone = true);
  }, [onFail, settle]);
  const minutes = link ? Math.max(1, Math.floor(link.expiresInSeconds / 60)) : 5;
  const isLocal = link && THIS_MACHINE.includes(new URL(link.url).hostname);
  return (
    <Screen title={words.phoneTitle}>
      <p className="lead">{fill(words.phoneText, { minutes })}</p>
      {link ? <Code text={link.url} label={words.phoneCode} /> : <p role="status">{words.loading}</p>}
      {isLocal ? <p className="warning">{words.phoneLocal}</p> : null}
      <p role="status" className="fine">{words.phoneWaiting}</p>
      <div className="actions">
        <button type="button" onClick={onHere}>{words.here}</button>
      </div>
    </Screen>
  );
}

function Code({ text, label }) {
  const { data, size } = encode(text, { border: 2 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg className="code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  );
}
