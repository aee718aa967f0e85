import type { Balance, Holding, Move } from '../domain/holding.ts';
import { maxTokens } from '../domain/token.ts';
import { type Chain, NodeError, type Transfer } from '../providers/chain.ts';
import type { ChainServices } from '../services.ts';
import { findBalancesAfter } from '../store/balances.ts';
import {
  type FollowedBlock,
  findFirstBlock,
  hasContracts,
  listContracts,
  listFollowedBlocks,
  saveFollowed,
} from '../store/followed-blocks.ts';

type Services = Pick<ChainServices, 'pool' | 'openChain' | 'log'>;

/** Blocks whose transfers are read at once, at most. */
const maxRange = 2_000;

/** Balances that a contract is asked for at once. */
const atOnce = 200;

/** Time after which a turn lets others go on. */
const sliceMs = 2_000;

/** The newest block that is known and that the chain still has; null when it has none of them. */
async function findCommon(chain: Chain, known: readonly FollowedBlock[]): Promise<FollowedBlock | null> {
  for (const each of known) if ((await chain.blockHash(each.number)) === each.hash) return each;
  return null;
}

const keyOf = ({ collectionId, number, owner }: Holding): string => `${collectionId} ${number} ${owner}`;

/** Other ids have no token, and may be larger than a number can be. */
const isNumber = (id: bigint): boolean => id >= 1n && id <= BigInt(maxTokens);

/** The zero address is that of mints. */
const isZero = (address: string): boolean => /^0x0{40}$/.test(address);

/** Who may have more or less items after the transfers. */
function touchedBy(transfers: readonly Transfer[], collectionAt: ReadonlyMap<string, string>): Holding[] {
  return transfers.flatMap(({ contract, from, to, ids }) => {
    const collectionId = collectionAt.get(contract);
    if (collectionId === undefined) return [];
    const numbers = ids.filter(isNumber).map(Number);
    const owners = [from, to].filter((address) => !isZero(address));
    return owners.flatMap((owner) => numbers.map((number) => ({ collectionId, number, owner })));
  });
}

/** What moved from one person to another in blocks that were not followed before: items that were minted are new. */
function movesOf(
  transfers: readonly Transfer[],
  collectionAt: ReadonlyMap<string, string>,
  { after }: { after: number },
): Move[] {
  return transfers.flatMap(({ contract, from, to, ids, amounts, block }) => {
    const collectionId = collectionAt.get(contract);
    if (collectionId === undefined || block <= after || from === to || isZero(from)) return [];
    return ids.flatMap((id, index) =>
      isNumber(id) ? [{ collectionId, number: Number(id), from, to, amount: Number(amounts[index]!) }] : [],
    );
  });
}

/** What the contracts say of holdings, at a block. */
async function readBalances(
  chain: Chain,
  holdings: readonly Holding[],
  contractOf: ReadonlyMap<string, string>,
  block: number,
): Promise<Balance[]> {
  const balances: Balance[] = [];
  for (const collectionId of new Set(holdings.map((each) => each.collectionId))) {
    const held = holdings.filter((each) => each.collectionId === collectionId);
    for (let start = 0; start < held.length; start += atOnce) {
      const part = held.slice(start, start + atOnce);
      const amounts = await chain.balancesOf(contractOf.get(collectionId)!, part, block);
      balances.push(...part.map((each, index) => ({ ...each, amount: amounts[index]! })));
    }
  }
  return balances;
}

/**
 * Follows the transfers of all contracts, also those made without Soko. A turn finds out whose items changed since the last block that
 * was followed, asks the contracts for those balances at a confirmed block, and saves them with that block in one transaction.
 * When the chain has dropped the block, it goes back to the newest one that is left, and asks again for all that changed after
 * it: a balance is what the contract says, never a sum of events.
 */
export function createTransferFollower(
  { pool, openChain, log }: Services,
  { confirmations }: { confirmations: number },
) {
  /** Blocks that the next range has. Nodes refuse long ranges, and those with many transfers. */
  let range = maxRange;

  /** The transfers of a range. Null when the node refuses them: the next range is half as long. */
  async function readTransfers(
    chain: Chain,
    contracts: readonly string[],
    blocks: { from: number; to: number },
  ): Promise<Transfer[] | null> {
    try {
      const transfers = await chain.transfers(contracts, blocks);
      range = Math.min(maxRange, range * 2);
      return transfers;
    } catch (error) {
      const count = blocks.to - blocks.from + 1;
      if (!(error instanceof NodeError) || count === 1) throw error;
      range = Math.floor(count / 2);
      // A node that does not answer is asked again at the next turn.
      if (!error.hasAnswered) throw error;
      log.warn({ err: error, ...blocks }, 'the node refuses to list transfers; asking for half as many blocks');
      return null;
    }
  }

  /** Follows one range. False when there is nothing more to follow now. */
  async function followRange(chain: Chain): Promise<boolean> {
    const { chainId } = chain;
    const confirmed = (await chain.head()) - confirmations + 1;
    const known = await listFollowedBlocks(pool, chainId);
    const reachable = known.filter(({ number }) => number <= confirmed);
    // A node that lags behind, or a chain that is shorter for a moment.
    if (known.length > 0 && reachable.length === 0) return false;
    const common = await findCommon(chain, reachable);
    const isSound = common?.number === reachable[0]?.number;
    if (isSound && known[0] !== undefined && known[0].number >= confirmed) return false;
    const from = common?.number ?? (await findFirstBlock(pool, chainId)) - 1;
    const to = Math.min(confirmed, from + range);
    const hash = to < 0 ? null : await chain.blockHash(to);
    if (hash === null) return false;
    if (!isSound) log.warn({ chainId, from }, 'the chain has dropped blocks; reading balances again');
    // After the head: a contract is listed before its first mint is sent.
    const contracts = await listContracts(pool, chainId);
    const collectionAt = new Map(contracts.map(({ address, collectionId }) => [address, collectionId]));
    const contractOf = new Map(contracts.map(({ address, collectionId }) => [collectionId, address]));
    const transfers = to > from ? await readTransfers(chain, [...collectionAt.keys()], { from: from + 1, to }) : [];
    if (transfers === null) return true;
    const changed = [
      ...touchedBy(transfers, collectionAt),
      ...(isSound ? [] : await findBalancesAfter(pool, chainId, from)),
    ];
    const holdings = [...new Map(changed.map((each) => [keyOf(each), each])).values()];
    const balances = await readBalances(chain, holdings, contractOf, to);
    // What was read belongs to one chain: that of this hash.
    if ((await chain.blockHash(to)) !== hash) return false;
    const isSaved = await saveFollowed(pool, {
      chainId,
      before: known[0] ?? null,
      from,
      block: { number: to, hash },
      balances,
      moves: movesOf(transfers, collectionAt, { after: known[0]?.number ?? -1 }),
    });
    return isSaved && to < confirmed;
  }

  return async (): Promise<void> => {
    if (openChain === null || !(await hasContracts(pool))) return;
    const chain = await openChain();
    const end = performance.now() + sliceMs;
    while ((await followRange(chain)) && performance.now() < end);
  };
}
