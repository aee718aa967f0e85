import type pg from 'pg';
import type { Category } from '../domain/category.ts';
import { findAllCategories } from './find-categories.ts';

type Tree = ReadonlyMap<string, Category>;

/** The categories by id, as they are at a revision of theirs. */
export interface CategoryTree {
  /** Answers at once when the tree of this revision is at hand; otherwise it costs a statement. */
  at(revision: string): Tree | Promise<Tree>;
}

/**
 * Keeps the categories, of which there are few and which seldom change. Whoever asks brings the revision that the
 * database told in the statement they ask for, so what is kept is never stale.
 */
export function createCategoryTree(pool: pg.Pool): CategoryTree {
  let known: { revision: string; categories: Tree } | undefined;
  return {
    at(revision) {
      if (known?.revision === revision) return known.categories;
      return findAllCategories(pool).then((fresh) => {
        known = fresh;
        return fresh.categories;
      });
    },
  };
}
