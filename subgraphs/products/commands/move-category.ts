import { requireRole } from '@soko/auth';
import { newEvent, productsCategory } from '@soko/events';
import { tellWithPrisma } from '@soko/outbox';
import type { ProductsContext } from '../context.ts';
import { type Category, pathAfterMove } from '../domain/category.ts';
import { readPosition } from '../domain/read-position.ts';
import { heightOf, movePaths, updateCategoryRow } from '../store/save-category.ts';
import {
  categoryFacts,
  type CategoryTarget,
  changeTree,
  loadCategory,
  loadParent,
  placeCategory,
} from './change-tree.ts';

interface MoveCategoryInput extends CategoryTarget {
  parentId?: string | null | undefined;
  position?: number | null | undefined;
}

/** Moves a category with its descendants to another parent or position. */
export async function moveCategory(context: ProductsContext, input: MoveCategoryInput) {
  requireRole(context.viewer, 'ADMIN');
  const position = readPosition(input.position);
  return changeTree(context, async (tx) => {
    const before = await loadCategory(tx, input);
    const parent = await loadParent(tx, input.parentId === undefined ? before.parentId : input.parentId);
    const path = pathAfterMove(before, parent, await heightOf(tx, before));
    if (!Array.isArray(path)) return path;
    const moved: Category = { ...before, parentId: parent?.id ?? null, path, version: before.version + 1 };
    await movePaths(tx, before, path);
    await updateCategoryRow(tx, moved, context.now());
    const after = { ...moved, position: await placeCategory(tx, moved, position) };
    const fact = {
      subject: after.id,
      sequence: after.version,
      data: { category: categoryFacts(after), oldPath: [...before.path] },
    };
    await tellWithPrisma(tx, [newEvent(productsCategory, 'moved', fact, context.trail)]);
    return after;
  });
}
