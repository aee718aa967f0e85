import type { EventTrail } from '@soko/events';
import { newId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import { backoffMs } from '@soko/retry';
import { type Call, isUsedUp, maxTries } from '../domain/call.ts';
import type { ChainFailure } from '../domain/failure.ts';
import type { ChainServices } from '../services.ts';
import { splitBatch } from '../store/batches.ts';
import { saveCall } from '../store/calls.ts';
import { countReverts } from '../store/nonces.ts';
import { changeSubject } from './change-subject.ts';

/** Pauses before a call is tried again. */
export const pauses = { firstMs: 5_000, maxMs: 300_000 };

/** How calls end without effect, for a while or for good. */
export function createCallEnds({ log, now }: Pick<ChainServices, 'log' | 'now'>) {
  const trail = (): EventTrail => ({
    correlationId: newId('req'),
    causationId: null,
    actor: { kind: 'service', id: 'chain' },
    now,
  });

  async function fail(tx: Queryable, call: Call, failure: ChainFailure): Promise<void> {
    await saveCall(tx, call.id, { status: 'FAILED', tries: call.tries, failure, endedAt: now() });
    await changeSubject(tx, call, { to: 'FAILED', failure }, trail());
    log.error({ call: call.id, kind: call.kind, subject: call.subjectId, failure }, 'a call of the chain has failed');
  }

  /** The mints of a batch are made one by one: one of them must not hold up the others. */
  async function split(tx: Queryable, call: Call, wasSent: boolean): Promise<void> {
    if (wasSent) await changeSubject(tx, call, { to: 'QUEUED' }, trail());
    await splitBatch(tx, call.id, now());
    log.warn({ call: call.id }, 'making the mints of a batch one by one');
  }

  return {
    trail,
    fail,
    split,
    /** Counts an attempt without effect. The call is made again later, or has failed. */
    async tryAgain(tx: Queryable, call: Call, wasSent: boolean): Promise<void> {
      if (call.kind === 'MINT_BATCH') return split(tx, call, wasSent);
      const tries = call.tries + 1;
      const isOver = wasSent ? isUsedUp(call.kind, await countReverts(tx, call.id)) : tries >= maxTries;
      if (isOver) return fail(tx, { ...call, tries }, 'TRIES_USED_UP');
      await saveCall(tx, call.id, {
        status: 'QUEUED',
        tries,
        dueAt: new Date(now().getTime() + backoffMs(tries, pauses)),
      });
      if (wasSent) await changeSubject(tx, call, { to: 'QUEUED' }, trail());
    },
  };
}

export type CallEnds = ReturnType<typeof createCallEnds>;
