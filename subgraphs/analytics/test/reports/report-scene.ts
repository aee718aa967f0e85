import type { Envelope } from '@soko/events';
import type { Viewer } from '@soko/auth';
import { expect } from '@jest/globals';
import { until } from '@soko/testing';
import Fastify from 'fastify';
import { seller, startSales } from '../sales/start-sales.ts';

export const fields = `id type scope format columns from to timeZone status failure rows percent requestedAt startedAt
  completedAt expiresAt download { url expiresAt }`;

const requestText = `mutation ($input: RequestReportInput!) { requestReport(input: $input) { __typename
  ... on Report { ${fields} } ... on UserError { code message }
  ... on ReportLimitReached { availableAt } } }`;

let keys = 0;

/** The sales of sellers, and reports of them. `clock.aheadMs` moves the time. */
export async function startReports() {
  const clock = { aheadMs: 0 };
  const now = () => new Date(Date.now() + clock.aheadMs);
  const graph = await startSales({ now });
  const app = Fastify();
  await graph.subgraph.routes(app);

  /** Asks for a report: all orders of the seller in March as CSV, unless `given` says otherwise. */
  const ask = async (given: Record<string, unknown> = {}, as: Viewer = seller) => {
    keys += 1;
    const input = {
      type: 'ORDERS',
      scope: 'SELLER',
      range: { from: '2026-03-01', to: '2026-03-31', timeZone: 'UTC' },
      format: 'CSV',
      idempotencyKey: `report-${keys}`,
      ...given,
    };
    return graph.query(requestText, { input }, { as });
  };
  const request = async (given: Record<string, unknown> = {}, as: Viewer = seller) => {
    const { data, errors } = await ask(given, as);
    expect(errors).toBeUndefined();
    return data['requestReport'];
  };
  const look = async (id: string, as: Viewer = seller) => {
    const { data, errors } = await graph.query(`query ($id: ID!) { report(id: $id) { ${fields} } }`, { id }, { as });
    expect(errors).toBeUndefined();
    return data['report'];
  };
  /** Writes what is due until the report has ended. */
  const ended = (id: string, as: Viewer = seller) =>
    until('the report has ended', async () => {
      await graph.subgraph.runJob('analytics.write-reports');
      const found = await look(id, as);
      return !['PENDING', 'RUNNING'].includes(found.status) && found;
    });
  const download = (url: string) => {
    const { pathname, search } = new URL(url);
    return app.inject({ method: 'GET', url: pathname + search });
  };
  /** The content of a report that is asked for, written and downloaded. */
  const file = async (given: Record<string, unknown> = {}, as: Viewer = seller): Promise<Buffer> => {
    const { id } = await request(given, as);
    const report = await ended(id, as);
    expect(report).toMatchObject({ status: 'COMPLETE', percent: 100 });
    const answer = await download(report.download.url);
    expect(answer.statusCode).toBe(200);
    return answer.rawPayload;
  };
  const textOf = async (given: Record<string, unknown> = {}, as?: Viewer): Promise<string[]> =>
    (await file(given, as)).toString('utf8').replace('\uFEFF', '').split(/\r?\n/).slice(0, -1);
  /** Reports of a seller that were asked for at a time, and cancelled. */
  const requestedBefore = (userId: string, count: number, at: Date) =>
    graph.pool.query(
      `INSERT INTO reports (id, requested_by, type, scope, seller_id, format, columns, filter, from_day, to_day, time_zone,
          since, until, status, due_at, created_at)
        SELECT 'rpo_' || n, $1, 'ORDERS', 'SELLER', 'slr_2', 'CSV', '{}', '{}', '2026-03-01', '2026-03-01', 'UTC', $3, $3,
          'CANCELLED', $3, $3 FROM generate_series(1, $2) AS n`,
      [userId, count, at],
    );
  const close = async (): Promise<void> => {
    await app.close();
    await graph.close();
  };
  return {
    ...graph,
    clock,
    ask,
    request,
    look,
    ended,
    download,
    file,
    textOf,
    requestedBefore,
    close,
    publish: (events: readonly Envelope[]) => graph.publish(events),
  };
}

export type Reports = Awaited<ReturnType<typeof startReports>>;
