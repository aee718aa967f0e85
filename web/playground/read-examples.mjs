import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('examples/', import.meta.url));

/** The first line of an example says where it belongs and what it shows: `# Look around · A first look`. */
function read(file) {
  const query = readFileSync(`${folder}${file}`, 'utf8');
  const [, group, title] = /^# (.+?) · (.+)$/m.exec(query) ?? [];
  const [, name] = /^(?:query|mutation|subscription) (\w+)/m.exec(query) ?? [];
  if (!group || !title || !name) throw new Error(`${file} needs "# Group · Title" and a named operation.`);
  const variablesFile = `${folder}${file.replace('.graphql', '.variables.json')}`;
  const variables = existsSync(variablesFile) ? readFileSync(variablesFile, 'utf8').trim() : null;
  return { file, group, title, name, query: query.trim(), variables };
}

/** The worked examples in the order in which they are meant to be run. */
export const readExamples = () =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .sort((one, other) => Number.parseInt(one) - Number.parseInt(other) || (one < other ? -1 : 1))
    .map(read);
