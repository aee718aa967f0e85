import { badUserInput, notFound } from '@soko/errors';
import { findFirstResult, once, readIdempotencyKey } from '@soko/idempotency';
import { isId, newId } from '@soko/ids';
import { readLine, readQuantity, readText } from '@soko/input';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { ChainContext } from '../../context.ts';
import { rewardEvent } from '../../domain/chain-events.ts';
import { rewardPromotionEnded, storeInactive, tokenFailed } from '../../domain/refusals.ts';
import type { Reward } from '../../domain/reward.ts';
import type { Token } from '../../domain/token.ts';
import type { CreateRewardInput } from '../../generated/graphql.ts';
import type { OwnPromotion } from '../../peers/orders.ts';
import { findReward, insertReward } from '../../store/rewards.ts';
import { lockStore } from '../../store/stores.ts';
import { lockToken } from '../../store/tokens.ts';
import { requireTokenAdmin } from '../require-store-role.ts';

type Refusal =
  ReturnType<typeof storeInactive> | ReturnType<typeof tokenFailed> | ReturnType<typeof rewardPromotionEnded>;

function readTerms(input: CreateRewardInput) {
  const [startsAt, endsAt] = [input.startsAt ?? null, input.endsAt ?? null];
  if (startsAt !== null && endsAt !== null && endsAt <= startsAt) {
    throw badUserInput('`endsAt` must be later than `startsAt`.', 'endsAt');
  }
  return {
    kind: input.kind,
    title: readLine(input.title, 'title', { max: 100 }),
    text: input.text == null ? null : readText(input.text, 'text', { max: 2_000 }),
    giftTokenId: input.giftTokenId ?? null,
    promotionId: input.promotionId ?? null,
    minimumAmount: readQuantity(input.minimumAmount ?? 1, 'minimumAmount', { min: 1, max: 1_000_000 }),
    quota: readQuantity(input.quota, 'quota', { min: 1, max: 1_000_000 }),
    startsAt,
    endsAt,
  };
}

/** Each kind has what it gives: a coupon its text, a gift its token, a discount its promotion. */
function requireWhole({ kind, text, giftTokenId, promotionId }: ReturnType<typeof readTerms>, tokenId: string): void {
  if (kind === 'COUPON' && text === null) throw badUserInput('`text` is required for a coupon.', 'text');
  if ((kind === 'GIFT') !== (giftTokenId !== null)) {
    throw badUserInput('`giftTokenId` is required for a gift, and must be omitted for others.', 'giftTokenId');
  }
  if ((kind === 'DISCOUNT') !== (promotionId !== null)) {
    throw badUserInput('`promotionId` is required for a discount, and must be omitted for others.', 'promotionId');
  }
  if (giftTokenId === tokenId) throw badUserInput('A gift must be of another token.', 'giftTokenId');
}

/** The token of a gift. Throws NOT_FOUND for one of another store. */
async function findGift({ loaders }: Pick<ChainContext, 'loaders'>, storeId: string, tokenId: string): Promise<Token> {
  const token = await loaders.token.load(tokenId);
  const collection = token && (await loaders.collection.load(token.collectionId));
  if (token === null || collection?.storeId !== storeId) throw notFound('The token');
  return token;
}

/**
 * The promotion of a discount, which the viewer manages: who pays it has agreed to give its codes. Null when it has ended. Throws
 * NOT_FOUND for one of others.
 */
async function findPromotion({ orders, identity }: ChainContext, id: string): Promise<OwnPromotion | null> {
  const promotion = isId('prm', id) ? await orders.findOwn(id, identity) : null;
  if (promotion === null) throw notFound('The promotion');
  if (promotion.activation !== 'SINGLE_USE_CODES') {
    throw badUserInput('The promotion must have the activation SINGLE_USE_CODES.', 'promotionId');
  }
  return promotion.status === 'ENDED' ? null : promotion;
}

const toAnswer = async (db: Queryable, result: { id: string } | Refusal): Promise<Reward | Refusal> =>
  isRefusal(result) ? result : (await findReward(db, result.id))!;

/** Creates a reward for the holders of a token. A repeat returns the first result. */
export async function createReward(context: ChainContext, input: CreateRewardInput): Promise<Reward | Refusal> {
  const { pool, limits, trail, now } = context;
  const { tokenId } = input;
  const { collection, owner } = await requireTokenAdmin(context, tokenId);
  const { storeId } = collection;
  const key = readIdempotencyKey(input.idempotencyKey);
  const terms = readTerms(input);
  requireWhole(terms, tokenId);
  const gift = terms.giftTokenId === null ? null : await findGift(context, storeId, terms.giftTokenId);
  const command = { owner, key, input: { command: 'createReward', tokenId, ...terms } };
  const done = await findFirstResult<{ id: string } | Refusal>(pool, command);
  if (done !== null) return toAnswer(pool, done.result);
  if (terms.endsAt !== null && terms.endsAt <= now()) throw badUserInput('`endsAt` must be in the future.', 'endsAt');
  const promotion = terms.promotionId === null ? null : await findPromotion(context, terms.promotionId);
  if (terms.promotionId !== null && promotion === null) return rewardPromotionEnded();
  await limits.take([{ name: 'chain.rewards-of-store', key: storeId, says: 'Too many rewards.' }]);
  const result = await once<{ id: string } | Refusal>(pool, command, async (tx) => {
    if ((await lockStore(tx, storeId))?.status !== 'ACTIVE') return storeInactive();
    if ((await lockToken(tx, tokenId))!.status === 'FAILED' || gift?.status === 'FAILED') return tokenFailed();
    const reward: Reward = {
      id: newId('rwd'),
      storeId,
      tokenId,
      ...terms,
      promotionEndsAt: promotion?.endsAt ?? null,
      claimed: 0,
      endedAt: null,
      createdAt: now(),
    };
    await insertReward(tx, reward, promotion?.version ?? null);
    await tell(tx, [rewardEvent('created', reward, trail)]);
    return { id: reward.id };
  });
  return toAnswer(pool, result);
}
