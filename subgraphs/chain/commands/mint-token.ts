import { once, readIdempotencyKey } from '@soko/idempotency';
import { readQuantity } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import type { ChainContext } from '../context.ts';
import type { Mint } from '../domain/mint.ts';
import type { MintTokenInput } from '../generated/graphql.ts';
import { readReceiver } from './read-receiver.ts';
import { requireTokenAdmin } from './require-store-role.ts';
import { type MintRefusal, refuseWithoutChain, reserveMint } from './reserve-mint.ts';

type Refusal = MintRefusal | NonNullable<ReturnType<typeof refuseWithoutChain>>;

/** Reserves items of a token, and queues their mint. A repeat returns the first result. */
export async function mintToken(context: ChainContext, input: MintTokenInput): Promise<Mint | Refusal> {
  const { pool, loaders } = context;
  const { collection, owner } = await requireTokenAdmin(context, input.tokenId);
  const { storeId } = collection;
  const key = readIdempotencyKey(input.idempotencyKey);
  const amount = readQuantity(input.amount ?? 1, 'amount', { min: 1, max: 1_000 });
  const recipient = await readReceiver(input.to, 'to');
  const away = refuseWithoutChain(context, collection);
  if (away !== null) return away;
  const { tokenId } = input;
  const command = { owner, key, input: { command: 'mintToken', tokenId, recipient, amount } };
  const result = await once<{ id: string } | Refusal>(pool, command, async (tx) => {
    const wanted = { tokenId, storeId, recipient, userId: null, amount, reference: null, requestedBy: owner };
    const mint = await reserveMint(tx, wanted, context);
    return isRefusal(mint) ? mint : { id: mint.id };
  });
  if (isRefusal(result)) return result;
  return (await loaders.mint.load(result.id))!;
}
