export type Role = 'CUSTOMER' | 'SELLER' | 'WAREHOUSE' | 'COURIER' | 'TRADER' | 'SUPPORT' | 'ADMIN';

/** Somebody with an account. */
export interface Person {
  /** `usr_…` */
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  /** E.164, from number ranges that are kept free for examples where a country has one. */
  phone?: string;
  /** A language tag such as `en` or `sw-KE`. */
  locale: string;
  roles: readonly Role[];
  joinedAt: Date;
}

/** Somebody's shop. */
export interface Shop {
  /** `slr_…` */
  id: string;
  /** `usr_…`, the person behind it. */
  userId: string;
  displayName: string;
  /** Unique; lower-case letters, digits and hyphens. */
  handle: string;
  town: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** What its prices are in. */
  currency: Currency;
  /** The same prices are also given in these. */
  furtherCurrencies: readonly Currency[];
  /** Slugs of the categories it sells new things in. */
  sells: readonly string[];
  /** Slugs of the categories it sells second-hand things in. */
  resells: readonly string[];
  /** How things leave the shop: the last sentence of many descriptions. */
  sending: readonly string[];
  /** Begins its SKUs: two to four capital letters. */
  skuPrefix: string;
  joinedAt: Date;
  /** The key of the store its things are sold in, if it has one. */
  store?: string;
}

export type Currency = 'KES' | 'EUR' | 'USD';

/** A brand's own shop front, run by a seller. */
export interface ShopFront {
  /** `sto_…` */
  id: string;
  name: string;
  domain: string;
  tagline: string;
  /** `#rrggbb` */
  color: string;
  plan: 'TRIAL' | 'GROWTH' | 'ENTERPRISE';
  /** How many tokens it may mint. */
  mintQuota: number;
  /** Its team: people's ids and what they may do. The first one is the administrator. */
  members: readonly { userId: string; role: 'ADMIN' | 'MEMBER' | 'SUPPORT' | 'GUEST' }[];
  createdAt: Date;
}
