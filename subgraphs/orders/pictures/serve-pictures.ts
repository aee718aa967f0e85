import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { OrdersServices } from '../services.ts';
import { findPictures } from '../store/pictures/pictures.ts';
import { isValidPictureLink } from './picture-link.ts';

type Services = Pick<OrdersServices, 'pool' | 'casePictures' | 'sealKeys' | 'now'>;

type Request = FastifyRequest<{ Params: { id: string }; Querystring: { expires?: string; signature?: string } }>;

/** `GET /orders/pictures/:id` with a signed URL: a picture of a return or a dispute, for people who see it. */
export function servePictures(app: FastifyInstance, services: Services): void {
  app.get('/orders/pictures/:id', (request, reply) => servePicture(services, request as Request, reply));
}

const sendProblem = (reply: FastifyReply, status: number, error: string): FastifyReply =>
  reply.code(status).header('cache-control', 'no-store').send({ error });

async function servePicture(
  { pool, casePictures: { media }, sealKeys, now }: Services,
  { params: { id }, query: { expires = '', signature = '' } }: Request,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const nowMs = now().getTime();
  const expiresMs = Number(expires);
  if (!isValidPictureLink(sealKeys, { id, expiresMs, signature }, nowMs)) {
    return sendProblem(reply, 403, 'This link is invalid or has expired. Ask for the picture again for a new link.');
  }
  const [picture] = await findPictures(pool, [id]);
  if (picture?.usedBy == null) return sendProblem(reply, 404, 'The picture no longer exists.');
  return reply
    .header('content-type', picture.mimeType)
    .header('content-length', picture.size)
    .header('cache-control', `private, max-age=${Math.floor((expiresMs - nowMs) / 1_000)}`)
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('referrer-policy', 'no-referrer')
    .header('cross-origin-resource-policy', 'cross-origin')
    .send(Readable.from(await media.read(picture.key, 0)));
}
