import { Readable } from 'node:stream';
import type { Keys } from '@soko/env/keys';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { MediaStore } from './media-store.ts';
import type { PictureLinks } from './picture-links.ts';

/** A picture that people with its link see. */
export interface ServedPicture {
  key: string;
  mimeType: string;
  /** In bytes. */
  size: number;
}

/** What the route of pictures needs. */
export interface PictureAccess {
  links: PictureLinks;
  store: Pick<MediaStore, 'read'>;
  keys: Keys;
  now: () => Date;
  /** A picture that is shown. Null when there is none, or none yet. */
  find(id: string): Promise<ServedPicture | null>;
  /** How a client gets a new link, such as `Open the message again for a new link.` */
  advice: string;
}

type Request = FastifyRequest<{ Params: { id: string }; Querystring: { expires?: string; signature?: string } }>;

/** `GET <path>/:id` with a signed URL: a picture for the people who see what it belongs to. */
export function servePictures(app: FastifyInstance, access: PictureAccess): void {
  app.get(`${access.links.path}/:id`, (request, reply) => servePicture(access, request as Request, reply));
}

const sendProblem = (reply: FastifyReply, status: number, error: string): FastifyReply =>
  reply.code(status).header('cache-control', 'no-store').send({ error });

async function servePicture(
  { links, store, keys, now, find, advice }: PictureAccess,
  { params: { id }, query: { expires = '', signature = '' } }: Request,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const nowMs = now().getTime();
  const expiresMs = Number(expires);
  if (!links.isValid(keys, { id, expiresMs, signature }, nowMs)) {
    return sendProblem(reply, 403, `This link is invalid or has expired. ${advice}`);
  }
  const picture = await find(id);
  if (picture === null) return sendProblem(reply, 404, 'The picture no longer exists.');
  return reply
    .header('content-type', picture.mimeType)
    .header('content-length', picture.size)
    .header('cache-control', `private, max-age=${Math.floor((expiresMs - nowMs) / 1_000)}`)
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('referrer-policy', 'no-referrer')
    .header('cross-origin-resource-policy', 'cross-origin')
    .send(Readable.from(await store.read(picture.key, 0)));
}
