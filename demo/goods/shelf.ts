import type { Tint } from '../pictures/tints.ts';
import type { MotifName } from '../pictures/motifs/index.ts';

/** A trait a product comes in several values of. */
export interface Axis {
  name: string;
  values: readonly { value: string; priceFactor: number; tint?: Tint }[];
}

/** Something on a shelf, as its maker would note it down. Everything a shop needs besides is worked out from it. */
export interface Good {
  /** Begins in lower case unless it is a name of its own: the title, and what a series name is put before. */
  name: string;
  /** One or two sentences that are true of this thing alone. */
  about: string;
  /** Euros; sellers who count in another currency convert it. */
  price: number;
  /** Packed: length, width and height in millimetres, weight in grams. Not for what is downloaded or minted. */
  pack?: readonly [lengthMm: number, widthMm: number, heightMm: number, weightG: number];
  /** What colour it is drawn in, unless it has a colour axis. */
  tint: Tint;
  /** Which of the motif's forms is drawn. */
  shape: string;
  tags: readonly string[];
  forms?: readonly Axis[];
  /** Instead of one of the shelf's notes, where none of them fits. */
  note?: string;
  /** Second-hand: its state and a sentence about it. */
  used?: readonly ['LIKE_NEW' | 'GOOD' | 'FAIR', string];
}

/** What lies in one leaf of the category tree. */
export interface Shelf {
  /** The category's slug. */
  category: string;
  type: 'PHYSICAL' | 'DIGITAL' | 'NFT';
  /** How its goods are drawn. */
  motif: MotifName;
  /** Tags all of its goods carry. */
  tags: readonly string[];
  /** Sentences of which each new thing's description gets one: care, material, delivery. */
  notes: readonly string[];
  /** Put after a title of its own (`The Salt Road`) to tell editions apart; without it a series name goes in front. */
  edition?: string;
  goods: readonly Good[];
}
