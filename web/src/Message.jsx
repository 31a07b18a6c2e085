import { useEffect } from 'react';

// Strokes on a 24 x 24 field.
const MARKS = {
  done: 'M5 12.5l4.5 4.5L19 7.5',
  problem: 'M12 6v7.5M12 17.2v.6',
  quiet: 'M7 12h10',
};

// One outcome, in words: kind is "done", "problem" or "quiet"; the cause is for support.
export function Message({ title, text, cause, kind }) {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <main className={`message message-${kind}`} role={kind === 'problem' ? 'alert' : 'status'}>
      <svg className="message-mark" viewBox="0 0 24 24" aria-hidden="true">
        <path d={MARKS[kind]} />
      </svg>
      <h1>{title}</h1>
      {text ? <p>{text}</p> : null}
      {cause ? <p className="message-cause">{cause}</p> : null}
    </main>
  );
}
