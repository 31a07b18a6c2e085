// The head of every page: its name, a sentence, what can be done. The name takes the focus when the page opens.

import { useEffect, useRef } from 'react';

export function Page({ title, lead, actions, children, wide }) {
  const heading = useRef(null);
  useEffect(() => {
    document.title = `${title} · Catchlight console`;
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <div className={wide ? 'page page-wide' : 'page'}>
      <header className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>{title}</h1>
          {lead ? <p className="lead">{lead}</p> : null}
        </div>
        {actions ? <div className="page-actions">{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}

export function Section({ title, note, actions, children, id, className = '' }) {
  return (
    <section className={`panel ${className}`} aria-labelledby={id}>
      <div className="panel-head">
        <h2 id={id}>{title}</h2>
        {actions}
      </div>
      {note ? <p className="panel-note">{note}</p> : null}
      {children}
    </section>
  );
}
