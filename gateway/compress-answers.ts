import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';

/** Shorter answers fit into one packet anyway. */
const minBytes = 1_400;

const compressible =
  /^(text\/(html|css|plain|javascript)|application\/([\w.-]+\+)?(json|javascript)|image\/svg\+xml)\b/;

/**
 * Compresses texts for clients that ask for it, with brotli or gzip. Bodies of requests are never decompressed: a small
 * one could be very large.
 */
export async function compressAnswers(app: FastifyInstance): Promise<void> {
  await app.register(compress, {
    globalDecompression: false,
    encodings: ['br', 'gzip'],
    threshold: minBytes,
    customTypes: compressible,
  });
}
