import { backdrop, type Stance } from './backdrop.ts';
import { createBrush } from './brush.ts';
import { document } from './document.ts';
import { type MotifName, motifs } from './motifs/index.ts';
import type { Motif } from './motifs/motif.ts';
import type { Tint } from './tints.ts';

/** What is in a picture. The same picture is drawn the same everywhere. */
export interface Picture {
  /** Decides everything that is left to chance: the background, the second colour, patterns. */
  key: string;
  motif: MotifName;
  /** One of the motif's forms. */
  shape: string;
  tint: Tint;
  view: 'front' | 'close';
}

/** A close view shows 500 of the 800 units in each direction, from here on. */
const corner: Readonly<Record<Stance, readonly [x: number, y: number]>> = {
  stand: [150, 215],
  lie: [150, 150],
  hang: [150, 170],
};

const closeUp = (thing: string, stance: Stance): string => {
  const [x, y] = corner[stance];
  return `<g transform="scale(1.6) translate(-${x} -${y})">${thing}</g>`;
};

/** A square illustration of a product as an SVG document of 800 by 800. Throws for a form its motif does not have. */
export function drawProduct({ key, motif, shape, tint, view }: Picture): string {
  const { stances, forms, ...usual }: Motif = motifs[motif];
  const draw = forms[shape];
  if (!draw) throw new Error(`The motif "${motif}" has no form "${shape}".`);
  const stance = stances?.[shape] ?? usual.stance;
  const brush = createBrush(key, tint, view);
  const thing = draw(brush);
  const placed = stance === 'lie' ? `<g filter="url(#drop)">${thing}</g>` : thing;
  const isClose = view === 'close';
  return document(brush, backdrop(brush, isClose ? 'lie' : stance) + (isClose ? closeUp(placed, stance) : placed));
}
