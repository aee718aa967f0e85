import type { Brush } from '../brush.ts';
import { at, circle, ellipse, faded, rect, repeat, shape, stroke, text } from '../svg.ts';
import type { Motif } from './motif.ts';

const sheet = (b: Brush, x: number, y: number, content: string, turn = 0): string =>
  at(x, y, rect(-190, -250, 390, 520, '#1d1b3326', 10) + rect(-196, -260, 390, 520, b.paper, 10) + content, turn);

const specimen =
  (glyphs: string, font: string, extra = '') =>
  (b: Brush): string =>
    [
      sheet(b, 430, 400, rect(-196, -260, 390, 520, b.main.dark, 10), 7),
      sheet(
        b,
        390,
        400,
        rect(-196, -260, 390, 330, b.main.base, 10) +
          text(0, -30, glyphs, 230, b.paper, font, extra) +
          text(0, 132, 'Hamburgefonts', 48, b.ink, font, extra) +
          text(0, 178, 'abcdefghijklmno', 34, b.ink, font, extra) +
          text(0, 218, '0123456789 &amp;?!', 34, b.main.base, font, extra),
        -3,
      ),
    ].join('');

const icons = (b: Brush): string =>
  sheet(
    b,
    400,
    400,
    rect(-196, -260, 390, 520, b.main.base, 10) +
      repeat(12, (i) =>
        at(
          -120 + (i % 3) * 120,
          -190 + Math.floor(i / 3) * 126,
          rect(-42, -42, 84, 84, b.paper, 22) +
            [
              stroke('M-20 14v-26l20-18l20 18v26Z', b.ink, 6),
              circle(0, -8, 12, b.ink) + stroke('M-20 24q20-30 40 0', b.ink, 6),
              stroke('M-22-10h44M-22 8h44M-22 26h26', b.ink, 6),
              stroke('M0 22l-24-26q-2-24 24-10q26-14 24 10Z', b.ink, 6),
              stroke('M-4-4m-16 0a16 16 0 1 0 32 0a16 16 0 1 0-32 0M12 12l14 14', b.ink, 6),
              stroke('M-20-18h40v34h-24l-12 12v-12h-4Z', b.ink, 6),
            ][i % 6]!,
        ),
      ),
    -3,
  );

export const type: Motif = {
  stance: 'lie',
  forms: {
    sans: specimen('Ag', 'Helvetica, Arial, sans-serif', ' font-weight="700"'),
    rounded: specimen('go', 'Trebuchet MS, Verdana, sans-serif', ' font-weight="700"'),
    serif: specimen('Rf', 'Georgia, Times New Roman, serif'),
    stencil: specimen('BX', 'Impact, Arial Narrow, sans-serif', ' letter-spacing="2"'),
    script: specimen('Du', 'Brush Script MT, Segoe Script, cursive', ' font-style="italic"'),
    mono: specimen('{}', 'Courier New, monospace', ' font-weight="700"'),
    icons,
  },
};

const lines = (b: Brush, y: number, count: number): string =>
  repeat(
    count,
    (i) =>
      rect(-150, y + i * 30, 300 - ((i * 53) % 120), 9, '#c9c1b2', 4) +
      (i === 0 ? rect(-150, y - 36, 160, 15, b.ink, 4) : ''),
  );

const tableSheet = (b: Brush): string =>
  sheet(
    b,
    400,
    400,
    rect(-196, -260, 390, 70, b.main.base, 10) +
      rect(-160, -236, 170, 20, b.paper, 5) +
      repeat(
        40,
        (i) =>
          rect(
            -166 + (i % 4) * 84,
            -166 + Math.floor(i / 4) * 40,
            78,
            33,
            Math.floor(i / 4) === 9 ? b.accent.base : i % 4 === 0 ? b.main.light : '#f1eadb',
            4,
          ) +
          (i % 4 ? rect(-150 + (i % 4) * 84, -154 + Math.floor(i / 4) * 40, 46 - ((i * 7) % 20), 9, '#9a948a', 3) : ''),
      ),
    -4,
  );

const listSheet = (b: Brush): string =>
  sheet(b, 440, 410, rect(-196, -260, 390, 520, b.main.light, 10), 8) +
  sheet(
    b,
    390,
    400,
    rect(-150, -216, 210, 30, b.main.base, 6) +
      circle(128, -196, 34, b.accent.base) +
      lines(b, -110, 5) +
      lines(b, 100, 4),
    -3,
  );

const slides = (b: Brush): string =>
  repeat(3, (i) =>
    at(
      400 + (i - 1) * 46,
      260 + i * 140,
      rect(-226, -130, 460, 270, '#1d1b3326', 10) +
        rect(-232, -138, 460, 270, [b.main.dark, b.main.base, b.paper][i]!, 10) +
        (i === 2
          ? rect(-200, -100, 170, 22, b.ink, 5) +
            repeat(5, (bar) =>
              rect(10 + bar * 38, 90 - bar * 34, 26, 20 + bar * 34, bar % 2 ? b.accent.base : b.main.base, 4),
            ) +
            repeat(4, (line) => rect(-200, -50 + line * 32, 160 - line * 20, 10, '#c9c1b2', 4))
          : rect(-200, -104, 150, 20, b.paper, 5)),
      i * 3 - 4,
    ),
  );

const calendar = (b: Brush): string =>
  sheet(
    b,
    400,
    400,
    rect(-196, -260, 390, 100, b.main.base, 10) +
      repeat(2, (i) => rect(-110 + i * 200, -280, 20, 50, b.ink, 8)) +
      repeat(
        30,
        (i) =>
          rect(-170 + (i % 6) * 58, -130 + Math.floor(i / 6) * 72, 48, 60, '#f1eadb', 6) +
          (i % 4 === 1
            ? at(
                -146 + (i % 6) * 58,
                -94 + Math.floor(i / 6) * 72,
                stroke('M0 18V-6', '#5f8050', 5) +
                  ellipse(-9, -8, 11, 7, b.main.base) +
                  ellipse(9, -12, 11, 7, b.accent.base),
              )
            : ''),
      ),
    -4,
  );

export const sheetMotif: Motif = { stance: 'lie', forms: { table: tableSheet, list: listSheet, slides, calendar } };

const player = (b: Brush, content: string): string =>
  rect(130, 190, 540, 440, '#1d1b3330', 40) +
  rect(124, 176, 540, 440, b.main.deep, 40) +
  rect(150, 202, 488, 290, b.main.dark, 24) +
  content +
  circle(394, 554, 40, b.paper) +
  shape('M382 532l36 22l-36 22Z', b.main.deep) +
  stroke('M180 554h130M478 554h130', b.main.light, 7) +
  circle(250, 554, 12, b.paper);

const envelope = (i: number, b: Brush): number =>
  20 + 104 * Math.abs(Math.sin(i * 0.21) * Math.cos(i * 0.067)) + b.random.between(0, 16);

const waveform = (b: Brush): string =>
  player(
    b,
    repeat(46, (i) => {
      const half = envelope(i, b);
      return rect(172 + i * 9.8, 347 - half, 6, half * 2, i < 20 ? b.accent.light : b.main.light, 3);
    }),
  );
const bars = (b: Brush): string =>
  player(
    b,
    repeat(14, (i) =>
      repeat(b.random.between(3, 10), (level) =>
        rect(174 + i * 32, 458 - level * 25, 25, 19, level > 7 ? b.accent.base : b.main.light, 4),
      ),
    ),
  );
const dots = (b: Brush): string =>
  player(
    b,
    repeat(60, (i) =>
      circle(
        186 + (i % 12) * 38,
        240 + Math.floor(i / 12) * 54,
        5 + 12 * Math.abs(Math.sin(i * 0.7 + Math.floor(i / 12))),
        (i * 7) % 5 ? b.main.light : b.accent.light,
      ),
    ),
  );

export const wave: Motif = { stance: 'lie', forms: { wave: waveform, bars, dots } };

const patternPaper = (b: Brush, piece: string): string =>
  [
    rect(126, 126, 560, 560, '#1d1b3322', 8),
    rect(120, 116, 560, 560, '#f6eeda', 8),
    faded(
      0.5,
      repeat(14, (i) => stroke(`M${120 + i * 40} 116V676M120 ${136 + i * 40}H680`, '#dccfb0', 1.5)),
    ),
    shape(piece, b.main.light),
    `<path d="${piece}" fill="none" stroke="${b.main.deep}" stroke-width="5" stroke-dasharray="16 10"/>`,
    stroke('M400 330V560M386 350l14-20l14 20M386 540l14 20l14-20', b.main.deep, 5),
    at(
      610,
      600,
      stroke('M-70 40L30-60M-70-40L30 60', b.metal.base, 13) +
        `<circle cx="-90" cy="58" r="28" fill="none" stroke="${b.accent.base}" stroke-width="13"/><circle cx="-90" cy="-58" r="28" fill="none" stroke="${b.accent.base}" stroke-width="13"/>` +
        circle(-18, 0, 7, b.ink),
      -20,
    ),
    repeat(3, (i) => circle(180 + i * 36, 640, 9, [b.accent.base, '#c5402f', '#d0a02f'][i]!)),
  ].join('');

const yarn = (b: Brush): string =>
  circle(410, 430, 190, b.main.dark) +
  circle(400, 420, 188, b.main.base) +
  repeat(7, (i) =>
    stroke(
      `M${236 + i * 18} ${330 + i * 6}Q${400 + i * 10} ${200 + i * 40} ${560 - i * 8} ${340 + i * 34}`,
      i % 2 ? b.main.light : b.main.dark,
      9,
    ),
  ) +
  repeat(5, (i) =>
    stroke(
      `M${240 + i * 12} ${470 + i * 22}Q400 ${380 + i * 44} ${570 - i * 16} ${500 + i * 16}`,
      i % 2 ? b.main.dark : b.main.light,
      9,
    ),
  ) +
  stroke('M560 540Q640 640 520 680T260 660', b.main.base, 9) +
  at(400, 420, rect(-8, -330, 16, 520, b.wood.base, 8) + circle(0, -336, 19, b.accent.base), 40) +
  at(400, 420, rect(-8, -330, 16, 520, b.wood.light, 8) + circle(0, -336, 19, b.accent.base), -32);

const quilt = (b: Brush): string =>
  rect(156, 160, 500, 500, '#1d1b3322', 6) +
  rect(150, 150, 500, 500, b.paper, 6) +
  repeat(25, (i) => {
    const [x, y] = [166 + (i % 5) * 94, 166 + Math.floor(i / 5) * 94];
    return (
      rect(x, y, 92, 92, [b.main.light, b.paper, b.accent.light][i % 3]!) +
      shape(`M${x} ${y + 92}l46-92l46 92Z`, [b.main.base, b.accent.base, b.main.dark][(i * 2) % 3]!)
    );
  });

export const sewing: Motif = {
  stance: 'lie',
  forms: {
    skirt: (b) => patternPaper(b, 'M270 200h220q50 190 80 380q-190 50-380 0q30-190 80-380Z'),
    shirt: (b) => patternPaper(b, 'M300 190q70 60 140 0l110 50l60 170l-90 40l-30-70v240H260V380l-30 70l-90-40l60-170Z'),
    bag: (b) => patternPaper(b, 'M220 260h300l36 290q-190 60-372 0Z'),
    knit: yarn,
    quilt,
  },
};
