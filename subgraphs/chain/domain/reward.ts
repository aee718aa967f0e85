import { mintsFor } from './mint.ts';

/** What a store gives to the holders of a token. */
export interface Reward {
  id: string;
  storeId: string;
  /** Token whose holders get it. */
  tokenId: string;
  kind: RewardKind;
  title: string;
  /** What the store gives for a coupon. */
  text: string | null;
  /** Token whose item a holder gets for a gift. */
  giftTokenId: string | null;
  /** Promotion whose codes holders get for a discount. */
  promotionId: string | null;
  /** When that promotion ends, as far as is known. Null when it runs until it is ended. */
  promotionEndsAt: Date | null;
  minimumAmount: number;
  quota: number;
  claimed: number;
  startsAt: Date | null;
  endsAt: Date | null;
  endedAt: Date | null;
  createdAt: Date;
}

export type RewardKind = 'COUPON' | 'GIFT' | 'DISCOUNT';

export type RewardStatus = 'UPCOMING' | 'OPEN' | 'USED_UP' | 'ENDED';

/** A reward that a person has claimed. */
export interface RewardClaim {
  id: string;
  rewardId: string;
  userId: string | null;
  /** What the person shows at the store for a coupon. */
  couponCode: string | null;
  /** Newest mint of a gift. */
  mintId: string | null;
  /** Code of a promotion for a discount, once it is issued. */
  promotionCode: string | null;
  createdAt: Date;
  redeemedAt: Date | null;
}

/** What the mints of a gift are for, the first one first: as many as a claim of a link can have. */
export const giftMintsOf = (claimId: string): string[] => mintsFor(`reward:${claimId}`);

/** Statuses of a reward with which a gift whose mint has failed can be made again: it has its share of the quota. */
export const canMakeAgain: ReadonlySet<RewardStatus> = new Set<RewardStatus>(['OPEN', 'USED_UP']);

type Window = Pick<Reward, 'startsAt' | 'endsAt' | 'promotionEndsAt' | 'endedAt' | 'claimed' | 'quota'>;

/** When a reward ends: at its own time, or with its promotion. Null without an end. */
export function endOf({ endsAt, promotionEndsAt }: Pick<Reward, 'endsAt' | 'promotionEndsAt'>): Date | null {
  if (endsAt === null || promotionEndsAt === null) return endsAt ?? promotionEndsAt;
  return endsAt < promotionEndsAt ? endsAt : promotionEndsAt;
}

export function statusOf(reward: Window, now: Date): RewardStatus {
  const { startsAt, endedAt, claimed, quota } = reward;
  const end = endOf(reward);
  if (endedAt !== null || (end !== null && end <= now)) return 'ENDED';
  if (claimed >= quota) return 'USED_UP';
  return startsAt !== null && startsAt > now ? 'UPCOMING' : 'OPEN';
}

/** Items of a token at an address that can give a reward. */
export interface FreeItems {
  owner: string;
  amount: number;
}

export const sumOf = (items: readonly FreeItems[]): number => items.reduce((sum, { amount }) => sum + amount, 0);

/** Which items give a reward: as many as it needs, those of the first address first. Null when they are too few. */
export function takeItems(free: readonly FreeItems[], needed: number): FreeItems[] | null {
  if (sumOf(free) < needed) return null;
  const taken: FreeItems[] = [];
  let open = needed;
  for (const { owner, amount } of free) {
    const part = Math.min(open, amount);
    if (part > 0) taken.push({ owner, amount: part });
    open -= part;
  }
  return taken;
}

/** Characters of codes: those that look alike are left out. */
export const codeLetters = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Characters of a code: about 78 bits. */
export const codeLength = 16;

/** The form in which codes are kept and shown: `ABCD-EFGH-JKMN-PQRS`. Null for a text that is no code. */
export function codeFrom(text: string): string | null {
  const letters = text.toUpperCase().replaceAll(/[\s-]/g, '');
  const isCode = letters.length === codeLength && /^[2-9A-HJKMNP-TV-Z]+$/.test(letters);
  return isCode ? letters.match(/.{4}/g)!.join('-') : null;
}
