import { Readable } from 'node:stream';
import { inflateText, type Sheet, tableFormats, writeWorkbook } from '@soko/spreadsheet';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { hasFile, type Report } from '../domain/reports/report.ts';
import type { AnalyticsServices } from '../services.ts';
import { listEnds, readParts } from '../store/reports/report-parts.ts';
import { readReportToken, reportPath } from '../store/reports/report-link.ts';
import { findReport } from '../store/reports/reports.ts';

const tokenQuery = z.object({ token: z.string() });

type Services = Pick<AnalyticsServices, 'pool' | 'sealKeys' | 'now'>;

/** The sheets of a file with their parts, which are read one after another while it is sent. */
async function sheetsOf({ pool }: Services, reportId: string): Promise<Sheet[]> {
  const ends = await listEnds(pool, reportId);
  return ends.map(({ crc, size, position }, index) => ({
    parts: readParts(pool, reportId, index === 0 ? 0 : ends[index - 1]!.position + 1, position),
    facts: { crc, size },
  }));
}

async function* inflated(sheets: readonly Sheet[]): AsyncGenerator<Buffer> {
  for (const { parts } of sheets) for await (const part of parts) yield inflateText(part);
}

const nameOf = ({ type, from, to, format }: Report): string =>
  `${type.toLowerCase().replaceAll('_', '-')}-${from}-${to}.${tableFormats[format].extension}`;

/** The file of a report. The link is the only credential; every wrong link gets the same 404. */
export function reportFileRoute(app: FastifyInstance, services: Services): void {
  app.get(reportPath, async (request, reply) => {
    const { pool, sealKeys, now } = services;
    const query = tokenQuery.safeParse(request.query);
    const grant = query.success ? readReportToken(sealKeys, query.data.token, now()) : null;
    const report = grant === null ? null : await findReport(pool, grant.reportId);
    if (report === null || !hasFile(report, now()))
      return reply.code(404).send({ error: 'This file does not exist, or its link has expired.' });
    const sheets = await sheetsOf(services, report.id);
    return reply
      .headers({
        'content-type': tableFormats[report.format].mimeType,
        'content-disposition': `attachment; filename="${nameOf(report)}"`,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      })
      .send(Readable.from(report.format === 'XLSX' ? writeWorkbook(sheets) : inflated(sheets), { objectMode: false }));
  });
}
