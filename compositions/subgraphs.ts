import type { SubgraphDefinition } from '@soko/subgraph';
import { loaders } from './subgraph-loaders.ts';

export type SubgraphName = keyof typeof loaders;

export const subgraphNames = Object.keys(loaders) as SubgraphName[];

export const loadSubgraph = (name: SubgraphName): Promise<SubgraphDefinition> =>
  loaders[name]() as Promise<unknown> as Promise<SubgraphDefinition>;

export const isSubgraphName = (name: string): name is SubgraphName => name in loaders;
