import { newId } from '@soko/ids';
import { inTransaction, type Queryable } from '@soko/postgres';
import { workOnRows } from '@soko/subgraph';
import { allowanceOf } from '../../domain/campaigns/pace.ts';
import type { NotificationsServices } from '../../services.ts';
import { lockNextOfAudience } from '../../store/campaigns/audience.ts';
import {
  countWaiting,
  hasWaiting,
  saveCampaignMessages,
  skipMessagesOfCampaign,
  wakeMessages,
} from '../../store/campaigns/campaign-messages.ts';
import {
  endCampaign,
  findDueCampaigns,
  lockCampaign,
  type LockedCampaign,
  saveProgress,
  startCampaign,
} from '../../store/campaigns/campaigns.ts';
import { beginWithSegment } from './begin-with-segment.ts';
import { composeCampaignMail } from './compose-campaign-mail.ts';

type Services = Pick<
  NotificationsServices,
  'pool' | 'sealKeys' | 'publicUrl' | 'tracksCampaigns' | 'deliverSoon' | 'findSegmentPeople' | 'now'
>;

/** Mails that one transaction writes. */
const maxAtOnce = 200;

/** Mails of campaigns that wait at the same time. More would hold up the messages that people wait for. */
const maxWaiting = 500;

/** Longest time that one campaign is worked on before the next one has its turn. */
const turnMs = 10_000;

interface Sendable extends LockedCampaign {
  startedAt: Date;
  endsAt: Date;
}

interface Written extends Pick<LockedCampaign, 'cursor' | 'walkedAt'> {
  /** Mails that are due now. The others wait for the quiet hours of their readers. */
  due: number;
}

/** Writes up to `count` mails to people behind the cursor. Returns how far the audience has been walked then. */
async function writeMails(
  services: Services,
  tx: Queryable,
  campaign: Sendable,
  { count, now }: { count: number; now: Date },
): Promise<Written> {
  if (campaign.walkedAt !== null || count === 0) return { ...campaign, due: 0 };
  const people = await lockNextOfAudience(tx, campaign, {
    after: campaign.cursor,
    startedAt: campaign.startedAt,
    now,
    limit: count,
  });
  const about = { now, correlationId: newId('req') };
  const mails = people.map((person) => composeCampaignMail(services, campaign, person, about));
  await saveCampaignMessages(tx, campaign.id, mails);
  const cursor = people.at(-1)?.userId ?? campaign.cursor;
  const due = mails.filter(({ waitsUntil }) => waitsUntil === null).length;
  return { cursor, walkedAt: people.length < count ? now : null, due };
}

/**
 * Makes the mails due that the pace allows now: first those that waited for quiet hours, then new ones. A new one that waits
 * takes nothing of the pace until it is woken. Returns whether more may follow at once.
 */
async function sendNext(services: Services, tx: Queryable, campaign: Sendable, now: Date): Promise<boolean> {
  const room = Math.min(maxAtOnce, maxWaiting - (await countWaiting(tx, now, maxWaiting)));
  const { count } = allowanceOf(campaign, now, Math.max(room, 0));
  if (count === 0) return false;
  const woken = await wakeMessages(tx, campaign.id, { now, limit: count });
  if (campaign.walkedAt !== null && woken === 0) return false;
  const { cursor, walkedAt, due } = await writeMails(services, tx, campaign, { count: count - woken, now });
  const used = woken + due;
  const { nextAt } = allowanceOf(campaign, now, used);
  await saveProgress(tx, { id: campaign.id, cursor, nextAt, walkedAt });
  if (walkedAt === null && used < count) return true;
  return count === maxAtOnce && (woken === count || walkedAt === null);
}

/** One step of a campaign, in a transaction of its own: a process that ends in between leaves the last step complete. */
const takeStep = (services: Services, id: string): Promise<boolean> =>
  inTransaction(services.pool, async (tx) => {
    const now = services.now();
    const campaign = await lockCampaign(tx, id);
    if (campaign === null || !/^(SCHEDULED|SENDING)$/.test(campaign.status)) return false;
    if (campaign.endsAt === null || campaign.endsAt <= now) {
      await endCampaign(tx, id, { status: 'DONE' }, now);
      await skipMessagesOfCampaign(tx, id, now);
      return false;
    }
    // Its people are not known yet: it was scheduled after the look.
    if (campaign.status === 'SCHEDULED' && campaign.segment.segmentId !== undefined) return false;
    const startedAt = campaign.startedAt ?? now;
    if (campaign.status === 'SCHEDULED') await startCampaign(tx, id, now);
    if (campaign.walkedAt !== null && !(await hasWaiting(tx, id))) {
      await endCampaign(tx, id, { status: 'DONE' }, now);
      return false;
    }
    return sendNext(services, tx, { ...campaign, startedAt, endsAt: campaign.endsAt }, now);
  });

async function work(services: Services, id: string): Promise<void> {
  await beginWithSegment(services, id);
  const end = performance.now() + turnMs;
  while ((await takeStep(services, id)) && performance.now() < end) services.deliverSoon();
  services.deliverSoon();
}

/** Writes the mails of the campaigns whose windows are open, each at its pace. A campaign that fails holds up no other. */
export async function sendCampaigns(services: Services): Promise<void> {
  await workOnRows({
    // All of them, once: a campaign stays due until its audience has ended.
    batch: Infinity,
    find: () => findDueCampaigns(services.pool, services.now()),
    keyOf: (id) => id,
    work: (id) => work(services, id),
  });
}
