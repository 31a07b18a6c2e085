// What is wrong with the pages of the console.
//
// In: the files in pages/, the text of places.js, the places, the text of the conformance cases. Out: a sentence for each
// problem. Never: a page that is loaded.

const LOADED = /import\('\.\/pages\/(\w+\.jsx)'\)/g;

export function problemsOfPlaces({ files, list, places, cases }) {
  const loaded = [...list.matchAll(LOADED)].map(([, file]) => file);
  const paths = places.map(({ path }) => path);
  return [
    ...files.filter((file) => !loaded.includes(file)).map((file) => `pages/${file} has no line in places.js`),
    ...loaded.filter((file) => !files.includes(file)).map((file) => `places.js loads pages/${file}, which does not exist`),
    ...paths.filter((path, at) => paths.indexOf(path) !== at).map((path) => `${path} stands twice in places.js`),
    ...places.filter(({ path, name, load }) => !path?.startsWith('/') || !name || !load).map(({ path, name }) => `${path ?? name}: a line needs path, name and load`),
    ...paths.filter((path) => !isOpened(path, cases)).map((path) => `no state in dev/conformance/clients/console/states.js opens ${path}`),
  ];
}

// Whether a state leads there: `/keys` stands as it is, `/checks/:id` with an id in place of its last part.
function isOpened(path, cases) {
  const [fixed] = path.split(':');
  const place = fixed.replace(/[/]/g, '\\/');
  const end = path.includes(':') ? '[$\\w]' : "[?'`]";
  return new RegExp(`place: .*=> ['\`]${place}${end}`).test(cases);
}
