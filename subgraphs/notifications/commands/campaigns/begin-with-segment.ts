import { newId } from '@soko/ids';
import { inTransaction } from '@soko/postgres';
import type { NotificationsServices } from '../../services.ts';
import { addMembers } from '../../store/campaigns/campaign-members.ts';
import { endCampaign, findCampaigns, lockCampaign, startCampaign } from '../../store/campaigns/campaigns.ts';
import { findSegmentPeople } from './segment-people.ts';

/**
 * Begins a campaign that names a segment of a store: keeps the people that the segment has now, and none after it. Users is asked
 * before the transaction. A process that dies meanwhile leaves the campaign as it was, and the next one asks again.
 * One whose segment was deleted meanwhile is cancelled, and says so: its mails would go to nobody.
 */
export async function beginWithSegment(
  services: Pick<NotificationsServices, 'pool' | 'now' | 'findSegmentPeople'>,
  id: string,
): Promise<void> {
  const { pool, now } = services;
  const [campaign] = await findCampaigns(pool, [id]);
  const segmentId = campaign?.segment.segmentId;
  if (segmentId === undefined || campaign!.status !== 'SCHEDULED' || campaign!.endsAt! <= now()) return;
  const userIds = await findSegmentPeople(services, segmentId, newId('req'));
  await inTransaction(pool, async (tx) => {
    if ((await lockCampaign(tx, id))?.status !== 'SCHEDULED') return;
    if (userIds === null) {
      await endCampaign(tx, id, { status: 'CANCELLED', failure: 'SEGMENT_DELETED' }, now());
      return;
    }
    await addMembers(tx, id, userIds);
    await startCampaign(tx, id, now());
  });
}
