import { bag, jewel, shoe } from './accessories.ts';
import { brewer } from './brewing.ts';
import { camera } from './cameras.ts';
import { knit, top } from './clothing.ts';
import { book, record } from './books.ts';
import { game } from './games.ts';
import { instrument } from './instruments.ts';
import { print } from './prints.ts';
import { computer, handheld, headphone, speaker } from './devices.ts';
import { sewing, sheetMotif, type, wave } from './downloads.ts';
import { smallClothes, toy } from './family.ts';
import { coffeePouch, jar, tin } from './food.ts';
import { chair, table } from './furniture.ts';
import { plant, tool } from './garden.ts';
import { cookware, tableware } from './kitchen.ts';
import { pendantLamp, tableLamp } from './lighting.ts';
import type { Motif } from './motif.ts';
import { bicycle } from './bicycles.ts';
import { camp } from './camping.ts';
import { sport } from './sport.ts';
import { dress, jacket } from './outerwear.ts';
import { shelving } from './shelving.ts';
import { softFurnishing, weave } from './textiles.ts';
import { pass, tokenArt } from './tokens.ts';

/** Everything that can be drawn, by the name a shelf calls it. */
export const motifs = {
  bag,
  bicycle,
  book,
  brewer,
  camera,
  camp,
  chair,
  computer,
  cookware,
  dress,
  game,
  handheld,
  headphone,
  instrument,
  jacket,
  jar,
  jewel,
  knit,
  pass,
  plant,
  print,
  record,
  sewing,
  shelving,
  shoe,
  speaker,
  sport,
  table,
  tableware,
  tin,
  tool,
  top,
  toy,
  type,
  wave,
  weave,
  pouch: coffeePouch,
  sheet: sheetMotif,
  'pendant-lamp': pendantLamp,
  'small-clothes': smallClothes,
  'soft-furnishing': softFurnishing,
  'table-lamp': tableLamp,
  'token-art': tokenArt,
} satisfies Record<string, Motif>;

export type MotifName = keyof typeof motifs;
