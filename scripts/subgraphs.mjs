import { existsSync, readdirSync } from 'node:fs';

/** Every subgraph is a folder with a schema; nothing else lists them. */
export const subgraphs = readdirSync('subgraphs')
  .filter((name) => existsSync(`subgraphs/${name}/schema.graphql`))
  .sort();
