import { inTransaction } from '@soko/postgres';
import type { RunPart } from '../../domain/settlement/run.ts';
import { claimPart } from '../../store/settlement/parts.ts';
import { finishPart } from './finish-part.ts';
import type { SettlementSettings } from './run-settlements.ts';
import { isAboutBets, setAside } from './set-aside.ts';
import { settlePage } from './settle-page.ts';

/** A page that failed is repeated with the fourth part of its bets; after a page that succeeded they are more again. */
const step = 4;

const keyOf = ({ run, number }: RunPart): string => `${run.id} ${number}`;

/**
 * Settles one page of the part whose turn it is, or ends that part. Returns false when every run is done or worked on by others.
 *
 * A page that fails is tried with fewer and fewer bets, until the one that cannot be settled stands alone: that one is set aside,
 * and the others are paid.
 */
export function createTurns(settings: SettlementSettings): () => Promise<boolean> {
  const { pool, log, pageSize } = settings;
  /** Bets of the next page of a part, where that is less than a full one. */
  const limits = new Map<string, number>();
  const limitOf = (part: RunPart): number => limits.get(keyOf(part)) ?? pageSize;

  function widen(part: RunPart): void {
    const limit = limitOf(part) * step;
    if (limit >= pageSize) limits.delete(keyOf(part));
    else limits.set(keyOf(part), limit);
  }

  async function settleAlone(part: RunPart, error: unknown): Promise<void> {
    const limit = limitOf(part);
    if (limit > 1) {
      log.warn(
        { err: error, runId: part.run.id, bets: limit },
        'could not settle a page of bets; trying fewer of them',
      );
      limits.set(keyOf(part), Math.ceil(limit / step));
      return;
    }
    await setAside(settings, part, error);
    widen(part);
  }

  async function settle(claimed: (part: RunPart) => void): Promise<RunPart | null> {
    return inTransaction(pool, async (tx) => {
      const part = await claimPart(tx);
      if (part === null) return null;
      claimed(part);
      if ((await settlePage(tx, part, limitOf(part), settings)) === 0) await finishPart(tx, part, settings);
      return part;
    });
  }

  return async () => {
    const claimed: RunPart[] = [];
    try {
      const part = await settle((each) => claimed.push(each));
      if (part !== null) widen(part);
      return part !== null;
    } catch (error) {
      const part = claimed.at(-1);
      if (part === undefined || !isAboutBets(error)) throw error;
      await settleAlone(part, error);
      return true;
    }
  };
}
