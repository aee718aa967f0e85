import type { SubgraphGauge } from '@soko/subgraph';
import type { WalletsServices } from './services.ts';

/** Numbers of this process for Prometheus. */
export const gauges = ({ placing }: Pick<WalletsServices, 'placing'>): SubgraphGauge[] => [
  {
    name: 'soko_wallets_bet_batches_failed_total',
    isCounter: true,
    help: 'Transactions of several bets that failed since the start, by reason. Their bets were placed one by one.',
    labelNames: ['reason'],
    read: async () => [...placing.failures].map(([reason, value]) => ({ labels: { reason }, value })),
  },
];
