import { inTransaction } from '@soko/postgres';
import type { RunPart } from '../../domain/settlement/run.ts';
import { claimPart, nameOfPart } from '../../store/settlement/parts.ts';
import { finishPart } from './finish-part.ts';
import type { SettlementSettings } from './run-settlements.ts';
import { isAboutBets, setAside } from './set-aside.ts';
import { settlePage } from './settle-page.ts';

/** A page that failed is repeated with the fourth part of its bets; after a page that succeeded they are more again. */
const step = 4;

/** A part with the number of bets that a page of it may have. */
interface Claimed {
  part: RunPart;
  limit: number;
}

/** Turns until nothing is left to do. */
export interface Round {
  /** Settles one page of the part whose turn it is, or ends that part. False when every run is done or worked on by others. */
  takeTurn(): Promise<boolean>;
  /** Why parts cannot go on. They have no more turns in this round, so that no market waits for another one. */
  failures: readonly unknown[];
}

/**
 * Begins rounds of turns. A page that fails is tried with fewer and fewer bets, until the one that cannot be settled stands
 * alone: that one is set aside, and the others are paid.
 */
export function createRounds(settings: SettlementSettings): () => Round {
  const { pool, log, pageSize } = settings;
  /** Bets of the next page of a part, where that is less than a full one. */
  const limits = new Map<string, number>();
  const limitOf = (part: RunPart): number => limits.get(nameOfPart(part)) ?? pageSize;

  function widen(part: RunPart): void {
    const limit = limitOf(part) * step;
    if (limit >= pageSize) limits.delete(nameOfPart(part));
    else limits.set(nameOfPart(part), limit);
  }

  /** `limit` is that of the page that failed: another lane may have tried fewer of the same bets since. */
  async function settleAlone({ part, limit }: Claimed, error: unknown): Promise<void> {
    if (limit > 1) {
      log.warn(
        { err: error, runId: part.run.id, bets: limit },
        'could not settle a page of bets; trying fewer of them',
      );
      limits.set(nameOfPart(part), Math.ceil(limit / step));
      return;
    }
    await setAside(settings, part, error);
    widen(part);
  }

  async function settle(except: readonly string[], claimed: (page: Claimed) => void): Promise<RunPart | null> {
    return inTransaction(pool, async (tx) => {
      const part = await claimPart(tx, except);
      if (part === null) return null;
      const limit = limitOf(part);
      claimed({ part, limit });
      if ((await settlePage(tx, part, limit, settings)) === 0) await finishPart(tx, part, settings);
      return part;
    });
  }

  return () => {
    const failures: unknown[] = [];
    const failed: string[] = [];

    async function follow(page: Claimed, error: unknown): Promise<void> {
      try {
        await settleAlone(page, error);
      } catch (reason) {
        if (!isAboutBets(reason)) throw reason;
        failures.push(reason);
        failed.push(nameOfPart(page.part));
      }
    }

    return {
      failures,
      async takeTurn() {
        const claimed: Claimed[] = [];
        try {
          const part = await settle(failed, (page) => claimed.push(page));
          if (part !== null) widen(part);
          return part !== null;
        } catch (error) {
          const page = claimed.at(-1);
          if (page === undefined || !isAboutBets(error)) throw error;
          await follow(page, error);
          return true;
        }
      },
    };
  };
}
