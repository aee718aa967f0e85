import type { PersonalSection } from '@soko/subgraph';

/** A mint in the copy of a person's data. */
const mint = `jsonb_build_object('id', m.id, 'tokenId', m.token_id, 'storeId', m.store_id, 'to', m.recipient,
        'amount', m.amount, 'status', m.status, 'transactionHash', m.transaction_hash, 'createdAt', m.created_at,
        'confirmedAt', m.confirmed_at)`;

/** What chain holds about a person, but for the key of their custodial wallet. */
export const personalData: readonly PersonalSection[] = [
  {
    name: 'chainWallets',
    sql: `SELECT w.id AS key, jsonb_build_object('id', w.id, 'address', w.address, 'kind', w.kind, 'isDefault', w.is_default,
        'createdAt', w.created_at, 'exportedAt', w.exported_at) AS item
      FROM chain_wallet w WHERE w.user_id = $1 AND w.id > $2 ORDER BY w.id LIMIT $3`,
  },
  {
    name: 'walletKeyExports',
    sql: `SELECT e.id AS key, jsonb_build_object('id', e.id, 'walletId', e.wallet_id, 'requestedAt', e.requested_at,
        'exportedAt', e.exported_at) AS item
      FROM wallet_key_export e JOIN chain_wallet w ON w.id = e.wallet_id WHERE w.user_id = $1 AND e.id > $2 ORDER BY e.id LIMIT $3`,
  },
  {
    name: 'receivedMints',
    sql: `SELECT m.id AS key, ${mint} AS item FROM mint m WHERE m.user_id = $1 AND m.id > $2 ORDER BY m.id LIMIT $3`,
  },
  {
    name: 'tokenTransfers',
    sql: `SELECT x.id AS key, jsonb_build_object('id', x.id, 'tokenId', x.token_id, 'from', x.sender, 'to', x.recipient,
        'amount', x.amount, 'status', x.status, 'transactionHash', x.transaction_hash, 'createdAt', x.created_at,
        'confirmedAt', x.confirmed_at) AS item
      FROM token_transfer x WHERE x.user_id = $1 AND x.id > $2 ORDER BY x.id LIMIT $3`,
  },
  {
    name: 'claims',
    sql: `SELECT c.id AS key, jsonb_build_object('id', c.id, 'linkId', c.link_id, 'mintId', c.mint_id, 'createdAt', c.created_at)
        AS item FROM claim c WHERE c.user_id = $1 AND c.id > $2 ORDER BY c.id LIMIT $3`,
  },
  {
    name: 'rewards',
    sql: `SELECT c.id AS key, jsonb_build_object('id', c.id, 'rewardId', r.id, 'storeId', r.store_id, 'tokenId', r.token_id,
        'kind', r.kind, 'title', r.title, 'text', r.text, 'couponCode', c.coupon_code, 'promotionCode', c.promotion_code,
        'mintId', c.mint_id, 'createdAt', c.created_at, 'redeemedAt', c.redeemed_at)
        AS item
      FROM reward_claim c JOIN reward r ON r.id = c.reward_id
      WHERE c.user_id = $1 AND c.id > $2 ORDER BY c.id LIMIT $3`,
  },
  {
    name: 'redeemedRewards',
    sql: `SELECT c.id AS key, jsonb_build_object('id', c.id, 'rewardId', c.reward_id, 'redeemedAt', c.redeemed_at) AS item
      FROM reward_claim c WHERE c.redeemed_by = $1 AND c.id > $2 ORDER BY c.id LIMIT $3`,
  },
  {
    name: 'airdrops',
    sql: `SELECT r.airdrop_id AS key, jsonb_build_object('airdropId', a.id, 'storeId', a.store_id, 'tokenId', a.token_id,
        'amount', a.amount, 'mintId', r.mint_id) AS item
      FROM airdrop_recipient r JOIN airdrop a ON a.id = r.airdrop_id
      WHERE r.user_id = $1 AND r.airdrop_id > $2 ORDER BY r.airdrop_id LIMIT $3`,
  },
  {
    name: 'requestedMints',
    sql: `SELECT m.id AS key, ${mint} AS item FROM mint m WHERE m.requested_by = $1 AND m.id > $2 ORDER BY m.id LIMIT $3`,
  },
];
