import type { Break, Planted } from './broken-rules.ts';

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
  ['chain.mints-follow-their-calls', 'mnt_1', [token({ reserved: 2 }), mint()]],
  ['chain.mints-follow-their-calls', 'mnt_1', [token({ reserved: 2 }), mint(), call({ status: 'DONE', ...ended })]],
  ['chain.calls-have-their-nonces', 'ccl_1', [call({ kind: 'DEPLOY', status: 'SENT' })]],
  ['chain.calls-have-their-nonces', 'ccl_1', [call({ kind: 'DEPLOY' }), nonce(), transaction()]],
  ['chain.claims-are-counted', 'ckl_1', [['chain', 'claim_link', { id: 'ckl_1', quota: 2, claimed: 1 }]]],
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
