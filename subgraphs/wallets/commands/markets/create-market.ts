import { requireRole } from '@soko/auth';
import { notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { isRefusal } from '@soko/refusals';
import type pg from 'pg';
import type { WalletsContext } from '../../context.ts';
import { marketCreated } from '../../domain/markets/market-events.ts';
import type { Market } from '../../domain/markets/market.ts';
import { maxMarkets, type NewMarket, newMarket, type NewMarketInput } from '../../domain/markets/new-market.ts';
import {
  marketExists,
  type MarketExists,
  tooManyMarkets,
  type TooManyMarkets,
  wrongSportEventStatus,
  type WrongSportEventStatus,
} from '../../domain/markets/refusals.ts';
import type { SportEvent } from '../../domain/markets/sport-event.ts';
import { lockSportEvent } from '../../store/markets/find-events.ts';
import { findMarketsOf } from '../../store/markets/find-markets.ts';
import { addMarket, type Cause } from '../../store/markets/save-markets.ts';

interface CreateMarketInput extends NewMarketInput {
  idempotencyKey: string;
  sportEventId: string;
}

type Refused = WrongSportEventStatus | MarketExists | TooManyMarkets;

const isSame = (one: Market, other: Market): boolean =>
  one.status !== 'VOIDED' &&
  one.type === other.type &&
  one.lineMilli === other.lineMilli &&
  one.isLive === other.isLive &&
  (one.type !== 'CUSTOM' || one.name === other.name);

/** A refusal when the status of the event does not allow a market. */
function forbidsMarket({ status }: SportEvent, { isLive }: Market): WrongSportEventStatus | null {
  const allowed: SportEvent['status'][] = isLive ? ['SCHEDULED', 'LIVE'] : ['SCHEDULED'];
  const step = isLive ? 'get a market' : 'get a market that is not live';
  return allowed.includes(status) ? null : wrongSportEventStatus(status, allowed, step);
}

/** Adds a market to a locked event, unless its status or its other markets forbid it. */
export async function openMarket(
  client: pg.PoolClient,
  event: SportEvent,
  created: NewMarket,
  cause: Cause,
): Promise<NewMarket | Refused> {
  const { market, selections } = created;
  const forbidden = forbidsMarket(event, market);
  if (forbidden) return forbidden;
  const markets = await findMarketsOf(client, [event.id]);
  const same = markets.find((other) => isSame(other, market));
  if (same !== undefined) return marketExists(same.name, same.id);
  if (markets.length >= maxMarkets) return tooManyMarkets(maxMarkets);
  await addMarket(client, created, cause, [marketCreated(market, selections, cause.trail)]);
  return created;
}

/** Creates a market with its selections. A repeat returns the first result. */
export async function createMarket(
  context: WalletsContext,
  { idempotencyKey, sportEventId, ...input }: CreateMarketInput,
): Promise<Market | Refused> {
  const { viewer, pool, loaders, trail, now } = context;
  const { id: owner } = requireRole(viewer, 'TRADER');
  const key = readIdempotencyKey(idempotencyKey);
  const facts = { command: 'createMarket', sportEventId, market: JSON.stringify(input) };
  const result = await once<{ id: string } | Refused>(pool, { owner, key, input: facts }, async (tx) => {
    const event = await lockSportEvent(tx, sportEventId);
    if (event === null) throw notFound('The event');
    const opened = await openMarket(tx, event, newMarket(event, input, now(), null), { trail, reason: null });
    return isRefusal(opened) ? opened : { id: opened.market.id };
  });
  if (isRefusal(result)) return result;
  const saved = await loaders.market.load(result.id);
  if (saved === null) throw new Error(`Market ${result.id} was deleted after it was created.`);
  return saved;
}
