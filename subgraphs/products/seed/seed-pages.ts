import type { Actor } from '@soko/events';
import { stableId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type pg from 'pg';
import { pageEvent } from '../domain/content/content-events.ts';
import { type ContentPage, readMarkdown, readPageSlug, readPageTitle } from '../domain/content/content-page.ts';
import { insertPage } from '../store/content/pages.ts';

/** A page of a store, published when it was created. */
export interface SeedPage {
  storeId: string;
  /** Unique in its store. The id of the page derives from both, so it is the same on every machine. */
  slug: string;
  title: string;
  /** At most 50,000 characters. */
  markdown: string;
  createdAt: Date;
}

const actor: Actor = { kind: 'service', id: 'seed' };

/** Adds pages of stores, each with one `created` event. Those that an earlier seed added stay as they are. */
export const seedPages = (pool: pg.Pool, pages: readonly SeedPage[]): Promise<void> =>
  inTransaction(pool, async (tx) => {
    for (const { storeId, slug, title, markdown, createdAt } of pages) {
      const written = {
        slug: readPageSlug(slug, title),
        title: readPageTitle(title),
        markdown: readMarkdown(markdown),
      };
      const page: ContentPage = {
        ...written,
        id: stableId('cpt', `${storeId} ${slug}`, createdAt),
        storeId,
        media: [],
        publishedFrom: createdAt,
        publishedUntil: null,
        version: 1,
        createdAt,
        updatedAt: createdAt,
      };
      const trail = { correlationId: `seed_${page.id}`, causationId: null, actor, now: () => createdAt };
      if (await insertPage(tx, page)) await tell(tx, [pageEvent('created', page, trail)]);
    }
  });
