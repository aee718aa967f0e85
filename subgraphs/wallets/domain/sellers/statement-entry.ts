/** A transfer of the ledger. */
interface Transfer {
  debit: { code: string };
  credit: { code: string };
  amountMinor: bigint;
}

/** What is read of an entry. */
interface Entry {
  kind: string;
  amountMinor: bigint;
  transfers: readonly Transfer[];
}

export type SellerEntryKind =
  'SALE' | 'REFUND' | 'REFUND_FAILED' | 'CHARGEBACK' | 'ADVERT' | 'PAYOUT' | 'PAYOUT_RETURNED' | 'OTHER';

const kinds: Readonly<Record<string, SellerEntryKind>> = {
  sale: 'SALE',
  sale_refund: 'REFUND',
  sale_refund_reversal: 'REFUND_FAILED',
  sale_charged_back: 'CHARGEBACK',
  payout: 'PAYOUT',
  payout_returned: 'PAYOUT_RETURNED',
  payout_reversal: 'PAYOUT_RETURNED',
};

/** What an entry was, by the kind of its ledger transaction. Adverts are known by the account that got the money. */
export function entryKind({ kind, transfers }: Pick<Entry, 'kind' | 'transfers'>): SellerEntryKind {
  if (Object.hasOwn(kinds, kind)) return kinds[kind]!;
  return transfers.some(({ debit, credit }) => debit.code === 'advert_income' || credit.code === 'advert_income')
    ? 'ADVERT'
    : 'OTHER';
}

/** What an account gained by transfers. */
const gainOf = (transfers: readonly Transfer[], code: string): bigint =>
  transfers.reduce((sum, { debit, credit, amountMinor }) => {
    if (credit.code === code) return sum + amountMinor;
    return debit.code === code ? sum - amountMinor : sum;
  }, 0n);

/** Parts of a sale, in minor units; negative in a refund. */
export interface EntryParts {
  totalMinor: bigint;
  feeMinor: bigint;
  taxMinor: bigint;
  deliveryMinor: bigint;
  /** Discount that Soko paid in place of the buyer. */
  discountMinor: bigint;
}

const divided: ReadonlySet<SellerEntryKind> = new Set(['SALE', 'REFUND', 'REFUND_FAILED', 'CHARGEBACK']);

/** The parts of a sale or refund. Null for other entries. */
export function partsOfEntry(entry: Entry): EntryParts | null {
  if (!divided.has(entryKind(entry))) return null;
  const feeMinor = gainOf(entry.transfers, 'platform_fee');
  const taxMinor = gainOf(entry.transfers, 'taxes_due');
  const deliveryMinor = gainOf(entry.transfers, 'delivery_income');
  const discountMinor = -gainOf(entry.transfers, 'promotions');
  const totalMinor = entry.amountMinor + feeMinor + taxMinor + deliveryMinor - discountMinor;
  return { totalMinor, feeMinor, taxMinor, deliveryMinor, discountMinor };
}
