import type { SubgraphDefinition } from '@soko/subgraph';

/** Every subgraph there is, loaded when it is needed: a service of its own loads one, the standalone all. */
const loaders = {
  users: () => import('@soko/subgraph-users').then((module) => module.users),
  products: () => import('@soko/subgraph-products').then((module) => module.products),
  fulfilment: () => import('@soko/subgraph-fulfilment').then((module) => module.fulfilment),
  orders: () => import('@soko/subgraph-orders').then((module) => module.orders),
  payments: () => import('@soko/subgraph-payments').then((module) => module.payments),
  notifications: () => import('@soko/subgraph-notifications').then((module) => module.notifications),
  analytics: () => import('@soko/subgraph-analytics').then((module) => module.analytics),
} as const;

export type SubgraphName = keyof typeof loaders;

export const subgraphNames = Object.keys(loaders) as SubgraphName[];

export const loadSubgraph = (name: SubgraphName): Promise<SubgraphDefinition> =>
  loaders[name]() as Promise<unknown> as Promise<SubgraphDefinition>;

export const isSubgraphName = (name: string): name is SubgraphName => name in loaders;
