import type { WalletsServices } from '../../services.ts';

/** What deposits and withdrawals use. */
export type CashServices = Pick<WalletsServices, 'db' | 'pool' | 'now' | 'cash'>;
