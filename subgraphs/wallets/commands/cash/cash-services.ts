import type { Logger } from '@soko/log';
import type { CashSettings } from '../../domain/cash/cash-settings.ts';
import type { PaymentsPeer } from '../../peers/payments.ts';
import type { UsersPeer } from '../../peers/users.ts';
import type { WalletsServices } from '../../services.ts';

/** What deposits and withdrawals need beside the database. */
export interface CashDependencies {
  payments: PaymentsPeer;
  users: UsersPeer;
  settings: CashSettings;
  log: Logger;
}

export type CashServices = Pick<WalletsServices, 'db' | 'pool' | 'now' | 'cash'>;
