import { userIdOf } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { isId } from '@soko/ids';
import { readList, readQuantity } from '@soko/input';
import { networkOf } from '@soko/limits';
import type { AnalyticsContext } from '../../context.ts';
import type { Goods, Happening } from '../../domain/funnel/visit.ts';
import type { TrackedEventInput, TrackEventsInput } from '../../generated/graphql.ts';
import { addReported } from './add-happenings.ts';

const maxEvents = 50;
const maxSecondsAgo = 86_400;
const possibleId = /^[\w-]{16,64}$/;

interface Viewed {
  id: string;
  productId: string;
  at: string;
}

function readEvent({ clientId, productId, secondsAgo }: TrackedEventInput, index: number, now: Date): Viewed {
  const field = `events.${index}`;
  if (!possibleId.test(clientId))
    throw badUserInput('The id of an event must have 16 to 64 letters, digits, `-` or `_`.', `${field}.clientId`);
  const seconds = readQuantity(secondsAgo ?? 0, `${field}.secondsAgo`, { min: 0, max: maxSecondsAgo });
  return { id: clientId, productId, at: new Date(now.getTime() - seconds * 1_000).toISOString() };
}

/** Who is counted: the person, or the cart of the guest if there is one. */
async function findVisitor(context: AnalyticsContext, consent: boolean): Promise<string | null> {
  const { identity } = context;
  const userId = userIdOf(identity.viewer);
  if (!consent) return null;
  if (userId !== null) return userId;
  return identity.guestToken == null ? null : context.findGuestCart(identity);
}

/** Counts product pages that were viewed, each once. Products that are not on sale are ignored. */
export async function trackEvents(
  context: AnalyticsContext,
  { events, consent }: TrackEventsInput,
): Promise<{ counted: number; ignored: number }> {
  const { limits, identity, now, findOwners } = context;
  const at = now();
  const viewed = readList(events, 'events', { min: 1, max: maxEvents }).map((event, index) =>
    readEvent(event, index, at),
  );
  await limits.take([
    {
      name: 'analytics.tracked-events-by-client',
      key: networkOf(identity.clientAddress),
      weight: viewed.length,
      says: 'Too many events.',
    },
  ]);
  const ids = [...new Set(viewed.map(({ productId }) => productId).filter((id) => isId('prd', id)))];
  const [visitorId, owners] = await Promise.all([
    findVisitor(context, consent),
    ids.length === 0 ? new Map<string, Goods>() : findOwners(ids, identity.correlationId),
  ]);
  const reported = new Map<string, Happening>();
  for (const { id, productId, at: viewedAt } of viewed) {
    const owner = owners.get(productId);
    if (owner !== undefined) reported.set(id, { visitorId, step: 'viewed', at: viewedAt, goods: [owner] });
  }
  const counted = reported.size === 0 ? 0 : await addReported(context, visitorId, reported, at);
  return { counted, ignored: viewed.length - counted };
}
