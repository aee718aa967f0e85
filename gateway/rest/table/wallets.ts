import type { RouteGroup } from '../route.ts';
import { pageIn } from './operations.ts';

export const wallets: RouteGroup = {
  name: 'Wallets',
  description: 'Wallets of the caller. Money is moved through the graph alone.',
  routes: [
    {
      method: 'GET',
      path: '/wallets',
      access: 'users',
      summary: 'Lists the wallets of the caller.',
      operation: 'query ListWallets { result: wallets { ...Wallet } }',
    },
    {
      method: 'GET',
      path: '/wallets/{currency}',
      access: 'users',
      summary: 'Returns the main wallet of the caller in a currency.',
      operation: 'query GetWallet($currency: CurrencyCode!) { result: wallet(currency: $currency) { ...Wallet } }',
    },
    {
      method: 'GET',
      path: '/wallets/{currency}/statement',
      access: 'users',
      summary: 'Lists every change of the balance of a wallet, newest first.',
      operation: pageIn(
        'ListStatement',
        'wallet(currency: $currency)',
        'statement',
        'StatementEntry',
        '$currency: CurrencyCode!',
      ),
      pick: 'statement',
    },
  ],
};
