// Written by `npm run subgraphs:generate` from the folders of subgraphs/.

/** Imports a subgraph when it is needed: a process of one service loads one, the standalone loads all. */
export const loaders = {
  analytics: () => import('@soko/subgraph-analytics').then((module) => module.analytics),
  chain: () => import('@soko/subgraph-chain').then((module) => module.chain),
  chat: () => import('@soko/subgraph-chat').then((module) => module.chat),
  fulfilment: () => import('@soko/subgraph-fulfilment').then((module) => module.fulfilment),
  notifications: () => import('@soko/subgraph-notifications').then((module) => module.notifications),
  orders: () => import('@soko/subgraph-orders').then((module) => module.orders),
  payments: () => import('@soko/subgraph-payments').then((module) => module.payments),
  products: () => import('@soko/subgraph-products').then((module) => module.products),
  users: () => import('@soko/subgraph-users').then((module) => module.users),
  wallets: () => import('@soko/subgraph-wallets').then((module) => module.wallets),
} as const;
