import type { SubgraphDefinition } from '@soko/subgraph';

/** Every subgraph there is, loaded when it is needed: a service of its own loads one, the standalone all. */
const loaders = {
  users: () => import('@soko/users').then((module) => module.users),
  products: () => import('@soko/products').then((module) => module.products),
  fulfilment: () => import('@soko/fulfilment').then((module) => module.fulfilment),
  orders: () => import('@soko/orders').then((module) => module.orders),
  payments: () => import('@soko/payments').then((module) => module.payments),
  notifications: () => import('@soko/notifications').then((module) => module.notifications),
  analytics: () => import('@soko/analytics').then((module) => module.analytics),
} as const;

export type SubgraphName = keyof typeof loaders;

export const subgraphNames = Object.keys(loaders) as SubgraphName[];

export const loadSubgraph = (name: SubgraphName): Promise<SubgraphDefinition> =>
  loaders[name]() as Promise<unknown> as Promise<SubgraphDefinition>;

export const isSubgraphName = (name: string): name is SubgraphName => name in loaders;
