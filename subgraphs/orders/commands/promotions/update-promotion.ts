import { badUserInput, notFound } from '@soko/errors';
import { isId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type { SellerNotActive } from '@soko/refusals';
import type { OrdersContext } from '../../context.ts';
import { promotionEvent } from '../../domain/promotions/promotion-events.ts';
import { type Promotion, statusOfPromotion } from '../../domain/promotions/promotion.ts';
import { promotionEnded } from '../../domain/promotions/refusals.ts';
import { changePromotion, findPromotions, lockPromotion } from '../../store/promotions/promotions.ts';
import { forbidsPromoting, requirePayer } from './own-promotion.ts';
import { readCap, readPriority, readTitle, requireWindow } from './read-terms.ts';

type Maybe<Value> = Value | null | undefined;

export interface UpdatePromotionInput {
  promotionId: string;
  title?: Maybe<string>;
  startsAt?: Maybe<Date>;
  endsAt?: Maybe<Date>;
  maxRedemptions?: Maybe<number>;
  maxPerPerson?: Maybe<number>;
  priority?: Maybe<number>;
  combinable?: Maybe<boolean>;
}

/** A promotion that the viewer manages. Throws NOT_FOUND for others. */
export async function loadOwnPromotion(context: OrdersContext, id: string): Promise<Promotion> {
  const [found] = isId('prm', id) ? await findPromotions(context.pool, [id]) : [];
  if (found === undefined) throw notFound('The promotion');
  await requirePayer(context, found, 'The promotion');
  return found;
}

/** Fields that are left out stay as they are; null removes a limit or the end. */
function applyInput(promotion: Promotion, input: UpdatePromotionInput, now: Date): Promotion {
  const startsAt = input.startsAt ?? promotion.startsAt;
  const endsAt = input.endsAt === undefined ? promotion.endsAt : input.endsAt;
  if (input.startsAt != null || input.endsAt != null) requireWindow(startsAt, endsAt, now);
  const maxRedemptions =
    input.maxRedemptions === undefined ? promotion.maxRedemptions : readCap(input.maxRedemptions, 'maxRedemptions');
  if (maxRedemptions !== null && maxRedemptions < promotion.redeemed) {
    throw badUserInput(
      `\`maxRedemptions\` must be at least ${promotion.redeemed}, the number of redemptions that hold.`,
      'maxRedemptions',
    );
  }
  return {
    ...promotion,
    title: input.title == null ? promotion.title : readTitle(input.title),
    startsAt,
    endsAt,
    maxRedemptions,
    maxPerPerson:
      input.maxPerPerson === undefined ? promotion.maxPerPerson : readCap(input.maxPerPerson, 'maxPerPerson'),
    priority: input.priority == null ? promotion.priority : readPriority(input.priority),
    combinable: input.combinable ?? promotion.combinable,
  };
}

/** Saves a change of a promotion with its event, and returns the promotion. Null changes nothing. */
function change(
  { pool, trail, now }: OrdersContext,
  id: string,
  type: 'updated' | 'ended',
  decide: (promotion: Promotion, at: Date) => Promotion | null,
): Promise<{ promotion: Promotion; isChanged: boolean }> {
  return inTransaction(pool, async (tx) => {
    const before = (await lockPromotion(tx, id))!;
    const at = now();
    const decided = decide(before, at);
    if (decided === null) return { promotion: before, isChanged: false };
    const promotion = { ...decided, version: before.version + 1, updatedAt: at };
    await changePromotion(tx, promotion);
    await tell(tx, [promotionEvent(type, promotion, trail)]);
    return { promotion, isChanged: true };
  });
}

/** Changes a promotion that has not ended. What it gives, and for which goods, never changes: carts were priced with it. */
export async function updatePromotion(
  context: OrdersContext,
  input: UpdatePromotionInput,
): Promise<Promotion | SellerNotActive | ReturnType<typeof promotionEnded>> {
  const own = await loadOwnPromotion(context, input.promotionId);
  const forbidden = await forbidsPromoting(context, own);
  if (forbidden !== null) return forbidden;
  const { promotion, isChanged } = await change(context, own.id, 'updated', (before, at) =>
    statusOfPromotion(before, at) === 'ENDED' ? null : applyInput(before, input, at),
  );
  return isChanged ? promotion : promotionEnded();
}

/** Ends a promotion now. Orders that were placed with it keep their discount. A repeat changes nothing. */
export async function endPromotion(
  context: OrdersContext,
  { promotionId }: { promotionId: string },
): Promise<Promotion> {
  const own = await loadOwnPromotion(context, promotionId);
  const { promotion } = await change(context, own.id, 'ended', (before, at) =>
    before.endedAt === null ? { ...before, endedAt: at } : null,
  );
  return promotion;
}
