import type { Brush } from '../brush.ts';
import { at, circle, ellipse, faded, rect, repeat, shape, stroke } from '../svg.ts';
import type { Motif } from './motif.ts';

const boxLid = (b: Brush, art: string): string =>
  rect(150, 190, 520, 460, b.main.deep, 10) +
  rect(140, 170, 520, 450, 'url(#main)', 10) +
  art +
  rect(190, 210, 260, 30, b.paper, 6) +
  rect(190, 256, 170, 15, b.paper, 5) +
  repeat(3, (i) => circle(200 + i * 40, 582, 13, b.paper));

const bao = (b: Brush): string =>
  rect(90, 240, 620, 330, b.main.deep, 60) +
  rect(86, 230, 620, 330, 'url(#main)', 60) +
  repeat(32, (i) => {
    const [x, y] = [140 + (i % 8) * 73, 284 + Math.floor(i / 8) * 74];
    return (
      circle(x, y, 30, b.main.deep) +
      circle(x, y + 4, 26, b.main.dark) +
      repeat(b.random.between(0, 4), (seed) =>
        circle(x - 9 + (seed % 2) * 17, y - 6 + Math.floor(seed / 2) * 15, 8, seed % 2 ? '#e8dcc0' : '#b9b09a'),
      )
    );
  });

const chess = (b: Brush): string =>
  at(
    400,
    400,
    rect(-250, -250, 500, 500, b.main.deep, 12) +
      repeat(64, (i) =>
        rect(
          -224 + (i % 8) * 56,
          -224 + Math.floor(i / 8) * 56,
          56,
          56,
          (i + Math.floor(i / 8)) % 2 ? b.main.base : b.paper,
        ),
      ) +
      repeat(14, () => {
        const [x, y] = [-196 + b.random.between(0, 7) * 56, -196 + b.random.between(0, 7) * 56];
        const color = b.random.chance(0.5) ? b.ink : b.wood.light;
        return ellipse(x + 3, y + 6, 19, 17, '#00000044') + circle(x, y, 18, color) + circle(x, y, 10, b.accent.base);
      }),
    -8,
  );

const domino = (b: Brush): string =>
  [
    [260, 250, -18],
    [470, 240, 22],
    [380, 420, 84],
    [240, 560, 8],
    [560, 520, -30],
  ]
    .map(([x = 0, y = 0, turn = 0]) =>
      at(
        x,
        y,
        rect(-56, -104, 118, 220, b.main.deep, 20) +
          rect(-59, -110, 118, 220, 'url(#main)', 20) +
          rect(-46, -3, 92, 6, b.main.deep) +
          repeat(2, (half) =>
            repeat(b.random.between(1, 6), (i) =>
              circle(-26 + (i % 3) * 26, -76 + half * 112 + Math.floor(i / 3) * 40, 9, b.ink),
            ),
          ),
        turn,
      ),
    )
    .join('');

const piece = 'M0 0h44c-14-40 50-40 36 0h44v44c40-14 40 50 0 36v44H80c14 40-50 40-36 0H0V80c40 14 40-50 0-36Z';

const jigsaw = (b: Brush): string =>
  [
    [180, 180, 0, 0],
    [320, 180, 1, 0],
    [180, 320, 2, 0],
    [400, 360, 3, 12],
    [500, 500, 0, -20],
    [240, 520, 1, 24],
  ]
    .map(([x = 0, y = 0, color = 0, turn = 0]) =>
      at(
        x,
        y,
        shape(piece, [b.main.base, b.accent.base, b.main.dark, b.paper][color]!) + faded(0.4, stroke(piece, b.ink, 2)),
        turn,
        1.12,
      ),
    )
    .join('');

const cards = (b: Brush): string =>
  repeat(5, (i) =>
    at(
      400,
      720,
      rect(-116, -520, 232, 330, '#1d1b3322', 18) +
        rect(-120, -526, 232, 330, i === 4 ? b.paper : b.main.base, 18) +
        rect(-106, -512, 204, 302, i === 4 ? '#fffdf6' : b.main.dark, 10) +
        (i === 4
          ? shape('M-50-330q20-90 80-60q30-30 44-4l22 6l-24 10q4 70-60 84l-70 30q16-30 8-66Z', b.main.base) +
            circle(-80, -486, 11, b.accent.base) +
            circle(74, -236, 11, b.accent.base)
          : repeat(12, (dot) => circle(-70 + (dot % 3) * 66, -470 + Math.floor(dot / 3) * 76, 17, b.accent.base))),
      -34 + i * 17,
    ),
  );

export const game: Motif = {
  stance: 'lie',
  forms: {
    bao,
    chess,
    domino,
    jigsaw,
    cards,
    box: (b) =>
      boxLid(
        b,
        shape('M140 470Q280 350 420 450T660 400V610q0 10-10 10H150q-10 0-10-10Z', b.main.dark) +
          circle(530, 310, 60, b.accent.light) +
          repeat(
            6,
            (i) =>
              stroke(`M${220 + i * 76} 600q-10-60 0-110`, b.accent.base, 9) +
              at(220 + i * 76, 480, ellipse(0, 0, 17, 30, b.accent.base), i * 9 - 20),
          ),
      ),
  },
};
