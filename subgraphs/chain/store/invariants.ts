import type { Invariant } from '@soko/invariants';

/** Rules of mints that no constraint can state. */
export const invariants: readonly Invariant[] = [
  {
    name: 'supply-is-counted',
    rule: 'The reserved items of a token are those of its mints that have not failed, and of its sales and airdrops whose mints are not made yet; the minted ones are those that are confirmed.',
    sql: `SELECT t.id AS subject, format('%s reserved, %s by mints, %s by sales and %s by airdrops; %s minted, %s by mints',
        t.reserved, m.reserved, s.reserved, a.reserved, t.minted, m.minted) AS found
      FROM token t CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount) FILTER (WHERE status <> 'FAILED'), 0) AS reserved,
          coalesce(sum(amount) FILTER (WHERE status = 'CONFIRMED'), 0) AS minted
        FROM mint WHERE token_id = t.id) m CROSS JOIN LATERAL (
        SELECT coalesce(sum(quantity), 0) AS reserved FROM sale
        WHERE token_id = t.id AND status IN ('HELD', 'COMMITTED')) s CROSS JOIN LATERAL (
        SELECT coalesce(sum(pending * amount), 0) AS reserved FROM airdrop WHERE token_id = t.id) a
      WHERE t.reserved <> m.reserved + s.reserved + a.reserved OR t.minted <> m.minted`,
  },
  {
    name: 'sales-have-their-mints',
    rule: 'A charged line of an order that sells a token has one mint of its items, and has failed when its mint has.',
    sql: `SELECT s.line_id AS subject, format('sale %s of %s, mint %s of %s', s.status, s.quantity, coalesce(m.status, 'missing'), m.amount) AS found
      FROM sale s CROSS JOIN bounds LEFT JOIN mint m ON m.id = s.mint_id
      WHERE s.changed_at >= bounds.since AND s.status IN ('MINTING', 'MINTED', 'FAILED') AND (s.status <> 'FAILED' OR s.mint_id IS NOT NULL)
        AND (m.id IS NULL OR m.token_id <> s.token_id OR m.amount <> s.quantity
          OR (s.status = 'FAILED') <> (m.status = 'FAILED') OR (s.status = 'MINTING' AND m.status = 'CONFIRMED'))`,
  },
  {
    name: 'committed-sales-go-on',
    rule: 'The items of a confirmed order are minted once it is charged, or free again when it ends.',
    sql: `SELECT s.line_id AS subject, 'committed since ' || s.changed_at AS found FROM sale s, bounds
      WHERE s.status = 'COMMITTED' AND s.changed_at < bounds.settled`,
  },
  {
    name: 'balances-add-up',
    rule: 'The balances of a token sum to its confirmed mints, once the blocks of these were read and no mint is under way.',
    sql: `SELECT t.id AS subject, format('%s by balances, %s by mints', b.amount, m.amount) AS found
      FROM token t JOIN collection k ON k.id = t.collection_id CROSS JOIN bounds
      JOIN LATERAL (SELECT max(number) AS number FROM followed_block WHERE chain_id = k.chain_id) f ON f.number IS NOT NULL
      CROSS JOIN LATERAL (SELECT coalesce(sum(amount), 0) AS amount FROM token_balance WHERE token_id = t.id) b
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount) FILTER (WHERE status = 'CONFIRMED'), 0) AS amount, count(*) FILTER (
          WHERE status IN ('QUEUED', 'SUBMITTED') OR confirmed_at >= bounds.settled OR block_number > f.number) AS moving
        FROM mint WHERE token_id = t.id) m
      WHERE m.moving = 0 AND b.amount <> m.amount`,
  },
  {
    name: 'mints-follow-their-calls',
    rule: 'A mint is confirmed when its call is done, failed when its call has failed, and neither otherwise.',
    sql: `SELECT m.id AS subject, format('mint %s, call %s', m.status, coalesce(c.status, 'missing')) AS found
      FROM mint m CROSS JOIN bounds LEFT JOIN chain_call c ON c.kind = 'MINT' AND c.subject_id = m.id
      WHERE m.created_at >= bounds.since AND m.status IS DISTINCT FROM CASE c.status
        WHEN 'DONE' THEN 'CONFIRMED' WHEN 'FAILED' THEN 'FAILED' WHEN 'SENT' THEN 'SUBMITTED'
        WHEN 'QUEUED' THEN CASE WHEN m.status = 'RESERVED' THEN 'RESERVED' ELSE 'QUEUED' END END`,
  },
  {
    name: 'transfers-follow-their-calls',
    rule: 'A transfer is confirmed when its call is done, failed when its call has failed, and neither otherwise.',
    sql: `SELECT x.id AS subject, format('transfer %s, call %s', x.status, coalesce(c.status, 'missing')) AS found
      FROM token_transfer x CROSS JOIN bounds LEFT JOIN chain_call c ON c.kind = 'TRANSFER' AND c.subject_id = x.id
      WHERE x.created_at >= bounds.since AND x.status IS DISTINCT FROM CASE c.status
        WHEN 'DONE' THEN 'CONFIRMED' WHEN 'SENT' THEN 'SUBMITTED' ELSE c.status END`,
  },
  {
    name: 'airdrops-are-whole',
    rule: 'An airdrop has all of its receivers. Those without a mint are pending once it is sent, and none is before.',
    sql: `SELECT a.id AS subject, format('%s of %s receivers, %s without a mint, %s pending', r.all, a.total, r.open, a.pending) AS found
      FROM airdrop a CROSS JOIN bounds CROSS JOIN LATERAL (
        SELECT count(*) AS all, count(*) FILTER (WHERE mint_id IS NULL) AS open FROM airdrop_recipient WHERE airdrop_id = a.id) r
      WHERE a.created_at >= bounds.since AND (r.all <> a.total OR a.pending <> CASE a.status WHEN 'SENDING' THEN r.open ELSE 0 END
        OR a.status <> 'SENDING' AND r.open <> a.total)`,
  },
  {
    name: 'claims-are-counted',
    rule: 'A claim link counts its claims, and each of them has a mint of the link’s token.',
    sql: `SELECT l.id AS subject, format('%s claimed, %s claims with mints', l.claimed, c.count) AS found
      FROM claim_link l CROSS JOIN LATERAL (
        SELECT count(*) AS count FROM claim c JOIN mint m ON m.id = c.mint_id AND m.token_id = l.token_id
        WHERE c.link_id = l.id) c
      WHERE l.claimed <> c.count OR l.claimed > l.quota`,
  },
  {
    name: 'claims-use-the-list',
    rule: 'Each claim of a link with a list has used up one entry of the list, and no other entry is used up.',
    sql: `SELECT l.id AS subject, format('%s claims, %s entries used up, for %s of them', c.count, a.used, a.claims) AS found
      FROM claim_link l CROSS JOIN LATERAL (SELECT count(*) AS count FROM claim WHERE link_id = l.id) c CROSS JOIN LATERAL (
        SELECT count(e.claim_id) AS used, count(DISTINCT m.id) AS claims
        FROM claim_allowed e LEFT JOIN claim m ON m.id = e.claim_id AND m.link_id = l.id WHERE e.link_id = l.id) a
      WHERE a.used <> a.claims OR a.claims <> CASE WHEN l.is_restricted THEN c.count ELSE 0 END`,
  },
  {
    name: 'rewards-are-counted',
    rule: 'A reward counts its claims, and each of them has used the items that it needs.',
    sql: `SELECT r.id AS subject, format('%s claimed, %s claims, %s items used', r.claimed, c.count, u.amount) AS found
      FROM reward r CROSS JOIN LATERAL (SELECT count(*) AS count FROM reward_claim WHERE reward_id = r.id) c
      CROSS JOIN LATERAL (SELECT coalesce(sum(amount), 0) AS amount FROM reward_used WHERE reward_id = r.id) u
      WHERE r.claimed <> c.count OR u.amount <> c.count * r.minimum_amount`,
  },
  {
    name: 'gifts-have-their-mints',
    rule: 'Each claim of a gift has a mint of the token that is given, and each of a coupon a code of the store.',
    sql: `SELECT c.id AS subject, format('%s, mint %s of %s', r.kind, coalesce(c.mint_id, 'missing'), m.token_id) AS found
      FROM reward_claim c CROSS JOIN bounds JOIN reward r ON r.id = c.reward_id LEFT JOIN mint m ON m.id = c.mint_id
      WHERE c.created_at >= bounds.since AND (m.token_id IS DISTINCT FROM r.gift_token_id
        OR (c.coupon_code IS NULL) = (r.kind = 'COUPON'))`,
  },
  {
    name: 'discounts-have-their-codes',
    rule: 'Each claim of a discount gets a code of its promotion soon, unless the promotion has ended or the person is erased, and no other claim has one.',
    sql: `SELECT c.id AS subject, format('%s, code %s', r.kind, CASE WHEN c.promotion_code IS NULL THEN 'missing' ELSE 'there' END) AS found
      FROM reward_claim c CROSS JOIN bounds JOIN reward r ON r.id = c.reward_id
      WHERE c.created_at >= bounds.since AND CASE WHEN r.kind <> 'DISCOUNT' THEN c.promotion_code IS NOT NULL
        ELSE c.promotion_code IS NULL AND c.user_id IS NOT NULL AND c.created_at < bounds.settled
          AND (r.promotion_ends_at IS NULL OR r.promotion_ends_at > now()) END`,
  },
  {
    name: 'erased-people-have-nothing',
    rule: 'An erased person has no wallet and no challenge for one, is the receiver of no airdrop, and no mint, transfer, claim or reward says that it is theirs.',
    sql: `SELECT e.id AS subject, 'erased at ' || e.at AS found FROM erased_person e
      WHERE EXISTS (SELECT FROM chain_wallet WHERE user_id = e.id) OR EXISTS (SELECT FROM mint WHERE user_id = e.id)
        OR EXISTS (SELECT FROM claim WHERE user_id = e.id) OR EXISTS (SELECT FROM wallet_challenge WHERE user_id = e.id)
        OR EXISTS (SELECT FROM reward_claim WHERE user_id = e.id OR redeemed_by = e.id)
        OR EXISTS (SELECT FROM airdrop_recipient WHERE user_id = e.id)
        OR EXISTS (SELECT FROM token_transfer WHERE user_id = e.id)`,
  },
  {
    name: 'batches-are-whole',
    rule: 'A call in a batch has the status of the batch.',
    sql: `SELECT c.id AS subject, format('call %s, batch %s', c.status, b.status) AS found
      FROM chain_call c CROSS JOIN bounds JOIN chain_call b ON b.id = c.batch_id
      WHERE c.created_at >= bounds.since AND c.status <> b.status`,
  },
  {
    name: 'calls-have-their-nonces',
    rule: 'A call that was sent has one nonce under way, its own or that of its batch, and a call that waits has none.',
    sql: `SELECT c.id AS subject, format('call %s, %s nonces under way', c.status, n.open) AS found
      FROM chain_call c CROSS JOIN bounds CROSS JOIN LATERAL (
        SELECT count(*) AS open FROM chain_nonce WHERE call_id = coalesce(c.batch_id, c.id) AND status = 'OPEN') n
      WHERE c.created_at >= bounds.since AND n.open <> CASE c.status WHEN 'SENT' THEN 1 ELSE 0 END`,
  },
  {
    name: 'nonces-have-transactions',
    rule: 'A nonce has a signed transaction that can be sent.',
    sql: `SELECT n.nonce::text AS subject, 'no transaction' AS found FROM chain_nonce n CROSS JOIN bounds
      WHERE n.created_at >= bounds.since AND NOT EXISTS (
        SELECT FROM chain_transaction t WHERE (t.chain_id, t.signer, t.nonce) = (n.chain_id, n.signer, n.nonce))`,
  },
];
