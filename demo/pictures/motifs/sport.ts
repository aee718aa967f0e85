import { contactShadow as shadow, floorY } from '../backdrop.ts';
import type { Brush } from '../brush.ts';
import { at, both, circle, ellipse, faded, rect, repeat, ring, shape, stroke, within } from '../svg.ts';
import type { Motif } from './motif.ts';

const mat = (b: Brush): string =>
  [
    shadow(380, floorY, 300),
    shape('M170 560h470l70 84H110Z', b.main.base),
    rect(110, 640, 600, 12, b.main.dark, 5),
    circle(190, 540, 100, b.main.dark),
    repeat(5, (i) => ring(190, 540, 94 - i * 19, 94 - i * 19, i % 2 ? b.main.light : b.main.base, 11)),
    shape('M190 440h450v120H290q0-100-100-120Z', 'url(#main)'),
    rect(420, 440, 24, 120, b.accent.base),
    rect(560, 440, 24, 120, b.accent.base),
  ].join('');

const kettlebell = (b: Brush): string =>
  shadow(400, floorY, 180) +
  stroke('M300 430C250 190 550 190 500 430', b.main.deep, 56) +
  stroke('M300 430C250 196 550 196 500 430', b.main.base, 42) +
  circle(400, 510, 156, 'url(#main)') +
  circle(400, 510, 84, b.main.dark) +
  circle(400, 510, 76, b.accent.base) +
  rect(372, 488, 56, 11, b.paper, 5) +
  rect(382, 512, 36, 11, b.paper, 5) +
  rect(300, 638, 200, 14, b.main.deep, 6);

const rope = (b: Brush): string =>
  stroke('M250 250C60 700 460 760 430 480S700 120 560 560', b.main.deep, 15) +
  stroke('M250 250C60 700 460 760 430 480S700 120 560 560', b.main.base, 9) +
  at(262, 210, rect(-22, -90, 44, 150, 'url(#wood)', 18) + rect(-22, -40, 44, 13, b.accent.base), 16) +
  at(552, 610, rect(-22, -60, 44, 150, 'url(#wood)', 18) + rect(-22, 20, 44, 13, b.accent.base), 14);

const vest = (b: Brush): string => {
  const outline = 'M270 160h70q10 90 60 130q50-40 60-130h70l50 150q-20 140 10 300q-190 60-380 0q30-160 10-300Z';
  return (
    shape(outline, 'url(#main)') +
    within(
      'vest',
      outline,
      faded(
        0.3,
        repeat(14, (i) => stroke(`M${200 + i * 34} 140V700`, b.main.deep, 5)),
      ),
    ) +
    stroke('M400 300V636', b.main.deep, 7) +
    both(
      rect(250, 330, 84, 190, b.main.dark, 16) +
        rect(262, 280, 60, 150, '#dfeef5', 18) +
        rect(282, 256, 20, 34, b.accent.base, 6),
    ) +
    rect(330, 400, 140, 15, b.accent.base, 6) +
    rect(330, 500, 140, 15, b.accent.base, 6)
  );
};

const cap = (b: Brush): string =>
  shape('M190 470Q190 230 400 220Q610 230 610 470Q400 520 190 470Z', 'url(#main)') +
  stroke('M400 222Q330 330 330 486M400 222Q470 330 470 486', b.main.dark, 5) +
  shape('M180 470Q400 430 620 470Q700 560 560 590Q400 540 240 590Q100 560 180 470Z', b.main.dark) +
  faded(0.6, stroke('M210 500Q400 452 590 500', b.accent.base, 7)) +
  circle(400, 224, 17, b.accent.base) +
  rect(360, 350, 80, 44, b.accent.base, 10);

const ball = (b: Brush): string => {
  const pentagon = (x: number, y: number, size: number, turn: number): string =>
    shape(
      `M${[0, 1, 2, 3, 4].map((i) => `${(x + size * Math.cos(turn + i * 1.2566)).toFixed(1)} ${(y + size * Math.sin(turn + i * 1.2566)).toFixed(1)}`).join('L')}Z`,
      b.ink,
    );
  const outline = 'M400 210a220 220 0 1 0 .1 0Z';
  return (
    shadow(400, floorY, 170) +
    circle(400, 430, 220, 'url(#main)') +
    within(
      'ball',
      outline,
      pentagon(400, 430, 76, -1.57) +
        repeat(5, (i) => {
          const a = -1.57 + i * 1.2566;
          return (
            pentagon(400 + 208 * Math.cos(a), 430 + 208 * Math.sin(a), 68, a + 3.14) +
            stroke(
              `M${400 + 76 * Math.cos(a)} ${430 + 76 * Math.sin(a)}L${400 + 150 * Math.cos(a)} ${430 + 150 * Math.sin(a)}`,
              '#8d8a92',
              4,
            )
          );
        }),
    )
  );
};

const blocks = (b: Brush): string =>
  shadow(400, floorY, 230) +
  rect(210, 500, 380, 150, 'url(#main)', 16) +
  rect(250, 350, 300, 150, b.main.base, 16) +
  repeat(70, () => {
    const [x, y] = [b.random.between(222, 578), b.random.between(514, 640)];
    return ellipse(x, y, 6, 4, b.main.dark);
  }) +
  repeat(50, () => ellipse(b.random.between(262, 538), b.random.between(362, 490), 6, 4, b.main.dark));

const bands = (b: Brush): string =>
  [b.main.base, b.accent.base, b.main.dark, b.accent.dark]
    .map((color, i) =>
      at(
        400,
        260 + i * 104,
        ellipse(0, 8, 230 - i * 12, 52, '#00000022') +
          `<ellipse rx="${224 - i * 12}" ry="46" fill="none" stroke="${color}" stroke-width="34"/>` +
          faded(
            0.5,
            `<ellipse rx="${224 - i * 12}" ry="46" fill="none" stroke="#ffffff" stroke-width="2" stroke-dasharray="8 10"/>`,
          ),
        -4 + i * 3,
      ),
    )
    .join('');

export const sport: Motif = {
  stance: 'stand',
  stances: { rope: 'lie', vest: 'lie', cap: 'lie', band: 'lie' },
  forms: { mat, block: blocks, kettlebell, rope, vest, cap, ball, band: bands },
};
