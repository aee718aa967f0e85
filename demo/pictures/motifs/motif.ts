import type { Stance } from '../backdrop.ts';
import type { Brush } from '../brush.ts';

/** A kind of thing and the forms it comes in, each drawn on a square of 800 with its middle at x = 400. */
export interface Motif {
  stance: Stance;
  /** Forms that are placed otherwise. */
  stances?: Readonly<Record<string, Stance>>;
  forms: Readonly<Record<string, (brush: Brush) => string>>;
}
