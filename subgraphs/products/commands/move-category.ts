import { newEvent, productsCategory } from '@soko/events';
import type { ProductsContext } from '../context.ts';
import { type Category, hang } from '../domain/category.ts';
import { heightOf, movePaths, updateCategoryRow } from '../store/save-category.ts';
import { tell } from '../store/tell.ts';
import { type CategoryTarget, changeTree, factsOf, loadCategory, loadParent, place } from './change-tree.ts';
import { readPosition } from './edit-media.ts';
import { requireRole } from './signed-in.ts';

interface CategoryMove extends CategoryTarget {
  parentId?: string | null | undefined;
  position?: number | null | undefined;
}

/** Hangs a category, with all below it, under another parent or at another place. */
export async function moveCategory(context: ProductsContext, input: CategoryMove) {
  requireRole(context.viewer, 'ADMIN');
  const position = readPosition(input.position);
  return changeTree(context, async (client) => {
    const before = await loadCategory(client, input);
    const parent = await loadParent(client, input.parentId === undefined ? before.parentId : input.parentId);
    const path = hang(before, parent, await heightOf(client, before));
    if (!Array.isArray(path)) return path;
    const moved: Category = { ...before, parentId: parent?.id ?? null, path, version: before.version + 1 };
    await movePaths(client, before, path);
    await updateCategoryRow(client, moved, context.now());
    const after = { ...moved, position: await place(client, moved, moved.parentId, position) };
    const data = { category: factsOf(after), oldPath: [...before.path] };
    await tell(client, [
      newEvent(productsCategory, 'moved', { subject: after.id, sequence: after.version, data }, context.trail),
    ]);
    return after;
  });
}
