// Starts the console.

import { createRoot } from 'react-dom/client';
import './css/base.css';
import './css/frame.css';
import './css/forms.css';
import './css/tables.css';
import './css/charts.css';
import './css/figures.css';
import { App } from './App.jsx';
import { resumePlace } from './router.js';

// A one-time link, or why a provider signed nobody in, is taken out of the address at once: in the history it would only
// mislead.
const fragment = new URLSearchParams(window.location.hash.slice(1));
if (fragment.has('t') || fragment.has('problem')) {
  window.history.replaceState(null, '', window.location.pathname + window.location.search);
}
resumePlace();
createRoot(document.getElementById('root')).render(<App link={fragment.get('t')} denial={fragment.get('problem')} />);
