/** What somebody is about to buy. */
export interface Cart {
  id: string;
  userId: string | null;
  /** Only in the answer that begins a guest's cart; the database has its hash. */
  token: string | null;
  currency: string | null;
  lines: readonly CartLine[];
}

export interface CartLine {
  variantId: string;
  quantity: number;
}

export const maximumLines = 100;
export const maximumQuantity = 999;
