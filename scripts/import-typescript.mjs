import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { npmPackagesStayOutside } from './npm-packages-stay-outside.mjs';

const root = resolve(import.meta.dirname, '..');

/**
 * Imports a TypeScript module of this project into a script.
 * @param {string} file its path from the project's root
 */
export async function importTypescript(file) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [file],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
    plugins: [npmPackagesStayOutside],
  });
  const { text } = outputFiles[0];
  // Beside the packages it imports, so that Node finds them.
  const folder = join(root, 'node_modules/.cache/soko');
  const bundle = join(folder, `${createHash('sha256').update(text).digest('hex').slice(0, 16)}.mjs`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(bundle, text);
  return import(pathToFileURL(bundle).href);
}
