import { tell } from '@soko/outbox';
import type { ProductsContext } from '../../context.ts';
import { pageEvent } from '../../domain/content/content-events.ts';
import { deletePage } from '../../store/content/pages.ts';
import { requireOwnPage, withPage } from './page-rights.ts';

/** Deletes a page. Its pictures stay where orders and products may show them. */
export async function deleteContent(
  context: ProductsContext,
  { contentId }: { contentId: string },
): Promise<{ contentId: string }> {
  await requireOwnPage(context, contentId);
  return withPage(context, contentId, async (tx, page) => {
    await deletePage(tx, page.id);
    await tell(tx, [pageEvent('deleted', { ...page, version: page.version + 1 }, context.trail)]);
    return { contentId };
  });
}
