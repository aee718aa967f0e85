import { walletsGaming } from '@soko/events';
import { consumer } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import { audienceGroup } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { saveExclusion } from '../store/campaigns/audience-members.ts';
import { skipMessagesToPerson } from '../store/campaigns/campaign-messages.ts';

/** People who are excluded from gaming get no campaigns until the exclusion ends, and none of the mails that wait. */
export const onExclusion = ({ pool, now }: NotificationsServices) =>
  consumer({
    group: audienceGroup,
    on: walletsGaming,
    types: ['excluded'],
    handle: ({ subject: userId, data: { until } }) =>
      inTransaction(pool, async (tx) => {
        await saveExclusion(tx, userId, until);
        await skipMessagesToPerson(tx, userId, now());
      }),
  });
