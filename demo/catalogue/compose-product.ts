import type { SeedMedia, SeedProduct } from '../catalogue-types.ts';
import type { Axis, Good, Shelf } from '../goods/shelf.ts';
import type { Shop } from '../people/person.ts';
import { shopFronts } from '../people/shop-fronts.ts';
import type { Random } from '../random.ts';
import { demoGoods } from './demo-goods.ts';
import { slugOf } from './slug.ts';
import { variantsOf } from './variants.ts';

const sentencesIn = (text: string): number => text.match(/[.!?”](?=\s|$)/g)?.length ?? 1;

/** What the good is, then how it is kept or what state it is in, then, where there is room, how the shop sends it. */
function describe(good: Good, shelf: Shelf, shop: Shop, random: Random): string {
  const parts = [good.about, good.used?.[1] ?? good.note ?? random.pick(shelf.notes)];
  const isSent = shelf.type === 'PHYSICAL';
  if (isSent && sentencesIn(parts.join(' ')) < 4 && random.chance(0.6)) parts.push(random.pick(shop.sending));
  return parts.join(' ');
}

const tagsOf = (good: Good, shelf: Shelf): string[] => {
  const state = good.used ? ['second-hand'] : [];
  return [...new Set([...shelf.tags, ...good.tags, ...state])];
};

export interface Offer {
  good: Good;
  shelf: Shelf;
  shop: Shop;
  title: string;
  /** The product's own number among all; it makes SKUs unique. */
  number: number;
  media: readonly SeedMedia[];
  createdAt: Date;
  random: Random;
  status?: 'DRAFT' | 'PAUSED';
  /** Instead of the good's own axes. */
  axes?: readonly Axis[];
}

/** Puts a good of a shelf up for sale in a shop. */
export function composeProduct(offer: Offer): SeedProduct {
  const { good, shelf, shop, title, number, random } = offer;
  const isReduced = good.used === undefined && shelf.type !== 'NFT' && random.chance(0.14);
  const discount = isReduced ? random.pick([0.1, 0.15, 0.2, 0.25, 0.3]) : 0;
  const store = shop.store === undefined ? undefined : shopFronts.get(shop.store);
  return {
    slug: slugOf(title),
    title,
    description: describe(good, shelf, shop, random),
    type: shelf.type,
    condition: good.used?.[0] ?? 'NEW',
    categorySlug: shelf.category,
    sellerId: shop.id,
    tags: tagsOf(good, shelf),
    media: offer.media,
    ...(shelf.type === 'DIGITAL' ? { digitalFiles: [demoGoods] } : {}),
    variants: variantsOf(good, shop, number, discount, offer.axes),
    createdAt: offer.createdAt,
    ...(offer.status === undefined ? {} : { status: offer.status }),
    ...(store === undefined ? {} : { storeId: store.id }),
  };
}
