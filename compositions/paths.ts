import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, from the bundle in dist/server or from the source in compositions. */
export const projectRoot = ((): string => {
  const here = dirname(fileURLToPath(import.meta.url));
  return here.endsWith(join('dist', 'server')) ? resolve(here, '../..') : resolve(here, '..');
})();

export const migrationsOf = (subgraph: string): string => join(projectRoot, 'prisma', subgraph, 'migrations');

export const supergraphFile = join(projectRoot, 'schema/supergraph.graphql');

export const playgroundFolder = join(projectRoot, 'dist/playground');
