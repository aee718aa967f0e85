import { contactShadow as shadow, floorY } from '../backdrop.ts';
import type { Brush } from '../brush.ts';
import { at, both, circle, ellipse, faded, rect, repeat, shape, stroke, within } from '../svg.ts';
import type { Motif } from './motif.ts';

const block = (x: number, y: number, fill: string, b: Brush): string =>
  rect(x, y, 110, 110, fill, 10) + rect(x + 8, y + 8, 94, 94, '#ffffff22', 8) + circle(x + 55, y + 55, 24, b.paper);

const blocks = (b: Brush): string =>
  shadow(400, floorY, 270) +
  block(170, 540, b.main.base, b) +
  block(290, 540, b.accent.base, b) +
  block(410, 540, '#d0a02f', b) +
  block(530, 540, '#4070ae', b) +
  block(230, 428, '#4e8a58', b) +
  rect(352, 428, 226, 110, b.main.dark, 10) +
  within('arch', 'M402 540v-30a64 64 0 0 1 128 0v30Z', rect(380, 400, 200, 160, b.wall)) +
  shape('M230 426l55-110l55 110Z', '#c5402f') +
  circle(466, 372, 55, b.accent.light) +
  shape('M400 426h130l-65-20Z', 'none');

const wheel = (x: number, y: number, radius: number, b: Brush): string =>
  circle(x, y, radius, b.wood.dark) + circle(x, y, radius * 0.75, b.wood.base) + circle(x, y, radius * 0.24, b.paper);

const elephant = (b: Brush): string =>
  shadow(400, floorY, 240) +
  rect(190, 576, 420, 34, b.wood.base, 14) +
  wheel(260, 616, 36, b) +
  wheel(540, 616, 36, b) +
  shape(
    'M230 580V420q0-150 170-156q100-60 190 20q50 60 40 160q-4 60 20 80q20 4 24-24l26 4q-4 60-54 56q-50-10-56-96h-20v116h-84v-80H314v80Z',
    'url(#main)',
  ) +
  shape('M430 290q-70 20-66 110q50 50 110 6q20-90-44-116Z', b.main.dark) +
  circle(546, 350, 12, b.ink) +
  stroke('M232 420q-40 30-36 80', b.main.dark, 11);

const zebra = (b: Brush): string =>
  shadow(400, floorY, 270) +
  stroke('M120 590Q400 720 680 590', b.wood.dark, 28) +
  stroke('M270 480L236 630M350 500V648M470 500V648M540 480L580 630', b.paper, 38) +
  shape(
    'M230 380q30-70 130-60h110l70-150q50-30 100 20l50 60q0 30-40 34l-50-6l-40 130q-20 110-160 112H330q-90-10-100-140Z',
    b.paper,
  ) +
  within(
    'zebra',
    'M230 380q30-70 130-60h110l70-150q50-30 100 20l50 60q0 30-40 34l-50-6l-40 130q-20 110-160 112H330q-90-10-100-140Z',
    repeat(11, (i) => stroke(`M${236 + i * 40} 150q34 160-14 380`, b.main.base, 15)),
  ) +
  stroke('M470 320L540 168l40-18', b.main.dark, 26) +
  circle(626, 222, 9, b.ink) +
  stroke('M234 390q-50 20-50 100', b.main.dark, 15) +
  rect(330, 300, 120, 40, b.accent.base, 18);

const bus = (b: Brush): string =>
  shadow(400, floorY, 290) +
  rect(130, 300, 540, 280, 'url(#main)', 46) +
  rect(130, 452, 540, 46, b.accent.base) +
  repeat(5, (i) => rect(166 + i * 98, 338, 78, 88, '#dfeef5', 12)) +
  rect(190, 262, 380, 36, b.wood.base, 8) +
  repeat(6, (i) => rect(206 + i * 60, 232, 42, 34, [b.accent.base, b.paper, b.wood.dark][i % 3]!, 6)) +
  wheel(250, 584, 62, b) +
  wheel(550, 584, 62, b) +
  circle(652, 530, 15, '#fff1bf') +
  repeat(9, (i) => circle(170 + i * 58, 476, 9, b.paper));

const stack = (b: Brush): string =>
  shadow(400, floorY, 200) +
  rect(240, 616, 320, 36, b.wood.base, 14) +
  [b.main.base, b.accent.base, '#d0a02f', '#4070ae', b.main.dark, '#c86e4a', b.accent.dark]
    .map(
      (color, i) =>
        rect(240 + i * 18, 566 - i * 52, 320 - i * 36, 52, color, 26) +
        faded(0.3, rect(262 + i * 18, 574 - i * 52, 100 - i * 6, 13, '#ffffff', 7)),
    )
    .join('') +
  circle(400, 222, 44, '#c5402f') +
  stroke('M400 184q4-24 26-30', '#4d6b3a', 8);

const train = (b: Brush): string =>
  shadow(400, floorY, 320) +
  stroke('M40 652H760', b.wood.dark, 8) +
  rect(470, 420, 200, 150, 'url(#main)', 16) +
  rect(560, 330, 110, 110, b.main.dark, 12) +
  rect(580, 350, 66, 56, '#dfeef5', 8) +
  rect(498, 356, 40, 72, b.accent.base, 8) +
  rect(488, 344, 60, 22, b.accent.dark, 6) +
  [510, 620].map((x) => wheel(x, 596, 42, b)).join('') +
  [110, 290]
    .map(
      (x, i) =>
        rect(x, 490, 150, 80, i ? b.accent.base : '#d0a02f', 12) +
        wheel(x + 36, 600, 36, b) +
        wheel(x + 114, 600, 36, b) +
        rect(x + 146, 548, 40, 12, b.ink, 5),
    )
    .join('') +
  repeat(3, (i) => circle(150 + i * 34, 478, 26, [b.main.base, '#4e8a58', '#c86e4a'][i]!)) +
  shape('M310 490l36-60l30 40l20-26l26 46Z', b.wood.base) +
  repeat(3, (i) => circle(500 - i * 46, 300 - i * 40, 24 + i * 11, '#ffffffaa'));

const puppet = (b: Brush): string =>
  shape('M270 660q-10-150 20-210h220q30 60 20 210Z', b.accent.base) +
  both(shape('M290 460q-70-20-110 40q20 40 70 30l50-20Z', b.accent.dark)) +
  repeat(20, (i) => circle(400 + 168 * Math.cos(i * 0.314), 320 + 160 * Math.sin(i * 0.314), 44, b.main.dark)) +
  circle(400, 320, 148, 'url(#main)') +
  both(circle(346, 296, 15, b.ink)) +
  ellipse(400, 372, 74, 54, b.main.light) +
  shape('M376 340h48l-24 28Z', b.ink) +
  stroke('M400 368v22q-26 24-46 4M400 390q26 24 46 4', b.ink, 6);

export const toy: Motif = {
  stance: 'stand',
  stances: { puppet: 'lie' },
  forms: { blocks, elephant, zebra, bus, stack, train, puppet },
};

const rompers =
  'M320 170q80 44 160 0l120 70q30 60 30 130l-76 12l-14-50q6 110 0 170q40 60 20 130q-50 30-110 22q-30-30-50-60q-20 30-50 60q-60 8-110-22q-20-70 20-130q-6-60 0-170l-14 50l-76-12q0-70 30-130Z';

const romper = (b: Brush): string =>
  shape(rompers, 'url(#main)') +
  within(
    'romper',
    rompers,
    repeat(40, (i) =>
      circle(
        150 + (i % 8) * 70 + (Math.floor(i / 8) % 2) * 34,
        210 + Math.floor(i / 8) * 96,
        11,
        i % 3 ? b.main.light : b.accent.base,
      ),
    ),
  ) +
  stroke('M320 170q80 44 160 0', b.main.dark, 13) +
  stroke('M400 196Q340 320 330 470', b.main.dark, 6) +
  repeat(4, (i) => circle(392 - i * 16, 236 + i * 60, 8, b.paper));

const dungarees = (b: Brush): string =>
  both(stroke('M330 300L310 150', b.main.dark, 30)) +
  shape('M300 270h200v130h60q20 130 30 280h-150l-40-190l-40 190H210q10-150 30-280h60Z', 'url(#main)') +
  faded(
    0.35,
    repeat(24, (i) => stroke(`M${216 + i * 16} 410V680M${304 + (i % 12) * 17} 280V400`, b.main.deep, 2.5)),
  ) +
  rect(340, 310, 120, 80, b.main.dark, 10) +
  both(circle(326, 292, 15, '#c9a24b')) +
  both(rect(240, 560, 84, 70, b.accent.base, 10)) +
  both(rect(206, 652, 154, 34, b.main.dark, 8));

const tee = (b: Brush): string => {
  const outline = 'M310 200q90 54 180 0l140 70l-40 120l-66-20v260q-124 20-248 0V370l-66 20l-40-120Z';
  return (
    shape(outline, 'url(#main)') +
    within(
      'tee',
      outline,
      repeat(9, (i) => rect(160, 290 + i * 42, 500, 17, b.paper)),
    ) +
    stroke('M310 200q90 54 180 0', b.main.dark, 15) +
    rect(440, 380, 84, 84, b.accent.base, 10) +
    repeat(3, (i) => ellipse(460 + i * 21, 378 - (i % 2) * 8, 13, 11, '#8b8a8f'))
  );
};

const hat = (b: Brush): string =>
  shape('M100 520q300-130 600 0q20 90-300 100q-320-10-300-100Z', b.main.dark) +
  shape('M220 500Q210 250 400 244Q590 250 580 500Q400 560 220 500Z', 'url(#main)') +
  repeat(14, (i) =>
    at(260 + (i % 5) * 70, 320 + Math.floor(i / 5) * 66, circle(0, 0, 15, b.accent.base) + circle(0, 0, 6, b.paper)),
  ) +
  stroke('M222 496Q400 556 578 496', b.accent.base, 22) +
  both(stroke('M180 560q60 120 180 130', b.paper, 6));

const bearHat = (b: Brush): string =>
  both(circle(250, 230, 76, b.main.dark) + circle(250, 230, 42, b.accent.light)) +
  shape('M190 560Q170 200 400 196T610 560Z', 'url(#main)') +
  faded(
    0.35,
    repeat(14, (i) => stroke(`M${206 + i * 30} ${300 - 90 * Math.sin((i / 13) * 3.14)}V560`, b.main.deep, 5)),
  ) +
  rect(176, 530, 448, 76, b.main.dark, 30) +
  both(stroke('M210 600q0 90 60 110', b.main.dark, 26) + circle(276, 714, 28, b.accent.base)) +
  both(circle(340, 420, 13, b.ink)) +
  ellipse(400, 470, 26, 19, b.ink);

export const smallClothes: Motif = { stance: 'lie', forms: { romper, dungarees, tee, hat, bearhat: bearHat } };
