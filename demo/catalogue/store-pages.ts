import type { SeedPage } from '@soko/subgraph-products/seed';
import { shopFronts } from '../people/shop-fronts.ts';

const texts: Readonly<Record<string, readonly [title: string, markdown: string]>> = {
  'rift-valley-roasters': [
    'About us',
    `We roast in **Nakuru**, a morning's drive from the farms.

- Each bag says which hill its coffee comes from.
- It is posted the morning after it is ready.
- Three bags and more travel free inside Kenya.`,
  ],
  'nordhavn-cycles': [
    'About us',
    `Bicycles for people with somewhere to be, from a workshop by the harbour.

Every bicycle is ridden once round the basin before it leaves.`,
  ],
  'pixel-orchard': ['About us', 'Fonts, files and small wonders. Questions are answered from Portland, before lunch.'],
};

/** A page of each store. */
export const storePages: readonly SeedPage[] = [...shopFronts].flatMap(([key, { id: storeId, createdAt }]) => {
  const text = texts[key];
  return text === undefined ? [] : [{ storeId, slug: 'about-us', title: text[0], markdown: text[1], createdAt }];
});
