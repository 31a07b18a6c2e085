// The frame around every page: links to the other pages, and who is signed in.

import { useEffect, useState } from 'react';
import { Link } from './parts/Link.jsx';
import { HOME, PLACES } from './places.js';
import { usePlace } from './router.js';
import { may, useSession } from './session.jsx';
import { named, ROLES } from './words.js';

export function Frame({ children }) {
  const { path } = usePlace();
  const { operator, leave } = useSession();
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [path]);
  useEffect(() => { performance.mark('console-shown'); }, []);
  const here = path === '/' ? HOME.path : `/${path.split('/')[1]}`;
  const links = PLACES.filter(({ mark, role = 'viewer' }) => mark && may(operator, role));
  return (
    <div className="frame">
      <a className="skip" href="#content" onClick={(event) => { event.preventDefault(); document.getElementById('content').focus(); }}>
        Skip to the page
      </a>
      <header className={open ? 'side side-open' : 'side'}>
        <div className="side-top">
          <Link to={HOME.path} className="brand"><BrandMark />Catchlight</Link>
          <button type="button" className="side-toggle" aria-expanded={open} aria-controls="places" onClick={() => setOpen(!open)}>
            Menu
          </button>
        </div>
        <div id="places" className="side-body">
          <nav aria-label="Console">
            <ul>
              {links.map(({ path: to, name, mark }) => (
                <li key={to}>
                  <Link to={to} aria-current={here === to ? 'page' : undefined} onClick={() => setOpen(false)}>
                    <svg viewBox="0 0 20 20" aria-hidden="true"><path d={mark} /></svg>
                    {name}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
          <div className="who">
            <Link to="/account" aria-current={here === '/account' ? 'page' : undefined}>
              <strong title={operator.name}>{operator.name}</strong>
              <span>{named(ROLES, operator.role)}</span>
            </Link>
            <button type="button" className="small" onClick={leave}>Sign out</button>
          </div>
        </div>
      </header>
      <main id="content" tabIndex={-1}>{children}</main>
    </div>
  );
}

// An eye with the light in it.
export function BrandMark() {
  return (
    <svg className="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
      <path className="brand-eye" d="M2 16c6-12 22-12 28 0-6 12-22 12-28 0z" />
      <circle className="brand-iris" cx="16" cy="16" r="7" />
      <circle className="brand-light" cx="18.6" cy="13.2" r="2.3" />
    </svg>
  );
}
