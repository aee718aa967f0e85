import { isCallersMistake } from '@soko/errors';
import type { EventTrail } from '@soko/events';
import type { GraphQLError } from 'graphql';
import type pg from 'pg';
import type { FeedLine } from '../../domain/feed/feed-line.ts';
import type { LineProblem } from '../../domain/feed/line-problem.ts';
import { lockEventByRef } from '../../store/feed/feed-refs.ts';
import { lockMarketsOf } from '../../store/markets/find-markets.ts';
import { applyFixture } from './apply-fixture.ts';
import { applyBetStop, applyOddsLine } from './apply-market-line.ts';
import { applyCancel, applyRollback, applySettlement } from './apply-settlement.ts';

const reasonOf = (line: FeedLine): string | null => ('reason' in line ? (line.reason ?? null) : null);

async function apply(client: pg.PoolClient, line: FeedLine, trail: EventTrail): Promise<LineProblem> {
  const cause = { trail, reason: reasonOf(line) };
  const eventRef = `${line.producer}:${line.event}`;
  if (line.type === 'fixture') return applyFixture(client, line, eventRef, cause);
  const event = await lockEventByRef(client, eventRef);
  if (event === null) return `event: "${line.event}" is not known; its fixture must come first.`;
  const marketRef = line.market === undefined ? null : `${eventRef}/${line.market}`;
  const target = { event, markets: await lockMarketsOf(client, event.id), marketRef };
  switch (line.type) {
    case 'odds':
      return applyOddsLine(client, target, line, cause);
    case 'settlement':
      return applySettlement(client, target, line, cause);
    case 'rollback':
      return applyRollback(client, target, line, cause);
    case 'cancel':
      return applyCancel(client, target, line, cause);
    case 'bet_stop':
    case 'bet_start':
    default:
      return applyBetStop(client, target, line, cause);
  }
}

/** Applies one line in the caller's transaction. Answers why it cannot be applied, or null; nothing is changed then. */
export async function applyLine(client: pg.PoolClient, line: FeedLine, trail: EventTrail): Promise<LineProblem> {
  try {
    await client.query('SAVEPOINT feed_line');
    const problem = await apply(client, line, trail);
    if (problem !== null) await client.query('ROLLBACK TO SAVEPOINT feed_line');
    return problem;
  } catch (error) {
    if (!isCallersMistake(error)) throw error;
    await client.query('ROLLBACK TO SAVEPOINT feed_line');
    const { message, extensions } = error as GraphQLError;
    const { field } = extensions;
    return typeof field === 'string' ? `${field}: ${message}` : message;
  }
}
