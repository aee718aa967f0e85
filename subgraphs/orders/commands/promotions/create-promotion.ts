import { badUserInput } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import type { OrdersContext } from '../../context.ts';
import { readPromotionCode } from '../../domain/promotions/code.ts';
import { promotionEvent } from '../../domain/promotions/promotion-events.ts';
import type { Promotion } from '../../domain/promotions/promotion.ts';
import { promotionCodeTaken } from '../../domain/promotions/refusals.ts';
import { addPromotion, findPromotions } from '../../store/promotions/promotions.ts';
import { forbidsPromoting, requirePayer } from './own-promotion.ts';
import { readTerms, type WrittenTerms } from './read-terms.ts';

export interface CreatePromotionInput extends WrittenTerms {
  /** Seller who pays. The platform pays without one. */
  sellerId?: string | null | undefined;
  code?: string | null | undefined;
  idempotencyKey: string;
}

function readCodeFor({ activation, code }: CreatePromotionInput): string | null {
  if (activation === 'CODE') {
    if (code == null) throw badUserInput('`code` is required for the activation CODE.', 'code');
    return readPromotionCode(code, 'code');
  }
  if (code != null) throw badUserInput(`\`code\` must be omitted for the activation ${activation}.`, 'code');
  return null;
}

/** Another promotion has the code: what was added is rolled back. */
class CodeTaken extends Error {
  override readonly name = 'CodeTaken';
}

/** Creates a promotion that the platform or a seller pays. */
export async function createPromotion(context: OrdersContext, input: CreatePromotionInput) {
  const { pool, now, trail } = context;
  const sellerId = input.sellerId ?? null;
  const createdBy = await requirePayer(context, { sellerId }, 'The seller');
  const key = readIdempotencyKey(input.idempotencyKey);
  const at = now();
  const code = readCodeFor(input);
  const terms = readTerms(input, sellerId, at);
  const forbidden = await forbidsPromoting(context, { sellerId });
  if (forbidden !== null) return forbidden;
  const { idempotencyKey: _key, ...written } = input;
  try {
    const id = await once(
      pool,
      { owner: createdBy, key, input: { command: 'createPromotion', ...written } },
      async (tx) => {
        const made = { ...terms, id: newId('prm'), code, redeemed: 0, endedAt: null, version: 1 };
        const promotion: Promotion = { ...made, createdBy, createdAt: at, updatedAt: at };
        if (!(await addPromotion(tx, promotion))) throw new CodeTaken();
        await tell(tx, [promotionEvent('created', promotion, trail)]);
        return promotion.id;
      },
    );
    return (await findPromotions(pool, [id]))[0]!;
  } catch (error) {
    if (error instanceof CodeTaken) return promotionCodeTaken(code!);
    throw error;
  }
}
