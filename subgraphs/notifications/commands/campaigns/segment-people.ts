import { notFound } from '@soko/errors';
import type { Segment } from '../../domain/campaigns/campaign.ts';
import type { NotificationsServices } from '../../services.ts';

type Services = Pick<NotificationsServices, 'findSegmentPeople'>;

/** People of one question to users. */
const pageSize = 1_000;

/** Throws NOT_FOUND for a draft that names a segment of a store which does not exist. */
export async function requireSegment(
  { findSegmentPeople }: Services,
  segment: Segment | undefined,
  correlationId: string,
): Promise<void> {
  const segmentId = segment?.segmentId;
  if (segmentId === undefined) return;
  if ((await findSegmentPeople({ segmentId, first: 1, after: null }, correlationId)) === null)
    throw notFound(`Segment ${segmentId}`);
}

/** The ids of all people of a segment of a store, as they are now. Null for one that was deleted. */
export async function findSegmentPeople(
  services: Services,
  segmentId: string,
  correlationId: string,
): Promise<string[] | null> {
  const found: string[] = [];
  let after: string | null = null;
  do {
    const page = await services.findSegmentPeople({ segmentId, first: pageSize, after }, correlationId);
    if (page === null) return null;
    found.push(...page.userIds);
    after = page.next;
  } while (after !== null);
  return found;
}
