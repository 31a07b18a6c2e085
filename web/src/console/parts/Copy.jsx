// A button that copies a text and says so.

import { useEffect, useState } from 'react';

const SAID_MS = 2000;

export function Copy({ text, label = 'Copy' }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = said ? setTimeout(() => setSaid(''), SAID_MS) : null;
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('Not allowed: select it by hand'),
    );
  return (
    <button type="button" className="small" onClick={copy}>
      <span aria-live="polite">{said || label}</span>
    </button>
  );
}
