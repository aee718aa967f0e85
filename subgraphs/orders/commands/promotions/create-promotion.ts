import { badUserInput } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import type { OrdersContext } from '../../context.ts';
import { maxUnended, readPromotionCode } from '../../domain/promotions/code.ts';
import { promotionEvent } from '../../domain/promotions/promotion-events.ts';
import type { Promotion } from '../../domain/promotions/promotion.ts';
import { promotionCodeTaken, tooManyPromotions } from '../../domain/promotions/refusals.ts';
import { addPromotion, countUnended, findPromotions } from '../../store/promotions/promotions.ts';
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

/** Rolls back what was added. */
class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: ReturnType<typeof promotionCodeTaken> | ReturnType<typeof tooManyPromotions>;

  constructor(refusal: Refused['refusal']) {
    super(refusal.message);
    this.refusal = refusal;
  }
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
  const most = sellerId === null ? maxUnended.platform : maxUnended.seller;
  const { idempotencyKey: _key, ...written } = input;
  try {
    const id = await once(
      pool,
      { owner: createdBy, key, input: { command: 'createPromotion', ...written } },
      async (tx) => {
        const made = { ...terms, id: newId('prm'), code, redeemed: 0, endedAt: null, version: 1 };
        const promotion: Promotion = { ...made, createdBy, createdAt: at, updatedAt: at };
        if ((await countUnended(tx, sellerId, at)) >= most) throw new Refused(tooManyPromotions(most));
        if (!(await addPromotion(tx, promotion))) throw new Refused(promotionCodeTaken(code!, sellerId));
        await tell(tx, [promotionEvent('created', promotion, trail)]);
        return promotion.id;
      },
    );
    return (await findPromotions(pool, [id]))[0]!;
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}
