import type { DeliveryRate, RateTable } from '../domain/delivery-rate.ts';
import { rateKey } from '../domain/delivery-rate.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** Rates are cached for this time. A change by another process is visible after it at the latest. */
const cachedMs = 5_000;

/** The prices of boxes, with a short cache. */
export interface DeliveryRates {
  table(): Promise<RateTable>;
  all(): Promise<DeliveryRate[]>;
  set(rate: DeliveryRate): Promise<void>;
}

const toRate = (row: Omit<DeliveryRate, 'method'> & { method: string }): DeliveryRate => ({
  ...row,
  method: row.method as DeliveryRate['method'],
});

export function createDeliveryRates(db: PrismaClient): DeliveryRates {
  let known: { table: Promise<RateTable>; until: number } | null = null;
  const all = async (): Promise<DeliveryRate[]> =>
    (await db.deliveryRate.findMany({ orderBy: [{ country: 'asc' }, { method: 'desc' }, { currency: 'asc' }] })).map(
      toRate,
    );

  return {
    all,
    table() {
      if (known !== null && known.until > performance.now()) return known.table;
      const table = all().then((rates) => new Map(rates.map((rate) => [rateKey(rate), rate])));
      const read = { table, until: performance.now() + cachedMs };
      known = read;
      table.catch(() => {
        if (known === read) known = null;
      });
      return table;
    },
    async set(rate) {
      const { country, method, currency } = rate;
      await db.deliveryRate.upsert({
        where: { country_method_currency: { country, method, currency } },
        create: rate,
        update: { feeMinor: rate.feeMinor, updatedAt: rate.updatedAt },
      });
      known = null;
    },
  };
}
