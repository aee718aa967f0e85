import type { SeedDigitalFile } from '../catalogue-types.ts';

/** The text that buyers of all digital goods of the demo download. */
export const demoGoodsText = `Thank you for your order.

This file stands for the digital goods of the demo: a font, a pattern, a sound or a template.
`;

export const demoGoods: SeedDigitalFile = {
  file: 'goods/demo.txt',
  fileName: 'thank-you.txt',
  mimeType: 'text/plain',
  size: Buffer.byteLength(demoGoodsText),
};
