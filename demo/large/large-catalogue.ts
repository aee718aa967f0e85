import type { SeedMedia, SeedProduct } from '../catalogue-types.ts';
import { shopsFor } from '../catalogue/choose-shop.ts';
import { composeProduct } from '../catalogue/compose-product.ts';
import { mediaOf } from '../catalogue/pictures-of.ts';
import { smallCatalogue, titleOf } from '../catalogue/small-catalogue.ts';
import { listedAt } from '../catalogue/when.ts';
import { shelves } from '../goods/index.ts';
import type { Axis, Good, Shelf } from '../goods/shelf.ts';
import type { Shop } from '../people/person.ts';
import { createRandom } from '../random.ts';
import { seriesNames } from './series-names.ts';

interface Offer {
  good: Good;
  shelf: Shelf;
  media: readonly SeedMedia[];
  /** Who would sell it. */
  shops: readonly Shop[];
}

/** Of a good's axes the large catalogue keeps the first four values of the first one. */
const fewForms = ({ forms = [] }: Good): Axis[] =>
  forms.slice(0, 1).map(({ name, values }) => ({ name, values: values.slice(0, 4) }));

/** `Elgon spindle-back dining chair`, and `The Salt Road (Elgon Press)` for what has a title of its own. */
function seriesTitle({ good, shelf }: Offer, round: number, index: number): string {
  // Neighbouring goods begin at different names, so that a page of the newest things is not all of one series.
  const series = seriesNames[(round + index * 7) % seriesNames.length]!;
  const edition = Math.floor(round / seriesNames.length);
  const title =
    shelf.edition === undefined ? `${series} ${good.name}` : `${titleOf(good)} (${series} ${shelf.edition})`;
  return edition === 0 ? title : `${title}, No. ${edition + 1}`;
}

/** Prices of the same thing differ by up to a quarter from series to series. */
const repriced = (good: Good, factor: number): Good => ({ ...good, price: Math.max(1, good.price * factor) });

function offersFor(shops: readonly Shop[]): Offer[] {
  const sellers = new Map<string, Shop[]>();
  for (const shop of shops) for (const slug of shop.sells) sellers.set(slug, [...(sellers.get(slug) ?? []), shop]);
  return shelves.flatMap((shelf) =>
    shelf.goods.map((good) => ({
      good,
      shelf,
      media: mediaOf(good, shelf),
      shops: sellers.get(shelf.category) ?? shopsFor(shelf.category, good),
    })),
  );
}

/**
 * `count` products: the demo catalogue first, then its goods again and again in other series, at other prices and by
 * other shops. Made one by one as they are asked for, so that a million take no more memory than a thousand. The same on
 * every machine, and the first ones are the same whatever `count` is, as long as `shops` are.
 */
export function* largeCatalogue(count: number, shops: readonly Shop[]): Generator<SeedProduct> {
  const small = smallCatalogue();
  yield* small.slice(0, count);
  const offers = offersFor(shops);
  for (let number = small.length; number < count; number++) {
    const index = number % offers.length;
    const offer = offers[index]!;
    const random = createRandom(`large:${number}`);
    yield composeProduct({
      good: repriced(offer.good, 0.8 + random.next() * 0.45),
      shelf: offer.shelf,
      shop: random.pick(offer.shops),
      title: seriesTitle(offer, Math.floor(number / offers.length) - 1, index),
      number: number + 1,
      media: offer.media,
      createdAt: listedAt(random),
      random,
      axes: fewForms(offer.good),
    });
  }
}
