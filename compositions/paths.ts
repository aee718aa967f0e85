import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder: the nearest one above this file, in `compositions` or in a bundle, that holds the supergraph. */
export const projectRoot = ((): string => {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'schema/supergraph.graphql')) || folder === dirname(folder)) return folder;
  }
})();

export const migrationsOf = (subgraph: string): string => join(projectRoot, 'prisma', subgraph, 'migrations');

export const supergraphFile = join(projectRoot, 'schema/supergraph.graphql');

export const playgroundFolder = join(projectRoot, 'dist/playground');
