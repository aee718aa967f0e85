import type { FastifyInstance } from 'fastify';
import { newId } from '@soko/ids';
import { z } from 'zod';
import { BadFile, partsOf } from '../domain/feed/file-parts.ts';
import type { WalletsServices } from '../services.ts';
import { addFilePart, beginFileImport, forgetUpload, isAwaited } from '../store/feed/files.ts';
import { feedUploadPath, readFeedUploadToken } from '../store/feed/upload-link.ts';

const tokenQuery = z.object({ token: z.string() });

type Services = Pick<WalletsServices, 'pool' | 'settings' | 'now' | 'feedFiles'>;

/** Saves a file part by part, each in its own statement, and begins its import. False when another upload was first. */
async function receive({ pool, now }: Services, importId: string, body: AsyncIterable<Uint8Array>): Promise<boolean> {
  const upload = newId('req');
  let [lines, bytes] = [0, 0];
  const counted = (async function* count() {
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      yield chunk;
    }
  })();
  try {
    for await (const { filled, ...part } of partsOf(counted)) {
      lines += filled;
      await addFilePart(pool, importId, upload, part);
    }
    if (lines === 0) throw new BadFile(422, 'The file has no lines.');
  } catch (error) {
    await forgetUpload(pool, importId, upload);
    throw error;
  }
  return beginFileImport(pool, importId, { upload, lines, bytes }, now());
}

/** `PUT /feed-uploads?token=…`: the file of an import. The link is the only credential; every wrong one gets the same 404. */
export async function feedUploadRoute(app: FastifyInstance, services: Services): Promise<void> {
  const { pool, settings, now, feedFiles } = services;
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The body stays a stream.
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.put(feedUploadPath, async (request, reply) => {
      const query = tokenQuery.safeParse(request.query);
      const importId = query.success ? readFeedUploadToken(settings.sealKeys, query.data.token, now()) : null;
      if (importId === null)
        return reply.code(404).send({ error: 'This link does not exist or has expired. Call `uploadFeed` again.' });
      if (!(await isAwaited(pool, importId))) return reply.code(409).send({ error: 'The file has already arrived.' });
      try {
        const isFirst = await receive(services, importId, request.raw);
        if (!isFirst) return await reply.code(409).send({ error: 'The file has already arrived.' });
      } catch (error) {
        if (!(error instanceof BadFile)) throw error;
        return reply.code(error.status).send({ error: error.message });
      }
      feedFiles.wake();
      return reply.code(204).send();
    });
  });
}
