import { type Break, long, type Planted } from './broken-rules.ts';

const search = (alert: boolean): Planted => ['products', 'saved_search', { id: 'ssr_1', alert }];
const watched = (dueAt: string | null): Planted => [
  'products',
  'search_alert',
  { search_id: 'ssr_1', keys: ['*'], due_at: dueAt },
];
const match: Planted = ['products', 'saved_search_match', { search_id: 'ssr_1', product_id: 'prd_1', told_at: null }];

/** Rows that break the rules of saved searches. */
export const brokenSearches: readonly Break[] = [
  ['products.alerts-are-compared', 'ssr_1', [search(true)]],
  ['products.alerts-are-compared', 'ssr_1', [search(false), watched(long)]],
  ['products.matches-get-announced', 'ssr_1', [search(true), watched(null), match]],
  ['products.matches-get-announced', 'ssr_1', [search(false), match]],
];
