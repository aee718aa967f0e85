import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Every subgraph is a folder with a schema; nothing else lists them. */
export const subgraphs = readdirSync('subgraphs')
  .filter((name) => existsSync(`subgraphs/${name}/schema.graphql`))
  .sort();

/** A subgraph's whole contract: its own schema and the part that all of them have. */
export const sdlOf = (name) =>
  `${readFileSync(`subgraphs/${name}/schema.graphql`, 'utf8')}\n${readFileSync('schema/shared.graphql', 'utf8')}`;
