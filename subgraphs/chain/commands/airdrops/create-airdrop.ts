import { findFirstResult, once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readQuantity } from '@soko/input';
import { tell } from '@soko/outbox';
import type { ChainContext } from '../../context.ts';
import { type Airdrop, noProgress } from '../../domain/airdrop.ts';
import { airdropEvent } from '../../domain/chain-events.ts';
import type { CreateAirdropInput } from '../../generated/graphql.ts';
import { findAirdrop, insertAirdrop } from '../../store/airdrops.ts';
import { findErased, holdErasures } from '../../store/people.ts';
import { requireTokenAdmin } from '../require-store-role.ts';
import { peopleOf, readAddresses } from './find-receivers.ts';

/** Drafts an airdrop. Its receivers are those of now, and nothing is reserved. A repeat returns the first result. */
export async function createAirdrop(context: ChainContext, input: CreateAirdropInput): Promise<Airdrop> {
  const { pool, limits, trail, now } = context;
  const { collection, owner } = await requireTokenAdmin(context, input.tokenId);
  const { storeId } = collection;
  const key = readIdempotencyKey(input.idempotencyKey);
  const { tokenId } = input;
  const segmentId = input.segmentId ?? null;
  const amount = readQuantity(input.amount ?? 1, 'amount', { min: 1, max: 1_000 });
  const given = await readAddresses(input);
  // The segment may have other members when the command is repeated, or be gone.
  const asked = given === null ? { segmentId } : { addresses: given.addresses };
  const command = { owner, key, input: { command: 'createAirdrop', tokenId, amount, ...asked } };
  const done = await findFirstResult<{ id: string }>(pool, command);
  if (done !== null) return (await findAirdrop(pool, done.result.id))!;
  await limits.take([{ name: 'chain.airdrops-of-store', key: storeId, says: 'Too many airdrops.' }]);
  const found = given ?? (await peopleOf(context, storeId, segmentId!));
  const { id } = await once<{ id: string }>(pool, command, async (tx) => {
    await holdErasures(tx);
    const erased = await findErased(tx, found.userIds);
    const userIds = found.userIds.filter((userId) => !erased.has(userId));
    const { addresses } = found;
    const leftOut = found.leftOut + erased.size;
    const total = addresses.length + userIds.length;
    const facts = { storeId, tokenId, amount, status: 'DRAFT', total, segmentId, leftOut } as const;
    const airdrop: Airdrop = { id: newId('adp'), ...facts, createdAt: now(), sentAt: null };
    await insertAirdrop(tx, airdrop, { addresses, userIds, leftOut });
    const waiting = { ...noProgress, waiting: total };
    await tell(tx, [airdropEvent('created', { ...airdrop, version: 1 }, waiting, trail)]);
    return { id: airdrop.id };
  });
  return (await findAirdrop(pool, id))!;
}
