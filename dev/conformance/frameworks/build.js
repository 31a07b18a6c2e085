// Builds the examples of docs/embedding.md as an application would.
//
// In: the page with the examples, a folder for what is built. Out: FOLDER/NAME with index.html for each. Never: a change
// to an example; what an example leaves to its reader stands in the mounts below.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import vue from '@vitejs/plugin-vue';
import { build } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const [documentation, folder, server] = process.argv.slice(2);
const text = readFileSync(documentation, 'utf8');

// Where the check is done, and its link, which an application asks its server for.
const TAKEN = "location.assign('/verified?check=' + check)";
const MOUNTS = {
  react: `import { createRoot } from 'react-dom/client';
    import { FaceCheck } from './FaceCheck.jsx';
    const done = (check) => ${TAKEN};
    createRoot(document.getElementById('app')).render(<FaceCheck url={window.checkUrl} onDone={done} />);`,
  vue: `import { createApp, h } from 'vue';
    import FaceCheck from './FaceCheck.vue';
    const onDone = (check) => ${TAKEN};
    createApp({ render: () => h(FaceCheck, { url: window.checkUrl, onDone }) }).mount('#app');`,
  angular: `import '@angular/compiler';
    import { Component, provideZonelessChangeDetection } from '@angular/core';
    import { bootstrapApplication } from '@angular/platform-browser';
    import { FaceCheck } from './face-check';
    @Component({
      selector: 'app-root',
      imports: [FaceCheck],
      template: '<app-face-check [url]="url" (done)="taken($event)" />',
    })
    class Root {
      url = (window as unknown as { checkUrl: string }).checkUrl;
      taken(check: string) { ${TAKEN}; }
    }
    bootstrapApplication(Root, { providers: [provideZonelessChangeDetection()] });`,
};

const example = (language) => {
  const found = text.match(new RegExp('```' + language + '\\n([\\s\\S]*?)```'));
  if (!found) {
    throw new Error(`${documentation} has no example in ${language}`);
  }
  return found[1];
};

const page = (entry) => `<!doctype html><html lang="en"><title>App</title>
  <script src="${server}/check/element.js"></script><script src="/link.js"></script>
  <div id="app"></div><app-root></app-root><script type="module" src="/${entry}"></script>`;

function lay(name, files) {
  const root = join(folder, 'sources', name);
  mkdirSync(root, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    writeFileSync(join(root, file), content);
  }
  return root;
}

async function bundle(name, root, plugins) {
  await build({
    root,
    plugins,
    configFile: false,
    logLevel: 'warn',
    build: { outDir: join(folder, name), emptyOutDir: true, minify: false, chunkSizeWarningLimit: 4096 },
  });
}

mkdirSync(join(folder, 'sources'), { recursive: true });
symlinkSync(join(here, 'node_modules'), join(folder, 'sources/node_modules'));

mkdirSync(join(folder, 'html'), { recursive: true });
writeFileSync(join(folder, 'html/index.html'), example('html').replaceAll('https://face.example', server));

await bundle(
  'react',
  lay('react', { 'index.html': page('main.jsx'), 'main.jsx': MOUNTS.react, 'FaceCheck.jsx': example('jsx') }),
  [react()],
);

// As the page says to set it.
const template = { compilerOptions: { isCustomElement: (tag) => tag === 'catchlight-check' } };
await bundle(
  'vue',
  lay('vue', { 'index.html': page('main.js'), 'main.js': MOUNTS.vue, 'FaceCheck.vue': example('vue') }),
  [vue({ template })],
);

const options = {
  compilerOptions: {
    target: 'es2022',
    module: 'es2022',
    moduleResolution: 'bundler',
    lib: ['es2022', 'dom'],
    strict: true,
    experimentalDecorators: true,
    skipLibCheck: true,
    rootDir: '.',
    outDir: 'compiled',
  },
  angularCompilerOptions: { strictTemplates: true, strictInjectionParameters: true, compilationMode: 'full' },
  files: ['main.ts'],
};
const angular = lay('angular', {
  'index.html': page('compiled/main.js'),
  'main.ts': MOUNTS.angular,
  'face-check.ts': example('ts'),
  'tsconfig.json': JSON.stringify(options),
});
const compiler = join(here, 'node_modules/@angular/compiler-cli/bundles/src/bin/ngc.js');
execFileSync(process.execPath, [compiler, '--project', join(angular, 'tsconfig.json')], { stdio: 'inherit' });
await bundle('angular', angular, []);
