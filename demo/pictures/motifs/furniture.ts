import { contactShadow as shadow, floorY } from '../backdrop.ts';
import type { Brush } from '../brush.ts';
import { both, ellipse, faded, rect, repeat, shape, stroke } from '../svg.ts';
import type { Motif } from './motif.ts';

const woven = (b: Brush): string => repeat(7, (i) => stroke(`M${286 + i * 38} 432l-6 34`, b.main.deep, 2.5));

const sideChair = (b: Brush): string => {
  const spindles = b.random.between(4, 7);
  return [
    shadow(400, floorY + 6, 190),
    both(stroke('M322 468L332 628', b.main.deep, 15)),
    both(stroke('M300 205L306 440', b.main.dark, 16)),
    repeat(spindles, (i) => stroke(`M${326 + (i * 148) / (spindles - 1)} 230V440`, b.main.dark, 7)),
    stroke('M290 214C350 186 450 186 510 214', b.main.base, 26),
    stroke('M292 208C350 181 450 181 508 208', b.main.light, 7),
    shape('M282 428H518L552 468q4 14-12 14H260q-16 0-12-14Z', b.main.base),
    shape('M248 468q-4 16 12 16h280q16 0 12-16Z', b.main.dark),
    faded(0.35, woven(b)),
    both(stroke('M268 484L252 650', b.main.base, 18)),
    stroke('M262 572H538', b.main.dark, 10),
  ].join('');
};

const loungeChair = (b: Brush): string =>
  [
    shadow(400, floorY + 4, 230),
    both(stroke('M262 560L238 648', b.wood.dark, 18)),
    shape('M250 470V300q0-78 78-84q72-8 144 0q78 6 78 84v170Z', b.main.dark),
    shape('M272 470V310q0-60 62-66q66-6 132 0q62 6 62 66v160Z', b.main.base),
    stroke('M400 250V440M340 256l8 180M460 256l-8 180', b.main.dark, 3),
    rect(232, 436, 336, 92, b.main.light, 30),
    rect(232, 462, 336, 66, b.main.base, 26),
    both(rect(190, 384, 84, 178, 'url(#main)', 36)),
    rect(216, 524, 368, 46, b.main.dark, 16),
  ].join('');

const stool = (b: Brush): string =>
  [
    shadow(400, floorY + 8, 150),
    stroke('M400 420V640', b.main.deep, 20),
    both(stroke('M338 400L286 652', 'url(#main)', 24)),
    both(stroke('M338 400L286 652', b.main.base, 22)),
    stroke('M310 548H490', b.metal.base, 9),
    ellipse(400, 404, 142, 34, b.main.dark),
    ellipse(400, 388, 142, 34, b.main.base),
    ellipse(400, 386, 104, 22, b.main.light),
    ellipse(404, 389, 92, 17, b.main.base),
  ].join('');

const bench = (b: Brush): string =>
  [
    shadow(400, floorY + 6, 300),
    both(stroke('M206 470L190 650M262 470l-6 160', b.main.dark, 18)),
    repeat(4, (i) => rect(170, 566 + i * 12, 460, 7, b.main.dark, 3)),
    rect(130, 436, 540, 34, b.main.base, 10),
    rect(130, 436, 540, 12, b.main.light, 6),
    rect(300, 392, 210, 46, b.accent.base, 18),
    rect(300, 392, 210, 18, b.accent.light, 9),
  ].join('');

export const chair: Motif = {
  stance: 'stand',
  forms: { side: sideChair, lounge: loungeChair, stool, bench },
};

const vase = (b: Brush, x: number, y: number): string =>
  [
    stroke(
      `M${x} ${y - 60}C${x - 10} ${y - 120} ${x - 40} ${y - 130} ${x - 46} ${y - 160}M${x} ${y - 60}C${x + 4} ${y - 130} ${x + 30} ${y - 140} ${x + 40} ${y - 176}`,
      '#5d7a55',
      5,
    ),
    ellipse(x - 46, y - 168, 15, 22, b.accent.base),
    ellipse(x + 42, y - 184, 15, 22, b.accent.light),
    shape(`M${x - 16} ${y - 70}h32q-4 20 14 34q10 36-30 36q-40 0-30-36q18-14 14-34Z`, 'url(#accent)'),
  ].join('');

const roundTable = (b: Brush): string =>
  [
    shadow(400, floorY + 4, 190),
    shape('M376 400h48l12 190q6 34 90 54q-126 22-252 0q84-20 90-54Z', 'url(#main)'),
    ellipse(400, 396, 282, 50, b.main.dark),
    ellipse(400, 380, 282, 50, b.main.base),
    ellipse(392, 376, 240, 36, b.main.light),
    ellipse(400, 380, 236, 33, b.main.base),
    vase(b, 440, 384),
  ].join('');

const trestleTable = (b: Brush): string =>
  [
    shadow(400, floorY + 4, 310),
    both(stroke('M214 410L160 650M214 410L268 650', b.main.dark, 17) + stroke('M186 552H242', b.main.deep, 11)),
    rect(90, 376, 620, 34, b.main.base, 6),
    rect(90, 376, 620, 11, b.main.light, 5),
    faded(0.3, stroke('M130 396H420M480 400H670', b.main.deep, 2)),
    vase(b, 300, 378),
  ].join('');

const desk = (b: Brush): string =>
  [
    shadow(400, floorY + 4, 290),
    both(stroke('M160 430L150 650', b.main.dark, 20)),
    rect(130, 400, 540, 26, b.main.base, 5),
    rect(130, 400, 540, 9, b.main.light, 4),
    rect(150, 426, 500, 70, b.main.dark),
    both(rect(164, 434, 228, 54, b.main.base, 4)),
    both(ellipse(278, 461, 11, 8, '#c9a24b')),
    rect(470, 300, 130, 88, b.ink, 8),
    rect(478, 308, 114, 72, b.accent.light, 4),
    rect(526, 386, 18, 14, b.ink),
    rect(220, 384, 120, 16, b.accent.base, 3),
    rect(232, 370, 96, 14, b.paper, 3),
  ].join('');

const lowTable = (b: Brush): string =>
  [
    shadow(400, floorY + 2, 240),
    both(stroke('M232 530L206 648', b.main.dark, 20)),
    shape('M170 500h460q14 0 10 16l-6 26q-3 12-16 12H182q-13 0-16-12l-6-26q-4-16 10-16Z', b.main.dark),
    rect(150, 484, 500, 26, b.main.base, 10),
    rect(150, 484, 500, 9, b.main.light, 5),
    repeat(9, (i) => shape(`M${206 + i * 46} 532l16-14l16 14l-16 14Z`, b.main.deep)),
    rect(250, 462, 130, 22, b.paper, 3),
    rect(260, 444, 110, 18, b.accent.base, 3),
    ellipse(500, 452, 34, 9, b.accent.dark),
    shape('M466 452h68l-8 32h-52Z', 'url(#accent)'),
  ].join('');

export const table: Motif = {
  stance: 'stand',
  forms: { round: roundTable, trestle: trestleTable, desk, low: lowTable },
};
