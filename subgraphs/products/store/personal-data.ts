import type { PersonalSection } from '@soko/subgraph';

/**
 * What the catalogue holds about a person: their reviews, votes and reports, their wishlist, saved searches with what alerts
 * found for them, and what they looked at.
 */
export const personalData: readonly PersonalSection[] = [
  {
    name: 'reviews',
    sql: `SELECT r.id AS key, jsonb_build_object('id', r.id, 'target', r.target, 'subjectId', r.subject_id, 'orderId', r.order_id,
        'rating', r.rating, 'title', r.title, 'text', r.text, 'pictures', jsonb_array_length(r.pictures), 'status', r.status,
        'hiddenReason', r.hidden_reason, 'reply', r.reply, 'createdAt', r.created_at, 'updatedAt', r.updated_at) AS item
      FROM review r WHERE r.author_id = $1 AND r.id > $2 ORDER BY r.id LIMIT $3`,
  },
  {
    name: 'reviewVotes',
    sql: `SELECT v.review_id AS key, jsonb_build_object('reviewId', v.review_id, 'helpful', v.helpful) AS item
      FROM review_vote v WHERE v.user_id = $1 AND v.review_id > $2 ORDER BY v.review_id LIMIT $3`,
  },
  {
    name: 'reports',
    sql: `SELECT c.id AS key, jsonb_build_object('id', c.id, 'kind', c.kind, 'subjectId', c.subject_id, 'reason', c.reason,
        'text', c.text, 'status', c.status, 'createdAt', c.created_at) AS item
      FROM content_report c WHERE c.reporter_id = $1 AND c.id > $2 ORDER BY c.id LIMIT $3`,
  },
  {
    name: 'wishlist',
    sql: `SELECT w.product_id AS key, jsonb_build_object('productId', w.product_id, 'addedAt', w.added_at) AS item
      FROM wish w WHERE w.user_id = $1 AND w.product_id > $2 ORDER BY w.product_id LIMIT $3`,
  },
  {
    name: 'recentlyViewed',
    sql: `SELECT v.product_id AS key, jsonb_build_object('productId', v.product_id, 'viewedAt', v.viewed_at) AS item
      FROM product_view v WHERE v.user_id = $1 AND v.product_id > $2 ORDER BY v.product_id LIMIT $3`,
  },
  {
    name: 'savedSearches',
    sql: `SELECT s.id AS key, jsonb_build_object('id', s.id, 'name', s.name, 'filter', s.filter, 'alert', s.alert,
        'alertedAt', s.alerted_at, 'createdAt', s.created_at,
        'updatedAt', s.updated_at) AS item
      FROM saved_search s WHERE s.user_id = $1 AND s.id > $2 ORDER BY s.id LIMIT $3`,
  },
  {
    name: 'searchMatches',
    sql: `SELECT concat_ws(' ', m.search_id, m.product_id) AS key, jsonb_build_object('savedSearchId', m.search_id,
        'productId', m.product_id, 'matchedAt', m.matched_at, 'toldAt', m.told_at) AS item
      FROM saved_search s JOIN saved_search_match m ON m.search_id = s.id
      WHERE s.user_id = $1 AND concat_ws(' ', m.search_id, m.product_id) > $2 ORDER BY 1 LIMIT $3`,
  },
];
