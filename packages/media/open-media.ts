import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { mediaEnv } from './env.ts';
import { createLocalMedia } from './local-media.ts';
import type { MediaStore } from './media-store.ts';
import { createS3Media } from './s3-media.ts';
import { acceptUploads, type ExpectedFile, type UploadAccess } from './upload-route.ts';

/** A media store with the HTTP route that it needs on this server. */
export interface OpenMedia {
  store: MediaStore;
  /** Folder of the files; null when they are in S3. */
  directory: string | null;
  /** Adds the route that accepts uploads. With S3 there is none: clients send files to the bucket. */
  acceptUploads<Upload extends ExpectedFile>(app: FastifyInstance, uploads: UploadAccess<Upload>): Promise<void>;
}

/** Only some of the required S3 variables are set. */
export class HalfConfigured extends Error {
  override readonly name = 'HalfConfigured';
}

/** Opens S3 if it is configured, otherwise a folder of this machine. Its uploads are sent to `<uploadPath>/<id>`. */
export function openMedia(env: z.infer<z.ZodObject<typeof mediaEnv>>, { uploadPath = '/uploads' } = {}): OpenMedia {
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
    return { store: createS3Media(options), directory: null, acceptUploads: async () => {} };
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
    store: createLocalMedia({ directory, publicUrl: env.SOKO_PUBLIC_URL, key, uploadPath }),
    directory,
    acceptUploads: (app, uploads) => acceptUploads(app, { directory, key, path: uploadPath }, uploads),
  };
}
