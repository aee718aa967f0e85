import { days } from '@soko/env';
import { oldSealKeys, publicUrl, sealKey } from '@soko/env/known';
import { z } from 'zod';

/** The variables that products reads. Files go to S3 if all S3 variables are set, otherwise to SOKO_MEDIA_DIR. */
export const productsEnv = {
  SOKO_PUBLIC_URL: publicUrl,
  SOKO_SEAL_KEY: sealKey,
  SOKO_SEAL_KEYS_OLD: oldSealKeys,
  SOKO_MEDIA_DIR: z
    .string()
    .default('.soko/media')
    .describe('Folder for uploaded files. Not used if the S3 variables are set.'),
  SOKO_MEDIA_KEY: z
    .string()
    .min(16, 'is shorter than 16 characters; use a random key')
    .optional()
    .describe(
      'Signs upload URLs of the local media folder: at least 16 characters, the same in every products process. Default random for each process.',
    ),
  MEDIA_MAX_IMAGE_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(10_485_760)
    .describe('Maximum size of a picture in bytes.'),
  MEDIA_MAX_IMPORT_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .max(2_147_483_647)
    .default(536_870_912)
    .describe('Maximum size of an import file in bytes.'),
  MEDIA_MAX_DIGITAL_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .max(2_147_483_647)
    .default(1_073_741_824)
    .describe('Maximum size of a file that buyers download, in bytes.'),
  DIGITAL_DOWNLOADS_PER_FILE: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(5)
    .describe('Downloads of each file for one line of an order, 1 to 1000. Support can allow them again.'),
  DIGITAL_LINK_SECONDS: z.coerce
    .number()
    .int()
    .min(30)
    .max(86_400)
    .default(600)
    .describe('Time in seconds for which a download link is valid.'),
  MEDIA_MAX_SELLER_MEBIBYTES: z.coerce
    .number()
    .int()
    .positive()
    .max(1_000_000)
    .default(5_000)
    .describe('Maximum size of all uploaded files of one seller or store together, in MiB.'),
  UNUSED_FILE_DAYS: days(7).describe(
    'Days after which an uploaded file that nothing uses is deleted. Pictures that a product showed once are kept, because orders show them.',
  ),
  IMPORT_DAYS: days(30).describe('Days for which a finished import is kept, with its errors and its file.'),
  IMPORT_BATCH_ROWS: z.coerce
    .number()
    .int()
    .min(1)
    .max(5_000)
    .default(200)
    .describe('Rows of an import that are saved in one transaction, 1 to 5000.'),
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
