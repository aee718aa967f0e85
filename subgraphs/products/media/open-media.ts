import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { productsEnv } from '../env.ts';
import { createLocalMedia } from './local-media.ts';
import type { MediaStore } from './media-store.ts';
import { createS3Media } from './s3-media.ts';
import { mediaRoutes, type UploadAccess } from './upload-routes.ts';

/** A media store with the HTTP routes that it needs on this server. */
export interface OpenMedia {
  store: MediaStore;
  routes(app: FastifyInstance, uploads: UploadAccess): Promise<void>;
}

/** Only some of the required S3 variables are set. */
export class HalfConfigured extends Error {
  override readonly name = 'HalfConfigured';
}

/** Opens S3 if it is configured, otherwise a folder of this machine. */
export function openMedia(env: z.infer<z.ZodObject<typeof productsEnv>>): OpenMedia {
  const {
    S3_ENDPOINT: endpoint,
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  } = env;
  if (endpoint && bucket && accessKeyId && secretAccessKey) {
    const options = {
      endpoint,
      bucket,
      region: env.S3_REGION,
      accessKeyId,
      secretAccessKey,
      publicUrl: env.S3_PUBLIC_URL,
    };
    return { store: createS3Media(options), routes: async () => {} };
  }
  if (endpoint || bucket || accessKeyId || secretAccessKey) {
    throw new HalfConfigured(
      'Set all of S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, or none of them.',
    );
  }
  // Without SOKO_MEDIA_KEY, upload URLs of this process are valid only in this process.
  const key = env.SOKO_MEDIA_KEY ?? randomBytes(32).toString('base64url');
  const directory = env.SOKO_MEDIA_DIR;
  return {
    store: createLocalMedia({ directory, publicUrl: env.SOKO_PUBLIC_URL, key }),
    routes: (app, uploads) => mediaRoutes(app, { directory, key, ...uploads }),
  };
}
