// What stands around every page: where one can go, who is signed in.

import { useEffect, useState } from 'react';
import { Link } from './parts/Link.jsx';
import { usePlace } from './router.js';
import { useMay, useSession } from './session.jsx';
import { named, ROLES } from './words.js';

// Strokes on a field of 20 x 20.
const PLACES = [
  { to: '/checks', name: 'Checks', mark: 'M3 5h14M3 10h14M3 15h9' },
  { to: '/thresholds', name: 'Thresholds', mark: 'M3 16C7 16 8 4 17 4M10 3v14' },
  { to: '/keys', name: 'Access keys', mark: 'M7 9.5a3.2 3.2 0 110-.1zM10 9.5h7M15 9.5v3', role: 'admin' },
  { to: '/operators', name: 'Operators', mark: 'M10 10a3 3 0 100-6 3 3 0 000 6zM4 17c.6-3.4 3-4.6 6-4.6s5.4 1.2 6 4.6', role: 'admin' },
  { to: '/audit', name: 'Audit log', mark: 'M5 3h10v14H5zM8 7h4M8 10h4M8 13h2', role: 'admin' },
  { to: '/health', name: 'System health', mark: 'M2.5 10.500h3.500l2-5 3.5 9 2-4h4' },
  { to: '/settings', name: 'Settings', mark: 'M3 6h6M13 6h4M11 4v4M3 14h3M10 14h7M8 12v4' },
];

export function Frame({ children }) {
  const { path } = usePlace();
  const { operator, leave } = useSession();
  const [open, setOpen] = useState(false);
  const isAdmin = useMay('admin');
  useEffect(() => setOpen(false), [path]);
  useEffect(() => { performance.mark('console-shown'); }, []);
  const here = path === '/' ? '/checks' : `/${path.split('/')[1]}`;
  return (
    <div className="frame">
      <a className="skip" href="#content" onClick={(event) => { event.preventDefault(); document.getElementById('content').focus(); }}>
        Skip to the page
      </a>
      <header className={open ? 'side side-open' : 'side'}>
        <div className="side-top">
          <Link to="/checks" className="brand"><BrandMark />Catchlight</Link>
          <button type="button" className="side-toggle" aria-expanded={open} aria-controls="places" onClick={() => setOpen(!open)}>
            Menu
          </button>
        </div>
        <div id="places" className="side-body">
          <nav aria-label="Console">
            <ul>
              {PLACES.filter(({ role }) => !role || isAdmin).map(({ to, name, mark }) => (
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
