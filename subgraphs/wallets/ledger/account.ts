/** The kinds of accounts. Assets and expenses grow with debits, liabilities and revenue with credits. */
export type AccountKind = 'asset' | 'liability' | 'revenue' | 'expense';

interface CodeRules {
  kind: AccountKind;
  /** Each account belongs to someone: `AccountRef.ownerId`. Otherwise it is a house account, kept in stripes. */
  hasOwner: boolean;
  mayBeNegative: boolean;
}

const house = (kind: AccountKind): CodeRules => ({ kind, hasOwner: false, mayBeNegative: true });

/** The chart of accounts. The table `ledger_code` has the same rows, and docs/ledger.md explains them. */
export const chart = {
  mpesa_float: house('asset'),
  stripe_clearing: house('asset'),
  payment_3p_clearing: house('asset'),
  bank_clearing: house('asset'),
  customer_receivable: { kind: 'asset', hasOwner: true, mayBeNegative: false },
  user_wallet: { kind: 'liability', hasOwner: true, mayBeNegative: false },
  seller_payable: { kind: 'liability', hasOwner: true, mayBeNegative: true },
  bet_open_stakes: house('liability'),
  wallet_clearing: house('liability'),
  taxes_due: house('liability'),
  excise_due: house('liability'),
  withholding_due: house('liability'),
  refunds_due: house('liability'),
  suspense: house('liability'),
  platform_fee: house('revenue'),
  delivery_income: house('revenue'),
  advert_income: house('revenue'),
  plan_income: house('revenue'),
  betting_result: house('revenue'),
  provider_fee: house('expense'),
  goodwill: house('expense'),
  promotions: house('expense'),
} as const satisfies Record<string, CodeRules>;

export type AccountCode = keyof typeof chart;

/** An account by its place in the chart, its currency and its owner. House accounts have no owner. */
export interface AccountRef {
  code: AccountCode;
  /** ISO 4217. */
  currency: string;
  ownerId?: string;
}

/** Amounts of an account in minor units, in the direction in which it grows. */
export interface Balance {
  /** Sum of all postings. */
  postedMinor: bigint;
  /** Part of it that holds will take away. */
  pendingMinor: bigint;
  /** The posted amount without the pending one. */
  availableMinor: bigint;
}

/** The account as one text, such as `user_wallet:KES:usr_1`. */
export function accountName({ code, currency, ownerId }: AccountRef): string {
  const { hasOwner } = chart[code];
  if (hasOwner === (ownerId === undefined)) {
    throw new Error(`An account ${code} ${hasOwner ? 'needs an owner' : 'has no owner'}.`);
  }
  return ownerId === undefined ? `${code}:${currency}` : `${code}:${currency}:${ownerId}`;
}

/** The account that `accountName` named. */
export function accountNamed(name: string): AccountRef {
  const [code, currency, ...owner] = name.split(':') as [AccountCode, string, ...string[]];
  return owner.length === 0 ? { code, currency } : { code, currency, ownerId: owner.join(':') };
}
