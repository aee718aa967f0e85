import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { attachmentHeader } from '../domain/attachment-header.ts';
import { readRange } from '../domain/byte-range.ts';
import type { ProductsServices } from '../services.ts';
import { findDigitalFile } from '../store/digital-files.ts';
import { countDownload, hasBegun } from '../store/downloads.ts';
import { isValidDownload } from './download-link.ts';

type Services = Pick<ProductsServices, 'pool' | 'media' | 'digital' | 'sealKeys' | 'now'>;

type Request = FastifyRequest<{
  Params: { lineId: string; fileId: string };
  Querystring: { expires?: string; link?: string; signature?: string };
}>;

/** `GET /downloads/:lineId/:fileId` with a signed URL: the file of a variant for the buyer of a line. */
export function serveDownloads(app: FastifyInstance, services: Services): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/downloads/:lineId/:fileId',
    handler: (request, reply) => serveDownload(services, request as Request, reply),
  });
}

const sendProblem = (reply: FastifyReply, status: number, error: string): FastifyReply =>
  reply.code(status).header('cache-control', 'no-store').send({ error });

async function serveDownload(services: Services, request: Request, reply: FastifyReply): Promise<FastifyReply> {
  const { pool, media, digital, sealKeys, now } = services;
  const { lineId, fileId } = request.params;
  const { expires = '', link = '', signature = '' } = request.query;
  if (!isValidDownload(sealKeys, { lineId, fileId, expiresMs: Number(expires), link }, signature, now().getTime())) {
    return sendProblem(reply, 403, 'This link is invalid or has expired. Open the order again for a new link.');
  }
  const file = await findDigitalFile(pool, fileId);
  if (file === null) return sendProblem(reply, 404, 'The file no longer exists.');
  const etag = `"${createHash('sha256').update(file.key).digest('base64url').slice(0, 22)}"`;
  const { range: rangeHeader, 'if-range': ifRange, 'if-none-match': ifNoneMatch } = request.headers;
  reply
    .header('etag', etag)
    .header('accept-ranges', 'bytes')
    .header('cache-control', 'private, no-store')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('referrer-policy', 'no-referrer');
  if (ifNoneMatch !== undefined && ifNoneMatch.split(',').some((each) => each.trim() === etag)) {
    return reply.code(304).send();
  }
  const range = ifRange === undefined || ifRange === etag ? readRange(rangeHeader, file.size) : null;
  if (range === 'unsatisfiable') {
    return reply.code(416).header('content-range', `bytes */${file.size}`).send();
  }
  const { start, end } = range ?? { start: 0, end: file.size - 1 };
  const isHead = request.method === 'HEAD';
  if (!isHead && !(await mayStart(services, { lineId, fileId, link }, start))) {
    return sendProblem(reply, 429, `This file was downloaded ${digital.maxDownloads} times. Ask support for more.`);
  }
  reply
    .code(range === null ? 200 : 206)
    .header('content-type', file.mimeType)
    .header('content-disposition', attachmentHeader(file.fileName))
    .header('content-length', end - start + 1);
  if (range !== null) reply.header('content-range', `bytes ${start}-${end}/${file.size}`);
  return reply.send(isHead ? null : Readable.from(await media.read(file.key, start, end)));
}

/**
 * A download counts when its first byte is sent. Later bytes continue a download that began with the same link, so that
 * clients can resume it and fetch parts at the same time.
 */
async function mayStart(
  { pool, digital, now }: Services,
  download: { lineId: string; fileId: string; link: string },
  start: number,
): Promise<boolean> {
  if (start > 0 && (await hasBegun(pool, download))) return true;
  return countDownload(pool, download, digital.maxDownloads, now());
}
