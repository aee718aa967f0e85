// Written by `npm run subgraphs:generate` from the folders of subgraphs/.

/** Default of `FORWARDED_PATHS`: the `paths` that subgraphs name in their package.json. */
export const forwardedPathsDefault =
  'analytics:/report-files, chain:/claim, chain:/chain-callbacks, chain:/metadata, chat:/chat, notifications:/mail, orders:/orders, payments:/webhooks, products:/downloads, products:/media, products:/product-exports, products:/uploads, users:/data-exports, wallets:/feed-uploads, wallets:/seller-invoices, wallets:/seller-statements, wallets:/wallet-statements, wallets:/bank-files';
