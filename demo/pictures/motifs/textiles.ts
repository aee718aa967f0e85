import { contactShadow as shadow, floorY } from '../backdrop.ts';
import type { Brush } from '../brush.ts';
import { both, circle, ellipse, faded, rect, repeat, ring, shape, stroke, within } from '../svg.ts';
import type { Motif } from './motif.ts';

const pillow =
  'M170 220C300 190 500 190 630 220C656 340 656 470 630 590C500 622 300 622 170 590C144 470 144 340 170 220Z';

/** A cushion with something woven or printed on it. */
const cushion =
  (pattern: (b: Brush) => string) =>
  (b: Brush): string =>
    [
      both(shape('M170 220l-22-22l34 6ZM170 590l-22 22l36-6Z', b.main.dark)),
      shape(pillow, 'url(#main)'),
      within('pillow', pillow, pattern(b)),
      faded(
        0.3,
        stroke('M196 250q60 30 86 92M604 250q-60 30-86 92M200 566q54-24 80-84M600 566q-54-24-80-84', b.main.deep, 6),
      ),
      stroke(pillow, b.main.dark, 4),
    ].join('');

const folded = (b: Brush, pattern: string): string =>
  [
    repeat(12, (i) => stroke(`M${186 + i * 39} 600q${b.random.between(-6, 6)} 30 0 56`, b.main.base, 6)),
    rect(160, 470, 480, 136, b.main.dark, 26),
    rect(160, 350, 480, 140, 'url(#main)', 34),
    rect(160, 236, 480, 140, 'url(#main)', 38),
    within('fold', 'M160 270q0-34 34-34h412q34 0 34 34v300q0 36-34 36H194q-34 0-34-36Z', pattern),
    faded(0.5, stroke('M170 372q230 26 460 0M170 488q230 22 460 0', b.main.deep, 5)),
  ].join('');

const checks = (b: Brush): string =>
  repeat(8, (i) =>
    faded(
      0.55,
      rect(180 + i * 62, 220, 20, 400, b.main.deep) +
        rect(150, 236 + i * 50, 500, 15, i % 2 ? b.accent.base : b.main.deep),
    ),
  );

export const softFurnishing: Motif = {
  stance: 'lie',
  forms: {
    plain: cushion(
      (b) =>
        faded(
          0.3,
          repeat(26, (i) => stroke(`M140 ${206 + i * 16}h520`, b.main.light, 1.5)),
        ) + repeat(3, (i) => circle(400, 300 + i * 100, 11, b.main.deep)),
    ),
    stripes: cushion((b) =>
      repeat(9, (i) => rect(140 + i * 62, 180, i % 3 ? 16 : 34, 460, i % 3 ? b.accent.base : b.paper)),
    ),
    dots: cushion((b) =>
      repeat(36, (i) =>
        circle(
          190 + (i % 6) * 84 + (Math.floor(i / 6) % 2) * 30,
          236 + Math.floor(i / 6) * 68,
          15,
          i % 4 ? b.paper : b.accent.base,
        ),
      ),
    ),
    zigzag: cushion((b) =>
      repeat(7, (i) => stroke(`M140 ${220 + i * 64}${'l43 36l43-36'.repeat(6)}`, i % 2 ? b.accent.base : b.paper, 13)),
    ),
    throw: (b) =>
      folded(
        b,
        faded(
          0.35,
          repeat(24, (i) => stroke(`M150 ${246 + i * 15}h500`, b.main.light, 2)),
        ),
      ),
    'throw-check': (b) => folded(b, checks(b)),
  },
};

const fringe = (b: Brush, y: number, down: number): string =>
  repeat(25, (i) => stroke(`M${208 + i * 16} ${y}v${down * (20 + (i % 2) * 6)}`, b.paper, 4));

const rug = (b: Brush, pattern: string): string =>
  [
    fringe(b, 130, -1),
    fringe(b, 670, 1),
    rect(196, 126, 408, 548, b.main.base),
    pattern,
    faded(
      0.18,
      repeat(45, (i) => stroke(`M196 ${132 + i * 12}h408`, '#ffffff', 2)),
    ),
  ].join('');

const diamonds = (b: Brush): string =>
  [
    rect(214, 146, 372, 508, b.main.dark),
    rect(226, 158, 348, 484, b.main.base),
    repeat(3, (i) => {
      const y = 242 + i * 158;
      return [150, 112, 72, 34]
        .map((size, ring) =>
          shape(
            `M400 ${y - size / 2}L${400 + size} ${y}L400 ${y + size / 2}L${400 - size} ${y}Z`,
            [b.accent.base, b.paper, b.main.deep, b.accent.light][ring]!,
          ),
        )
        .join('');
    }),
    both(repeat(12, (i) => shape(`M234 ${176 + i * 38}l16 14l-16 14Z`, b.paper))),
  ].join('');

const bandedRug = (b: Brush): string => {
  let y = 150;
  let bands = '';
  while (y < 640) {
    const tall = b.random.between(10, 40);
    bands += rect(196, y, 408, tall, b.random.pick([b.accent.base, b.paper, b.main.deep, b.main.light, b.accent.dark]));
    y += tall + b.random.between(14, 34);
  }
  return bands;
};

const basket = (b: Brush, top: number, wide: number): string => {
  const low = wide * 0.76;
  const outline = `M${400 - wide} ${top}L${400 - low} ${floorY - 20}Q400 ${floorY + 26} ${400 + low} ${floorY - 20}L${400 + wide} ${top}Z`;
  const rows = Math.round((floorY - top) / 22);
  return [
    shadow(400, floorY, wide * 0.95),
    ellipse(400, top, wide, wide * 0.19, b.main.deep),
    shape(outline, 'url(#main)'),
    within(
      'weave',
      outline,
      [
        repeat(rows, (i) =>
          stroke(
            `M${400 - wide} ${top + 12 + i * 22}Q400 ${top + 44 + i * 22} ${400 + wide} ${top + 12 + i * 22}`,
            i % 2 ? b.main.dark : b.main.light,
            3,
          ),
        ),
        faded(
          0.9,
          repeat(2, (band) =>
            repeat(15, (i) =>
              shape(
                `M${400 - wide + i * ((wide * 2) / 14) - 14} ${top + 70 + band * 90 + 14 * Math.sin((i / 14) * Math.PI)}l14-18l14 18l-14 18Z`,
                band ? b.accent.base : b.paper,
              ),
            ),
          ),
        ),
      ].join(''),
    ),
    ring(400, top, wide, wide * 0.19, b.main.base, 12),
    both(
      stroke(
        `M${400 - wide * 0.55} ${top + 26}C${400 - wide * 0.55} ${top - 130} ${400 - 20} ${top - 130} ${400 - 4} ${top - 110}`,
        '#7a4a2c',
        13,
      ),
    ),
  ].join('');
};

const tallBasket = (b: Brush): string => {
  const outline = 'M262 300Q210 480 270 630Q400 676 530 630Q590 480 538 300Z';
  return [
    shadow(400, floorY, 170),
    shape(outline, 'url(#main)'),
    within(
      'tall',
      outline,
      repeat(17, (i) =>
        stroke(
          `M200 ${312 + i * 21}Q400 ${350 + i * 21} 600 ${312 + i * 21}`,
          i % 3 ? b.main.dark : b.accent.base,
          i % 3 ? 3 : 7,
        ),
      ),
    ),
    shape('M250 306Q280 200 400 178Q520 200 550 306Q400 346 250 306Z', b.main.light),
    repeat(4, (i) =>
      stroke(`M${262 + i * 30} ${290 - i * 30}Q400 ${326 - i * 22} ${538 - i * 30} ${290 - i * 30}`, b.main.dark, 3),
    ),
    circle(400, 170, 18, b.accent.base),
  ].join('');
};

const coiledBowl = (b: Brush): string =>
  [
    circle(400, 400, 250, b.main.dark),
    repeat(9, (i) =>
      ring(400, 400, 238 - i * 27, 238 - i * 27, i % 3 === 1 ? b.accent.base : i % 2 ? b.main.light : b.main.base, 24),
    ),
    repeat(16, (i) => {
      const angle = (i / 16) * Math.PI * 2;
      return shape(
        `M${400 + 130 * Math.cos(angle)} ${400 + 130 * Math.sin(angle)}L${400 + 226 * Math.cos(angle - 0.1)} ${400 + 226 * Math.sin(angle - 0.1)}L${400 + 226 * Math.cos(angle + 0.1)} ${400 + 226 * Math.sin(angle + 0.1)}Z`,
        i % 2 ? b.paper : b.main.deep,
      );
    }),
    faded(
      0.3,
      repeat(10, (i) => ring(400, 400, 250 - i * 27, 250 - i * 27, b.ink, 1.5)),
    ),
  ].join('');

const roundRug = (b: Brush): string =>
  circle(400, 400, 276, b.main.base) +
  repeat(13, (i) =>
    ring(400, 400, 268 - i * 20, 268 - i * 20, i % 4 === 2 ? b.accent.base : i % 2 ? b.main.light : b.main.dark, 10),
  ) +
  faded(
    0.25,
    repeat(48, (i) =>
      stroke(
        `M400 400L${400 + 276 * Math.cos((i / 48) * 6.283)} ${400 + 276 * Math.sin((i / 48) * 6.283)}`,
        b.main.deep,
        1.4,
      ),
    ),
  );

export const weave: Motif = {
  stance: 'lie',
  stances: { basket: 'stand', 'basket-tall': 'stand' },
  forms: {
    'rug-diamond': (b) => rug(b, diamonds(b)),
    'rug-stripe': (b) => rug(b, bandedRug(b)),
    'rug-round': roundRug,
    basket: (b) => basket(b, 350, 210),
    'basket-tall': tallBasket,
    bowl: coiledBowl,
  },
};
