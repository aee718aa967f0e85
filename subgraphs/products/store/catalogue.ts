import type pg from 'pg';
import type { Counts } from '../domain/counts.ts';
import type { ProductFilter } from '../domain/product-filter.ts';
import { noRights } from '../domain/rights.ts';
import { correctSearch } from './correct-search.ts';
import { countProducts } from './count-products.ts';
import type { PlacedRow, ProductPage, ProductQuery } from './product-query.ts';
import { fetchRanked, type Ranking, rankDeeper, rankProducts } from './rank-products.ts';
import { rankingPart } from './ranking-part.ts';
import { createRecent } from './recent.ts';
import { walkProducts } from './walk-products.ts';

/** The lists of products that this process reads. */
export interface Catalogue {
  list(query: ProductQuery): Promise<ProductPage>;
}

/** Rows and the revision of the catalogue they were read at. */
interface Read {
  rows: PlacedRow[];
  revision: string | null;
}

const keyOf = (filter: ProductFilter, sort = ''): string =>
  JSON.stringify([sort, filter], (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

/** A ranking, and what its words were corrected to where nothing was found. */
type Remembered = Ranking & { corrected?: string | null };

const managed = (query: ProductQuery): boolean => query.filter.status !== undefined;

/**
 * Lists of products. Rankings and counts of the public's lists are remembered together with the revision of the
 * catalogue they were read at, and used only while the database still is at that revision, which the statement that
 * fetches the page tells by the way: what is remembered is never stale.
 */
export function createCatalogue(pool: pg.Pool): Catalogue {
  const rankings = createRecent<Remembered>(300);
  /** Rankings being worked out: whoever asks the same meanwhile waits for the answer instead of working it out again. */
  const underWay = new Map<string, Promise<Remembered>>();
  const countings = createRecent<{ revision: string; counts: Counts }>(300);

  async function countAt(filter: ProductFilter, revision: string | null): Promise<Counts> {
    const key = keyOf(filter);
    const known = countings.get(key);
    if (known !== undefined && known.revision === revision) return known.counts;
    const counting = await countProducts(pool, { filter, rights: noRights });
    countings.set(key, counting);
    return counting.counts;
  }

  async function walk(query: ProductQuery): Promise<ProductPage> {
    const { rows, revision } = await walkProducts(pool, query);
    return { rows, correctedSearch: null, counts: () => countAt(query.filter, revision) };
  }

  /** What somebody lists of their own is theirs alone: nothing of it is remembered. */
  async function listManaged(query: ProductQuery): Promise<ProductPage> {
    const ranked = query.filter.search !== undefined && query.sort === 'RELEVANCE';
    const { rows } = await (ranked ? rankDeeper(pool, query) : walkProducts(pool, query));
    const counts = async (): Promise<Counts> => (await countProducts(pool, query)).counts;
    return { rows, correctedSearch: null, counts };
  }

  /** One page of a search. What matches too much to be ranked comes newest first. */
  async function readPage(query: ProductQuery, ranking: Ranking): Promise<Read> {
    const { front } = ranking;
    if (front === null || (query.sort === 'RELEVANCE' && query.position?.[0] === 'NEWEST')) {
      return walkProducts(pool, { ...query, counted: true });
    }
    const part = rankingPart({ ...ranking, front }, query);
    return part === null ? rankDeeper(pool, query) : fetchRanked(pool, query.sort, part);
  }

  async function search(query: ProductQuery, mayCorrect = true): Promise<ProductPage> {
    const key = keyOf(query.filter, query.sort);
    const known = rankings.get(key);
    const page = known && (await pageOf(known, query, mayCorrect));
    if (page) return page;
    // From here to `freshPage` nothing may be awaited unless somebody is at it: all others would slip through.
    const working = underWay.get(key);
    const shared = working && (await pageOf(await working.catch(() => undefined), query, mayCorrect));
    return shared || freshPage(key, query, mayCorrect);
  }

  /** The page by a ranking that somebody else worked out, or null where it does not do, or not any more. */
  async function pageOf(
    known: Remembered | undefined,
    query: ProductQuery,
    mayCorrect: boolean,
  ): Promise<ProductPage | null> {
    if (known === undefined || (known.counts === null && query.counted)) return null;
    const { rows, revision } = await readPage(query, known);
    return revision === known.revision ? answer(query, known, rows, mayCorrect ? known.corrected : null) : null;
  }

  async function freshPage(key: string, query: ProductQuery, mayCorrect: boolean): Promise<ProductPage> {
    const work = rank(query, mayCorrect);
    underWay.set(key, work);
    try {
      const ranking = await work;
      rankings.set(key, ranking);
      const { rows } = ranking.empty ? { rows: [] } : await readPage(query, ranking);
      return answer(query, ranking, rows, ranking.corrected);
    } finally {
      if (underWay.get(key) === work) underWay.delete(key);
    }
  }

  async function rank(query: ProductQuery, mayCorrect: boolean): Promise<Remembered> {
    const ranking = await rankProducts(pool, query);
    const corrected = ranking.empty && mayCorrect ? await correctSearch(pool, query.filter.search ?? '') : null;
    return { ...ranking, corrected };
  }

  async function answer(
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
      if (managed(query)) return listManaged(query);
      return query.filter.search === undefined ? walk(query) : search(query);
    },
  };
}
