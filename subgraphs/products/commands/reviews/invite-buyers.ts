import { newId } from '@soko/ids';
import { invitation } from '../../domain/reviews/review-events.ts';
import type { ProductsServices } from '../../services.ts';
import { inviteBuyers } from '../../store/reviews/purchases.ts';

const batch = 200;

/** An invitation that a stopped service has delayed by more than this is not sent any more. */
const latestMs = 14 * 86_400_000;

/** Job: publishes once for each order, some days after its delivery, that its buyer may be asked for a review. */
export async function inviteToReview({
  pool,
  settings,
  now,
}: Pick<ProductsServices, 'pool' | 'settings' | 'now'>): Promise<void> {
  const at = now();
  const until = new Date(at.getTime() - settings.invitationMs);
  const since = new Date(until.getTime() - latestMs);
  const trail = () => ({
    correlationId: newId('req'),
    causationId: null,
    actor: { kind: 'service' as const, id: 'products' },
    now,
  });
  let count: number;
  do {
    count = await inviteBuyers(pool, { since, until, now: at, limit: batch }, (purchase) =>
      invitation(purchase, trail())!,
    );
  } while (count === batch);
}
