import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import type { Counts } from '../domain/counts.ts';
import type { ProductFilter } from '../domain/product-filter.ts';
import { noRights } from '../domain/rights.ts';
import { correctSearch } from './correct-search.ts';
import { countProducts } from './count-products.ts';
import type { PlacedRow, ProductPage, ProductQuery } from './product-query.ts';
import { fetchRanked, type Ranking, rankDeeper, rankProducts } from './rank-products.ts';
import { rankingPart } from './ranking-part.ts';
import { walkProducts } from './walk-products.ts';

/** Reads lists of products. */
export interface Catalogue {
  list(query: ProductQuery): Promise<ProductPage>;
}

/** Rows with the revision of the catalogue at which they were read. */
interface Read {
  rows: PlacedRow[];
  revision: string | null;
}

const keyOf = (filter: ProductFilter, sort = ''): string =>
  JSON.stringify([sort, filter], (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

/** A ranking, and the corrected search if nothing was found. */
type CachedRanking = Ranking & { corrected?: string | null };

/** Rankings, and counts, that are cached in one process. */
const maxCached = 300;

const isManaged = (query: ProductQuery): boolean => query.filter.status !== undefined;

/**
 * Reads lists of products. Rankings and counts of public lists are cached with the revision of the catalogue at which
 * they were read. The statement that fetches a page returns the current revision, and an entry is used only if they are
 * equal: the cache is never stale.
 */
export function createCatalogue(pool: pg.Pool): Catalogue {
  const rankings = new LRUCache<string, CachedRanking>({ max: maxCached });
  /** Rankings in progress: equal queries wait for them instead of ranking again. */
  const inProgress = new Map<string, Promise<CachedRanking>>();
  const countings = new LRUCache<string, { revision: string; counts: Counts }>({ max: maxCached });

  async function countAt(filter: ProductFilter, revision: string | null): Promise<Counts> {
    const key = keyOf(filter);
    const known = countings.get(key);
    if (known !== undefined && known.revision === revision) return known.counts;
    const counting = await countProducts(pool, { filter, rights: noRights });
    countings.set(key, counting);
    return counting.counts;
  }

  async function listByWalking(query: ProductQuery): Promise<ProductPage> {
    const { rows, revision } = await walkProducts(pool, query);
    return { rows, correctedSearch: null, counts: () => countAt(query.filter, revision) };
  }

  /** Lists of a manager's own products are not cached. */
  async function listManaged(query: ProductQuery): Promise<ProductPage> {
    const ranked = query.filter.search !== undefined && query.sort === 'RELEVANCE';
    const { rows } = await (ranked ? rankDeeper(pool, query) : walkProducts(pool, query));
    const counts = async (): Promise<Counts> => (await countProducts(pool, query)).counts;
    return { rows, correctedSearch: null, counts };
  }

  /** One page of a search. A search with too many matches to rank is sorted newest first. */
  async function readPage(query: ProductQuery, ranking: Ranking): Promise<Read> {
    const { front } = ranking;
    if (front === null || (query.sort === 'RELEVANCE' && query.page.cursor?.[0] === 'NEWEST')) {
      return walkProducts(pool, { ...query, counted: true });
    }
    const part = rankingPart({ ...ranking, front }, query.page);
    return part === null ? rankDeeper(pool, query) : fetchRanked(pool, query.sort, part);
  }

  async function search(query: ProductQuery, mayCorrect = true): Promise<ProductPage> {
    const key = keyOf(query.filter, query.sort);
    const known = rankings.get(key);
    const page = known && (await pageOf(known, query, mayCorrect));
    if (page) return page;
    // Without a ranking in progress, nothing may be awaited before `freshPage`: equal queries would all start to rank.
    const working = inProgress.get(key);
    const shared = working && (await pageOf(await working.catch(() => undefined), query, mayCorrect));
    return shared || freshPage(key, query, mayCorrect);
  }

  /** The page from a known ranking, or null if the ranking is stale or lacks counts. */
  async function pageOf(
    known: CachedRanking | undefined,
    query: ProductQuery,
    mayCorrect: boolean,
  ): Promise<ProductPage | null> {
    if (known === undefined || (known.counts === null && query.counted)) return null;
    const { rows, revision } = await readPage(query, known);
    return revision === known.revision ? toPage(query, known, rows, mayCorrect ? known.corrected : null) : null;
  }

  async function freshPage(key: string, query: ProductQuery, mayCorrect: boolean): Promise<ProductPage> {
    const work = rank(query, mayCorrect);
    inProgress.set(key, work);
    try {
      const ranking = await work;
      rankings.set(key, ranking);
      const { rows } = ranking.empty ? { rows: [] } : await readPage(query, ranking);
      return toPage(query, ranking, rows, ranking.corrected);
    } finally {
      if (inProgress.get(key) === work) inProgress.delete(key);
    }
  }

  async function rank(query: ProductQuery, mayCorrect: boolean): Promise<CachedRanking> {
    const ranking = await rankProducts(pool, query);
    const corrected = ranking.empty && mayCorrect ? await correctSearch(pool, query.filter.search ?? '') : null;
    return { ...ranking, corrected };
  }

  async function toPage(
    query: ProductQuery,
    ranking: Ranking,
    rows: PlacedRow[],
    corrected?: string | null,
  ): Promise<ProductPage> {
    if (corrected == null) {
      const counts = async (): Promise<Counts> => ranking.counts ?? countAt(query.filter, ranking.revision);
      return { rows, correctedSearch: null, counts };
    }
    const page = await search({ ...query, filter: { ...query.filter, search: corrected } }, false);
    return { ...page, correctedSearch: corrected };
  }

  return {
    list(query) {
      if (isManaged(query)) return listManaged(query);
      return query.filter.search === undefined ? listByWalking(query) : search(query);
    },
  };
}
