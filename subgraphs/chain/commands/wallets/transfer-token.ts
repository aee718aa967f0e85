import { requireUser } from '@soko/auth';
import { badUserInput, notFound, unauthenticated } from '@soko/errors';
import { findFirstResult, once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readQuantity } from '@soko/input';
import { tell } from '@soko/outbox';
import type { Queryable } from '@soko/postgres';
import { unseal } from '@soko/seal';
import type { ChainContext } from '../../context.ts';
import { transferEvent } from '../../domain/chain-events.ts';
import { transferringVersion } from '../../domain/collection.ts';
import { itemsNotHeld, transferNotSupported } from '../../domain/refusals.ts';
import { type TokenTransfer, transferDeadline, transferReference } from '../../domain/transfer.ts';
import { keySeal } from '../../domain/wallet.ts';
import type { TransferTokenInput } from '../../generated/graphql.ts';
import type { Hex } from '../../providers/chain.ts';
import { insertCall } from '../../store/calls.ts';
import { lockPerson } from '../../store/people.ts';
import { findHeld, insertTransfer } from '../../store/transfers.ts';
import { readReceiver } from '../read-receiver.ts';
import { refuseWithoutChain } from '../reserve-mint.ts';

type Refusal =
  | NonNullable<ReturnType<typeof refuseWithoutChain>>
  | ReturnType<typeof transferNotSupported>
  | ReturnType<typeof itemsNotHeld>;

/** A refusal of what may pass later. It is thrown, so that it is not saved as the answer to each repeat of the key. */
class NotNow extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

interface WantedTransfer {
  userId: string;
  tokenId: string;
  number: number;
  chainId: number;
  to: string;
  amount: number;
}

/**
 * Signs the transfer with the key of the viewer's custodial wallet, and queues it. Run it in the transaction of the command.
 * Throws `NotNow`.
 */
async function takeTransfer(
  tx: Queryable,
  { sealKeys, trail }: Pick<ChainContext, 'sealKeys' | 'trail'>,
  { userId, tokenId, number, chainId, to, amount }: WantedTransfer,
): Promise<{ id: string }> {
  // One at a time for each person: what is under way is counted.
  if (!(await lockPerson(tx, userId))) throw unauthenticated();
  const held = await findHeld(tx, userId, tokenId);
  if (held === null || held.available < amount) throw new NotNow(itemsNotHeld(Math.max(0, held?.available ?? 0)));
  if (held.contractVersion < transferringVersion) throw new NotNow(transferNotSupported());
  if (held.owner === to.toLowerCase())
    throw badUserInput('`to` must be another address than that of the wallet.', 'to');
  const { signTransfer } = await import('../../providers/sign-transfer.ts');
  const at = trail.now();
  const id = newId('ctr');
  const wanted = {
    reference: transferReference(id),
    from: held.owner,
    to,
    number,
    amount,
    deadline: transferDeadline(at),
  };
  const key = unseal(sealKeys, keySeal(held.owner), held.sealedKey) as Hex;
  const signature = await signTransfer(key, wanted, { chainId, contract: held.contract as Hex });
  const { number: _, ...signed } = wanted;
  const transfer: TokenTransfer = {
    ...signed,
    id,
    tokenId,
    userId,
    status: 'QUEUED',
    failure: null,
    transactionHash: null,
    blockNumber: null,
    createdAt: at,
    confirmedAt: null,
  };
  await insertTransfer(tx, transfer, signature);
  const call = { id: newId('ccl'), kind: 'TRANSFER', subjectId: id, at } as const;
  await insertCall(tx, call, { kind: 'CREATE_TOKEN', subjectId: tokenId });
  await tell(tx, [transferEvent('requested', { ...transfer, version: 1 }, trail)]);
  return { id };
}

/** Sends items in the custodial wallet of the viewer to an address. A repeat returns the first result. */
export async function transferToken(
  context: ChainContext,
  input: TransferTokenInput,
): Promise<TokenTransfer | Refusal> {
  const { viewer, pool, loaders, limits, perDay } = context;
  const { id: userId } = requireUser(viewer);
  const key = readIdempotencyKey(input.idempotencyKey);
  const amount = readQuantity(input.amount ?? 1, 'amount', { min: 1, max: 1_000_000 });
  const to = await readReceiver(input.to, 'to');
  const { tokenId } = input;
  const token = await loaders.token.load(tokenId);
  if (token === null) throw notFound('The token');
  const collection = (await loaders.collection.load(token.collectionId))!;
  const { chainId } = collection;
  const command = { owner: userId, key, input: { command: 'transferToken', tokenId, to, amount } };
  const done = await findFirstResult<{ id: string }>(pool, command);
  if (done !== null) return (await loaders.transfer.load(done.result.id))!;
  const away = refuseWithoutChain(context, collection);
  if (away !== null) return away;
  await limits.take([
    { name: 'chain.transfers-by-person', key: userId, says: 'Too many transfers.' },
    { name: 'chain.transfers-a-day', key: userId, points: perDay.transfers, says: 'Too many transfers.' },
  ]);
  const { number } = token;
  try {
    const made = await once<{ id: string }>(pool, command, (tx) =>
      takeTransfer(tx, context, { userId, tokenId, number, chainId, to, amount }),
    );
    return (await loaders.transfer.load(made.id))!;
  } catch (error) {
    if (error instanceof NotNow) return error.refusal;
    throw error;
  }
}
