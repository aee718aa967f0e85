import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Every subgraph is a folder with a schema. `npm run subgraphs:generate` writes every other list of them from this one. */
export const subgraphs = readdirSync('subgraphs')
  .filter((name) => existsSync(`subgraphs/${name}/schema.graphql`))
  .sort();

/** The files of a schema: `schema.graphql`, and those of the folder `schema` beside it where a large one is split. */
export function schemaFilesOf(file) {
  const folder = file.replace(/\.graphql$/, '');
  const parts = existsSync(folder) ? readdirSync(folder).filter((entry) => entry.endsWith('.graphql')) : [];
  return [file, ...parts.sort().map((entry) => `${folder}/${entry}`)];
}

/** A subgraph's whole contract: its own schema and the part that all of them have. */
export const sdlOf = (name) =>
  [...schemaFilesOf(`subgraphs/${name}/schema.graphql`), 'schema/shared.graphql']
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');

/** Where a subgraph is on the network of the services. */
export const addressOf = (name) => `http://${name}:4000/graphql`;

/**
 * The `soko` field of a subgraph's package.json: `mappers` of the resolver types, `paths` that the gateway forwards to it,
 * `volumes` of its container, `idempotency` when its database has the table of `@soko/idempotency`, and `personalKeys` when
 * it publishes personal data.
 */
export const settingsOf = (name) => JSON.parse(readFileSync(`subgraphs/${name}/package.json`, 'utf8')).soko ?? {};
