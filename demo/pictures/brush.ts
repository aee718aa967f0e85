import { createRandom, type Random } from '../random.ts';
import { distance, mix, type Tones, tonesOf } from './color.ts';
import { type Tint, tints } from './tints.ts';

/** What a motif is drawn with. */
export interface Brush {
  /** The thing's own colour. */
  main: Tones;
  /** A second colour that goes with it. */
  accent: Tones;
  wood: Tones;
  metal: Tones;
  /** Behind the thing. */
  wall: string;
  ink: string;
  paper: string;
  random: Random;
}

const walls = [
  '#f1e3d3', '#e7d3c0', '#dfe7dc', '#c9d8cd', '#dde6ee', '#c3d3df', '#f0dcd6', '#e2bfb3',
  '#efe6c8', '#e6d39d', '#e3dcea', '#cdc2da', '#d5e6e4', '#aecdca', '#d9d5cc',
]; // prettier-ignore

const accents: readonly Tint[] = ['rust', 'mustard', 'petrol', 'cream', 'coral', 'navy', 'sage', 'burgundy', 'sky'];
const woods: readonly Tint[] = ['oak', 'walnut', 'beech', 'teak'];

/** One of the four entries that stand out most. */
const standingOut = (from: string, candidates: readonly string[], random: Random): string =>
  random.pick(
    candidates.toSorted((a, b) => distance(from, b) - distance(from, a)).slice(0, Math.ceil(candidates.length / 2)),
  );

/** The colours of one picture: decided by its key, so that a thing always looks the same. `room` only changes the wall. */
export function createBrush(key: string, tint: Tint, room = ''): Brush {
  const random = createRandom(`picture:${key}`);
  const main = tints[tint];
  const accent = standingOut(
    main,
    accents.map((name) => tints[name]),
    random,
  );
  const wall = standingOut(main, walls, createRandom(`wall:${key}:${tint}:${room}`));
  return {
    main: tonesOf(main),
    accent: tonesOf(accent),
    wood: tonesOf(tints[random.pick(woods)]),
    metal: tonesOf(tints.steel),
    wall: mix(wall, main, 0.06),
    ink: '#2c2a35',
    paper: '#fbf6ec',
    random,
  };
}
