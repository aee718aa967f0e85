import type { Invariant } from '@soko/invariants';

/** Rules of saved searches that no constraint can state. */
export const searchInvariants: readonly Invariant[] = [
  {
    name: 'alerts-are-compared',
    rule: 'A saved search is compared with changes of products exactly while its alert is on.',
    sql: `SELECT coalesce(s.id, a.search_id) AS subject, CASE WHEN a.search_id IS NULL THEN 'not compared' ELSE 'compared' END AS found
      FROM (SELECT id FROM saved_search WHERE alert) s FULL JOIN search_alert a ON a.search_id = s.id
      WHERE s.id IS NULL OR a.search_id IS NULL`,
  },
  {
    name: 'matches-get-announced',
    rule: 'A match of a saved search that was not announced yet has a time at which it is.',
    sql: `SELECT m.search_id AS subject, format('%s has no time', m.product_id) AS found
      FROM saved_search_match m LEFT JOIN search_alert a ON a.search_id = m.search_id WHERE m.told_at IS NULL AND a.due_at IS NULL`,
  },
];
