/** `npm run mail:pictures`: draws every mail in Chromium, for people to look at. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCommandLine } from './command-line.mjs';

const { arguments: given } = readCommandLine({
  usage: `Usage: npm run mail:pictures [-- <folder> [<language>]]

Draws every mail at 390 and 1,280 px, light and dark, with a contact sheet of each, in Chromium (CHROMIUM_PATH).
  <folder>     default: dist/mail-pictures
  <language>   en, sw or de; default: en`,
  minArguments: 0,
  maxArguments: 2,
});
const [folder = 'dist/mail-pictures', language = 'en'] = given;

const { chromium } = await import('playwright-core');
const { importTypescript } = await import('./import-typescript.mjs');
const { mailsIn } = await importTypescript('subgraphs/notifications/mail/example-mails.ts');

const mails = mailsIn(language);
const looks = [390, 1280].flatMap((width) => ['light', 'dark'].map((scheme) => ({ width, scheme })));

/** Columns of a contact sheet, by the width of its pictures. */
const columns = { 390: 6, 1280: 3 };

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  for (const { width, scheme } of looks) {
    const page = await browser.newPage({ viewport: { width, height: 100 }, colorScheme: scheme });
    const shown = [];
    for (const { name, html } of mails) {
      await page.setContent(html);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (overflow > 0) console.warn(`${name} is ${overflow} px too wide at ${width} px`);
      const picture = await page.screenshot({ fullPage: true });
      await writeFile(join(folder, `${name}-${width}-${scheme}.png`), picture);
      shown.push(
        `<figure><img src="data:image/png;base64,${picture.toString('base64')}"><figcaption>${name}</figcaption></figure>`,
      );
    }
    const style = `body{margin:8px;font:14px sans-serif;background:#888;display:grid;gap:8px;align-items:start;
      grid-template-columns:repeat(${columns[width]},1fr)}figure{margin:0}img{width:100%;display:block}`;
    await page.setViewportSize({ width: 1600, height: 900 });
    await page.setContent(`<style>${style}</style>${shown.join('')}`);
    const sheet = join(folder, `sheet-${width}-${scheme}.png`);
    await page.screenshot({ path: sheet, fullPage: true });
    console.log(sheet);
    await page.close();
  }
} finally {
  await browser.close();
}
