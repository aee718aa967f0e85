import type pg from 'pg';
import type { Category } from '../domain/category.ts';
import { findAllCategories } from './find-categories.ts';

type Tree = ReadonlyMap<string, Category>;

/** All categories by id at a revision. */
export interface CategoryTree {
  /** Returns the cached tree of this revision, or reads it with one statement. */
  at(revision: string): Tree | Promise<Tree>;
}

/**
 * Caches all categories: they are few and change rarely. Callers pass the revision that their own statement returned, so
 * the cache is never stale.
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
