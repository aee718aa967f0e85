import type { Keys } from '@soko/env/keys';
import type { Limits } from '@soko/limits';
import type { MediaStore } from '@soko/media';
import type pg from 'pg';
import type { ClickRecorder } from './commands/adverts/click-recorder.ts';
import type { ViewCounter } from './commands/adverts/count-views.ts';
import type { PrismaClient } from './generated/prisma/client.ts';
import type { AdvertShelf } from './store/adverts/shelf.ts';
import type { OrdersPeer } from './peers/orders.ts';
import type { Catalogue } from './store/catalogue.ts';
import type { CategoryTree } from './store/category-tree.ts';

/** What the subgraph holds for as long as it runs. */
export interface ProductsServices {
  db: PrismaClient;
  pool: pg.Pool;
  catalogue: Catalogue;
  categories: CategoryTree;
  media: MediaStore;
  uploadLimits: UploadLimits;
  digital: DigitalSettings;
  adverts: AdvertServices;
  /** Sign download links, and open what orders says about an order. */
  sealKeys: Keys;
  limits: Limits;
  orders: OrdersPeer;
  settings: ReviewSettings;
  alerts: AlertSettings;
  now: () => Date;
}

/** Largest files that are accepted, in bytes. */
export interface UploadLimits {
  maxImageBytes: number;
  maxImportBytes: number;
  maxDigitalBytes: number;
  /** Of all files of one seller or store together. */
  maxSellerBytes: number;
  /** The same of a person who does not sell. */
  maxReviewerBytes: number;
}

/** Rules of reviews. */
export interface ReviewSettings {
  /** Time after the delivery in which an order can be reviewed. */
  reviewPeriodMs: number;
  /** Time after the delivery at which its buyer is asked for a review. */
  invitationMs: number;
}

/** Rules of alerts for saved searches. */
export interface AlertSettings {
  /** Shortest time between two messages about one search. */
  pauseMs: number;
}

/** Rules of downloads. */
export interface DigitalSettings {
  /** URL at which download links begin. */
  publicUrl: string;
  /** Downloads of each file of a line. */
  maxDownloads: number;
  /** Lifetime of a link. */
  linkMs: number;
}

/** What shows adverts and counts them. */
export interface AdvertServices {
  shelf: AdvertShelf;
  views: ViewCounter;
  recordClicks: ClickRecorder;
  settings: AdvertSettings;
}

/** Rules of adverts. */
export interface AdvertSettings {
  /** Sponsored places of a page of products. */
  perPage: number;
  /** Time after which a click on an impression is not recorded any more. */
  clickMs: number;
  /** Time for which clicks are gathered into one charge. */
  chargeMs: number;
}
