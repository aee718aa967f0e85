import type { DeliveryRate, RateTable } from '../domain/delivery-rate.ts';
import { rateKey } from '../domain/delivery-rate.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';

/** Another process may have changed a rate: it is seen here at the latest after this long. */
const keptMs = 5_000;

/** What boxes cost, remembered for a moment. */
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
      const read = { table, until: performance.now() + keptMs };
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
