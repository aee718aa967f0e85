import type { Currency } from '../people/person.ts';

/** How many of each a euro is, in the seed. */
export const perEuro: Readonly<Record<Currency, number>> = { EUR: 1, USD: 1.1, KES: 150 };

/** Prices end the way shops in that currency let them end: whole euros above twenty, fifties and hundreds of shillings. */
function shopPrice(amount: number, currency: Currency): number {
  if (currency === 'KES') {
    const step = amount < 1_000 ? 10 : amount < 5_000 ? 50 : amount < 50_000 ? 100 : 500;
    return Math.max(step, Math.round(amount / step) * step);
  }
  if (amount >= 20) return Math.round(amount);
  return Math.max(0.5, Math.round(amount * 10) / 10);
}

/** What a thing of so many euros costs in a shop's currency: `{ amount: '7450.00', currency: 'KES' }`. */
export const priceOf = (euros: number, currency: Currency): { amount: string; currency: Currency } => ({
  amount: shopPrice(euros * perEuro[currency], currency).toFixed(2),
  currency,
});
