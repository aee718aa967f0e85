import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ChatServices } from '../services.ts';
import { findPictures } from '../store/pictures.ts';
import { isValidPictureLink } from './picture-link.ts';

type Services = Pick<ChatServices, 'pool' | 'media' | 'sealKeys' | 'now'>;

type Request = FastifyRequest<{ Params: { id: string }; Querystring: { expires?: string; signature?: string } }>;

/** `GET /chat/pictures/:id` with a signed URL: a picture of a message, for people who see the message. */
export function servePictures(app: FastifyInstance, services: Services): void {
  app.get('/chat/pictures/:id', (request, reply) => servePicture(services, request as Request, reply));
}

const sendProblem = (reply: FastifyReply, status: number, error: string): FastifyReply =>
  reply.code(status).header('cache-control', 'no-store').send({ error });

async function servePicture(
  { pool, media, sealKeys, now }: Services,
  { params: { id }, query: { expires = '', signature = '' } }: Request,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const nowMs = now().getTime();
  const expiresMs = Number(expires);
  if (!isValidPictureLink(sealKeys, { id, expiresMs, signature }, nowMs)) {
    return sendProblem(reply, 403, 'This link is invalid or has expired. Open the message again for a new link.');
  }
  const [picture] = await findPictures(pool, [id]);
  if (picture?.messageId == null) return sendProblem(reply, 404, 'The picture no longer exists.');
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
