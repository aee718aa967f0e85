import { storable } from '@soko/postgres';
import type { PaymentProvider } from './provider.ts';
import type { ProviderBooks } from './provider-books.ts';
import type { MethodVault } from './method-vault.ts';

async function* storablePages<T>(pages: AsyncIterable<T>): AsyncIterable<T> {
  for await (const page of pages) yield storable(page);
}

const storableBooks = (books: ProviderBooks): ProviderBooks => ({
  authorized: (range) => storablePages(books.authorized(range)),
  captured: (range) => storablePages(books.captured(range)),
  refunded: (range) => storablePages(books.refunded(range)),
});

const storableVault = (vault: MethodVault): MethodVault => ({
  ...vault,
  createCustomer: async (...given) => storable(await vault.createCustomer(...given)),
  attach: async (...given) => storable(await vault.attach(...given)),
  list: async (...given) => storable(await vault.list(...given)),
  fetch: async (...given) => storable(await vault.fetch(...given)),
});

/**
 * A provider whose reports can be saved. Messages of a provider can quote anything, and a report that Postgres refuses would
 * be lost although its effect has happened.
 */
export const withStorableTexts = (provider: PaymentProvider): PaymentProvider => ({
  name: provider.name,
  takesAtOnce: provider.takesAtOnce,
  vault: provider.vault && storableVault(provider.vault),
  ...(provider.disputes && { disputes: provider.disputes }),
  books: provider.books && storableBooks(provider.books),
  authorize: async (...given) => storable(await provider.authorize(...given)),
  capture: async (...given) => storable(await provider.capture(...given)),
  void: async (...given) => storable(await provider.void(...given)),
  refund: async (...given) => storable(await provider.refund(...given)),
  fetch: async (...given) => storable(await provider.fetch(...given)),
  fetchRefund: async (...given) => storable(await provider.fetchRefund(...given)),
});
