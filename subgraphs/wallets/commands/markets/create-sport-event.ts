import { requireRole } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { once, readIdempotencyKey } from '@soko/idempotency';
import { newId } from '@soko/ids';
import { readName, readOptional } from '@soko/input';
import { isRefusal } from '@soko/refusals';
import type { WalletsContext } from '../../context.ts';
import { sportEventCreated } from '../../domain/markets/market-events.ts';
import { readStart } from '../../domain/markets/read-start.ts';
import { sportEventExists, type SportEventExists } from '../../domain/markets/refusals.ts';
import type { SportEvent } from '../../domain/markets/sport-event.ts';
import { findSameEvent } from '../../store/markets/find-events.ts';
import { addSportEvent } from '../../store/markets/save-events.ts';

interface CreateSportEventInput {
  idempotencyKey: string;
  competitionId: string;
  home?: string | null | undefined;
  away?: string | null | undefined;
  name?: string | null | undefined;
  startsAt: Date;
}

function readNames(input: CreateSportEventInput): Pick<SportEvent, 'home' | 'away' | 'name'> {
  const home = readOptional(readName, input.home, 'home');
  const away = readOptional(readName, input.away, 'away');
  if ((home === null) !== (away === null)) throw badUserInput('Pass both sides, or none.', home ? 'away' : 'home');
  const name = readOptional(readName, input.name, 'name', { min: 2, max: 200 });
  if (name === null && home === null) throw badUserInput('An event without two sides needs a name.', 'name');
  return { home, away, name: name ?? `${home} v ${away}` };
}

/** Creates a sport event without markets. A repeat returns the first result. */
export async function createSportEvent(
  context: WalletsContext,
  input: CreateSportEventInput,
): Promise<SportEvent | SportEventExists> {
  const { viewer, pool, loaders, trail, now } = context;
  const { id: owner } = requireRole(viewer, 'TRADER');
  const key = readIdempotencyKey(input.idempotencyKey);
  const names = readNames(input);
  const { competitionId } = input;
  const facts = { command: 'createSportEvent', competitionId, ...names, startsAt: input.startsAt.toISOString() };
  const competition = await loaders.competition.load(competitionId);
  if (competition === null) throw notFound('The competition');
  const result = await once<{ id: string } | SportEventExists>(pool, { owner, key, input: facts }, async (tx) => {
    const startsAt = readStart(input.startsAt, now());
    const event: SportEvent = {
      id: newId('spe'),
      competitionId,
      sportId: competition.sportId,
      ...names,
      startsAt,
      status: 'SCHEDULED',
      score: null,
      version: 1,
      feedRef: null,
      createdAt: now(),
      startedAt: null,
      finishedAt: null,
    };
    const same = await findSameEvent(tx, event);
    if (same !== null) return sportEventExists(event.name, same);
    await addSportEvent(tx, event, { trail, reason: null }, [sportEventCreated(event, trail)]);
    return { id: event.id };
  });
  if (isRefusal(result)) return result;
  const saved = await loaders.sportEvent.load(result.id);
  if (saved === null) throw new Error(`Sport event ${result.id} was deleted after it was created.`);
  return saved;
}
