import type { StoreAccount } from '../../domain/store-account.ts';

/** The payer must confirm a payment. */
export interface StorePlanActionRequired {
  __typename: 'StorePlanActionRequired';
  store: StoreAccount;
  clientSecret: string | null;
  actionUrl: string | null;
}
