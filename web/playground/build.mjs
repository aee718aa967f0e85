/**
 * Bundles the playground into dist/playground. It fetches nothing from other hosts at run time. Every file except the page
 * has a hash of its content in its name and compressed copies.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { readCommandLine } from '../../scripts/command-line.mjs';
import { readExamples } from './read-examples.mjs';

readCommandLine({
  usage: `Usage: npm run playground

Builds the playground into dist/playground.`,
});

const here = fileURLToPath(new URL('.', import.meta.url));
const outdir = fileURLToPath(new URL('../../dist/playground/', import.meta.url));

const common = {
  absWorkingDir: here,
  outdir,
  bundle: true,
  minify: true,
  metafile: true,
  target: 'es2022',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  publicPath: '/playground/',
  loader: { '.ttf': 'file' },
  logLevel: 'warning',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
};

/** The output file of each entry point, by the entry point's name. */
const outputsOf = ({ metafile }) =>
  Object.fromEntries(
    Object.entries(metafile.outputs)
      .filter(([, output]) => output.entryPoint)
      .map(([path, { entryPoint, cssBundle }]) => [
        basename(entryPoint),
        { script: basename(path), style: cssBundle && basename(cssBundle) },
      ]),
  );

const examples = {
  name: 'examples',
  setup(plugin) {
    plugin.onResolve({ filter: /^soko:examples$/ }, ({ path }) => ({ path, namespace: 'examples' }));
    plugin.onLoad({ filter: /.*/, namespace: 'examples' }, () => ({
      contents: `export const examples = ${JSON.stringify(readExamples())};`,
    }));
  },
};

/** Compresses text once at the highest level, because it is sent unchanged from then on. */
function compress(metafile) {
  for (const path of Object.keys(metafile.outputs)) {
    if (!['.js', '.css', '.ttf'].includes(extname(path))) continue;
    const file = `${outdir}${basename(path)}`;
    const content = readFileSync(file);
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
    writeFileSync(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
  }
}

rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir, { recursive: true });

const workers = await build({
  ...common,
  format: 'iife',
  entryPoints: [
    'monaco-editor/esm/vs/editor/editor.worker.js',
    'monaco-editor/esm/vs/language/json/json.worker.js',
    'monaco-graphql/esm/graphql.worker.js',
  ],
});
const worker = outputsOf(workers);
const page = await build({
  ...common,
  format: 'esm',
  splitting: true,
  entryPoints: ['src/main.tsx'],
  plugins: [examples],
  define: {
    ...common.define,
    EDITOR_WORKER: JSON.stringify(`/playground/${worker['editor.worker.js'].script}`),
    JSON_WORKER: JSON.stringify(`/playground/${worker['json.worker.js'].script}`),
    GRAPHQL_WORKER: JSON.stringify(`/playground/${worker['graphql.worker.js'].script}`),
  },
});
const { script, style } = outputsOf(page)['main.tsx'];
const html = readFileSync(`${here}index.html`, 'utf8')
  .replace('{{script}}', `/playground/${script}`)
  .replace('{{style}}', `/playground/${style}`);
writeFileSync(`${outdir}index.html`, html);
for (const { metafile } of [workers, page]) compress(metafile);
