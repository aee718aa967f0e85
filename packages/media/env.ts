import { days } from '@soko/env';
import { publicUrl } from '@soko/env/known';
import { z } from 'zod';

/** The variables of the store. Files go to S3 if all S3 variables are set, otherwise to SOKO_MEDIA_DIR. */
export const mediaEnv = {
  SOKO_PUBLIC_URL: publicUrl,
  SOKO_MEDIA_DIR: z
    .string()
    .default('.soko/media')
    .describe('Folder for uploaded files. Not used if the S3 variables are set.'),
  SOKO_MEDIA_KEY: z
    .string()
    .min(16, 'is shorter than 16 characters; use a random key')
    .optional()
    .describe(
      'Signs upload URLs of the local media folder: at least 16 characters, the same in every process of a subgraph. Default random for each process.',
    ),
  ORPHANED_FILE_DAYS: days(7).describe(
    'Days after which a stored file that no row names is removed. Each installation needs a folder or a bucket of its own.',
  ),
  S3_ENDPOINT: z
    .url()
    .optional()
    .describe('URL of an S3 API for uploaded files. Requires bucket, access key id and secret access key.'),
  S3_BUCKET: z.string().optional().describe('Bucket for uploaded files.'),
  S3_REGION: z.string().default('us-east-1').describe('Region of the bucket.'),
  S3_ACCESS_KEY_ID: z.string().optional().describe('Access key id for the bucket.'),
  S3_SECRET_ACCESS_KEY: z.string().optional().describe('Secret access key for the bucket.'),
  S3_PUBLIC_URL: z
    .url()
    .optional()
    .describe('URL at which browsers read the bucket. Default the endpoint with the bucket.'),
};
