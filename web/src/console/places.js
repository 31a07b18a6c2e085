// The pages of the console: a page is one file in pages/ and one line here.
//
// In: the path of an address. Out: the page that is shown there, with the name and the mark of its link in the frame.
// `role` is the least role that sees it; without `mark` no link leads there; `:id` stands for one part of the path.
// scripts/places.test.js fails when a file has no line, and when no conformance case opens a page.

export const PLACES = [
  { path: '/checks', name: 'Checks', load: () => import('./pages/Checks.jsx'), mark: 'M3 5h14M3 10h14M3 15h9' },
  { path: '/checks/:id', name: 'Check', load: () => import('./pages/Check.jsx') },
  { path: '/thresholds', name: 'Thresholds', load: () => import('./pages/Thresholds.jsx'), mark: 'M3 16C7 16 8 4 17 4M10 3v14' },
  { path: '/keys', name: 'Access keys', role: 'admin', load: () => import('./pages/Keys.jsx'), mark: 'M7 9.5a3.2 3.2 0 110-.1zM10 9.5h7M15 9.5v3' },
  { path: '/operators', name: 'Operators', role: 'admin', load: () => import('./pages/Operators.jsx'), mark: 'M10 10a3 3 0 100-6 3 3 0 000 6zM4 17c.6-3.4 3-4.6 6-4.6s5.4 1.2 6 4.6' },
  { path: '/audit', name: 'Audit log', role: 'admin', load: () => import('./pages/Audit.jsx'), mark: 'M5 3h10v14H5zM8 7h4M8 10h4M8 13h2' },
  { path: '/health', name: 'System health', load: () => import('./pages/Health.jsx'), mark: 'M2.5 10.500h3.500l2-5 3.5 9 2-4h4' },
  { path: '/settings', name: 'Settings', load: () => import('./pages/Settings.jsx'), mark: 'M3 6h6M13 6h4M11 4v4M3 14h3M10 14h7M8 12v4' },
  { path: '/account', name: 'Your account', load: () => import('./pages/Account.jsx') },
];

export const HOME = PLACES[0];

// The page of a path with what stands for `:id`; `null` where there is none.
export function placeAt(path) {
  const parts = partsOf(path === '/' ? HOME.path : path);
  for (const place of PLACES) {
    const wanted = partsOf(place.path);
    const fits = wanted.length === parts.length && wanted.every((part, at) => part === parts[at] || (part === ':id' && parts[at]));
    if (fits) {
      const id = wanted.indexOf(':id');
      return { place, id: id < 0 ? null : decoded(parts[id]) };
    }
  }
  return null;
}

const partsOf = (path) => path.split('/').slice(1);

// An address that is written wrongly leads to a check that does not exist, not to an error.
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
