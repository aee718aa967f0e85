import type { Break, Planted, Row } from './broken-rules.ts';

const token = (row: Planted[2] = {}): Planted => [
  'chain',
  'token',
  { id: 'ctk_1', collection_id: 'cct_1', number: 1, max_supply: 10, reserved: 0, minted: 0, status: 'CREATED', ...row },
];
const mint = (row: Planted[2] = {}): Planted => [
  'chain',
  'mint',
  { id: 'mnt_1', token_id: 'ctk_1', amount: 2, status: 'QUEUED', reference: '0x1', ...row },
];
const transfer = (): Planted => [
  'chain',
  'token_transfer',
  {
    id: 'ctr_1',
    token_id: 'ctk_1',
    sender: `0x${'4'.repeat(40)}`,
    amount: 1,
    reference: `0x${'5'.repeat(64)}`,
    status: 'QUEUED',
  },
];
const call = (row: Planted[2] = {}): Planted => [
  'chain',
  'chain_call',
  { id: 'ccl_1', kind: 'MINT', subject_id: 'mnt_1', status: 'QUEUED', ...row },
];
const nonce = (row: Planted[2] = {}): Planted => [
  'chain',
  'chain_nonce',
  { chain_id: 1, signer: '0x1', nonce: 7, call_id: 'ccl_1', gas: 1, status: 'OPEN', ...row },
];
const transaction = (row: Planted[2] = {}): Planted => [
  'chain',
  'chain_transaction',
  { hash: '0x2', chain_id: 1, signer: '0x1', nonce: 7, max_fee: 1, priority_fee: 1, ...row },
];
const sale = (row: Planted[2] = {}): Planted => [
  'chain',
  'sale',
  { line_id: 'orl_1', order_id: 'ord_1', token_id: 'ctk_1', quantity: 2, status: 'COMMITTED', ...row },
];
const airdrop = (row: Planted[2] = {}): Planted => [
  'chain',
  'airdrop',
  {
    id: 'adp_1',
    token_id: 'ctk_1',
    amount: 1,
    status: 'SENDING',
    total: 1,
    pending: 0,
    sent_at: '2026-01-01T00:00:00Z',
    ...row,
  },
];
const receiverOfAirdrop = (row: Planted[2] = {}): Planted => [
  'chain',
  'airdrop_recipient',
  { airdrop_id: 'adp_1', number: 1, address: `0x${'4'.repeat(40)}`, mint_id: null, ...row },
];
const reward = (row: Planted[2] = {}): Planted => [
  'chain',
  'reward',
  { id: 'rwd_1', token_id: 'ctk_1', kind: 'COUPON', text: 'A coffee', minimum_amount: 1, quota: 2, ...row },
];
const rewardClaim = (row: Planted[2] = {}): Planted => [
  'chain',
  'reward_claim',
  { id: 'rwc_1', reward_id: 'rwd_1', coupon_code: 'ABCD-EFGH-JKMN-PQRS', ...row },
];
const usedItem = (): Planted => [
  'chain',
  'reward_used',
  { reward_id: 'rwd_1', token_id: 'ctk_1', owner: `0x${'4'.repeat(40)}`, amount: 1 },
];
const ended = { ended_at: '2026-01-01T00:00:00Z' };

/** Rows that break the rules of mints. */
export const brokenChain: readonly Break[] = [
  ['chain.supply-is-counted', 'ctk_1', [token({ reserved: 2 })]],
  [
    'chain.supply-is-counted',
    'ctk_1',
    [
      token({ reserved: 2, minted: 0 }),
      mint({ status: 'CONFIRMED', confirmed_at: '2026-01-01T00:00:00Z' }),
      call({ status: 'DONE', ...ended }),
    ],
  ],
  [
    'chain.balances-add-up',
    'ctk_1',
    [
      ['chain', 'collection', { id: 'cct_1', chain_id: 1, status: 'PENDING', royalty_basis_points: 0 }],
      token({ reserved: 2, minted: 2 }),
      mint({ status: 'CONFIRMED', confirmed_at: '2026-01-01T00:00:00Z', block_number: 5 }),
      call({ status: 'DONE', ...ended }),
      ['chain', 'followed_block', { chain_id: 1, number: 5, hash: '0x3' }],
      ['chain', 'token_balance', { token_id: 'ctk_1', owner: `0x${'4'.repeat(40)}`, amount: 1, block_number: 5 }],
    ],
  ],
  ['chain.supply-is-counted', 'ctk_1', [token(), sale({ status: 'HELD' })]],
  ['chain.supply-is-counted', 'ctk_1', [token(), airdrop({ pending: 1 }), receiverOfAirdrop()]],
  [
    'chain.sales-have-their-mints',
    'orl_1',
    [token({ reserved: 1 }), mint({ amount: 1 }), call(), sale({ status: 'MINTING', mint_id: 'mnt_1' })],
  ],
  [
    'chain.sales-have-their-mints',
    'orl_1',
    [token({ reserved: 2 }), mint(), call(), sale({ status: 'FAILED', mint_id: 'mnt_1' })],
  ],
  ['chain.committed-sales-go-on', 'orl_1', [token({ reserved: 2 }), sale()]],
  ['chain.mints-follow-their-calls', 'mnt_1', [token({ reserved: 2 }), mint()]],
  ['chain.mints-follow-their-calls', 'mnt_1', [token({ reserved: 2 }), mint(), call({ status: 'DONE', ...ended })]],
  ['chain.transfers-follow-their-calls', 'ctr_1', [token(), transfer()]],
  [
    'chain.transfers-follow-their-calls',
    'ctr_1',
    [token(), transfer(), call({ kind: 'TRANSFER', subject_id: 'ctr_1', status: 'DONE', ...ended })],
  ],
  ['chain.calls-have-their-nonces', 'ccl_1', [call({ kind: 'DEPLOY', status: 'SENT' })]],
  ['chain.calls-have-their-nonces', 'ccl_1', [call({ kind: 'DEPLOY' }), nonce(), transaction()]],
  ['chain.airdrops-are-whole', 'adp_1', [airdrop({ status: 'DRAFT', sent_at: null, total: 2 })]],
  ['chain.claims-are-counted', 'ckl_1', [['chain', 'claim_link', { id: 'ckl_1', quota: 2, claimed: 1 }]]],
  [
    'chain.claims-use-the-list',
    'ckl_1',
    [
      ['chain', 'claim_link', { id: 'ckl_1', quota: 2, is_restricted: true }],
      ['chain', 'claim_allowed', { link_id: 'ckl_1', digest: 'd', claim_id: 'clm_1' }],
    ],
  ],
  [
    'chain.gifts-have-their-mints',
    'rwc_1',
    [token(), reward({ claimed: 1 }), rewardClaim({ coupon_code: null }), usedItem()],
  ],
  [
    'chain.gifts-have-their-mints',
    'rwc_1',
    [
      token(),
      reward({ claimed: 1, kind: 'GIFT', gift_token_id: 'ctk_1' }),
      rewardClaim({ coupon_code: null }),
      usedItem(),
    ],
  ],
  [
    'chain.discounts-have-their-codes',
    'rwc_1',
    [token(), reward({ claimed: 1 }), rewardClaim({ promotion_code: 'SPRING' }), usedItem()],
  ],
  [
    'chain.discounts-have-their-codes',
    'rwc_1',
    [
      token(),
      reward({ claimed: 1, kind: 'DISCOUNT', promotion_id: 'prm_1', promotion_version: 1 }),
      rewardClaim({ coupon_code: null, user_id: 'usr_1' }),
      usedItem(),
    ],
  ],
  ['chain.rewards-are-counted', 'rwd_1', [token(), reward({ claimed: 1 })]],
  ['chain.rewards-are-counted', 'rwd_1', [token(), reward({ claimed: 1 }), rewardClaim()]],
  [
    'chain.erased-people-have-nothing',
    'usr_1',
    [
      ['chain', 'erased_person', { id: 'usr_1' }],
      token(),
      reward({ claimed: 1 }),
      rewardClaim({ user_id: 'usr_1' }),
      usedItem(),
    ],
  ],
  [
    'chain.erased-people-have-nothing',
    'usr_1',
    [
      ['chain', 'erased_person', { id: 'usr_1' }],
      ['chain', 'chain_wallet', { id: 'cwl_1', user_id: 'usr_1', address: `0x${'4'.repeat(40)}`, kind: 'LINKED' }],
    ],
  ],
  [
    'chain.erased-people-have-nothing',
    'usr_1',
    [
      ['chain', 'erased_person', { id: 'usr_1' }],
      ['chain', 'wallet_challenge', { id: 'cwc_1', user_id: 'usr_1', address: `0x${'4'.repeat(40)}` }],
    ],
  ],
  [
    'chain.erased-people-have-nothing',
    'usr_1',
    [
      ['chain', 'erased_person', { id: 'usr_1' }],
      token(),
      airdrop({ status: 'DRAFT', sent_at: null, segment_id: 'sgm_1' }),
      receiverOfAirdrop({ address: null, user_id: 'usr_1' }),
    ],
  ],
  [
    'chain.batches-are-whole',
    'ccl_1',
    [
      token(),
      mint({ status: 'FAILED', failure: 'REFUSED_BY_CONTRACT' }),
      call({ status: 'FAILED', batch_id: 'ccl_2', ...ended }),
      call({ id: 'ccl_2', kind: 'MINT_BATCH', status: 'DONE', ...ended }),
    ],
  ],
  ['chain.nonces-have-transactions', '7', [call({ kind: 'DEPLOY', status: 'SENT' }), nonce()]],
];

const charged = (status: string, lines: readonly Row[]): Planted[] => [
  [
    'orders',
    'orders',
    {
      id: 'ord_1',
      checkout_id: 'chk_1',
      status,
      payment_status: 'CAPTURED',
      number: 'SO-1',
      items_minor: 1000,
      total_minor: 1000,
    },
  ],
  ...lines.map((row): Planted => [
    'orders',
    'order_line',
    { order_id: 'ord_1', unit_price_minor: 500, quantity: 2, ...row },
  ]),
  ...[null, 'PENDING', 'RESERVED', 'CONFIRMED', ...(status === 'CONFIRMED' ? [] : [status])].flatMap(
    (from, at, all): Planted[] =>
      at + 1 === all.length
        ? []
        : [['orders', 'order_history', { order_id: 'ord_1', from_status: from, to_status: all[at + 1] }]],
  ),
  [
    'payments',
    'payment',
    {
      id: 'pay_1',
      order_id: 'ord_1',
      method: 'STRIPE_CARD',
      provider: 'stripe',
      amount_minor: 1000,
      generation: 1,
      status: 'CAPTURED',
      authorized_minor: 1000,
      captured_minor: 1000,
    },
  ],
];

/** Rows of orders whose tokens were neither minted nor refunded. */
export const brokenTokenOrders: readonly Break[] = [
  [
    'orders.unminted-is-refunded',
    'line_1',
    charged('FULFILLED', [
      { id: 'line_1', variant_id: 'var_1', type: 'NFT', packed_quantity: 0 },
      { id: 'line_2', variant_id: 'var_2', type: 'DIGITAL' },
    ]),
  ],
  ['orders.unminted-is-refunded', 'line_1', charged('CONFIRMED', [{ id: 'line_1', variant_id: 'var_1', type: 'NFT' }])],
];
