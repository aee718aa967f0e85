import { chairs } from './chairs.ts';
import { tables } from './tables.ts';
import { shelving } from './shelving.ts';
import { tableLamps } from './table-lamps.ts';
import { pendantLamps } from './pendant-lamps.ts';
import { cushionsThrows } from './cushions-throws.ts';
import { rugsBaskets } from './rugs-baskets.ts';
import { tableware } from './tableware.ts';
import { cookware } from './cookware.ts';
import { coffeeGear } from './coffee-gear.ts';
import { coffee } from './coffee.ts';
import { teaSpices } from './tea-spices.ts';
import { honeyPreserves } from './honey-preserves.ts';
import { shirts } from './shirts.ts';
import { knitwear } from './knitwear.ts';
import { jackets } from './jackets.ts';
import { dresses } from './dresses.ts';
import { shoes } from './shoes.ts';
import { bags } from './bags.ts';
import { jewellery } from './jewellery.ts';
import { phones } from './phones.ts';
import { laptops } from './laptops.ts';
import { headphones } from './headphones.ts';
import { speakers } from './speakers.ts';
import { cameras } from './cameras.ts';
import { bicycles } from './bicycles.ts';
import { camping } from './camping.ts';
import { fitness } from './fitness.ts';
import { books } from './books.ts';
import { records } from './records.ts';
import { instruments } from './instruments.ts';
import { prints } from './prints.ts';
import { games } from './games.ts';
import { toys } from './toys.ts';
import { childrensClothes } from './childrens-clothes.ts';
import { plantsPots } from './plants-pots.ts';
import { tools } from './tools.ts';
import { fonts } from './fonts.ts';
import { templates } from './templates.ts';
import { sounds } from './sounds.ts';
import { patterns } from './patterns.ts';
import { artTokens } from './art-tokens.ts';
import { passes } from './passes.ts';
import type { Shelf } from './shelf.ts';

/** Every leaf of the category tree with what lies in it, in the order of the tree. */
export const shelves: readonly Shelf[] = [
  chairs,
  tables,
  shelving,
  tableLamps,
  pendantLamps,
  cushionsThrows,
  rugsBaskets,
  tableware,
  cookware,
  coffeeGear,
  coffee,
  teaSpices,
  honeyPreserves,
  shirts,
  knitwear,
  jackets,
  dresses,
  shoes,
  bags,
  jewellery,
  phones,
  laptops,
  headphones,
  speakers,
  cameras,
  bicycles,
  camping,
  fitness,
  books,
  records,
  instruments,
  prints,
  games,
  toys,
  childrensClothes,
  plantsPots,
  tools,
  fonts,
  templates,
  sounds,
  patterns,
  artTokens,
  passes,
];
