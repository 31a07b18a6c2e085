// Starts the page of one check.

import { createRoot } from 'react-dom/client';
import './check.css';
import { App } from './App.jsx';
import { openPass } from './api.js';

export function start(link) {
  // The link is used up by opening it; it must not stay in the address bar or the history.
  window.history.replaceState(null, '', window.location.pathname);
  const opening = openPass(link);
  // The page looks at a refusal a moment later; until then it is not unhandled.
  opening.catch(() => {});
  createRoot(document.getElementById('root')).render(<App opening={opening} />);
}
