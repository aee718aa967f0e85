import { publicUrl } from '@soko/env/known';
import { z } from 'zod';

/** The variables products reads. Without the S3 ones files lie in SOKO_MEDIA_DIR and are served by this subgraph. */
export const productsEnv = {
  SOKO_PUBLIC_URL: publicUrl,
  SOKO_MEDIA_DIR: z.string().default('.soko/media'),
  SOKO_MEDIA_KEY: z.string().min(16, 'expected at least 16 characters').optional(),
  MEDIA_MAX_IMAGE_BYTES: z.coerce.number().int().positive().default(10_485_760),
  MEDIA_MAX_IMPORT_BYTES: z.coerce.number().int().positive().max(2_147_483_647).default(536_870_912),
  IMPORT_BATCH_ROWS: z.coerce.number().int().min(1).max(5_000).default(200),
  S3_ENDPOINT: z.url().optional(),
  S3_BUCKET: z.string().optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  S3_PUBLIC_URL: z.url().optional(),
};
