// The frame of every screen: a card whose heading receives the focus when it appears.

import { useEffect, useRef } from 'react';

// Strokes on a field of 24 x 24.
const MARKS = {
  done: 'M5 12.5l4.5 4.5L19 7.5',
  problem: 'M12 6v7.5M12 17.2v.6',
  quiet: 'M7 12h10',
  wait: 'M12 2.5a9.5 9.5 0 100 19 9.5 9.5 0 000-19zM12 7v5.2l3.4 2',
};

export function Screen({ title, mark, children, urgent, wide }) {
  const heading = useRef(null);
  useEffect(() => heading.current?.focus(), [title]);
  return (
    <main className={['card', mark && 'card-outcome', wide && 'card-wide'].filter(Boolean).join(' ')}>
      {mark ? (
        <svg className={`mark mark-${mark}`} viewBox="0 0 24 24" aria-hidden="true">
          <path d={MARKS[mark]} />
        </svg>
      ) : null}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <div className="content" role={urgent ? 'alert' : undefined}>
        {children}
      </div>
    </main>
  );
}
