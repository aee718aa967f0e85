import { describe, expect, it } from '@jest/globals';
import { newEvent, usersUser } from '@soko/events';
import { readEnv } from '@soko/env';
import { silentLogger } from '@soko/log';
import { until } from '@soko/testing';
import { createDelivery } from '../commands/deliver-messages.ts';
import { notificationsEnv } from '../env.ts';
import { openProviders } from '../providers/open-providers.ts';
import {
  accountEvents,
  agree,
  campaignScene,
  launch,
  seen,
  somebody,
  type Somebody,
  upToDate,
} from './campaign-scene.ts';
import { startPostOffice } from './post-office.ts';
import { type Scene, sealKey, startNotifications } from './start-notifications.ts';

const hourMs = 3_600_000;

/** Gives people quiet hours that began an hour ago and end in two hours, or in so many minutes. */
async function fallAsleep(graph: Scene, people: readonly Somebody[], minutes = 120): Promise<void> {
  const now = graph.trail.now();
  const minute = now.getUTCHours() * 60 + now.getUTCMinutes();
  const ids = people.map(({ userId }) => userId);
  await graph.pool.query("UPDATE contacts SET time_zone = 'UTC' WHERE user_id = ANY ($1)", [ids]);
  await graph.pool.query(
    'INSERT INTO quiet_hours (user_id, from_minute, to_minute) SELECT id, $2, $3 FROM unnest($1::text[]) AS id',
    [ids, (minute + 1_380) % 1_440, (minute + minutes) % 1_440],
  );
}

describe('the mails of a campaign whose readers have quiet hours', () => {
  const scene = campaignScene();

  it('are sent after them at the pace of the campaign', async () => {
    const { graph } = scene;
    const perMinute = 60;
    // A look makes up for three seconds: one mail more than so many seconds have.
    const mostAtOnce = 4;
    const readers: Somebody[] = [];
    for (let index = 0; index < 20; index += 1) readers.push(await scene.join(`sleeper-${index}`));
    await upToDate(graph);
    await fallAsleep(graph, readers);
    const id = await launch(graph, { perMinute, segment: { locales: [scene.language] } });
    const look = () => graph.subgraph.runJob('notifications.send-campaigns');
    const count = async (condition: string, ...values: unknown[]): Promise<number> => {
      const { rows } = await graph.pool.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM notifications n JOIN campaign_recipient r ON r.message_id = n.id
         WHERE r.campaign_id = $1 AND ${condition}`,
        [id, ...values],
      );
      return rows[0]!.count;
    };
    /** Sends what is due. */
    const deliver = () =>
      until('nothing is due', async () => {
        await graph.subgraph.runJob('notifications.deliver-email');
        return (await count("(n.status = 'SENDING' OR n.due_at <= $2)", graph.trail.now())) === 0;
      });

    await until('every mail waits', async () => {
      await look();
      await deliver();
      graph.advance(3_000);
      return (await count("n.status = 'QUEUED'")) === readers.length;
    });
    expect(await count("n.status = 'SENT'")).toBe(0);

    // The job of the subgraph must not look at the campaign before the mails that are due are looked at here.
    const holder = await graph.pool.connect();
    const lock = "hashtextextended('soko.job.notifications.send-campaigns', 0)";
    try {
      await holder.query(`SELECT pg_advisory_lock(${lock})`);
      graph.advance(2 * hourMs + 60_000);
      await deliver();
      expect(await count("n.status = 'SENT'")).toBe(0);
    } finally {
      await holder.query(`SELECT pg_advisory_unlock(${lock})`);
      holder.release();
    }
    let sent = 0;
    await until('all are sent', async () => {
      await look();
      await deliver();
      const sentNow = await count("n.status = 'SENT'");
      expect(sentNow - sent).toBeLessThanOrEqual(mostAtOnce);
      sent = sentNow;
      graph.advance(3_000);
      return sent === readers.length;
    });
    await look();
    expect(await seen(graph, id)).toMatchObject({
      status: 'DONE',
      statistics: { recipients: readers.length, queued: 0, sent: readers.length, failed: 0 },
    });
    for (const reader of readers) expect(await scene.mailsTo(reader)).toHaveLength(1);
  });

  it('count once for the pace, so that a window is long enough for them and for readers who are awake', async () => {
    const { graph } = scene;
    const asleep: Somebody[] = [];
    const awake: Somebody[] = [];
    for (let index = 0; index < 16; index += 1) {
      asleep.push(await scene.join(`asleep-${index}`));
      awake.push(await scene.join(`awake-${index}`));
    }
    await upToDate(graph);
    await fallAsleep(graph, asleep, 20);
    const endsAt = new Date(graph.trail.now().getTime() + 40 * 60_000).toISOString();
    const id = await launch(graph, { perMinute: 1, segment: { locales: [scene.language] } }, { endsAt });
    const sentTo = async (people: readonly Somebody[]): Promise<number> => {
      const { rows } = await graph.pool.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM notifications n JOIN campaign_recipient r ON r.message_id = n.id
         WHERE r.campaign_id = $1 AND n.status = 'SENT' AND n.user_id = ANY ($2)`,
        [id, people.map(({ userId }) => userId)],
      );
      return rows[0]!.count;
    };
    let sent = 0;
    for (let minute = 0; minute < 39; minute += 1) {
      await graph.subgraph.runJob('notifications.send-campaigns');
      await until('nothing is due', async () => {
        await graph.subgraph.runJob('notifications.deliver-email');
        const { rows } = await graph.pool.query(
          `SELECT 1 FROM notifications WHERE template = 'campaign' AND (status = 'SENDING' OR due_at <= $1)`,
          [graph.trail.now()],
        );
        return rows.length === 0;
      });
      const sentNow = await sentTo([...asleep, ...awake]);
      expect(sentNow - sent).toBeLessThanOrEqual(1);
      sent = sentNow;
      if (minute < 19) expect(await sentTo(asleep)).toBe(0);
      if (minute === 18) expect(await sentTo(awake)).toBe(awake.length);
      graph.advance(60_000);
    }
    expect(await seen(graph, id)).toMatchObject({
      status: 'DONE',
      statistics: { recipients: 32, queued: 0, sent: 32, failed: 0 },
    });
    for (const reader of [...asleep, ...awake]) expect(await scene.mailsTo(reader)).toHaveLength(1);
  });

  it('are sent as long as its window is open, however long before they were written', async () => {
    const { graph } = scene;
    const reader = await scene.join('patient-sleeper');
    await upToDate(graph);
    await fallAsleep(graph, [reader]);
    const id = await launch(graph, { segment: { locales: [scene.language] } });
    await graph.subgraph.runJob('notifications.send-campaigns');
    expect(await seen(graph, id)).toMatchObject({ status: 'SENDING', statistics: { queued: 1, sent: 0 } });
    graph.advance(75 * hourMs);
    await until('the mail is sent', async () => {
      await graph.subgraph.runJob('notifications.send-campaigns');
      await graph.subgraph.runJob('notifications.deliver-email');
      const { status, statistics } = await seen(graph, id);
      expect(statistics.failed).toBe(0);
      return status === 'DONE' && statistics.sent === 1;
    });
    expect(await scene.mailsTo(reader)).toHaveLength(1);
  });

  it('end with its window when the hours last longer', async () => {
    const { graph } = scene;
    const reader = await scene.join('long-sleeper');
    await upToDate(graph);
    await fallAsleep(graph, [reader]);
    const endsAt = new Date(graph.trail.now().getTime() + hourMs).toISOString();
    const id = await launch(graph, { segment: { locales: [scene.language] } }, { endsAt });
    await until('the mail waits', async () => {
      await graph.subgraph.runJob('notifications.send-campaigns');
      const { rows } = await graph.pool.query(
        'SELECT 1 FROM campaign_recipient WHERE campaign_id = $1 AND waits_until IS NOT NULL',
        [id],
      );
      return rows.length === 1;
    });
    graph.advance(hourMs + 60_000);
    await graph.subgraph.runJob('notifications.send-campaigns');
    expect(await seen(graph, id)).toMatchObject({ status: 'DONE', statistics: { sent: 0, failed: 1 } });
    graph.advance(hourMs);
    await graph.subgraph.runJob('notifications.deliver-email');
    expect(await scene.mailsTo(reader)).toEqual([]);
  });
});

describe('a mail that people wait for', () => {
  it('is sent before the mails of a campaign that were due earlier', async () => {
    const office = await startPostOffice();
    // It has no provider: the messages wait.
    const graph = await startNotifications();
    try {
      const readers = Array.from({ length: 10 }, (_, index) => somebody(`reader-${index}`));
      const buyer = somebody('buyer');
      await graph.publish(...readers.flatMap((reader) => accountEvents(graph, reader)));
      await agree(graph, ...readers);
      await upToDate(graph);
      // Their welcomes are of no interest here.
      await graph.pool.query('DELETE FROM notifications');
      await launch(graph);
      await until('the campaign is written', async () => {
        await graph.subgraph.runJob('notifications.send-campaigns');
        const { rows } = await graph.pool.query("SELECT 1 FROM notifications WHERE template = 'campaign'");
        return rows.length === readers.length;
      });
      graph.advance(hourMs);
      await graph.publish(
        ...accountEvents(graph, buyer),
        newEvent(
          usersUser,
          'password_changed',
          {
            subject: buyer.userId,
            sequence: 3,
            data: { by: 'OWNER', email: buyer.email, firstName: 'Ada', locale: 'en' },
          },
          graph.trail,
        ),
      );
      await upToDate(graph);

      const env = readEnv(notificationsEnv, { ...office.variables, SOKO_SEAL_KEY: sealKey });
      const providers = openProviders(env);
      const services = {
        pool: graph.pool,
        sealKeys: [sealKey] as const,
        publicUrl: env.SOKO_PUBLIC_URL,
        log: silentLogger,
        now: graph.trail.now,
      };
      const mail = providers.find(({ channel }) => channel === 'EMAIL')!;
      const worker = createDelivery(services, mail, { atOnce: 1, perSecond: 1_000, maxTries: 5 });
      const arrived = async () => (await office.ask('GET', 'mails')).data as { to: string }[];
      await until('all mails have arrived', async () => {
        await worker.runDue();
        return (await arrived()).length === readers.length + 2;
      });
      const oldestFirst = (await arrived()).toReversed().map(({ to }) => to);
      expect(oldestFirst.slice(0, 2)).toEqual([buyer.email, buyer.email]);
      await worker.close();
      await Promise.all(providers.map((provider) => provider.close()));
    } finally {
      await graph.close();
      await office.close();
    }
  });
});
