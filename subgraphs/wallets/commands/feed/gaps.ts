import { requireRole } from '@soko/auth';
import { notFound } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import type { WalletsContext } from '../../context.ts';
import { noFeedGap, type NoFeedGap } from '../../domain/feed/refusals.ts';
import { resumeMarkets, suspendMarkets } from '../../domain/markets/market-steps.ts';
import type { SportEvent } from '../../domain/markets/sport-event.ts';
import { lockActiveMarkets, lockMarketsInGap } from '../../store/feed/feed-markets.ts';
import { findProducers, lockProducer, noteGap, noteLine, type Producer } from '../../store/feed/producers.ts';
import { saveSteps } from '../markets/change-markets.ts';

const missingOf = ({ name }: Producer, from: number, before: number): string =>
  from === before - 1
    ? `Line ${from} of the feed ${name} is missing.`
    : `Lines ${from} to ${before - 1} of the feed ${name} are missing.`;

/** Notes that lines before `seq` are missing, and suspends the producer's markets: their odds may be wrong. */
export async function openGap(
  client: pg.PoolClient,
  producer: Producer,
  seq: number,
  trail: EventTrail,
): Promise<void> {
  const { name, lastSeq, missingBefore } = producer;
  if (missingBefore !== null && missingBefore >= seq) return;
  await noteGap(client, name, seq, trail.now());
  const markets = await lockActiveMarkets(client, `${name}:`);
  const reason = missingOf(producer, (lastSeq ?? 0) + 1, seq);
  await saveSteps(client, suspendMarkets(markets, 'GAP'), { trail, reason });
}

async function endGap(client: pg.PoolClient, name: string, trail: EventTrail, reason: string): Promise<void> {
  const markets = await lockMarketsInGap(client, `${name}:`);
  await saveSteps(client, resumeMarkets(markets, 'GAP'), { trail, reason });
}

/**
 * After a line that was handled while others are missing: the last missing one resumes the markets; until then, what a line
 * opened is suspended again.
 */
export async function followGap(
  client: pg.PoolClient,
  producer: Producer,
  handled: { seq: number; event: string | null },
  trail: EventTrail,
): Promise<void> {
  const { name, missingBefore } = producer;
  if (missingBefore === null) return;
  if (handled.seq + 1 >= missingBefore)
    return endGap(client, name, trail, `No line of the feed ${name} is missing any more.`);
  if (handled.event === null) return;
  const markets = await lockActiveMarkets(client, `${name}:${handled.event}/`);
  const reason = missingOf(producer, handled.seq + 1, missingBefore);
  await saveSteps(client, suspendMarkets(markets, 'GAP'), { trail, reason });
}

/** Suspends the markets of an event again that its new date has opened, while lines of its feed are missing. */
export async function keepInGap(client: pg.PoolClient, { feedRef }: SportEvent, trail: EventTrail): Promise<void> {
  const name = feedRef?.split(':')[0];
  if (name === undefined) return;
  const [producer] = await findProducers(client, name);
  if (producer === undefined || producer.missingBefore === null) return;
  const markets = await lockActiveMarkets(client, `${feedRef}/`);
  const reason = missingOf(producer, (producer.lastSeq ?? 0) + 1, producer.missingBefore);
  await saveSteps(client, suspendMarkets(markets, 'GAP'), { trail, reason });
}

/** Gives the missing lines of a producer up: they are never applied, and its markets are resumed. */
export async function acceptFeedGap(
  { viewer, pool, trail }: WalletsContext,
  { producer: name }: { producer: string },
): Promise<Producer | NoFeedGap> {
  requireRole(viewer, 'TRADER');
  const [known] = await findProducers(pool, name);
  if (known === undefined) throw notFound('The producer');
  return inTransaction(pool, async (client) => {
    const producer = await lockProducer(client, name);
    const { missingBefore } = producer;
    if (missingBefore === null) return noFeedGap(name);
    const lastSeq = missingBefore - 1;
    await noteLine(client, name, lastSeq, trail.now());
    await endGap(client, name, trail, 'The missing lines were given up.');
    return { ...producer, lastSeq, missingBefore: null, missingSince: null, updatedAt: trail.now() };
  });
}
