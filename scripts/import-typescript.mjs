import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
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
  // Beside the packages it imports, so that Node finds them; whole at once, since others may be reading it.
  const folder = join(root, 'node_modules/.cache/soko');
  const bundle = join(folder, `${createHash('sha256').update(text).digest('hex').slice(0, 16)}.mjs`);
  const draft = `${bundle}.${randomUUID()}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(draft, text);
  renameSync(draft, bundle);
  return import(pathToFileURL(bundle).href);
}
