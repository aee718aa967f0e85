import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readList, readQuantity } from '@soko/input';
import type { ChainContext } from '../../context.ts';
import { type Airdrop, maxReceivers } from '../../domain/airdrop.ts';
import type { CreateAirdropInput } from '../../generated/graphql.ts';
import { findAirdrop, insertAirdrop } from '../../store/airdrops.ts';
import { readReceiver } from '../read-receiver.ts';
import { requireTokenAdmin } from '../require-store-role.ts';

/** Drafts an airdrop. Nothing is reserved. A repeat returns the first result. */
export async function createAirdrop(context: ChainContext, input: CreateAirdropInput): Promise<Airdrop> {
  const { pool, limits, now } = context;
  const { collection, owner } = await requireTokenAdmin(context, input.tokenId);
  const { storeId } = collection;
  const key = readIdempotencyKey(input.idempotencyKey);
  const { tokenId } = input;
  const amount = readQuantity(input.amount ?? 1, 'amount', { min: 1, max: 1_000 });
  const given = readList(input.addresses, 'addresses', { min: 1, max: maxReceivers });
  const addresses = new Set<string>();
  for (const address of given) addresses.add(await readReceiver(address, 'addresses'));
  await limits.take([{ name: 'chain.airdrops-of-store', key: storeId, says: 'Too many airdrops.' }]);
  const command = { owner, key, input: { command: 'createAirdrop', tokenId, amount, addresses: [...addresses] } };
  const { id } = await once<{ id: string }>(pool, command, async (tx) => {
    const total = addresses.size;
    const draft = { status: 'DRAFT', total, createdAt: now(), sentAt: null } as const;
    const airdrop: Airdrop = { id: newId('adp'), storeId, tokenId, amount, ...draft };
    await insertAirdrop(tx, airdrop, [...addresses]);
    return { id: airdrop.id };
  });
  return (await findAirdrop(pool, id))!;
}
