import { badUserInput } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readQuantity } from '@soko/input';
import type { SellerNotActive } from '@soko/refusals';
import type { OrdersContext } from '../../context.ts';
import { statusOfPromotion } from '../../domain/promotions/promotion.ts';
import { promotionEnded } from '../../domain/promotions/refusals.ts';
import { addCodeBatch, type CodeBatch, countCodes, findCodeBatches } from '../../store/promotions/code-batches.ts';
import { lockPromotion } from '../../store/promotions/promotions.ts';
import { forbidsPromoting } from './own-promotion.ts';
import { makeCode } from './make-code.ts';
import { loadOwnPromotion } from './update-promotion.ts';

export interface GeneratePromotionCodesInput {
  promotionId: string;
  count: number;
  prefix?: string | null | undefined;
  idempotencyKey: string;
}

/** Codes of one call, and of one promotion. */
export const maxCodes = { call: 10_000, promotion: 200_000 };

const readPrefix = (text: string | null | undefined): string | null => {
  if (text == null || text.trim() === '') return null;
  const prefix = text.trim().toUpperCase();
  if (/^[A-Z0-9]{1,12}$/.test(prefix)) return prefix;
  throw badUserInput('The prefix must have 1 to 12 letters A to Z and digits, such as SPRING.', 'prefix');
};

function makeCodes(count: number, prefix: string | null): string[] {
  const codes = new Set<string>();
  while (codes.size < count) codes.add(makeCode(prefix));
  return [...codes];
}

/** Generates codes that nobody can guess, each for one order. */
export async function generatePromotionCodes(
  context: OrdersContext,
  input: GeneratePromotionCodesInput,
): Promise<CodeBatch | SellerNotActive | ReturnType<typeof promotionEnded>> {
  const { pool, now, viewer } = context;
  const own = await loadOwnPromotion(context, input.promotionId);
  const key = readIdempotencyKey(input.idempotencyKey);
  const count = readQuantity(input.count, 'count', { min: 1, max: maxCodes.call });
  const prefix = readPrefix(input.prefix);
  if (own.activation !== 'SINGLE_USE_CODES') {
    throw badUserInput('Codes are generated for promotions with the activation SINGLE_USE_CODES.', 'promotionId');
  }
  const forbidden = await forbidsPromoting(context, own);
  if (forbidden !== null) return forbidden;
  const createdBy = viewer.kind === 'user' ? viewer.id : '';
  const command = { command: 'generatePromotionCodes', promotionId: own.id, count, prefix };
  const id = await once(pool, { owner: createdBy, key, input: command }, async (tx) => {
    const promotion = (await lockPromotion(tx, own.id))!;
    if (statusOfPromotion(promotion, now()) === 'ENDED') return null;
    if ((await countCodes(tx, own.id)) + count > maxCodes.promotion) {
      throw badUserInput(`A promotion can have ${maxCodes.promotion.toLocaleString('en')} codes.`, 'count');
    }
    const batch: CodeBatch = { id: newId('pcb'), promotionId: own.id, count, createdBy, createdAt: now() };
    await addCodeBatch(tx, batch, makeCodes(count, prefix));
    return batch.id;
  });
  return id === null ? promotionEnded() : (await findCodeBatches(pool, [id]))[0]!;
}
