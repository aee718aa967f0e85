/**
 * `npm run variables:check`: README.md's table must name every variable that an env.ts reads, with its default, and no
 * other. Prints what to mend.
 */
import { readFileSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import { compareVariables } from './variables/compare-variables.mjs';
import { services } from './deploy/services.mjs';
import { importTypescript } from './import-typescript.mjs';

const { standaloneEnv } = await importTypescript('compositions/env.ts');
const shapes = [standaloneEnv, ...Object.values(await services())];

/** What holds when a variable is not set, as the table shows it; folders by their name, lists in words. */
function defaultOf(schema) {
  const { success, data } = schema.safeParse(undefined);
  if (!success) return 'required';
  if (data === undefined) return null;
  if (typeof data === 'object') return null;
  return isAbsolute(String(data)) ? basename(data) : String(data);
}

const read = new Map();
for (const [name, schema] of shapes.flatMap(Object.entries)) {
  read.set(name, (read.get(name) ?? new Set()).add(defaultOf(schema)));
}

const problems = compareVariables(read, readFileSync('README.md', 'utf8'));
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`README.md names all ${read.size} variables.`);
