import { LRUCache } from 'lru-cache';
import type { AdvertPlacement } from './advert.ts';
import { plainWords } from './plain-words.ts';

/** An advert that may be shown. */
export interface Candidate {
  advertId: string;
  productId: string;
  sellerId: string;
  placements: readonly AdvertPlacement[];
  priority: number;
  /** Price of a click in thousandths of its currency's unit. Currencies are compared as numbers, not converted. */
  rank: bigint;
  keywords: readonly string[];
  categoryIds: readonly string[];
}

/** A place that can show adverts. */
export type AdvertPlace =
  | { placement: 'HOME' }
  | { placement: 'SEARCH'; search: string }
  /** `path`: ids from the root down to the category that is shown. */
  | { placement: 'CATEGORY'; path: readonly string[] };

export interface AdvertIndex<Shown extends Candidate> {
  /** At most `count` adverts that fit a place, the best first and one of each seller. `isWanted` leaves products out. */
  choose(place: AdvertPlace, count: number, isWanted: (shown: Shown) => boolean): Shown[];
}

const byRank = (one: Candidate, other: Candidate): number =>
  one.rank === other.rank ? 0 : one.rank > other.rank ? -1 : 1;

const push = <Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void => {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
};

/**
 * Sellers in the order of their best bid, each with the adverts in the order of their priority. Equal bids keep the order that they
 * come in.
 */
function bySeller<Shown extends Candidate>(candidates: readonly Shown[]): Shown[] {
  const sellers = new Map<string, Shown[]>();
  for (const candidate of candidates.toSorted(byRank)) push(sellers, candidate.sellerId, candidate);
  return [...sellers.values()].flatMap((own) => own.toSorted((one, other) => other.priority - one.priority));
}

const orderOf = <Key, Shown extends Candidate>(lists: ReadonlyMap<Key, readonly Shown[]>): Map<Key, Shown[]> =>
  new Map([...lists].map(([key, list]) => [key, bySeller(list)]));

/** Several lists as one. */
function merged<Shown extends Candidate>(lists: readonly (readonly Shown[])[]): readonly Shown[] {
  const [first = [], ...others] = lists.filter((list) => list.length > 0);
  return others.length === 0 ? first : bySeller([...new Set([...first, ...others.flat()])]);
}

/** The first of each seller that is wanted. */
function choose<Shown extends Candidate>(
  ordered: readonly Shown[],
  count: number,
  isWanted: (shown: Shown) => boolean,
): Shown[] {
  const chosen: Shown[] = [];
  let seller: string | null = null;
  for (const candidate of ordered) {
    if (chosen.length === count) break;
    if (candidate.sellerId === seller || !isWanted(candidate)) continue;
    chosen.push(candidate);
    seller = candidate.sellerId;
  }
  return chosen;
}

const shuffled = <Item>(items: readonly Item[], random: () => number): Item[] =>
  items
    .map((item) => ({ item, chance: random() }))
    .toSorted((one, other) => one.chance - other.chance)
    .map(({ item }) => item);

/** Adverts by the first word of each of their keywords. */
function keywordsOf<Shown extends Candidate>(candidates: readonly Shown[]) {
  const byFirstWord = new Map<string, { words: readonly string[]; shown: Shown }[]>();
  for (const shown of candidates.filter(({ placements }) => placements.includes('SEARCH'))) {
    for (const words of shown.keywords.map(plainWords)) {
      if (words[0] !== undefined) push(byFirstWord, words[0], { words, shown });
    }
  }
  return byFirstWord;
}

/** Categories and searches at most whose order is kept. */
const maxKept = 500;

/** Sorts adverts into the places that show them. `random` decides between equal bids. An order that was found is kept with the index. */
export function advertIndex<Shown extends Candidate>(
  candidates: readonly Shown[],
  random: () => number,
): AdvertIndex<Shown> {
  const all = shuffled(candidates, random);
  const home = bySeller(all.filter(({ placements }) => placements.includes('HOME')));
  const inCategories = new Map<string, Shown[]>();
  for (const shown of all.filter(({ placements }) => placements.includes('CATEGORY'))) {
    for (const id of shown.categoryIds) push(inCategories, id, shown);
  }
  const byCategory = orderOf(inCategories);
  // Only searches need it.
  let byFirstWord: ReturnType<typeof keywordsOf<Shown>> | null = null;

  const foundBy = (search: string): readonly Shown[] => {
    const words = new Set(plainWords(search));
    const keywords = (byFirstWord ??= keywordsOf(all));
    const fitting = [...words].flatMap((word) => keywords.get(word) ?? []);
    const found = fitting.filter((each) => each.words.every((wanted) => words.has(wanted)));
    return bySeller([...new Set(found.map(({ shown }) => shown))]);
  };

  const kept = new LRUCache<string, readonly Shown[]>({ max: maxKept });
  const keep = (key: string, find: () => readonly Shown[]): readonly Shown[] => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const found = find();
    kept.set(key, found);
    return found;
  };

  const listOf = (place: AdvertPlace): readonly Shown[] => {
    if (place.placement === 'HOME') return home;
    if (place.placement === 'SEARCH') return keep(`search ${place.search}`, () => foundBy(place.search));
    const { path } = place;
    return keep(`category ${path.join(' ')}`, () => merged(path.map((id) => byCategory.get(id) ?? [])));
  };

  return { choose: (place, count, isWanted) => choose(listOf(place), count, isWanted) };
}
