// Chooses what the address asks for: a check of the hosted page, or the bare component for one session.
//
// Loads no more than the first screen needs; the component with its decoder and model follows later.

const fragment = new URLSearchParams(window.location.hash.slice(1));
const isBare = fragment.has('session') || new URLSearchParams(window.location.search).has('settings');

if (isBare) {
  import('./bare.jsx');
} else {
  import('./check/start.jsx').then(({ start }) => start(fragment.get('c')));
}
