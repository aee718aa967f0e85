import { contactShadow as shadow, floorY } from '../backdrop.ts';
import type { Brush } from '../brush.ts';
import { at, circle, ellipse, rect, repeat, ring, shape, stroke } from '../svg.ts';
import type { Motif } from './motif.ts';

const guitar = (b: Brush): string =>
  at(
    400,
    410,
    [
      rect(-21, -330, 42, 300, b.wood.dark, 5),
      repeat(10, (i) => rect(-21, -300 + i * 27, 42, 3, '#c9c1a8')),
      shape('M-36-400h72l-10 80h-52Z', b.ink),
      repeat(6, (i) => circle(i % 2 ? 42 : -42, -384 + Math.floor(i / 2) * 24, 9, '#c9a24b')),
      shape(
        'M0-60c90-20 120 30 104 84c-10 34 0 50 34 84c60 80 0 182-138 182s-198-102-138-182c34-34 44-50 34-84c-16-54 14-104 104-84Z',
        b.main.deep,
      ),
      shape(
        'M0-50c80-18 106 30 92 76c-12 40 2 60 36 92c52 72-4 162-128 162s-180-90-128-162c34-32 48-52 36-92c-14-46 12-94 92-76Z',
        'url(#main)',
      ),
      circle(0, 74, 50, b.main.deep),
      circle(0, 74, 42, '#2a2024'),
      rect(-56, 190, 112, 20, b.wood.dark, 6),
      repeat(6, (i) => stroke(`M${-13 + i * 5.2}-320V196`, '#f2ead8', 1.4)),
    ].join(''),
    24,
  );

const drum = (b: Brush): string =>
  [
    shadow(400, floorY, 140),
    shape('M230 250q0 160 120 220l-40 180h180l-40-180q120-60 120-220Z', 'url(#main)'),
    repeat(9, (i) =>
      stroke(
        `M${240 + i * 40} 270L${262 + i * 34} ${400 + 30 * Math.sin((i / 8) * 3.14)}M${240 + i * 40} 270L${300 + i * 34 - 70} ${400 + 30 * Math.sin((i / 8) * 3.14)}`,
        b.paper,
        4,
      ),
    ),
    ellipse(400, 250, 178, 48, b.main.deep),
    ellipse(400, 238, 178, 48, '#efe0bf'),
    ellipse(400, 238, 178, 48, 'none'),
    ring(400, 244, 178, 48, b.accent.base, 11),
    ellipse(380, 232, 80, 19, '#dcc79c'),
    rect(306, 560, 188, 26, b.accent.base, 8),
  ].join('');

const kalimba = (b: Brush): string =>
  rect(206, 190, 396, 470, b.main.deep, 70) +
  rect(200, 180, 396, 470, 'url(#main)', 70) +
  circle(398, 540, 56, b.main.deep) +
  circle(398, 540, 48, '#2a2024') +
  rect(230, 280, 336, 20, b.metal.dark, 8) +
  rect(230, 320, 336, 15, b.wood.dark, 6) +
  repeat(17, (i) => {
    const long = 190 - Math.abs(i - 8) * 15;
    return rect(238 + i * 19.4, 240, 13, long, 'url(#metal)', 6);
  });

const lyre = (b: Brush): string =>
  shape('M220 420q180-70 360 0q30 200-180 230q-210-30-180-230Z', 'url(#main)') +
  ellipse(400, 424, 178, 44, '#efe0bf') +
  stroke('M260 420L190 160M540 420L610 160', b.wood.dark, 22) +
  stroke('M160 170L640 150', b.wood.dark, 26) +
  repeat(8, (i) => stroke(`M${236 + i * 48} 166L${340 + i * 17} 520`, '#f2ead8', 2.4)) +
  rect(330, 516, 146, 17, b.wood.dark, 6) +
  repeat(2, (i) => circle(340 + i * 120, 584, 20, b.main.deep));

const synth = (b: Brush): string =>
  at(
    400,
    400,
    rect(-304, -176, 616, 372, b.main.deep, 26) +
      rect(-308, -190, 616, 372, 'url(#main)', 26) +
      rect(-276, -160, 190, 90, b.ink, 10) +
      stroke('M-262-114q20-50 40 0t40 0t40 0t40 0', '#9fe0b0', 4) +
      repeat(
        6,
        (i) =>
          circle(-40 + i * 58, -116, 22, b.ink) +
          stroke(`M${-40 + i * 58}-116l${15 * Math.cos(i * 1.9)} ${15 * Math.sin(i * 1.9)}`, b.paper, 5),
      ) +
      repeat(16, (i) => rect(-276 + i * 35, -46, 27, 27, i % 4 === 0 ? b.accent.base : b.paper, 6)) +
      repeat(13, (i) => rect(-276 + i * 42.6, 0, 39, 158, b.paper, 5)) +
      repeat(12, (i) => ([2, 6, 9].includes(i) ? '' : rect(-249 + i * 42.6, 0, 25, 96, b.ink, 4))),
    -6,
  );

const accordion = (b: Brush): string =>
  shadow(400, floorY, 260) +
  repeat(11, (i) =>
    shape(`M${276 + i * 22} ${270 + (i % 2) * 14}h22v${340 - (i % 2) * 28}h-22Z`, i % 2 ? b.main.deep : b.accent.base),
  ) +
  rect(150, 240, 140, 410, 'url(#main)', 24) +
  rect(506, 240, 150, 410, 'url(#main)', 24) +
  repeat(18, (i) => circle(544 + (i % 2) * 44, 290 + Math.floor(i / 2) * 40, 13, b.paper)) +
  repeat(8, (i) => circle(196 + (i % 2) * 46, 320 + Math.floor(i / 2) * 70, 15, b.paper)) +
  repeat(5, (i) => rect(172, 262 + i * 5, 96, 2, '#c9a24b')) +
  stroke('M150 300Q90 450 150 600', '#7a4a2c', 15);

export const instrument: Motif = {
  stance: 'lie',
  stances: { drum: 'stand', accordion: 'stand' },
  forms: { guitar, drum, kalimba, lyre, synth, accordion },
};
