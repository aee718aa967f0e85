import { days } from '@soko/env';
import { oldSealKeys, sealKey } from '@soko/env/known';
import { mediaEnv } from '@soko/media/env';
import { z } from 'zod';

/** The variables that products reads. */
export const productsEnv = {
  ...mediaEnv,
  SOKO_SEAL_KEY: sealKey,
  SOKO_SEAL_KEYS_OLD: oldSealKeys,
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
  MEDIA_MAX_REVIEWER_MEBIBYTES: z.coerce
    .number()
    .int()
    .positive()
    .max(1_000_000)
    .default(100)
    .describe('Maximum size of all pictures for reviews of one person who does not sell together, in MiB.'),
  REVIEW_DAYS: days(60).describe('Days after its delivery in which an order can be reviewed.'),
  REVIEW_INVITATION_DAYS: days(5).describe(
    'Days after the delivery of an order at which its buyer is asked for a review, if they agreed to advertising.',
  ),
  RECENTLY_VIEWED_DAYS: days(90).describe(
    'Days after the last look of a person at a product, after which it is forgotten.',
  ),
  SEARCH_ALERT_MINUTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_080)
    .default(60)
    .describe(
      'Shortest time in minutes between two messages about one saved search, 1 to 10,080. What it finds meanwhile is in one message.',
    ),
  SEARCH_MATCH_DAYS: days(365).describe(
    'Days for which it is remembered that a saved search has found a product. After that, the product is announced again when it comes back on sale.',
  ),
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
  ADVERTS_PER_PAGE: z.coerce
    .number()
    .int()
    .min(0)
    .max(6)
    .default(2)
    .describe('Sponsored places on the first page of a list of products, 0 to 6. 0 shows no adverts in lists.'),
  ADVERT_CLICK_MINUTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_440)
    .default(30)
    .describe('Minutes after which a click on an advert that was shown is not recorded any more.'),
  ADVERT_CHARGE_MINUTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_440)
    .default(60)
    .describe(
      'Minutes for which clicks on an advert are gathered into one charge. A charge is made at once when the advert ends.',
    ),
  ADVERT_CACHE_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(60_000)
    .default(5_000)
    .describe(
      'Time in milliseconds for which a process shows the adverts that it has read. Clicks are always charged by the database.',
    ),
};
