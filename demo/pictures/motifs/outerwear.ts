import type { Brush } from '../brush.ts';
import { both, circle, faded, rect, repeat, shape, stroke, within } from '../svg.ts';
import type { Motif } from './motif.ts';

const coatBody = (length: number): string =>
  `M310 170q90 40 180 0l72 34q26 70 26 140v${length - 344}q0 14-16 16q-172 20-344 0q-16-2-16-16V344q0-70 26-140Z`;
const sleeve = 'M240 204C184 240 160 310 152 390L128 596q40 22 88 12L246 420Z';

const coat = (b: Brush, length: number, pattern = ''): string =>
  [
    both(shape(sleeve, b.main.dark)),
    both(within('sleeve', sleeve, pattern)),
    shape(coatBody(length), 'url(#main)'),
    within('coat', coatBody(length), pattern),
    both(faded(0.5, stroke('M256 350q-10 120-4 230', b.main.deep, 5))),
  ].join('');

const lapels = (b: Brush): string =>
  shape('M310 170q90 40 180 0l-90 130Z', b.main.deep) +
  both(
    shape('M312 164q-28 10-38 26l40 96l86 10q-74-50-88-132Z', b.main.light) +
      stroke('M274 190l40 96l86 12', b.main.deep, 3),
  );

const flap = (b: Brush, x: number, y: number, size = 110): string =>
  rect(x, y, size, size, b.main.dark, 8) +
  rect(x + 4, y + 4, size - 8, size - 10, b.main.base, 6) +
  shape(`M${x} ${y}h${size}v30q-${size / 2} 24-${size} 0Z`, b.main.dark) +
  circle(x + size / 2, y + 28, 6, '#c9a24b');

const buttons = (b: Brush, count: number, gap: number, x = 400): string =>
  repeat(count, (i) => circle(x, 330 + i * gap, 11, b.wood.dark) + circle(x - 3, 327 + i * gap, 4, b.wood.light));

const zip = (b: Brush, to: number): string =>
  stroke(`M400 214V${to}`, b.main.deep, 14) +
  `<path d="M400 214V${to}" stroke="#d8c48a" stroke-width="7" stroke-dasharray="4 4"/>` +
  rect(393, 300, 14, 36, '#c9a24b', 5);

const hood = (b: Brush): string =>
  shape('M270 220q-20-150 130-156q150 6 130 156q-60 50-130 50t-130-50Z', b.main.dark) +
  shape('M304 214q-14-104 96-110q110 6 96 110q-40 44-96 44t-96-44Z', b.main.deep) +
  stroke('M316 236q-8 60 4 110M484 236q8 60-4 110', b.paper, 5);

const ribHem = (b: Brush, y: number): string =>
  rect(214, y, 372, 44, b.main.deep, 12) +
  repeat(25, (i) => stroke(`M${226 + i * 14.5} ${y + 6}v32`, b.main.dark, 4)) +
  both(shape('M126 574l-4 36q44 24 92 12l4-38Z', b.main.deep));

const quilting = (b: Brush): string =>
  faded(
    0.6,
    repeat(22, (i) => stroke(`M${-180 + i * 48} 160l520 520M${-180 + i * 48 + 520} 160l-520 520`, b.main.deep, 3)),
  );

const strips = (b: Brush): string =>
  repeat(
    16,
    (i) =>
      stroke(`M${120 + i * 40} 150V700`, b.main.deep, 2.5) +
      repeat(6, (row) => stroke(`M${128 + i * 40} ${210 + row * 84 + (i % 2) * 40}l12 14l12-14`, b.paper, 4)),
  );

const bomberDetails = (b: Brush): string =>
  shape('M310 168q90 44 180 0q-20 60-90 62t-90-62Z', b.main.deep) +
  zip(b, 590) +
  both(stroke('M262 440l62 76', b.main.deep, 9)) +
  ribHem(b, 572);

export const jacket: Motif = {
  stance: 'lie',
  forms: {
    field: (b) =>
      coat(b, 650) +
      stroke('M400 300V650', b.main.deep, 4) +
      lapels(b) +
      buttons(b, 5, 66) +
      both(flap(b, 246, 486) + flap(b, 262, 330, 84)) +
      shape('M318 160q82 40 164 0l-8 34q-74 36-148 0Z', '#8a5a34'),
    chore: (b) =>
      coat(b, 620) +
      stroke('M400 220V620', b.main.deep, 4) +
      both(shape('M318 162q-26 12-36 30l36 62l82-32q-66-10-82-60Z', b.main.light)) +
      buttons(b, 5, 62) +
      both(rect(244, 460, 118, 128, b.main.dark, 10) + rect(248, 472, 110, 112, b.main.base, 8)) +
      rect(446, 314, 84, 90, b.main.dark, 8) +
      rect(449, 324, 78, 77, b.main.base, 6),
    parka: (b) =>
      coat(b, 700) +
      hood(b) +
      stroke('M400 258V706', b.main.deep, 12) +
      buttons(b, 5, 76) +
      both(flap(b, 244, 500, 116)) +
      stroke('M230 452q170 20 340 0', b.main.deep, 5),
    quilt: (b) =>
      coat(b, 630, quilting(b)) +
      stroke('M400 220V634', b.main.deep, 8) +
      both(stroke('M312 170q20 70 88 120', b.accent.base, 14)) +
      buttons(b, 5, 66) +
      both(stroke('M262 470l80 46', b.accent.base, 10)),
    bomber: (b) => coat(b, 580) + bomberDetails(b),
    'bomber-woven': (b) => coat(b, 580, strips(b)) + bomberDetails(b),
    pea: (b) =>
      coat(b, 640) +
      shape('M310 170q90 40 180 0l-90 150Z', b.main.deep) +
      both(
        shape('M306 160q-46 14-60 50l50 100l104 30q-84-70-94-180Z', b.main.light) +
          stroke('M246 210l50 100l104 30', b.main.deep, 4),
      ) +
      stroke('M440 340V642', b.main.deep, 4) +
      buttons(b, 4, 76, 352) +
      buttons(b, 4, 76, 448) +
      both(stroke('M250 520l70 20', b.main.deep, 9)),
  },
};

const bodice = 'M322 170q20 60 78 64q58-4 78-64l40 16q0 70 26 110q-20 70-30 120H286q-10-50-30-120q26-40 26-110Z';
const skirt = 'M286 400h228q50 130 96 268q-210 44-420 0q46-138 96-268Z';

const folds = (b: Brush): string =>
  faded(
    0.45,
    repeat(7, (i) => stroke(`M${310 + i * 30} 420Q${284 + i * 38} 540 ${236 + i * 55} 672`, b.main.deep, 4)),
  );

const print = (b: Brush): string =>
  repeat(48, (i) => {
    const [x, y] = [180 + (i % 8) * 62 + (Math.floor(i / 8) % 2) * 30, 190 + Math.floor(i / 8) * 86];
    return (
      shape(`M${x} ${y - 26}q26 26 0 52q-26-26 0-52Z`, b.accent.base) +
      circle(x, y, 7, b.paper) +
      circle(x + 30, y + 40, 6, b.accent.light)
    );
  });

const flowers = (b: Brush): string =>
  repeat(60, () => {
    const [x, y] = [b.random.between(180, 620), b.random.between(180, 690)];
    return (
      repeat(5, (i) => circle(x + 8 * Math.cos(i * 1.257), y + 8 * Math.sin(i * 1.257), 5.5, b.paper)) +
      circle(x, y, 4, b.accent.base)
    );
  });

const shortSleeves = (b: Brush, pattern: string): string => {
  const outline = 'M284 184q-70 30-98 120q30 30 84 30l24-60Z';
  return both(shape(outline, b.main.dark)) + both(within('cap', outline, pattern));
};

const gown = (b: Brush, pattern: string): string =>
  shape(skirt, 'url(#main)') +
  within('skirt', skirt, pattern) +
  folds(b) +
  shape(bodice, 'url(#main)') +
  within('bodice', bodice, pattern);

const pleats = (b: Brush): string =>
  repeat(15, (i) =>
    shape(`M${290 + i * 15} 270h9L${196 + i * 27.4 + 17} 640h-17Z`, i % 2 ? b.main.dark : b.main.light),
  );

const slip = (b: Brush): string =>
  both(stroke('M318 140q-6 60-22 100', b.main.deep, 6)) +
  shape(
    'M296 240q40 20 104 50q64-30 104-50q20 100 12 170q40 150 70 270q-186 40-372 0q30-120 70-270q-8-70 12-170Z',
    'url(#main)',
  ) +
  faded(0.5, stroke('M330 400q-10 160-60 280M400 420q0 140-10 276M470 400q14 160 58 276', b.main.light, 7));

const skirtWith = (b: Brush, detail: string): string =>
  shape('M286 250h228l96 390q-210 44-420 0Z', 'url(#main)') +
  detail +
  rect(280, 226, 240, 44, b.main.deep, 8) +
  circle(400, 248, 10, '#c9a24b');

const shirtDress = (b: Brush, pattern: string): string =>
  shortSleeves(b, pattern) +
  gown(b, pattern) +
  both(shape('M322 166q-20 12-26 26l36 58l68-26q-60-8-78-58Z', b.main.light)) +
  stroke('M400 230V680', b.main.deep, 3) +
  repeat(8, (i) => circle(400, 262 + i * 52, 6, b.paper)) +
  rect(278, 388, 244, 26, b.main.deep, 6) +
  rect(382, 384, 36, 34, '#c9a24b', 5) +
  rect(390, 392, 20, 18, b.main.deep, 3);

export const dress: Motif = {
  stance: 'lie',
  forms: {
    wrap: (b) =>
      shortSleeves(b, print(b)) +
      gown(b, print(b)) +
      stroke('M322 170Q350 320 500 398M478 170Q470 260 410 330', b.main.deep, 9) +
      rect(280, 386, 240, 28, b.accent.base, 10) +
      stroke('M300 410q-40 60-30 130M306 410q0 60 20 110', b.accent.base, 13),
    pinafore: (b) =>
      shape('M306 170h34v120h120V170h34l20 240H286Z', 'url(#main)') +
      shape(skirt, 'url(#main)') +
      folds(b) +
      rect(300, 280, 200, 120, b.main.base, 10) +
      rect(346, 310, 108, 74, b.main.dark, 8) +
      both(circle(322, 296, 10, b.wood.dark)),
    shirtdress: (b) => shirtDress(b, ''),
    'shirtdress-flowers': (b) => shirtDress(b, flowers(b)),
    slip,
    'slip-kente': (b) =>
      slip(b) +
      repeat(
        10,
        (i) =>
          rect(382, 290 + i * 40, 36, 20, ['#d0a02f', '#c5402f', '#4e8a58'][i % 3]!) +
          rect(382, 310 + i * 40, 36, 20, '#d99c35'),
      ),
    skirt: (b) => skirtWith(b, within('pleats', 'M286 250h228l96 390q-210 44-420 0Z', pleats(b))),
    'skirt-denim': (b) => skirtWith(b, stroke('M400 260V660M300 300q-30 60-34 110M500 300q30 60 34 110', '#e0b060', 4)),
  },
};
