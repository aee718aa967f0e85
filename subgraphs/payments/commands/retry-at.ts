import { backoffMs } from '@soko/retry';
import type { PaymentsServices } from '../services.ts';

const pauses = { firstMs: 500, maxMs: 300_000 };

/** Time of the next try: the pause doubles with each failed try, from 0.5 seconds to 5 minutes. */
export const retryAt = ({ now }: Pick<PaymentsServices, 'now'>, { attempts }: { attempts: number }): Date =>
  new Date(now().getTime() + backoffMs(attempts + 1, pauses));
