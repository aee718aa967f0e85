import { randomBytes } from 'node:crypto';
import { badUserInput } from '@soko/errors';
import { findFirstResult, once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readEmail, readQuantity } from '@soko/input';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { ChainContext } from '../../context.ts';
import { claimLinkEvent } from '../../domain/chain-events.ts';
import { type ClaimLink, digestOf, maxAllowed } from '../../domain/claim-link.ts';
import { storeInactive, tokenFailed } from '../../domain/refusals.ts';
import type { ClaimAllowListInput, CreateClaimLinkInput } from '../../generated/graphql.ts';
import { findClaimLink, insertClaimLink } from '../../store/claims.ts';
import { lockStore } from '../../store/stores.ts';
import { lockToken } from '../../store/tokens.ts';
import { membersOf } from '../airdrops/find-receivers.ts';
import { readReceiver } from '../read-receiver.ts';
import { requireTokenAdmin } from '../require-store-role.ts';
import { refuseWithoutChain } from '../reserve-mint.ts';

type Refusal =
  | NonNullable<ReturnType<typeof refuseWithoutChain>>
  | ReturnType<typeof storeInactive>
  | ReturnType<typeof tokenFailed>;

type Allowed = readonly ['email' | 'address', string];

function requireCount(count: number, min = 1): void {
  if (count >= min && count <= maxAllowed) return;
  throw badUserInput(
    `\`allowList\` must have 1 to ${maxAllowed.toLocaleString('en')} email addresses and addresses.`,
    'allowList',
  );
}

/** Who is written on the list, each once. Null for a link without a list. */
async function readAllowed(list: ClaimAllowListInput | null | undefined): Promise<Allowed[] | null> {
  if (list == null) return null;
  const [emails, addresses] = [list.emails ?? [], list.addresses ?? []];
  requireCount(emails.length + addresses.length, list.segmentId == null ? 1 : 0);
  const found = new Map<string, Allowed>();
  for (const email of emails) {
    const read = readEmail(email, 'allowList.emails');
    found.set(`email ${read}`, ['email', read]);
  }
  for (const address of addresses) {
    const read = (await readReceiver(address, 'allowList.addresses')).toLowerCase();
    found.set(`address ${read}`, ['address', read]);
  }
  return [...found.values()];
}

/** The email addresses of a segment of the store. */
async function emailsOf(context: ChainContext, storeId: string, segmentId: string): Promise<Allowed[]> {
  const members = await membersOf(context, { storeId, segmentId, most: maxAllowed });
  return members.flatMap(({ email }): Allowed[] => (email === null ? [] : [['email', email]]));
}

function readWindow({ startsAt, endsAt }: CreateClaimLinkInput) {
  const [from, to] = [startsAt ?? null, endsAt ?? null];
  if (from !== null && to !== null && to <= from)
    throw badUserInput('`endsAt` must be later than `startsAt`.', 'endsAt');
  return { startsAt: from, endsAt: to };
}

function requireLater({ endsAt }: ReturnType<typeof readWindow>, now: Date): void {
  if (endsAt !== null && endsAt <= now) throw badUserInput('`endsAt` must be in the future.', 'endsAt');
}

const toAnswer = async (db: Queryable, result: { id: string } | Refusal): Promise<ClaimLink | Refusal> =>
  isRefusal(result) ? result : (await findClaimLink(db, result.id))!;

/** Creates a link with which people claim an item of a token each. A repeat returns the first result. */
export async function createClaimLink(
  context: ChainContext,
  input: CreateClaimLinkInput,
): Promise<ClaimLink | Refusal> {
  const { pool, limits, trail, now } = context;
  const { collection, owner } = await requireTokenAdmin(context, input.tokenId);
  const { storeId } = collection;
  const key = readIdempotencyKey(input.idempotencyKey);
  const { tokenId } = input;
  const quota = readQuantity(input.quota, 'quota', { min: 1, max: 1_000_000 });
  const window = readWindow(input);
  const allowed = await readAllowed(input.allowList);
  const segmentId = input.allowList?.segmentId ?? null;
  // The segment may have other members when the command is repeated, or be gone.
  const asked = { tokenId, quota, allowed, ...window, ...(segmentId === null ? {} : { segmentId }) };
  const command = { owner, key, input: { command: 'createClaimLink', ...asked } };
  const done = await findFirstResult<{ id: string } | Refusal>(pool, command);
  if (done !== null) return toAnswer(pool, done.result);
  requireLater(window, now());
  const away = refuseWithoutChain(context, collection);
  if (away !== null) return away;
  await limits.take([{ name: 'chain.claim-links-of-store', key: storeId, says: 'Too many claim links.' }]);
  const people = segmentId === null ? [] : await emailsOf(context, storeId, segmentId);
  if (allowed !== null) requireCount(allowed.length + people.length);
  const result = await once<{ id: string } | Refusal>(pool, command, async (tx) => {
    if ((await lockStore(tx, storeId))?.status !== 'ACTIVE') return storeInactive();
    if ((await lockToken(tx, tokenId))!.status === 'FAILED') return tokenFailed();
    const salt = randomBytes(16).toString('base64url');
    const link: ClaimLink = {
      id: newId('ckl'),
      storeId,
      tokenId,
      code: randomBytes(16).toString('base64url'),
      quota,
      claimed: 0,
      isRestricted: allowed !== null,
      salt,
      ...window,
      closedAt: null,
      createdAt: now(),
    };
    const digests = [...(allowed ?? []), ...people].map(([kind, written]) => digestOf(salt, kind, written));
    await insertClaimLink(tx, link, [...new Set(digests)]);
    await tell(tx, [claimLinkEvent('created', link, trail)]);
    return { id: link.id };
  });
  return toAnswer(pool, result);
}
