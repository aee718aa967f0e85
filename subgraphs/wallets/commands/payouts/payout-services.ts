import type { WalletsServices } from '../../services.ts';

/** What payouts use. */
export type PayoutServices = Pick<WalletsServices, 'db' | 'pool' | 'now' | 'cash' | 'payouts'>;
