import { type Envelope, type EventTrail, newEvent, productsContent } from '@soko/events';
import type { ContentPage } from './content-page.ts';

const snapshotOf = ({ storeId, slug, title, publishedFrom, publishedUntil }: ContentPage) => ({
  storeId,
  slug,
  title,
  publishedFrom: publishedFrom?.toISOString() ?? null,
  publishedUntil: publishedUntil?.toISOString() ?? null,
});

/** An event of a page, which it is after the event. */
export const pageEvent = (
  type: 'created' | 'published' | 'unpublished' | 'deleted',
  page: ContentPage,
  trail: EventTrail,
): Envelope =>
  newEvent(
    productsContent,
    type,
    { subject: page.id, sequence: page.version, data: { page: snapshotOf(page) } },
    trail,
  );

const fields = ['title', 'slug', 'markdown', 'media'] as const;

/** The fields of a page that a change has changed. */
export const changedFields = (before: ContentPage, after: ContentPage): (typeof fields)[number][] =>
  fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));

export const pageUpdatedEvent = (page: ContentPage, changed: (typeof fields)[number][], trail: EventTrail): Envelope =>
  newEvent(
    productsContent,
    'updated',
    { subject: page.id, sequence: page.version, data: { page: snapshotOf(page), changed } },
    trail,
  );
