import { describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { campaignScene, change, excluded, launch, suspended, text, upToDate } from './campaign-scene.ts';

const scene = campaignScene();

describe('a mail of a campaign that is being sent', () => {
  /** Ends the leases of that process and the faults. Returns the statuses of the mails, once each is over. */
  async function ends(people: readonly { email: string }[]): Promise<string[]> {
    const { graph, office } = scene;
    await office.mend();
    await graph.pool.query(
      "UPDATE notifications SET due_at = now() WHERE template = 'campaign' AND status = 'SENDING' AND recipient = ANY ($1)",
      [people.map(({ email }) => email)],
    );
    return until('each mail is over', async () => {
      await scene.graph.subgraph.runJob('notifications.take-back-messages');
      await scene.graph.subgraph.runJob('notifications.deliver-email');
      const { rows } = await scene.graph.pool.query<{ recipient: string; status: string; end_reason: string | null }>(
        `SELECT recipient, status, end_reason FROM notifications
         WHERE template = 'campaign' AND status IN ('SENT', 'SKIPPED') AND recipient = ANY ($1)`,
        [people.map(({ email }) => email)],
      );
      if (rows.length < people.length) return null;
      return people.map(({ email }) => {
        const { status, end_reason: reason } = rows.find(({ recipient }) => recipient === email)!;
        return reason === null ? status : `${status}: ${reason}`;
      });
    });
  }

  /** Saves that a process has claimed the mails of these people, which fail for now. */
  async function begin(people: readonly { email: string }[]): Promise<string> {
    const { graph, office } = scene;
    const addresses = people.map(({ email }) => email);
    for (const address of addresses) await office.fault({ match: `SMTP DATA ${address}`, status: 451, times: null });
    const id = await launch(graph, { segment: { locales: [scene.language] }, texts: [text] });
    await until('each has failed once', async () => {
      await graph.subgraph.runJob('notifications.send-campaigns');
      const { rows } = await graph.pool.query(
        "SELECT FROM notifications WHERE status = 'FAILED' AND template = 'campaign' AND recipient = ANY ($1)",
        [addresses],
      );
      return rows.length === people.length;
    });
    await graph.pool.query(
      `UPDATE notifications SET status = 'SENDING', claims = claims + 1, due_at = now() + interval '90 seconds'
       WHERE template = 'campaign' AND recipient = ANY ($1)`,
      [addresses],
    );
    return id;
  }

  it('is not sent again to people who get none any more', async () => {
    const { graph } = scene;
    const [ada, bob, eve] = [await scene.join('ada'), await scene.join('bob'), await scene.join('eve')];
    await upToDate(graph);
    await begin([ada, bob, eve]);
    await graph.publish(excluded(graph, bob.userId, null), suspended(graph, eve.userId));
    await upToDate(graph);
    expect(await ends([ada, bob, eve])).toEqual(['SENT', 'SKIPPED: CAMPAIGN_ENDED', 'SKIPPED: CAMPAIGN_ENDED']);
  });

  it('is not sent again after the campaign was cancelled', async () => {
    const { graph } = scene;
    const zoe = await scene.join('zoe');
    await upToDate(graph);
    const id = await begin([zoe]);
    await change(graph, 'cancelCampaign', { campaignId: id });
    expect(await ends([zoe])).toEqual(['SKIPPED: CAMPAIGN_ENDED']);
  });
});

describe('texts that expire', () => {
  it('are found by their index', async () => {
    const client = await scene.graph.pool.connect();
    await client.query('SET enable_seqscan = off');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      'EXPLAIN UPDATE notifications SET body = NULL, content = NULL WHERE body IS NOT NULL AND expires_at <= now()',
    );
    await client.query('RESET enable_seqscan');
    client.release();
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('notifications_expiring');
    const { rows: odd } = await scene.graph.pool.query(
      'SELECT FROM notifications WHERE body IS NULL AND content IS NOT NULL',
    );
    expect(odd).toEqual([]);
  });
});
